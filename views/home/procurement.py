"""The first page of procurement and stores: what waits for inspection and how long, what is late, what runs out, what may be paid."""

from flask import url_for
from sqlalchemy.orm import Session

from rollout.ledger.desk import SPANS, Desk, desk
from rollout.supply.kinds import KINDS
from rollout.text import _
from views.charts import Figure, ageing
from views.frame.asof import AsOf, Compared
from views.frame.words import counted, pounds
from views.home.charts import is_rtl, write
from views.home.parts import Home
from views.security.access import may

MOST = 5
"""How many rows a list of the page shows; the others stand behind its number."""


def procurement_home(session: Session, day: AsOf, _compared: Compared) -> Home:
    """The page and what it shows."""
    found = desk(session, day.day)
    return Home("home_procurement.html", {
        "title": _("Stores and procurement"), "day": day, "desk": found, "most": MOST, "kinds": KINDS,
        "ages": ages_figure(found, day) if found and found.inspection else None, "pays": may("payments", "can_read"),
    })


def ages_figure(found: Desk, day: AsOf) -> Figure:
    """What waits for inspection, by how long it has waited; those that wait longest are marked."""
    labels = [
        _("to %(days)s", days=counted(SPANS[0], "day", oblique=True)),
        *(_("%(first)s to %(last)s", first=write(SPANS[at] + 1), last=counted(SPANS[at + 1], "day", oblique=True))
          for at in range(len(SPANS) - 1)),
        _("over %(days)s", days=counted(SPANS[-1], "day", oblique=True)),
    ]
    address = url_for("InspectionsView.index", as_of=day.argument)
    rows = [(str(label), number, address) for label, (number, _value) in zip(labels, found.spans, strict=True)]
    said = _("%(papers)s wait, worth %(value)s; the oldest for %(days)s.", papers=counted(len(found.inspection), "document"),
             value=pounds(sum(value for _number, value in found.spans)), days=counted(found.inspection[0].days, "day"))
    return ageing("ages", str(_("Waiting for inspection by age")), str(said), rows, write,
                  heads=(str(_("Waits for")), str(_("Documents"))), rtl=is_rtl(), old=len(SPANS) - 1)
