"""What changed between two days, as a table for people and as JSON for programs."""

import json
from datetime import date, datetime
from typing import Any

import click

from rollout import settings
from rollout.commands.parameters import Day, Moment
from rollout.commands.positions import aligned, instant
from rollout.commands.speech import command, option
from rollout.comparison import Comparison, Point
from rollout.errors import Refused
from rollout.followup.difference import Difference, SiteChange, SiteValue, StageValue
from rollout.stages import Kind
from rollout.text import _


def as_json(found: Comparison) -> str:
    """Everything, with the field names that scripts rely on: `from`, `to`, `stages`, `new`, `gone`, `changed`, `corrected`."""
    told = {
        "from": _point(found.first), "to": _point(found.second),
        "stages": {
            kind: {key: {"before": c.before, "after": c.after, "forward": c.forward, "back": c.back} for key, c in stages.items()}
            for kind, stages in found.stages.items()
        },
        **difference_record(found.total),
        "corrected": difference_record(found.corrected),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def difference_record(found: Difference) -> dict[str, Any]:
    """The parts of a difference; each changed site with what it was and what it became."""
    return {
        "new": [_site(site) for site in found.new], "gone": [_site(site) for site in found.gone],
        "changed": [_change(change) for change in found.changed],
    }


def _point(point: Point) -> dict[str, str | None]:
    return {"as_of": point.as_of.isoformat(), "known_at": instant(point.known_at)}


def _plain(value: object) -> Any:
    if isinstance(value, StageValue):
        return {
            "state": value.state, "done": value.done, "wanted": value.wanted, "effective_on": _plain(value.effective_on),
            "proved": value.proved,
        }
    return value.isoformat() if isinstance(value, date) else value


def _site(site: SiteValue) -> dict[str, Any]:
    facts = ("code", "name_ar", "kind", "governorate", "markaz_ar", "planned_on", "heard_on")
    return {name: _plain(getattr(site, name)) for name in facts} | {"stages": {key: _plain(value) for key, value in site.stages}}


def _change(change: SiteChange) -> dict[str, Any]:
    return {
        "code": change.code,
        "facts": {moved.name: [_plain(moved.before), _plain(moved.after)] for moved in change.facts},
        "stages": {moved.name: [_plain(moved.before), _plain(moved.after)] for moved in change.stages},
    }


def as_table(found: Comparison) -> str:
    heading = [_("Kind"), _("Stage"), _("By the earlier day"), _("By the later day"), _("Forward"), _("Back")]
    lines = [
        [str(Kind(kind).plural), str(Kind(kind).stage(key).label), str(c.before), str(c.after), str(c.forward), str(c.back)]
        for kind, stages in found.stages.items() for key, c in stages.items()
    ]
    told = _(
        "Sites added: %(new)s. Withdrawn: %(gone)s. Stages moved at: %(moved)s. Corrected at: %(corrected)s. Planned month changed at: "
        "%(planned)s.",
        new=len(found.total.new), gone=len(found.total.gone), moved=len(found.progress.staged), corrected=len(found.corrected.staged),
        planned=len(found.total.replanned),
    )
    return aligned([[str(cell) for cell in heading], *lines]) + f"{told}\n"


@command("compare", _("Show what changed between two days: sites that came and went, stages that moved, what was corrected."))
@option("--from", "first", type=Day(), required=True, said=_("The earlier day."))
@option("--to", "second", type=Day(), required=True, said=_("The later day."))
@option("--known-at-from", type=Moment(), said=_("The earlier day as it was known at this moment; without it, as it is known now."))
@option("--known-at-to", type=Moment(), said=_("The later day as it was known at this moment; without it, as it is known now."))
@option("--governorate", metavar="CODE", said=_("Only this governorate, by its code (EG-AST)."))
@option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, said=_("Form of the answer."))
def compare_command(
    *, first: date, second: date, known_at_from: datetime | None, known_at_to: datetime | None, governorate: str | None, form: str
) -> None:
    from rollout.comparison import compare
    from rollout.database import reading, session_for
    from rollout.initialise import require_schema
    from rollout.register import governorates
    from rollout.scope import everything

    url = settings.load().database_url
    require_schema(url)
    with reading(), session_for(url) as session, everything(session):
        if governorate is not None and governorate not in {place.code for place in governorates(session)}:
            raise Refused(_("There is no governorate with the code “%(code)s”.", code=governorate))
        found = compare(session, Point(first, known_at_from), Point(second, known_at_to), governorate=governorate)
    click.echo(as_json(found) if form == "json" else as_table(found), nl=form == "json")
