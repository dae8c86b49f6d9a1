"""``python -m tests.bench``: measure everything, or only the sections that are named."""

import argparse
import os
import platform
import tempfile
from pathlib import Path

from tests.bench import sections
from tests.bench.details import details_and_overdue
from tests.bench.jobs import jobs
from tests.bench.ledger import ledger
from tests.bench.meetings import meetings
from tests.bench.menu import menu
from tests.bench.packing import packing_lists
from tests.bench.worlds import Worlds
from tests.postgres import running_postgres

SECTIONS = ("start", "pages", "menu", "details", "ledger", "packing", "reports", "meetings", "imports", "jobs")


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="which sections; all if none is named")
    parser.add_argument("--sizes", default="332,2000,20000", help="sites of the registers for position and pages, with commas")
    parser.add_argument("--lines", type=int, default=20_000, help="lines of the long workbook")
    parser.add_argument("--movements", default="33000,1000000", help="movements of the ledger, with commas")
    parser.add_argument("--rows", type=int, default=33_000, help="rows of the packing list")
    asked = parser.parse_args()
    wanted = asked.sections or SECTIONS
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}. CPU time is the one to trust.")
    with tempfile.TemporaryDirectory(prefix="tashgheel-bench-") as folder, running_postgres() as server:
        worlds = Worlds(Path(folder), server)
        if "start" in wanted:
            sections.starts()
        if "pages" in wanted:
            sections.positions_and_pages(worlds, [int(size) for size in asked.sizes.split(",")])
        if "menu" in wanted:
            menu(worlds, [int(size) for size in asked.sizes.split(",")])
        if "details" in wanted:
            details_and_overdue(worlds, [int(size) for size in asked.sizes.split(",")])
        if "ledger" in wanted:
            ledger(worlds, [int(size) for size in asked.movements.split(",")])
        if "packing" in wanted:
            packing_lists(worlds, asked.rows)
        if "reports" in wanted:
            sections.papers(worlds)
        if "meetings" in wanted:
            meetings(worlds, [int(size) for size in asked.sizes.split(",")])
        if "imports" in wanted:
            sections.imports(worlds, asked.lines)
        if "jobs" in wanted:
            jobs(Path(folder))


if __name__ == "__main__":
    main()
