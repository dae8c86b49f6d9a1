"""What two moments say of the register, and what lies between them: sites that came and went, stages that moved, days that were changed.

A snapshot holds plain values, so it can be kept for years; a difference applied to the first of two snapshots gives the second.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

Plain = str | int | bool | date | None


@dataclass(frozen=True, slots=True)
class StageValue:
    """A stage of a site: its state, the units done of those wanted, since when, and whether a document proves it."""

    state: str
    done: int | None = None
    wanted: int | None = None
    effective_on: date | None = None
    proved: bool = False


@dataclass(frozen=True, slots=True)
class SiteValue:
    """A site with its stages in the order of their keys. `heard_on` is the last day that somebody spoke for it."""

    code: str
    name_ar: str
    kind: str
    governorate: str
    markaz_ar: str
    planned_on: date | None
    heard_on: date | None
    stages: tuple[tuple[str, StageValue], ...]


_FACTS = tuple(field.name for field in fields(SiteValue) if field.name not in ("code", "stages"))
Snapshot = dict[str, SiteValue]
"""Sites by their code."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One value before and after; for a stage the whole of it, None where the stage was or is not there."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class SiteChange:
    """What is different of one site that both snapshots have: facts of the site, and stages."""

    before: SiteValue
    after: SiteValue
    facts: tuple[Moved, ...]
    stages: tuple[Moved, ...]

    @property
    def code(self) -> str:
        return self.after.code

    @property
    def only_heard(self) -> bool:
        """Whether somebody spoke for the site and nothing else changed."""
        return not self.stages and all(moved.name == "heard_on" for moved in self.facts)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that lies between two snapshots, each part in the order of codes."""

    new: tuple[SiteValue, ...] = ()
    gone: tuple[SiteValue, ...] = ()
    changed: tuple[SiteChange, ...] = ()

    @property
    def moved(self) -> tuple[SiteChange, ...]:
        """The changes of which more is to be told than that somebody spoke."""
        return tuple(change for change in self.changed if not change.only_heard)

    @property
    def staged(self) -> tuple[SiteChange, ...]:
        """The changes of which a stage is part: of these sites it is said that something moved."""
        return tuple(change for change in self.changed if change.stages)

    @property
    def replanned(self) -> tuple[tuple[SiteChange, Moved], ...]:
        """The planned months of operation that changed."""
        return tuple((change, one) for change in self.changed for one in change.facts if one.name == "planned_on")

    def applied(self, first: Mapping[str, SiteValue]) -> Snapshot:
        """The snapshot that this difference makes of the first; built from what is told here alone, never taken from the second."""
        gone = {site.code for site in self.gone}
        made = {code: site for code, site in first.items() if code not in gone}
        made |= {site.code: site for site in self.new}
        for change in self.changed:
            site = replace(made[change.code], **{moved.name: moved.after for moved in change.facts})
            if change.stages:
                after = dict(site.stages) | {moved.name: moved.after for moved in change.stages}
                site = replace(site, stages=tuple((key, value) for key, value in sorted(after.items()) if value is not None))
            made[change.code] = site
        return made


def difference(first: Mapping[str, SiteValue], second: Mapping[str, SiteValue]) -> Difference:
    """What has to happen to the first snapshot for it to become the second."""
    new = tuple(second[code] for code in sorted(second.keys() - first.keys()))
    gone = tuple(first[code] for code in sorted(first.keys() - second.keys()))
    changed = (_change(first[code], second[code]) for code in sorted(first.keys() & second.keys()) if first[code] != second[code])
    return Difference(new, gone, tuple(changed))


def _change(before: SiteValue, after: SiteValue) -> SiteChange:
    facts = tuple(Moved(name, a, b) for name in _FACTS if (a := getattr(before, name)) != (b := getattr(after, name)))
    one, two = dict(before.stages), dict(after.stages)
    keys = (*one, *(key for key in two if key not in one))
    stages = tuple(Moved(key, one.get(key), two.get(key)) for key in keys if one.get(key) != two.get(key))
    return SiteChange(before, after, facts, stages)


def as_json(snapshot: Mapping[str, SiteValue]) -> str:
    """The snapshot as one canonical text: the same values give the same text on any machine."""
    return json.dumps([_plain(snapshot[code]) for code in sorted(snapshot)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Snapshot:
    """The snapshot that `as_json` wrote."""
    return {site.code: site for site in map(_site, json.loads(text))}


def sha256(snapshot: Mapping[str, SiteValue]) -> str:
    """The fingerprint of what a snapshot says."""
    return hashlib.sha256(as_json(snapshot).encode()).hexdigest()


def _plain(site: SiteValue) -> dict[str, Any]:
    plain: dict[str, Any] = {name: _iso(getattr(site, name)) for name in ("code", *_FACTS)}
    plain["stages"] = [[key, {f.name: _iso(getattr(value, f.name)) for f in fields(value)}] for key, value in site.stages]
    return plain


def _iso(value: Plain) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _site(plain: Mapping[str, Any]) -> SiteValue:
    days = {name: _day(plain[name]) for name in ("planned_on", "heard_on")}
    stages = tuple((key, StageValue(**(value | {"effective_on": _day(value["effective_on"])}))) for key, value in plain["stages"])
    return SiteValue(**(dict(plain) | days | {"stages": stages}))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def by_governorate(snapshot: Mapping[str, SiteValue]) -> dict[str, Snapshot]:
    """The same sites, each governorate's apart."""
    parts: dict[str, Snapshot] = {}
    for code, site in snapshot.items():
        parts.setdefault(site.governorate, {})[code] = site
    return parts


def codes(sites: Iterable[SiteValue | SiteChange]) -> list[str]:
    return [site.code for site in sites]
