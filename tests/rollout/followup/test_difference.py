"""A difference is all that lies between two snapshots: applied to the first, it gives the second."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rollout.followup.difference import SiteValue, Snapshot, StageValue, as_json, difference, from_json, sha256

STAGES = ("handover", "utilities", "golive")
days = st.none() | st.dates(date(2023, 1, 1), date(2023, 3, 1))
values = st.builds(
    StageValue, st.sampled_from(["not_started", "in_progress", "done"]), st.none() | st.integers(0, 6), st.none() | st.integers(6, 7), days,
    st.booleans(),
)
chains = st.lists(st.sampled_from(STAGES), unique=True).flatmap(
    lambda keys: st.tuples(*(st.tuples(st.just(key), values) for key in sorted(keys)))
)
sites = st.builds(
    SiteValue, st.sampled_from([f"AST-{n}" for n in range(6)]), st.sampled_from(["مجمع أ", "مجمع ب"]), st.just("complex"),
    st.sampled_from(["EG-AST", "EG-KN"]), st.just(""), days, days, chains,
)
snapshots = st.lists(sites, max_size=6).map(lambda found: {site.code: site for site in found})


@given(snapshots, snapshots)
def test_applied_to_the_first_it_gives_the_second(first: Snapshot, second: Snapshot) -> None:
    found = difference(first, second)
    assert found.applied(first) == second
    assert {site.code for site in found.new} == second.keys() - first.keys()
    assert {site.code for site in found.gone} == first.keys() - second.keys()
    assert (first == second) == (not found.new and not found.gone and not found.changed)


@given(snapshots)
def test_a_snapshot_survives_its_text(found: Snapshot) -> None:
    assert from_json(as_json(found)) == found
    assert sha256(from_json(as_json(found))) == sha256(found)


def test_that_somebody_spoke_is_no_move() -> None:
    before = SiteValue("AST-1", "مجمع", "complex", "EG-AST", "", None, date(2023, 7, 1), (("golive", StageValue("not_started")),))
    heard = SiteValue("AST-1", "مجمع", "complex", "EG-AST", "", None, date(2023, 7, 8), before.stages)
    [change] = difference({"AST-1": before}, {"AST-1": heard}).changed
    assert change.only_heard
    assert difference({"AST-1": before}, {"AST-1": heard}).moved == ()
