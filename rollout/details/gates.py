"""The gates of going live on a day: nobody enters service through a closed one, and no checklist calls one met that is not."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from rollout.details.reading import entered
from rollout.errors import Refused
from rollout.journal import Place
from rollout.position import position
from rollout.stages import Kind, Stage, unmet
from rollout.text import _, listed
from rollout.works.service import MET

SERVICE = "service"


def pass_gates(session: Session, touched: Iterable[tuple[Place, str]]) -> None:
    """Refuse a change of the waivers that would leave a site in service through a gate neither met on its first day nor waived.

    What changes at the gates themselves is news of their stages, and the journal holds it to the same.
    """
    told = {site.id for site, key in touched if key == SERVICE and site.kind == Kind.COMPLEX and site.id is not None}
    for site_id, (day, passed) in entered(session, told).items() if told else ():
        closed = [stage for stage in unmet_gates(session, site_id, day) if stage.key not in passed]
        if closed:
            sentence = _("The site cannot enter service: neither met nor waived: %(gates)s.")
            raise Refused(sentence.with_values(gates=listed(str(stage.label) for stage in closed)), "step")


def check_answers(session: Session, checks: Sequence[tuple[Place, date, Iterable[tuple[str, str]]]]) -> None:
    """Refuse a signed checklist (its site, day and answers) that calls a gate met of which the details of that day say otherwise."""
    for site, day, answers in checks:
        assert site.id is not None
        met = {gate for gate, answered in answers if answered == MET}
        for stage in unmet_gates(session, site.id, day) if met else []:
            if stage.key in met:
                sentence = _("%(gate)s: the details of that day do not say so. Record them first, or answer that it is not met.")
                raise Refused(sentence.with_values(gate=stage.label), f"gate_{stage.key}")


def unmet_gates(session: Session, site_id: int, day: date) -> list[Stage]:
    """The gates of a complex that the position of a day does not find met."""
    [here] = position(session, day, site_ids=[site_id]).sites
    return unmet(Kind.COMPLEX, SERVICE, here.states)
