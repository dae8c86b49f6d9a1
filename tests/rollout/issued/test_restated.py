"""What is learnt of a document's day after it was issued."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from models import Affirmation, Evidence, IssuedDocument, ProgressEntry, Site
from rollout.evidence import Store, store_for
from rollout.issued.restated import restated, was_restated
from rollout.issued.verifying import by_file, by_reference
from rollout.journal import next_moment
from rollout.stages import State
from tests.factories import a_site, entry_values, write_entries
from tests.reports.issuing import AS_OF, a_report, fill


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_for(f"file://{tmp_path / 'files'}")


@pytest.fixture
def sites(session: Session) -> list[Site]:
    return fill(session)


def entered(session: Session, site: Site, **values: object) -> None:
    write_entries(session, [entry_values(site, recorded_at=next_moment(session), **{"news_on": AS_OF} | values)])


def both(session: Session, row: IssuedDocument) -> tuple[bool, bool | None]:
    found = restated(session, row)
    assert found is not None
    return bool(found), was_restated(session, row)


def test_nothing_is_restated_while_nothing_is_learnt(session: Session, sites: list[Site], store: Store) -> None:
    assert both(session, a_report(session, store)) == (False, False)


def test_news_of_the_day_that_came_later_restates_it_and_news_of_later_days_does_not(
    session: Session, sites: list[Site], store: Store
) -> None:
    assiut, qena = a_report(session, store), a_report(session, store, "EG-KN")
    country = a_report(session, store, "EG")
    entered(session, sites[0], stage="utilities", effective_on=AS_OF + timedelta(days=1), news_on=AS_OF + timedelta(days=1))
    assert both(session, assiut) == (False, False)
    entered(session, sites[0], stage="utilities", effective_on=date(2023, 7, 20))
    assert both(session, assiut) == (True, True)
    assert both(session, country) == (True, True)
    assert both(session, qena) == (False, False)
    found = restated(session, assiut)
    assert found is not None
    assert [change.code for change in found.changed] == [sites[0].code]


def test_a_site_that_came_into_the_register_later_changes_nothing_of_its_past(session: Session, sites: list[Site], store: Store) -> None:
    row = a_report(session, store)
    a_site(session, code="AST-900", recorded_at=next_moment(session))
    found = restated(session, row)
    assert found is not None
    assert [site.code for site in found.sites.new] == ["AST-900"]


def test_that_somebody_spoke_or_a_document_came_changes_no_figure(session: Session, sites: list[Site], store: Store) -> None:
    row = a_report(session, store)
    site = sites[4]
    session.add(Affirmation(site_id=site.id, governorate_id=site.governorate_id, news_on=AS_OF, recorded_at=next_moment(session),
                            source="test"))
    prove(session, site)
    assert both(session, row) == (False, False)


def prove(session: Session, site: Site) -> None:
    """A document for the site's first stage."""
    proven = session.query(ProgressEntry).filter_by(site_id=site.id, stage="handover").one()
    session.add(Evidence(
        entry_id=proven.id, governorate_id=site.governorate_id, sha256="0" * 64, original_name="محضر.pdf", media_type="application/pdf",
        size=1, recorded_at=next_moment(session),
    ))
    session.flush()


def test_a_letter_states_no_figures(session: Session, sites: list[Site], store: Store) -> None:
    row = a_report(session, store)
    row = IssuedDocument(kind="letter", as_of=row.as_of, known_at=row.known_at, sha256="1" * 64, governorate_id=row.governorate_id)
    entered(session, sites[0], stage="utilities", state=State.DONE.value, effective_on=date(2023, 7, 20))
    assert restated(session, row) is None


def test_a_file_is_known_by_every_byte(session: Session, sites: list[Site], store: Store) -> None:
    row = a_report(session, store)
    data = store.open(row.files[0].sha256).read()
    found = by_file(session, data)
    assert found is not None
    assert (found.document.reference, found.form) == (row.reference, "xlsx")
    for place in (0, len(data) // 2, len(data) - 1):
        assert by_file(session, data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]) is None
    assert by_file(session, data + b"\n") is None
    assert by_reference(session, row.reference, row.code) is not None
    assert by_reference(session, row.reference, row.code[:-1]) is None
