"""What is measured, section by section. Goals are seconds of processor; where none is named there is none."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import Flask

from reports import FORMS, committee_report, report_document, write_all
from reports.document.content import Chart
from reports.forms.made import render
from rollout.app import create_app
from rollout.database import reading, session_for
from rollout.exchange import apply, plan_import
from rollout.position import forget, position
from rollout.scope import everything
from tests.bench.measuring import Cost, measure, once, row, show
from tests.bench.peer import stock_list
from tests.bench.workbook import workbook_of
from tests.bench.worlds import World, Worlds
from tests.cast import ASSIUT, MINISTRY, Member
from tests.views.visiting import House

DAY = date(2023, 11, 7)
TODAY = date(2023, 12, 1)
SAMPLE = Path(__file__).parents[1] / "data" / "register_sample.xlsx"

# Page, who opens it, and its goals on SQLite and on PostgreSQL.
PAGES: tuple[tuple[str, str, Member, tuple[float, float] | None], ...] = (
    ("sites list", "/sites/", MINISTRY, (0.008, 0.009)),
    ("sites list, Assiut's officer", "/sites/", ASSIUT, (0.008, 0.009)),
    ("sites searched and filtered", "/sites/?q=مجمع&kind=complex", MINISTRY, (0.008, 0.009)),
    ("one site's page", "/sites/AST-001", ASSIUT, (0.012, 0.012)),
    ("matrix of Assiut", "/matrix/EG-AST?as_of=2023-11-07", ASSIUT, None),
    ("dashboard of the country", "/?as_of=2023-11-07", MINISTRY, (0.012, 0.015)),
    ("dashboard of Assiut", "/?as_of=2023-11-07", ASSIUT, (0.012, 0.015)),
    ("API, 100 sites", "/api/v1/sites/", MINISTRY, (0.006, 0.006)),
)


def positions_and_pages(worlds: Worlds, sizes: list[int]) -> None:
    """Position and pages at each size, on both databases."""
    for size in sizes:
        with worlds.of(size) as both:
            show(f"Position of the whole register, {size:,} sites", [_position(world) for world in both])
            for world in both:
                show(f"Pages, server time through WSGI: {world.name}", _pages(world))


def _position(world: World) -> tuple[str, ...]:
    def ask() -> None:
        forget()
        with reading(), session_for(world.settings.database_url) as session, everything(session):
            position(session, DAY)

    return row(world.database, measure(ask, repeats=5, backend=world.backend), statements=True)


def _pages(world: World) -> list[tuple[str, ...]]:
    app = create_app(world.settings)
    house = House(app, world.settings.database_url)
    visitors = {member.name: house.member(member) for member in (MINISTRY, ASSIUT)}
    rows = []
    for name, path, member, goals in PAGES:
        cost = measure(_opening(visitors[member.name].get, path), repeats=25, backend=world.backend)
        rows.append(row(name, cost, goals and goals[world.database == "PostgreSQL"], statements=True))
        if name == "sites list":
            ours = cost
    _close(app)
    peer, get = stock_list(world)
    theirs = measure(_opening(get, "/peersiteview/list/"), repeats=25, backend=world.backend)
    rows.append(row(f"peer: stock Flask-AppBuilder's list (ours is {ours.cpu / theirs.cpu:.2f} of it)", theirs, statements=True))
    _close(peer)
    return rows


def opened(world: World, pages: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The ministry's own view of these pages, through WSGI."""
    app = create_app(world.settings)
    get = House(app, world.settings.database_url).member(MINISTRY).get
    rows = [row(name, measure(_opening(get, path), repeats=5, backend=world.backend), statements=True) for name, path in pages]
    _close(app)
    return rows


def _opening(get: Callable[[str], object], path: str) -> Callable[[], None]:
    def open_page() -> None:
        answer = get(path)
        assert answer.status_code == 200, (path, answer.status_code)  # type: ignore[attr-defined]

    return open_page


def _close(app: Flask) -> None:
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def papers(worlds: Worlds) -> None:
    """One report, and all 28, of the demo programme as it is, as paper, as text to edit and as workbook."""
    with worlds.of(754) as both, tempfile.TemporaryDirectory() as folder:
        url = both[0].settings.database_url

        def one(form: str) -> None:
            with reading(), session_for(url) as session, everything(session):
                committee_report(session, "EG-AST", DAY, form=form)

        with reading(), session_for(url) as session, everything(session):
            document = report_document(session, "EG-AST", DAY)
        bare = [replace(part, blocks=tuple(each for each in part.blocks if not isinstance(each, Chart))) for part in document.sections]
        drawn = {"": document, ", without its charts": replace(document, sections=tuple(bare))}
        rows = [row(f"one committee's report, warm, {form}", measure(lambda form=form: one(form), repeats=5), 0.25) for form in FORMS]
        for form in ("docx", "xlsx"):
            for words, paper in drawn.items():
                cost = measure(lambda form=form, paper=paper: render(paper, form), repeats=5)  # type: ignore[misc]
                rows.append(row(f"only setting it, {form}{words}", cost, 0.1 if words else None))
        for form, workers in (("pdf", 1), ("pdf", 2), ("docx", 1), ("xlsx", 1)):
            cost = once(lambda form=form, workers=workers: write_all(url, DAY, Path(folder), forms=[form], workers=workers))  # type: ignore[misc]
            rows.append(row(f"28 reports, {form}, processes: {workers}", cost, 6.0))
        show("Reports, SQLite", rows)


def imports(worlds: Worlds, lines: int) -> None:
    """A committee's workbook and a very long one: read, checked against the register, applied."""
    long = workbook_of(lines)
    rows = []
    for name, data, goal in (("49 lines", SAMPLE.read_bytes(), None), (f"{lines:,} lines", long, 5.0)):
        with worlds.empty(f"imports_{len(data)}") as both:
            for world in both:
                for turn in ("first time", "the same again"):
                    cost = once(lambda world=world, data=data: _import(world, data), backend=world.backend)  # type: ignore[misc]
                    rows.append(row(f"{name}, {turn}, {world.database}", cost, goal))
    show("Import of a register", rows)


def _import(world: World, data: bytes) -> None:
    with session_for(world.settings.database_url) as session, everything(session):
        plan = plan_import(session, data, "register.xlsx", today=TODAY)
        apply(session, plan, today=TODAY)
        session.commit()


def starts() -> None:
    """From nothing to ready, in a process of its own."""
    app = "from rollout.app import create_app; from rollout.settings import Settings; create_app(Settings(secret_key='-' * 40))"
    command = "import sys; sys.argv = ['rollout', '--help']; from rollout.cli import main; main()"

    def run(code: str) -> Cost:
        return measure(lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True), repeats=5)

    show("Cold start", [row("the application", run(app), 1.5), row("rollout --help", run(command))])
