"""The tick list of a stock-taking: what was ticked and typed of each row, and the minutes that it makes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Asset, Contract, ContractLine, Paper, Site, Store
from rollout.arabic import Digits, clean, to_digits
from rollout.errors import Refused
from rollout.ledger.auditing import (
    AUDIT,
    BESIDE,
    Counted,
    Expected,
    Extra,
    Stocktaking,
    Stray,
    broken_counts,
    counts_of,
    draft_of,
    expected,
    extras_of,
    keep,
    stores_of,
    strays_of,
)
from rollout.ledger.devices import by_tag
from rollout.ledger.proofreading import faults_of
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.register import site_by_code
from rollout.supply.kinds import Signs
from rollout.supply.moves import LARGEST
from rollout.text import _
from views.frame.asof import today
from views.frame.paper_typing import CAPACITY, NAME, Typed, join, not_saved, number_text
from views.frame.words import digits
from views.security.saving import NotSaved, saving
from views.supply.stores.devices import CONDITIONS

MEMBERS = (Signs.CHAIR, Signs.USER, Signs.STOREKEEPER, Signs.SITE_MANAGER)
HEAD = ("day", "note", "tags")
EXTRAS = 3
STRAYS, MOST_STRAYS = 3, 60
"""How many rows there are for what belongs elsewhere: at first, and at most."""
HERE, CONDITION = "here", "condition"


@dataclass
class Scene:
    """What is audited: the site itself or a store with its units, the rows of the list, and what lies there beside the stock."""

    contract: Contract
    site: Site
    store: Store | None
    stores: list[Store]
    rows: list[Expected]
    beside: list[Expected]
    lines: list[ContractLine]

    @property
    def store_id(self) -> int | None:
        return self.store.id if self.store else None


def scene(session: Session, contract: Contract, site: Site, store: Store | None, day: date) -> Scene:
    """What should be there on a day."""
    store_id = store.id if store else None
    rows = expected(session, contract.id, site.id, store_id, day)
    beside = expected(session, contract.id, site.id, store_id, day, BESIDE)
    stores = session.scalars(select(Store).where(Store.id.in_(stores_of(session, site.id, day))).order_by(Store.name_ar))
    lines = session.scalars(select(ContractLine).where(ContractLine.contract_id == contract.id).order_by(ContractLine.position))
    return Scene(contract, site, store, list(stores), rows, beside, list(lines))


def blank(session: Session, here: Scene, day: date) -> Typed:
    """What the form proposes: the day of the page and the people of the last minutes of the governorate; nothing is ticked."""
    typed = Typed({"day": day.isoformat()})
    query = select(Paper).where(Paper.kind == AUDIT.key, Paper.state == "closed", Paper.governorate_id == here.site.governorate_id)
    last = session.scalars(query.order_by(Paper.id.desc()).limit(1).options(joinedload(Paper.signatories))).unique().first()
    for person in last.signatories if last else ():
        if person.part != Signs.SITE_MANAGER:
            typed.texts |= {join(NAME, person.part): person.name, join(CAPACITY, person.part): person.capacity}
    if here.store is not None and here.store.keeper:
        typed.texts[join(NAME, Signs.STOREKEEPER)] = here.store.keeper
    return typed


def as_kept(here: Scene, paper: Paper) -> Typed:
    """The form as it was left in a draft; the paper's lines and signatories are read."""
    typed = Typed({"day": paper.day.isoformat(), "note": paper.note})
    for person in paper.signatories:
        typed.texts |= {join(NAME, person.part): person.name, join(CAPACITY, person.part): person.capacity}
    rows = {row.line.id: row for row in here.rows}
    for line_id, (found, line) in counts_of(paper, here.rows).items():
        typed.texts |= {join(line_id, "found"): number_text(found), join(line_id, "note"): line.reason}
        for asset in rows[line_id].devices:
            condition = line.facts.get("devices", {}).get(asset.tag)
            if condition:
                typed.texts |= {join(f"d{asset.id}", HERE): "y", join(f"d{asset.id}", CONDITION): condition}
    codes = {line.id: line.code for line in here.lines}
    for place, line in enumerate(extras_of(paper)):
        typed.texts |= {join(f"extra{place}", "line"): codes[line.line_id], join(f"extra{place}", "quantity"): number_text(line.surplus)}
    for stray in strays_of(paper):
        _put_stray(typed, here, stray)
    return typed


def see_all(typed: Typed, here: Scene) -> None:
    """Tick every row of which nothing is said yet."""
    for row in here.rows:
        said = any(typed.text(row.line.id, name).strip() for name in ("found", "note"))
        if not said and not any(typed.text(f"d{asset.id}", HERE) for asset in row.devices):
            typed.texts[join(row.line.id, "all")] = "y"


def scan(session: Session, typed: Typed, here: Scene) -> None:
    """Tick the devices whose tags were scanned; what belongs to another site is put below."""
    own = {asset.tag: asset for row in here.rows for asset in row.devices}
    unknown = []
    for tag in tags_in(typed.text("tags")):
        asset = own.get(tag) or by_tag(session, tag)
        if asset is None:
            unknown.append(tag)
            typed.refuse("tags", _("No device of your governorates bears the tag %(tag)s.", tag=tag))
        elif asset.tag in own:
            typed.texts[join(f"d{asset.id}", HERE)] = "y"
        elif asset.site_id == here.site.id:
            typed.refuse("tags", _("%(tag)s is no stock of this place: %(item)s.", tag=tag, item=asset.line.name_ar))
        else:
            _put_stray(typed, here, Stray(asset.line.code, asset.site.code, 1, asset.tag))
    typed.texts["tags"] = "\n".join(unknown)


def tags_in(text: str) -> list[str]:
    """Tags as a scanner or a hand writes them, one in a row or with gaps between; of an address the last part counts."""
    words = to_digits(clean(text, multiline=True), Digits.WESTERN).replace("،", " ").replace(",", " ").split()
    return list(dict.fromkeys(word.rstrip("/").rsplit("/", 1)[-1] for word in words))


def _put_stray(typed: Typed, here: Scene, stray: Stray) -> None:
    filled = [place for place in range(MOST_STRAYS) if _is_filled(typed, place)]
    if stray.tag and stray.tag in [typed.text(f"stray{place}", "tag") for place in filled]:
        return
    place = next((place for place in range(MOST_STRAYS) if place not in filled), None)
    if place is None:
        typed.refuse("tags", _("Minutes name at most %(number)s rows that belong elsewhere.", number=MOST_STRAYS))
        return
    told = {"line": stray.line, "site": stray.site, "quantity": number_text(stray.quantity), "tag": stray.tag}
    typed.texts |= {join(f"stray{place}", name): text for name, text in told.items()}


def strays_shown(typed: Typed) -> int:
    """How many rows for what belongs elsewhere: those that are filled, and one more."""
    filled = [place for place in range(MOST_STRAYS) if _is_filled(typed, place)]
    return min(max(filled[-1] + 2 if filled else 0, STRAYS), MOST_STRAYS)


def _is_filled(typed: Typed, place: int) -> bool:
    return any(typed.text(f"stray{place}", name).strip() for name in ("line", "site", "quantity", "tag"))


def told(session: Session, typed: Typed, here: Scene, user: Any, *, closing: bool) -> Stocktaking:
    """The minutes as they are ticked and typed; what cannot be read is refused in `typed`."""
    counted = [one for row in here.rows if (one := _counted(typed, row, closing=closing)) is not None]
    for key, refused in broken_counts(counted) if closing else ():
        typed.refuse(join(key, refused.about), refused.message)
    by_code = {line.code: line for line in here.lines}
    extras, strays = [], []
    for place in range(EXTRAS):
        code, quantity = _line_and_quantity(typed, f"extra{place}", by_code)
        if code is not None and quantity:
            if code.id in {row.line.id for row in here.rows}:
                typed.refuse(join(f"extra{place}", "line"), _("This item stands in the list; say there how many were found."))
            extras.append(Extra(code.id, quantity))
    for place in range(strays_shown(typed)):
        line, quantity = _line_and_quantity(typed, f"stray{place}", by_code)
        stray = _stray(session, typed, here, f"stray{place}", line, quantity)
        if stray is not None:
            strays.append(stray)
    day = typed.day("day", required=True) or today()
    return Stocktaking(here.site, here.store_id, day, counted, extras, strays, typed.signers(MEMBERS, user), typed.note())


def _counted(typed: Typed, row: Expected, *, closing: bool) -> Counted | None:
    key, unit = row.line.id, row.line.unit
    shown, ticked = typed.text(key, "seen").strip(), bool(typed.text(key, "all"))
    if shown and shown != str(row.quantity):
        says = _("The books changed from %(before)s to %(now)s meanwhile: count again.")
        typed.refuse(join(key, "found"), says.with_values(before=to_digits(shown, digits()), now=number_text(row.quantity)))
        return None
    devices = {asset.tag: _condition(typed, asset) for asset in row.devices if typed.text(f"d{asset.id}", HERE)}
    found, note = typed.quantity(unit, key, "found"), typed.line(key, "note", most=1_000)
    if ticked and found is not None and found != row.quantity:
        typed.refuse(join(key, "found"), _("Ticked as all found, but another number is typed."))
    if ticked and found is None:
        found = row.quantity
    if ticked and not devices and not row.elsewhere:
        devices = {asset.tag: _condition(typed, asset) for asset in row.devices}
    if found is None and devices and row.quantity <= len(row.devices):
        found = len(devices)
    if found is None:
        if closing and not typed.is_wrong(key, "found"):
            typed.refuse(join(key, "found"), _("Tick the row, or say how many were found."))
        return None
    return Counted(row, found, devices, note)


def _condition(typed: Typed, asset: Asset) -> str:
    said = typed.text(f"d{asset.id}", CONDITION)
    return said if said in CONDITIONS else asset.condition


def _line_and_quantity(typed: Typed, key: str, lines: dict[str, ContractLine]) -> tuple[ContractLine | None, Any]:
    code = typed.line(key, "line")
    if not code:
        if typed.text(key, "quantity").strip():
            typed.refuse(join(key, "line"), _("Name the item."))
        return None, None
    line = lines.get(code)
    if line is None:
        typed.refuse(join(key, "line"), _("The contract has no item %(code)s.", code=code))
        return None, None
    quantity = typed.quantity(line.unit, key, "quantity")
    if quantity is not None and quantity > LARGEST:
        typed.refuse(join(key, "quantity"), _("Expected a quantity between 0 and %(largest)s.", largest=LARGEST))
    elif (quantity is None or quantity <= 0) and not typed.is_wrong(key, "quantity"):
        typed.refuse(join(key, "quantity"), _("The quantity must be more than nothing."))
    return line, None if typed.is_wrong(key, "quantity") else quantity


def _stray(session: Session, typed: Typed, here: Scene, key: str, line: ContractLine | None, quantity: Any) -> Stray | None:
    code = typed.line(key, "site")
    if line is None or not quantity:
        return None
    site = site_by_code(session, code) if code else None
    if site is None or site.withdrawn_at is not None:
        typed.refuse(join(key, "site"), _("Name the site to which it belongs."))
        return None
    if site.id == here.site.id:
        typed.refuse(join(key, "site"), _("This is the site itself."))
        return None
    return Stray(line.code, site.code, quantity, typed.line(key, "tag"))


def save(
    session: Session, typed: Typed, here: Scene, user: Any, *, paper: Paper | None, version: int, closing: bool
) -> Paper | None:
    """Keep the minutes or close them; None where something is wrong, which then stands in `typed`. Raises Conflict as saving does."""
    minutes = told(session, typed, here, user, closing=closing)
    contract_id, by, faults = here.contract.id, user.id, list[Fault]()
    entered, keys = draft_of(minutes)
    if closing:
        typed.take([Fault(one.position, one.message, "found") if one.position else one for one in faults_of(session, entered)], keys, HEAD)
    if typed.wrong:
        return None
    try:
        with saving(session):
            contract = session.get_one(Contract, contract_id)
            return keep(session, contract, minutes, paper=paper, version=version, closing=closing, today=today(), by=by)
    except NotSaved as refusal:
        cause = refusal.__cause__
        faults = cause.faults if isinstance(cause, RefusedPaper) else []
        if not faults:
            not_saved(typed, refusal.message, cause.about if isinstance(cause, Refused) else "", HEAD)
    typed.take([Fault(one.position, one.message, "found") if one.position else one for one in faults], keys, HEAD)
    return None
