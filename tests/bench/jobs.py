"""Four whole jobs by the hands of those whose jobs they are: clicks, keys, pages, bytes and seconds, on a fast and on a slow network."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from rollout import migrations
from rollout.database import engine_for
from tests.bench.measuring import table
from tests.jobs import JOBS, Job, Office, at_hand
from tests.loading import Installation, load_by_command
from tests.machine import BROWSER_FLAGS, find_chromium
from tests.serving import serving
from tests.walking import DAY, passwords_of

HEADS = ("job", "clicks", "keys", "pages", "received", "seconds", "on a slow network")


def jobs(folder: Path) -> None:
    """Each job once on either network, on the demo as it is loaded; nobody thinks, reads or looks for a key while the clock runs."""
    loaded, here = _loaded(folder), Installation(folder / "jobs")
    shutil.copytree(loaded.folder, here.folder)
    at_hand(here.folder)
    with serving(here.database_url, here.folder, today=DAY) as server, sync_playwright() as playwright:
        office = Office(server, passwords_of(here.folder), here.folder)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(BROWSER_FLAGS))
        try:
            rows = []
            for job in JOBS:
                fast, slow = (_seconds(job, office, browser, loaded, slow=slow) for slow in (False, True))
                rows.append((job.name, *fast, slow[-1]))
        finally:
            browser.close()
    table("Whole jobs in Chromium: the slow network has 400 ms and 400 kbit/s", HEADS, rows)


def _seconds(job: Job, office: Office, browser: Browser, loaded: Installation, *, slow: bool) -> tuple[str, ...]:
    office.open_anew(loaded.database)
    tally = job.done(office, browser, slow=slow).tally
    return str(tally.taps), str(tally.keys), str(tally.loads), f"{tally.received / 1000:.0f} kB", f"{tally.seconds:.1f} s"


def _loaded(folder: Path) -> Installation:
    """The demo programme as the program itself loads it."""
    schema, made = folder / "schema.db", folder / "demo"
    migrations.upgrade(f"sqlite:///{schema}")
    engine_for(f"sqlite:///{schema}").dispose()
    made.mkdir()
    load_by_command(schema)(made)
    return Installation(made)
