"""What a page of the menu costs the one who opens it and the machine that serves it: weight, requests, processor, statements.

The processor's time is told three times: as a process opens the page that has kept nothing yet, after a committee has told of one site
anywhere in the country, and while nothing is new. The statements are those of the last two.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select

from models import Site
from rollout.app import create_app
from rollout.clock import today
from rollout.commands.serving import collect_seldom
from rollout.database import session_for
from rollout.journal import affirm
from rollout.scope import everything
from tests.bench.measuring import counting, measure, once, table
from tests.bench.worlds import World, Worlds
from tests.cast import MINISTRY
from tests.views.visiting import House

PACKED = {"Accept-Encoding": "br, gzip"}
HEADS = ("page", "first visit", "requests", "again", "requests", "cpu, first", "after news", "nothing new", "statements", "nothing new")
_SENT = re.compile(r'<(?:link|script|img|use|image)\b[^>]*?(?:href|src)="(/[^"#]+)[^"]*"')
Get = Callable[..., Any]


def menu(worlds: Worlds, sizes: list[int]) -> None:
    """Each page of the ministry's menu at each size, on one database after the other."""
    for size in sizes:
        for world in worlds.each(size):
            table(f"Pages of the menu as the ministry opens them, weight as sent: {world.name}", HEADS, rows(world))


def rows(world: World) -> list[tuple[str, ...]]:
    app = create_app(world.settings)
    collect_seldom()
    get = partial(House(app, world.settings.database_url).member(MINISTRY).get, follow_redirects=True)
    home = get("/").get_data(as_text=True)
    paths = list(dict.fromkeys(re.findall(r'<a href="([^"]+)" class="menu-item"', home)))
    assert paths, "the menu has pages"
    known: dict[str, tuple[int, bool]] = {}
    made = [_row(world, get, path, known) for path in paths]
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
    return made


def _row(world: World, get: Get, path: str, known: dict[str, tuple[int, bool]]) -> tuple[str, ...]:
    first = once(lambda: get(path), backend=world.backend)
    page = get(path, headers=PACKED)
    assert page.status_code == 200, (path, page.status_code)
    parts = _parts(get, get(path).get_data(as_text=True), known)
    weight = len(page.data)
    asked_again = [size for size, kept in parts.values() if not kept]
    _tell(world)
    with counting() as asked:
        after = once(lambda: get(path), backend=world.backend)
    cost = measure(lambda: get(path), repeats=5, backend=world.backend)
    return (
        path, _kilobytes(weight + sum(size for size, kept in parts.values())), str(1 + len(parts)),
        _kilobytes(weight + sum(asked_again)), str(1 + len(asked_again)), *(f"{each.cpu * 1000:.1f} ms" for each in (first, after, cost)),
        str(len(asked)), str(cost.statements),
    )


def _tell(world: World) -> None:
    """A committee says of one site that nothing is new."""
    with session_for(world.settings.database_url) as session, everything(session):
        affirm(session, session.scalars(select(Site).where(Site.withdrawn_at.is_(None)).order_by(Site.id).limit(1)), news_on=today())
        session.commit()


def _parts(get: Get, page: str, known: dict[str, tuple[int, bool]]) -> dict[str, tuple[int, bool]]:
    """What the page brings with it, letters too: how heavy each part is on the wire, and whether the browser keeps it for ever."""
    found: dict[str, tuple[int, bool]] = {}
    for address in dict.fromkeys(_SENT.findall(page)):
        found[address] = known[address] = known.get(address) or _part(get, address)
    return found


def _part(get: Get, address: str) -> tuple[int, bool]:
    answer = get(address, headers=PACKED)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(answer.data), "immutable" in answer.headers.get("Cache-Control", "")


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.1f} kB"
