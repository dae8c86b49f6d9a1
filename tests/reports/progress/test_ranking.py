"""The ranking: weights as the terms have them, ties share a rank, too little data has none, what is not recorded is named."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from reports.document.content import Paragraph, Table
from reports.progress.ranking import MISSING, PARTS, Part, Ranked, ranking, ranking_blocks
from reports.readings.followup import FollowUp
from reports.readings.supply import Supply
from reports.readings.work import Work
from reports.words.phrases import Phrases
from rollout.approvals.completeness import USUAL, Received
from rollout.arabic import Digits
from rollout.plan import Planned
from rollout.plan.ledger import Promised
from rollout.text import speaking
from rollout.works.terms import Parameters, Term
from tests.reports.made_up import AS_OF, KNOWN_AT, a_site, all_done

BOOK = Phrases(Digits.ARABIC)
NAMES = {"EG-AST": "أسيوط", "EG-KN": "قنا", "EG-SHG": "سوهاج"}


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def promised(due: date) -> Promised:
    return Promised(1, 1, "service", due, date(2023, 5, 1), "", "", "", None, KNOWN_AT, None, "")


def work(code: str, served: int, late: int, *, undated: int = 0) -> Work:
    """Complexes that serve the public, complexes that should and do not, and complexes without a day; all with their meters done."""
    made = [*(all_done() for _ in range(served)), *({"utilities": all_done()["utilities"]} for _ in range(late + undated))]
    sites = tuple(a_site(states, governorate=code).position for states in made)
    due = promised(date(2023, 6, 30))
    planned = tuple(Planned(site, () if n >= served + late else (due,), AS_OF) for n, site in enumerate(sites))
    return Work(sites, {}, (), planned=planned)


def received(code: str, on_time: int, expected: int = 10) -> Received:
    return Received(code, USUAL.week_ending(AS_OF), expected, on_time, on_time, (), True)


def terms(**values: int) -> Parameters:
    return Parameters([Term(f"ranking.{key}", value, date(2023, 6, 30), "", "") for key, value in values.items()])


def ranked(works: Mapping[str, Work], *weeks: Received, **weights: int) -> dict[str, Ranked]:
    weights = {"furniture": 0, "least": 80} | weights
    return {one.code: one for one in ranking(works, {}, FollowUp(received=weeks), terms(**weights))}


def test_the_score_is_the_mean_of_the_parts_by_their_weights() -> None:
    (one,) = ranked({"EG-AST": work("EG-AST", 1, 3)}, received("EG-AST", 5)).values()
    assert {key: part.share for key, part in one.parts.items()} == {
        "schedule": 0.25, "utilities": 1.0, "furniture": None, "completeness": 0.5,
    }
    assert one.score == round((35 * 0.25 + 20 * 1.0 + 5 * 0.5) / 60, 3)
    other = ranked({"EG-AST": work("EG-AST", 1, 3)}, received("EG-AST", 5), schedule=0, completeness=0)["EG-AST"]
    assert other.score == 1.0


def test_equal_scores_share_a_rank_and_the_next_one_counts_them() -> None:
    found = ranked(
        {"EG-AST": work("EG-AST", 2, 2), "EG-KN": work("EG-KN", 1, 1), "EG-SHG": work("EG-SHG", 0, 2)},
        *(received(code, 10) for code in NAMES),
    )
    assert {code: one.rank for code, one in found.items()} == {"EG-AST": 1, "EG-KN": 1, "EG-SHG": 3}


def test_who_has_too_little_data_has_no_rank_and_counts_in_nobodys() -> None:
    works = {"EG-AST": work("EG-AST", 1, 1), "EG-KN": work("EG-KN", 2, 0, undated=2)}
    found = ranked(works, received("EG-AST", 10), received("EG-KN", 10))
    assert found["EG-KN"].known == round((35 * 0.5 + 20 + 5) / 60, 3)
    assert (found["EG-AST"].rank, found["EG-KN"].rank) == (1, None)
    assert ranked(works, received("EG-AST", 10), received("EG-KN", 10), least=70)["EG-KN"].rank == 1


def test_without_furniture_what_is_known_is_less() -> None:
    one = ranked({"EG-AST": work("EG-AST", 1, 0)}, received("EG-AST", 10), furniture=15)["EG-AST"]
    assert one.parts["furniture"] == Part(None, 0.0)
    assert one.known == 0.8
    assert one.rank == 1


def test_the_formula_its_weights_and_what_is_missing_are_printed() -> None:
    found = ranking({"EG-AST": work("EG-AST", 1, 3, undated=6)}, {"EG-AST": Supply()}, FollowUp(), terms())
    *sentences, table = ranking_blocks(BOOK, found, NAMES, terms(schedule=40))
    said = " ".join(block.text for block in sentences if isinstance(block, Paragraph))
    for wanted in (*PARTS.values(), *MISSING.values(), "٤٠٪", "٢٠٪", "١٥٪", "١٠٪", "٥٪", "٨٠٪", "لا تُسجل بياناتها بعد"):
        assert wanted in said
    assert isinstance(table, Table)
    (row,) = table.rows
    assert (row[0].text, row[1].text, row[-1].text) == ("لا ترتيب", "أسيوط", "—")
