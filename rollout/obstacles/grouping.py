"""Obstacles added up: by the body that owns them, and by how long they are in the way."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rollout.arabic import fold
from rollout.followup.levels import Level
from rollout.obstacles.reading import Held
from rollout.text import Text, _
from rollout.works.bodies import official


@dataclass(frozen=True)
class Sum:
    """Some obstacles together: a site that several hold is one site, and waits for each of them."""

    held: tuple[Held, ...]

    @property
    def number(self) -> int:
        return len(self.held)

    @property
    def sites(self) -> int:
        return len({site for one in self.held for site in one.site_ids})

    @property
    def site_days(self) -> int:
        return sum(one.site_days for one in self.held)

    @property
    def oldest(self) -> int:
        return max((one.age for one in self.held), default=0)

    @property
    def overdue(self) -> int:
        """How many should have been raised before the day."""
        return sum(one.days_overdue > 0 for one in self.held)

    @property
    def unanswered(self) -> int:
        return sum(len(one.awaited) for one in self.held)

    @property
    def late_letters(self) -> int:
        return sum(len(one.late_letters) for one in self.held)


@dataclass(frozen=True)
class Owner(Sum):
    """What one body has to solve, over all governorates."""

    body: str = ""

    @property
    def by_governorate(self) -> list[tuple[str, Sum]]:
        """The same by the code of the governorate, the most site-days first."""
        parts: dict[str, list[Held]] = defaultdict(list)
        for one in self.held:
            parts[one.governorate].append(one)
        return sorted(((code, Sum(tuple(part))) for code, part in parts.items()), key=lambda pair: (-pair[1].site_days, pair[0]))


@dataclass(frozen=True)
class Age(Sum):
    """The obstacles that are in the way for `least` to `most` days; `most` is None where there is no end."""

    least: int = 0
    most: int | None = None

    @property
    def label(self) -> Text:
        if self.most is None:
            return _("more than %(days)s days", days=self.least - 1)
        return _("%(least)s to %(most)s days", least=self.least, most=self.most)


AGES: tuple[tuple[int, int | None], ...] = ((0, 14), (15, 30), (31, 60), (61, 90), (91, None))
"""The spans of days by which the ages of obstacles are told."""


def raised(held: Iterable[Held], *, not_yet: bool = False) -> tuple[Held, ...]:
    """The obstacles that wait for the ministry or the cabinet: what a minister is asked for, out of all that are open; or those that do
    not yet."""
    return tuple(one for one in held if (one.standing.level in (Level.MINISTRY, Level.CABINET)) is not not_yet)


def by_owner(held: Iterable[Held]) -> list[Owner]:
    """The obstacles by the body that has to solve them, however it is spelled; the most site-days first."""
    parts: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        parts[fold(official(one.standing.body))].append(one)
    owners = [Owner(tuple(part), official(part[0].standing.body)) for part in parts.values()]
    return sorted(owners, key=lambda owner: (-owner.site_days, -owner.number, owner.body))


def by_age(held: Sequence[Held]) -> list[Age]:
    """The obstacles by their age, every span with its number, none of them left out."""
    return [
        Age(tuple(one for one in held if least <= one.age and (most is None or one.age <= most)), least, most) for least, most in AGES
    ]
