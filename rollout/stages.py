"""The kinds of site and the stages that bring each into service: the one place where both are defined.

Pages, forms, filters, imports, reports, demo data and tests go through these rows. To add a stage, add a row here and its Arabic
name in the catalogue; nothing else names stages by hand. Source: DOMAIN §6 of the programme's practice; weights and
durations there are assumptions and may be changed here.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from rollout.text import Text, _


class State(StrEnum):
    """How far a stage has come, as a committee says it."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    STALLED = "stalled"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> Text:
        return _STATE_LABELS[self]

    @property
    def passes(self) -> bool:
        """Whether the stages behind this one may go on."""
        return self in _PASSING


_PASSING = State.DONE, State.NOT_APPLICABLE

_STATE_LABELS = {
    State.NOT_STARTED: _("Not started"),
    State.IN_PROGRESS: _("In progress"),
    State.STALLED: _("Stalled"),
    State.DONE: _("Completed"),
    State.NOT_APPLICABLE: _("Not applicable"),
}


class Standing(StrEnum):
    """How well we know a state. The four parts of every total; together they make the whole register."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    STALE = "stale"
    NONE = "none"

    @property
    def label(self) -> Text:
        return _STANDING_LABELS[self]


_STANDING_LABELS = {
    Standing.CONFIRMED: _("Confirmed by document"),
    Standing.REPORTED: _("Reported"),
    Standing.STALE: _("No recent news"),
    Standing.NONE: _("Not started"),
}


class Kind(StrEnum):
    """The five kinds of site that the programme brings into service."""

    COMPLEX = "complex"
    FIXED_CENTRE = "fixed_centre"
    HEADQUARTERS_CENTRE = "headquarters_centre"
    MOBILE_CENTRE = "mobile_centre"
    MISR_CENTRE = "misr_centre"

    @property
    def label(self) -> Text:
        return _KINDS[self].label

    @property
    def plural(self) -> Text:
        return _KINDS[self].plural

    @property
    def noun(self) -> str:
        """The counted noun of `rollout.arabic.NOUNS` that counts sites of this kind."""
        return _KINDS[self].noun

    @property
    def stages(self) -> "tuple[Stage, ...]":
        return CHAINS[self]

    def stage(self, key: str) -> "Stage":
        return _BY_KEY[self, key]

    @property
    def final(self) -> "Stage":
        """The stage whose completion means that the public is served."""
        return CHAINS[self][-1]


@dataclass(frozen=True)
class _KindRow:
    label: Text
    plural: Text
    noun: str


_KINDS = {
    Kind.COMPLEX: _KindRow(_("Government service complex"), _("Government service complexes"), "complex"),
    Kind.FIXED_CENTRE: _KindRow(_("Fixed technology centre"), _("Fixed technology centres"), "centre"),
    Kind.HEADQUARTERS_CENTRE: _KindRow(_("Headquarters technology centre"), _("Headquarters technology centres"), "centre"),
    Kind.MOBILE_CENTRE: _KindRow(_("Mobile technology centre"), _("Mobile technology centres"), "vehicle"),
    Kind.MISR_CENTRE: _KindRow(_("Misr Services centre"), _("Misr Services centres"), "centre"),
}


@dataclass(frozen=True)
class Stage:
    """One step on a site's way into service.

    The furniture of a complex needs no building that was handed over: it may be inspected and accepted in the governorate's store. Only
    its service needs both.

    `requires` are keys of stages that must be done (or not applicable) on the day this one is done, unless somebody with
    a name waives it. `wanted` is the usual number of units (six meters, five offices); None where each site differs.
    `weight` is the stage's share in a site's readiness, in percent; the weights of a chain add up to 100.
    `usual_days` is how long the stage usually takes once it can start [assumption, DOMAIN §6].
    """

    key: str
    label: Text
    action: Text
    body: Text
    evidence: Text
    unit: Text
    weight: int
    usual_days: int
    requires: tuple[str, ...] = ()
    wanted: int | None = 1
    icon: str = field(default="circle")


def _training(body: Text, weight: int) -> Stage:
    """The training of a site's staff: every kind has it, each with a body and a weight of its own."""
    return Stage("training", _("Staff training"), _("Train the remaining staff"), body, _("Attendance sheets"), _("trainee"),
                 weight, 30, wanted=None, icon="school")


_CENTRE = (
    Stage("premises", _("Preparing the premises"), _("Finish preparing the premises"), _("Markaz or district"),
          _("Inspection minutes"), _("premises"), 20, 60, icon="building"),
    Stage("network", _("Network and devices"), _("Install and inspect the network and devices"), _("Ministry of Planning"),
          _("Inspection minutes (form 12)"), _("set"), 25, 45, ("premises",), icon="network"),
    Stage("system", _("Services system"), _("Load the system and define the services"), _("System company"),
          _("System test certificate"), _("system"), 20, 30, ("network",), icon="device-desktop"),
    _training(_("Local development training centre"), 15),
    Stage("service", _("Operation after development"), _("Inspect and start operation"), _("Visiting committee"),
          _("Operation minutes"), _("centre"), 20, 15, ("premises", "network", "system", "training"), icon="rocket"),
)

CHAINS: dict[Kind, tuple[Stage, ...]] = {
    Kind.COMPLEX: (
        Stage("handover", _("Building handover"), _("Receive the building provisionally"), _("Executing body"),
              _("Provisional acceptance minutes"), _("building"), 20, 28, icon="building"),
        Stage("utilities", _("Utility meters"), _("Install the remaining utility meters"), _("Utility companies"),
              _("Payment receipt, contract and meter number"), _("meter"), 15, 30, ("handover",), wanted=6, icon="bolt"),
        Stage("linking", _("Electronic linking"), _("Activate the link line"), _("Telecom Egypt"),
              _("Test and operation minutes"), _("line"), 15, 60, ("handover",), icon="world"),
        Stage("furnishing", _("Furniture and equipment"), _("Supply and inspect the furniture"), _("Supplier"),
              _("Inspection minutes (form 12)"), _("pound"), 15, 56, wanted=None, icon="armchair"),
        _training(_("Local development training centre"), 10),
        Stage("offices", _("Readiness of partner offices"), _("Complete the partner offices"), _("Partner bodies"),
              _("Letter of each body"), _("office"), 10, 60, ("handover",), wanted=5, icon="users-group"),
        Stage("service", _("Operation"), _("Set the day of operation"), _("Governorate committee"),
              _("Notice of entering service"), _("complex"), 15, 14,
              ("handover", "utilities", "linking", "furnishing", "training"), icon="rocket"),
    ),
    Kind.FIXED_CENTRE: _CENTRE,
    Kind.HEADQUARTERS_CENTRE: _CENTRE,
    Kind.MOBILE_CENTRE: (
        Stage("fitting", _("Fitting out and technical inspection"), _("Fit out and inspect the vehicle"),
              _("Arab Organization for Industrialization"), _("Technical inspection minutes"), _("vehicle"), 30, 120, icon="truck"),
        Stage("delivery", _("Delivery to the governorate"), _("Deliver the vehicle to the governorate"), _("Ministry of Planning"),
              _("Delivery minutes"), _("vehicle"), 20, 21, ("fitting",), icon="key"),
        Stage("licensing", _("Licence and insurance"), _("License and insure the vehicle"), _("Governorate"),
              _("Vehicle licence"), _("licence"), 15, 21, ("delivery",), icon="license"),
        Stage("training", _("Crew training"), _("Train the crew"), _("Ministry of Local Development"),
              _("Attendance sheets"), _("trainee"), 10, 14, wanted=None, icon="school"),
        Stage("linking", _("Linking and electronic collection"), _("Link the vehicle and activate collection"), _("System company"),
              _("Test and operation minutes"), _("line"), 10, 21, ("delivery",), icon="world"),
        Stage("service", _("Start of operation"), _("Approve the deployment plan and start"), _("Governorate"),
              _("Operation minutes"), _("vehicle"), 15, 14, ("delivery", "licensing", "training", "linking"), icon="rocket"),
    ),
    Kind.MISR_CENTRE: (
        Stage("approval", _("Site approval and inspection"), _("Inspect and approve the site"), _("Ministry of Planning"),
              _("Inspection minutes"), _("site"), 15, 60, icon="building"),
        Stage("agreement", _("Agreement with the operator"), _("Sign the agreement with the operator"), _("e-Finance"),
              _("Agreement"), _("agreement"), 15, 60, ("approval",), icon="writing"),
        Stage("fitting", _("Preparing the service hall"), _("Finish preparing the service hall"), _("Operator"),
              _("Inspection minutes"), _("hall"), 25, 120, ("approval",), icon="armchair"),
        Stage("offices", _("One-stop-shop bodies"), _("Complete the bodies of the one-stop shop"), _("Partner bodies"),
              _("Letter of each body"), _("office"), 15, 60, ("fitting",), wanted=7, icon="users-group"),
        _training(_("Ministry of Planning"), 10),
        Stage("service", _("Opening to the public"), _("Run the trial and open"), _("Operator"),
              _("Operation minutes"), _("centre"), 20, 21, ("approval", "agreement", "fitting", "offices", "training"), icon="rocket"),
    ),
}

_BY_KEY = {(kind, stage.key): stage for kind, chain in CHAINS.items() for stage in chain}

STAGE_KEYS: tuple[str, ...] = tuple(dict.fromkeys(stage.key for chain in CHAINS.values() for stage in chain))
"""Every stage key of any kind, in first-seen order: what the database's check constraint admits."""


def unmet(kind: Kind, stage: str, states: dict[str, State]) -> list[Stage]:
    """The prerequisites of `stage` that do not yet let it be done, given the state of each stage of the site."""
    return [kind.stage(key) for key in kind.stage(stage).requires if not states.get(key, State.NOT_STARTED).passes]


def next_stage(kind: Kind, states: dict[str, State]) -> Stage | None:
    """The stage whose completion brings the site nearest to service; None when it is in service.

    The first open stage whose own prerequisites are met: its body holds the site's way forward now. A stalled stage among those
    comes first, for everything behind it waits.
    """
    if states.get(kind.final.key, State.NOT_STARTED).passes:
        return None
    can_go_on = [s for s in kind.stages if not states.get(s.key, State.NOT_STARTED).passes and not unmet(kind, s.key, states)]
    stalled = [s for s in can_go_on if states.get(s.key) is State.STALLED]
    return (stalled or can_go_on or [kind.final])[0]


def standing(state: State, has_evidence: bool, days_silent: int, patience: int) -> Standing:
    """How well a stage's state is known.

    A finished stage that a document proves stays confirmed; anything else turns stale when the site has sent no news for more
    than `patience` days, by the clock alone.
    """
    if state is State.NOT_STARTED:
        return Standing.NONE
    if has_evidence and state.passes:
        return Standing.CONFIRMED
    if days_silent > patience:
        return Standing.STALE
    return Standing.CONFIRMED if has_evidence else Standing.REPORTED


def readiness(kind: Kind, shares: dict[str, float]) -> float:
    """A site's readiness between 0 and 1: the weighted share of each stage that is done.

    `shares` holds between 0 and 1 for each stage key; a stage that does not apply counts as done.
    """
    return sum(stage.weight * shares.get(stage.key, 0.0) for stage in kind.stages) / 100
