"""Why a date was promised, or promised anew: the coded reasons of the ledger. To add one, add a row here and its Arabic name."""

from dataclasses import dataclass

from rollout.text import Text, _


@dataclass(frozen=True)
class Reason:
    """One coded reason.

    `redates` says that it explains a date that differs from the one before; `past`, that the date may lie before the day on which it
    was given; `with_note`, that the code alone says too little.
    """

    key: str
    label: Text
    redates: bool = True
    past: bool = False
    with_note: bool = False


FIRST, PUBLISHED, REGISTER, CORRECTION = "first", "published", "register", "correction"

REASONS: dict[str, Reason] = {
    reason.key: reason
    for reason in (
        Reason(FIRST, _("First plan"), redates=False),
        Reason(PUBLISHED, _("Published plan"), redates=False, past=True),
        Reason(REGISTER, _("Entered in the register"), past=True),
        Reason("contractor", _("Contractor late")),
        Reason("utilities", _("Utility companies late")),
        Reason("linking", _("Link line late")),
        Reason("furniture", _("Furniture late")),
        Reason("training", _("Training or staffing incomplete")),
        Reason("offices", _("Partner bodies not ready")),
        Reason("governor", _("Request of the governor")),
        Reason("exchange", _("Exchanged with a site of another wave")),
        Reason("ahead", _("Work ahead of the plan")),
        Reason(CORRECTION, _("Correction of a wrong date"), past=True),
        Reason("other", _("Other reason"), with_note=True),
    )
}

OFFERED: tuple[Reason, ...] = tuple(reason for reason in REASONS.values() if reason.redates and reason.key != REGISTER)
"""What a person may choose when a date is promised anew; the others follow from where the date comes from."""
