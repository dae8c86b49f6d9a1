"""A sheet and the details: before there are any it tells of the whole; afterwards it is compared with them and writes over nothing."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ProgressEntry, Site, StepEntry
from rollout.details.checking import unfollowed
from rollout.details.saving import Did, save_many
from rollout.exchange import Status, apply
from rollout.position import position
from rollout.register import site_by_code
from rollout.stages import State
from tests.rollout.details.making import did, path
from tests.rollout.exchange.sheets import MASARA, SANABO, TODAY, imported, planned, row_counts, states, told, workbook

SAMPLE = Path(__file__).parents[2] / "data" / "register_sample.xlsx"
DAY = date(2023, 7, 31)


def tell(session: Session, code: str, area: str, *dids: Did) -> None:
    site = site_by_code(session, code)
    assert site
    save_many(session, [(site, area, one) for one in dids], today=TODAY, by=None)
    session.commit()


@pytest.fixture
def two_sites(country: Session) -> Session:
    """Two complexes of which a sheet told first: the meters of one in progress, of the other finished on 23 March."""
    imported(country, workbook(SANABO, MASARA))
    country.commit()
    return country


def test_a_site_without_details_is_imported_as_a_whole(two_sites: Session) -> None:
    entries = two_sites.scalars(select(ProgressEntry).where(ProgressEntry.stage == "utilities")).all()
    assert {(entry.source, entry.import_run_id is not None) for entry in entries} == {("import", True)}
    assert unfollowed(two_sites)[1] == []


def test_what_agrees_with_the_details_only_affirms_them(two_sites: Session) -> None:
    tell(two_sites, "AST-001", "utilities", did("utilities", "water", "request", date(2023, 6, 1)))
    later = workbook(SANABO, titles=("الموقف حتى ١٢ أغسطس ٢٠٢٣",))
    plan = planned(two_sites, later, today=date(2023, 8, 15))
    assert (plan.entries, plan.affirmations) == (0, 1)
    assert not any("البيانات التفصيلية" in line for line in told(plan))


def test_what_contradicts_the_details_is_remarked_and_not_written(two_sites: Session) -> None:
    tell(two_sites, "AST-001", "utilities", did("utilities", "water", "request", date(2023, 6, 1)))
    before = row_counts(two_sites)
    plan = planned(two_sites, workbook((*SANABO[:5], date(2023, 7, 2), *SANABO[6:])))
    assert (plan.entries, plan.affirmations, plan.counts) == (0, 0, {Status.UNCHANGED: 1})
    [line] = [line for line in told(plan) if "AST-001" in line]
    for part in ("F3", "عدادات المرافق", "تم الانتهاء", "٢ يوليو ٢٠٢٣", "جارٍ"):
        assert part in line, line
    assert not any("لا يغير شيئًا" in line for line in told(plan))
    apply(two_sites, plan, today=TODAY)
    assert row_counts(two_sites) == before


def test_stages_without_details_of_the_same_line_are_still_written(two_sites: Session) -> None:
    tell(two_sites, "AST-001", "utilities", did("utilities", "water", "request", date(2023, 6, 1)))
    changed = workbook((*SANABO[:5], date(2023, 7, 2), "جارٍ", None))
    imported(two_sites, changed)
    assert states(two_sites, "AST-001")["training"] == ("in_progress", DAY)
    site = position(two_sites, TODAY, site_ids=[site_by_code(two_sites, "AST-001").id]).sites[0]  # type: ignore[union-attr]
    assert site.stages["utilities"].state is State.IN_PROGRESS
    assert unfollowed(two_sites)[1] == []


def test_a_finish_of_the_details_is_not_redated_by_a_sheet(two_sites: Session) -> None:
    tell(two_sites, "AST-001", "linking", *(one for one in path("linking", "line", date(2023, 5, 3)) if one.step != "centre"))
    headings = ("الكود", "المحافظة", "المركز", "اسم المجمع", "الربط الإلكتروني")
    plan = planned(two_sites, workbook(("AST-001", "أسيوط", "ديروط", "مجمع خدمات صنبو", date(2023, 5, 9)), headings=headings))
    assert plan.entries == 0
    [line] = [line for line in told(plan) if "AST-001" in line]
    assert "٩ مايو ٢٠٢٣" in line
    assert "٣ مايو ٢٠٢٣" in line


def test_details_that_were_all_taken_back_leave_the_field_to_the_sheet(two_sites: Session) -> None:
    tell(two_sites, "AST-001", "utilities", did("utilities", "water", "request", date(2023, 6, 1)))
    entry = two_sites.scalars(select(StepEntry)).one()
    back = did("utilities", "water", "request", date(2023, 6, 1), replaces_id=entry.id, withdrawn=True, note="سُجل خطأً")
    tell(two_sites, "AST-001", "utilities", back)
    imported(two_sites, workbook((*SANABO[:5], date(2023, 7, 2), *SANABO[6:])))
    site = site_by_code(two_sites, "AST-001")
    assert site
    row = position(two_sites, DAY, site_ids=[site.id]).sites[0].stages["utilities"]
    assert (row.state, row.effective_on) == (State.DONE, date(2023, 7, 2))
    assert unfollowed(two_sites)[1] == []


def test_the_sample_register_follows_into_an_empty_register(country: Session) -> None:
    apply(country, planned(country, SAMPLE.read_bytes()), today=TODAY)
    country.commit()
    counted, faults = unfollowed(country)
    assert (counted > 49, faults) == (True, [])
    assert country.scalar(select(StepEntry.id).limit(1)) is None
    before = row_counts(country)
    again = planned(country, SAMPLE.read_bytes())
    assert apply(country, again, today=TODAY).id is None
    assert row_counts(country) == before
    assert country.scalars(select(Site.id)).all()
