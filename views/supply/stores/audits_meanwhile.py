"""Two people who take stock at one place: what the parts of their form are called, and what each of them says in words."""

from typing import Any

from rollout.text import _
from views.frame.paper_typing import CAPACITY, NAME, Typed, join, number_text
from views.frame.words import local_name
from views.supply.stores.audits_form import CONDITION, EXTRAS, HERE, MEMBERS, Scene
from views.supply.stores.devices import CONDITIONS


def labels(here: Scene, strays: int) -> dict[str, Any]:
    """What every part of the form is called, by its name."""
    found: dict[str, Any] = {"day": _("Day of the stock-taking"), "note": _("Remarks")}
    for row in here.rows:
        item = local_name(row.line)
        found |= {join(row.line.id, "found"): f"{item}: {_('Found')}", join(row.line.id, "note"): f"{item}: {_('Remark')}"}
        for asset in row.devices:
            found |= {
                join(f"d{asset.id}", HERE): f"{item} {asset.tag}: {_('Found')}",
                join(f"d{asset.id}", CONDITION): f"{item} {asset.tag}: {_('Condition')}",
            }
    elsewhere, nobodys = _("Belongs to another site"), _("In nobody’s books")
    columns = {"line": _("Item"), "quantity": _("Quantity"), "site": _("Code of its site"), "tag": _("Tags of devices")}
    found |= {join(f"stray{at}", name): f"{elsewhere} {at + 1}: {label}" for at in range(strays) for name, label in columns.items()}
    found |= {join(f"extra{at}", name): f"{nobodys} {at + 1}: {columns[name]}" for at in range(EXTRAS) for name in ("line", "quantity")}
    for name, label in ((NAME, _("Name")), (CAPACITY, _("Capacity"))):
        found |= {join(name, part): f"{part.label} — {label}" for part in MEMBERS}
    return found


def spelt_out(typed: Typed, here: Scene) -> None:
    """Say of each row what its tick stands for, as a draft keeps it: how many were found, and which devices in which condition."""
    for row in here.rows:
        if typed.texts.pop(join(row.line.id, "all"), "") and not typed.text(row.line.id, "found").strip():
            typed.texts[join(row.line.id, "found")] = number_text(row.quantity)
            if not row.elsewhere and not any(typed.text(f"d{asset.id}", HERE) for asset in row.devices):
                typed.texts |= {join(f"d{asset.id}", HERE): "y" for asset in row.devices}
        for asset in row.devices:
            if not typed.text(f"d{asset.id}", HERE):
                typed.texts[join(f"d{asset.id}", CONDITION)] = ""


def in_words(here: Scene, name: str, text: str) -> str:
    """A part of the form as a person reads it."""
    part = name.rpartition("-")[2]
    if part == HERE:
        return str(_("Yes"))
    if part == CONDITION:
        return str(CONDITIONS.get(text, text))
    if part == "line":
        return next((local_name(line) for line in here.lines if line.code == text), text)
    return text
