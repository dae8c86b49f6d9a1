"""The papers of supply, each with what it moves, whom it follows and who signs it: the one place where they are defined.

Posting, pages, printed forms, checks and demo data go through these rows. Practice: DOMAIN §3.4 and §3.5; numbers and titles of the
government's forms are defaults, which the ministry may change.
"""

from dataclasses import dataclass
from enum import StrEnum

from rollout.supply.states import Held
from rollout.text import Text, _


class Signs(StrEnum):
    """In which part somebody signs a paper."""

    CHAIR = "chair"
    TECHNICAL = "technical"
    USER = "user"
    FINANCE = "finance"
    STOREKEEPER = "storekeeper"
    SUPPLIER = "supplier"
    RECEIVER = "receiver"
    SITE_MANAGER = "site_manager"
    AUTHORITY = "authority"

    @property
    def label(self) -> Text:
        return _PARTS[self]


_PARTS = {
    Signs.CHAIR: _("Chair of the committee"),
    Signs.TECHNICAL: _("Technical member"),
    Signs.USER: _("Member of the using body"),
    Signs.FINANCE: _("Financial member"),
    Signs.STOREKEEPER: _("Storekeeper"),
    Signs.SUPPLIER: _("Representative of the supplier"),
    Signs.RECEIVER: _("Receiver"),
    Signs.SITE_MANAGER: _("Manager of the site"),
    Signs.AUTHORITY: _("Competent authority"),
}


class Part(StrEnum):
    """Which quantity of a paper's line a movement carries."""

    QUANTITY = "quantity"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SHORT = "short"
    SURPLUS = "surplus"


@dataclass(frozen=True)
class Move:
    """Units of one part go from one state to another; None is the state that the line names as `drawn`."""

    source: Held | None
    target: Held | None
    part: Part = Part.QUANTITY


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper.

    `follows` are the kinds of paper whose lines its own lines name and use up, from the state of `uses`. `drawn` are the states from
    which (or, for what comes back, into which) its units may be drawn. A `national` paper belongs to the contract as a whole. `signs`
    must be named before it is closed; `due` is the label of the day that it sets, if it sets one. `form` is the government's number.
    """

    key: str
    label: Text
    moves: tuple[Move, ...]
    form: str = ""
    follows: tuple[str, ...] = ()
    uses: Held | None = None
    drawn: tuple[Held, ...] = ()
    national: bool = False
    signs: tuple[Signs, ...] = ()
    due: Text | None = None
    owned: bool = False
    inspects: bool = False
    icon: str = "file-text"

    @property
    def parts(self) -> tuple[Part, ...]:
        """The quantities that its lines tell beside the main one."""
        return tuple(dict.fromkeys(move.part for move in self.moves if move.part is not Part.QUANTITY))


_S = Held
_HELD = (_S.STOCK, _S.ISSUED, _S.INSTALLED, _S.IN_SERVICE)

KINDS: dict[str, PaperKind] = {
    kind.key: kind
    for kind in (
        PaperKind("signing", _("Quantities of the contract"), (Move(_S.ORIGIN, _S.CONTRACTED),), national=True),
        PaperKind("increase", _("Variation by increase"), (Move(_S.ORIGIN, _S.CONTRACTED),), national=True),
        PaperKind("decrease", _("Variation by decrease"), (Move(None, _S.ORIGIN),), drawn=(_S.CONTRACTED, _S.ALLOTTED), national=True),
        PaperKind("allotment", _("Allotment to sites"), (Move(_S.CONTRACTED, _S.ALLOTTED),), national=True),
        PaperKind("deallotment", _("Withdrawal of an allotment"), (Move(_S.ALLOTTED, _S.CONTRACTED),), national=True),
        PaperKind("order", _("Supply order"), (Move(_S.ALLOTTED, _S.ORDERED),), due=_("To be supplied by"), signs=(Signs.AUTHORITY,)),
        PaperKind("delivery", _("Delivery note of the supplier"), (Move(None, _S.DISPATCHED),), drawn=(_S.ORDERED, _S.SHORT), owned=True,
                  icon="truck"),
        PaperKind("replacement", _("Delivery note of a replacement"), (Move(None, _S.DISPATCHED),), follows=("rejection",),
                  drawn=(_S.WITHDRAWN, _S.REJECTED), owned=True, icon="truck"),
        PaperKind("receipt", _("Temporary receipt"),
                  (Move(_S.DISPATCHED, _S.CUSTODY), Move(_S.DISPATCHED, _S.SHORT, Part.SHORT), Move(_S.ORIGIN, _S.SURPLUS, Part.SURPLUS)),
                  follows=("delivery", "replacement", "transfer"), uses=_S.DISPATCHED, signs=(Signs.STOREKEEPER,),
                  icon="building-warehouse"),
        PaperKind("inspection", _("Inspection and acceptance minutes"),
                  (Move(_S.CUSTODY, _S.ACCEPTED, Part.ACCEPTED), Move(_S.CUSTODY, _S.REJECTED, Part.REJECTED),
                   Move(_S.CUSTODY, _S.SHORT, Part.SHORT)),
                  form="نموذج ١٢ مخازن حكومة", follows=("receipt", "surplus_kept", "transfer"), uses=_S.CUSTODY,
                  signs=(Signs.CHAIR, Signs.TECHNICAL, Signs.STOREKEEPER), inspects=True, icon="clipboard-check"),
        PaperKind("addition", _("Addition voucher"), (Move(_S.ACCEPTED, _S.STOCK),), form="نموذج ١ مخازن حكومة", follows=("inspection",),
                  uses=_S.ACCEPTED, signs=(Signs.STOREKEEPER,), icon="building-warehouse"),
        PaperKind("issue", _("Issue voucher"), (Move(_S.STOCK, _S.ISSUED),), form="نموذج ١١١ ع.ح",
                  signs=(Signs.STOREKEEPER, Signs.RECEIVER)),
        PaperKind("installation", _("Installation and custody minutes"), (Move(None, _S.INSTALLED),), drawn=(_S.ISSUED, _S.STOCK),
                  signs=(Signs.SUPPLIER, Signs.SITE_MANAGER), icon="armchair"),
        PaperKind("service", _("Notice of putting into use"), (Move(_S.INSTALLED, _S.IN_SERVICE),), signs=(Signs.SITE_MANAGER,)),
        PaperKind("rejection", _("Rejection letter"), (), follows=("inspection",), uses=_S.REJECTED, due=_("To be withdrawn by"),
                  signs=(Signs.AUTHORITY,), icon="alert-triangle"),
        PaperKind("withdrawal", _("Withdrawal of rejected items"), (Move(_S.REJECTED, _S.WITHDRAWN),), follows=("rejection",),
                  signs=(Signs.STOREKEEPER, Signs.SUPPLIER)),
        PaperKind("transfer", _("Transfer between sites"), (), drawn=(_S.DISPATCHED, _S.CUSTODY, *_HELD), signs=(Signs.AUTHORITY,)),
        PaperKind("return", _("Return for repair"), (Move(None, _S.RETURNED),), drawn=_HELD),
        PaperKind("restoration", _("Receipt after repair"), (Move(_S.RETURNED, None),), drawn=_HELD),
        PaperKind("write_off", _("Write-off"), (Move(None, _S.WRITTEN_OFF),), drawn=(*_HELD, _S.RETURNED, _S.UNEXPLAINED),
                  signs=(Signs.AUTHORITY,)),
        PaperKind("audit", _("Stock-taking minutes"),
                  (Move(None, _S.UNEXPLAINED, Part.SHORT), Move(_S.ORIGIN, _S.SURPLUS, Part.SURPLUS)), form="نموذج ٦ مخازن حكومة",
                  drawn=_HELD, signs=(Signs.CHAIR, Signs.STOREKEEPER), icon="list-check"),
        PaperKind("found", _("Minutes of found items"), (Move(_S.UNEXPLAINED, None),), drawn=_HELD),
        PaperKind("surplus_back", _("Return of what came beyond the order"), (Move(_S.SURPLUS, _S.ORIGIN),)),
        PaperKind("surplus_kept", _("Keeping of what came beyond the order"), (Move(_S.SURPLUS, _S.ORIGIN), Move(_S.ORDERED, _S.CUSTODY)),
                  follows=("receipt", "audit"), uses=_S.SURPLUS, signs=(Signs.AUTHORITY,)),
        PaperKind("counter", _("Minutes of correction"), (), signs=(Signs.AUTHORITY,), icon="arrow-back-up"),
    )
}
