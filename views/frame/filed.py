"""The number under which a paper is filed, the same wherever a page names it."""

from datetime import datetime
from typing import Protocol

from flask import Flask, g

from rollout.ledger.forms import Headings
from rollout.supply.kinds import PaperKind
from views.frame.words import digits
from views.security.current import database


class Numbered(Protocol):
    """What the number of a paper is made of."""

    @property
    def kind(self) -> str | PaperKind: ...
    @property
    def year(self) -> int: ...
    @property
    def number(self) -> int | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


def install_filed(app: Flask) -> None:
    """Let templates write the numbers of papers."""
    app.jinja_env.globals["filed"] = filed


def filed(paper: Numbered) -> str:
    """The number under the heading in force when the paper was closed, in the digits of the page."""
    if "headings" not in g:
        g.headings = Headings(database())
    kind = paper.kind if isinstance(paper.kind, str) else paper.kind.key
    told: Headings = g.headings
    return told.of(kind, paper.closed_at).numbered(paper.year, paper.number, digits())
