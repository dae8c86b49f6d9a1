"""How the staff of the demo's complexes were trained: wanted and nominated per body, and trained in sessions bound for the site."""

from dataclasses import dataclass
from datetime import date, timedelta

from rollout.demo.story import LAST_EVENT
from rollout.demo.works.course import spread
from rollout.demo.works.log import Log
from rollout.training.courses import SAQQARA
from rollout.works.training import COVERED, NOT_COVERED

_SHARES = (("local_administration", 0.5), ("supply", 0.2), ("solidarity", 0.3))


@dataclass(frozen=True, slots=True)
class Trained:
    """So many people of one body, bound for the site, whose course ended on a day. `people` are first-timers, `seats` all who sat."""

    body: str
    on: date
    people: int
    seats: int
    certified: int


def tell(log: Log) -> list[Trained]:
    """The whole story of a site's staff; gives what its sessions trained."""
    chance, course = log.chance, log.course
    wanted = course.wanted or chance.randint(18, 42)
    needs = _shared_out(wanted)
    found = [trained for trained in _sessions(log, needs, wanted) if trained.on <= LAST_EVENT]
    attended = {trained.body: trained.on for trained in reversed(found)}
    first = min(attended.values(), default=None)
    begun = min(course.begun, first - timedelta(days=chance.randint(3, 12))) if first else course.begun
    for body, need in needs.items():
        log.did(body, "wanted", begun, count=need)
        named = spread(chance, 1, begun, attended.get(body, course.last) - timedelta(days=1))[0]
        count = need if body in attended else chance.randint(max(need // 2, 1), need)
        log.did(body, "nominated", named, count=count, number=log.number(named))
    for body, _label in NOT_COVERED:
        if chance.random() < 0.5:
            log.did(body, "wanted", begun, count=chance.randint(2, 6))
    log.stops(next(iter(needs)), SAQQARA)
    return found


def _shared_out(wanted: int) -> dict[str, int]:
    needs = {body: max(int(wanted * share), 1) for body, share in _SHARES}
    needs[COVERED[0][0]] += wanted - sum(needs.values())
    return needs


def _sessions(log: Log, needs: dict[str, int], wanted: int) -> list[Trained]:
    """People are trained up to the counts of the story; the body that was held up comes last, once it goes on again."""
    left = dict(reversed(needs.items()))
    found: list[Trained] = []
    marks = [*log.course.counts, *([(log.course.done, wanted)] if log.course.done else [])]
    told = 0
    for day, count in marks:
        missing = count - told
        told = max(told, count)
        for body, wanting in left.items():
            people = min(wanting, missing)
            if people <= 0:
                continue
            left[body] -= people
            missing -= people
            found.append(_attended(log, body, day, people))
    return found


def _attended(log: Log, body: str, day: date, people: int) -> Trained:
    seats = people + (log.chance.randint(0, 3) if log.chance.random() < 0.2 else 0)
    certified = people - (log.chance.randint(0, min(2, people)) if log.chance.random() < 0.3 else 0)
    return Trained(body, day, people, seats, certified)
