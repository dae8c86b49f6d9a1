"""Issuing papers: numbered, frozen, printed in every form, kept, and the same again whatever comes later."""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, IssuedDocument, IssuedFile, OfficeSetting, ProgressEntry, Site
from reports.document.content import apart
from reports.document.frozen import from_json
from reports.forms import made as forms
from reports.issue import issuing
from reports.issue.checking import issued_figures
from rollout.clock import today
from rollout.errors import OutOfScope, Refused
from rollout.evidence import Store, store_for
from rollout.issued.content import print_of, unpacked
from rollout.issued.numbers import grouped
from rollout.journal import last_moment, next_moment
from rollout.register import withdraw
from rollout.scope import ALL, NOTHING, Scope, limited
from rollout.text import speaking
from tests.factories import a_governorate, a_site, entry_values, write_entries
from tests.reports import reading
from tests.reports.issuing import AS_OF, RECORDED, a_report, fill


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_for(f"file://{tmp_path / 'files'}")


@pytest.fixture
def told(session: Session) -> Session:
    fill(session)
    return session


def kept(store: Store, row: IssuedDocument) -> dict[str, bytes]:
    return {file.form: store.open(file.sha256).read() for file in row.files}


def read(session: Session, named: str) -> IssuedDocument:
    row = issuing.document_of(session, named)
    assert row is not None
    return row


def test_a_report_gets_the_next_number_of_its_governorate_and_year(told: Session, store: Store) -> None:
    assert a_report(told, store).reference == "AST-R-2023-001"
    assert a_report(told, store, as_of=date(2023, 6, 30)).reference == "AST-R-2023-002"
    assert a_report(told, store, "EG-KN").reference == "KN-R-2023-001"
    assert a_report(told, store, as_of=date(2024, 1, 31)).reference == "AST-R-2024-001"
    assert a_report(told, store, "EG").reference == "EG-N-2023-001"


def test_the_number_and_the_code_are_inside_what_is_frozen_and_on_the_paper(told: Session, store: Store) -> None:
    row = a_report(told, store, forms=("pdf",))
    frozen = from_json(unpacked(row.content))
    assert print_of(unpacked(row.content)) == row.sha256
    assert (frozen.reference, frozen.watermark) == ("AST-R-2023-001", "")
    assert frozen.seal is not None
    assert row.reference in frozen.seal.address
    assert apart("AST-R-2023-001") in dict(frozen.letterhead.facts).values()
    assert frozen.letterhead.facts[-1][0] == issuing.ISSUED_ON
    paper = kept(store, read(told, row.reference))["pdf"]
    assert reading.attached(paper)["reference"] == "AST-R-2023-001"
    assert "/2023-07-31" not in reading.text(paper), "the draft's number is gone"


def test_the_code_on_the_paper_leads_to_the_page_of_verification(told: Session, store: Store) -> None:
    told.add(OfficeSetting(key="verification", value="https://tashgheel.example/verify"))
    told.flush()
    row = a_report(told, store)
    seal = from_json(unpacked(row.content)).seal
    assert seal is not None
    assert seal.address == f"https://tashgheel.example/verify?code={row.code}"
    assert grouped(row.code) in seal.words


def test_every_form_is_kept_under_its_hash(told: Session, store: Store) -> None:
    row = read(told, a_report(told, store, forms=tuple(forms.FORMS)).reference)
    files = kept(store, row)
    assert list(files) == ["pdf", "docx", "xlsx"]
    assert all(hashlib.sha256(files[file.form]).hexdigest() == file.sha256 and len(files[file.form]) == file.size for file in row.files)


def test_nothing_is_issued_where_one_form_fails(told: Session, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = forms.render

    def broken(document: object, form: str = "pdf") -> bytes:
        if form == "xlsx":
            raise RuntimeError("no workbook")
        return usual(document, form)  # type: ignore[arg-type]

    monkeypatch.setattr(issuing, "render", broken)
    with pytest.raises(RuntimeError):
        a_report(told, store)
    assert told.scalars(select(IssuedDocument)).all() == []
    assert told.scalars(select(IssuedFile)).all() == []
    monkeypatch.undo()
    assert a_report(told, store).number == 1


def test_what_has_not_changed_is_not_issued_again(told: Session, store: Store) -> None:
    first = a_report(told, store, known_at=RECORDED)
    with pytest.raises(Refused, match=first.reference):
        a_report(told, store, known_at=RECORDED)
    with pytest.raises(Refused, match=first.reference):
        a_report(told, store, known_at=RECORDED + timedelta(days=1))  # another moment, the same figures
    change_everything(told)
    assert a_report(told, store).number == 2


def test_the_same_figures_are_issued_again_once_a_site_was_restated(told: Session, store: Store) -> None:
    row = a_report(told, store, known_at=RECORDED)
    change_everything(told)
    values = {"governorate": a_governorate(told), "as_of": AS_OF, "store": store, "by": None, "forms": ("xlsx",)}
    same = from_json(unpacked(row.content))
    assert issuing.issue(told, same, "report", known_at=last_moment(told), **values).number == 2  # type: ignore[arg-type]


def test_only_who_asks_for_it_gets_figures_as_known_before_their_day_had_ended(told: Session, store: Store) -> None:
    asked = {"store": store, "by": None, "forms": ("xlsx",)}
    early = datetime(2022, 1, 5, tzinfo=UTC)
    with pytest.raises(Refused):
        issuing.issue_report(told, "EG-AST", AS_OF, early, **asked)  # type: ignore[arg-type]
    row, _noted = issuing.issue_report(told, "EG-AST", AS_OF, early, earlier=True, **asked)  # type: ignore[arg-type]
    assert row.known_at == early
    at_its_end = datetime(2023, 7, 31, 21, tzinfo=UTC)
    assert issuing.issue_report(told, "EG-AST", AS_OF, at_its_end, **asked)[0].number == 2  # type: ignore[arg-type]


def test_whatever_is_printed_is_arabic_in_whichever_language_it_is_issued(told: Session, store: Store) -> None:
    with speaking("en"):
        row = a_report(told, store)
    facts = dict(from_json(unpacked(row.content)).letterhead.facts)
    assert not re.search("[A-Za-z]", facts[issuing.ISSUED_ON])


def test_letters_that_no_paper_can_draw_are_told_and_noted_once(
    told: Session, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    a_site(told, governorate="EG-AST", name_ar="مجمع 😀", recorded_at=next_moment(told))
    row, noted = issuing.issue_report(told, "EG-AST", AS_OF, store=store, by=None, forms=("pdf",))
    assert any("😀 (U+1F600)" in str(sentence) for sentence in noted)
    assert [record.getMessage().count("U+1F600") for record in caplog.records if "U+1F600" in record.getMessage()] == [1]
    assert row.reference in caplog.text


def test_days_and_moments_to_come_are_refused(told: Session, store: Store) -> None:
    with pytest.raises(Refused):
        a_report(told, store, as_of=today() + timedelta(days=1))
    later = datetime.now(UTC) + timedelta(minutes=5)
    document = issuing.from_json(unpacked(a_report(told, store).content))
    with pytest.raises(Refused):
        issuing.issue(
            told, document, "report", governorate=a_governorate(told), as_of=AS_OF, known_at=later, store=store, by=None,
        )


def test_a_committee_issues_for_its_own_governorate_only(told: Session, store: Store) -> None:
    assiut, qena = a_governorate(told, "EG-AST").id, a_governorate(told, "EG-KN").id
    report = from_json(unpacked(a_report(told, store, "EG-KN").content))
    both = Scope(frozenset({assiut, qena}), frozenset({assiut}))
    with limited(told, both):
        assert a_report(told, store).reference == "AST-R-2023-001"
        values = {"as_of": AS_OF, "known_at": RECORDED, "store": store, "by": None}
        place = told.scalars(select(Governorate).where(Governorate.code == "EG-KN")).one()
        with pytest.raises(OutOfScope):
            issuing.issue(told, report, "report", governorate=place, **values)  # type: ignore[arg-type]
        with pytest.raises(OutOfScope):
            issuing.issue(told, report, "national", governorate=None, **values)  # type: ignore[arg-type]
    with limited(told, Scope(ALL, frozenset())), pytest.raises(OutOfScope):
        a_report(told, store)
    with limited(told, NOTHING):
        assert issuing.document_of(told, "AST-R-2023-001") is None


def test_papers_come_out_the_same_whatever_is_corrected_later(told: Session, store: Store) -> None:
    rows = [a_report(told, store, code, forms=tuple(forms.FORMS)) for code in ("EG-AST", "EG-KN", "EG")]
    before = {row.reference: kept(store, read(told, row.reference)) for row in rows}
    change_everything(told)
    for named, files in before.items():
        again = issuing.reproduce(told, store, named)
        assert again.changed == ()
        assert again.files == files


def test_figures_still_follow_from_the_journal_at_their_two_dates(told: Session, store: Store) -> None:
    for code in ("EG-AST", "EG-KN", "EG"):
        a_report(told, store, code)
    change_everything(told)
    [found] = issued_figures(told)
    assert (found.count, found.faults) == (3, [])


def change_everything(session: Session) -> None:
    """Another site, news and a correction of the same days, a site that goes, other names, other settings of the office."""
    site = a_site(session, governorate="EG-AST", recorded_at=next_moment(session))
    first = session.scalars(select(ProgressEntry).where(ProgressEntry.stage == "handover").order_by(ProgressEntry.id)).first()
    assert first is not None
    owner = session.get_one(Site, first.site_id)
    write_entries(session, [
        entry_values(site, effective_on=date(2023, 7, 1), news_on=AS_OF, recorded_at=next_moment(session)),
        entry_values(owner, state="in_progress", effective_on=date(2023, 7, 1), news_on=AS_OF, recorded_at=next_moment(session),
                     replaces_id=first.id),
    ])
    gone = session.scalars(select(Site).where(Site.code == "KN-001")).one()
    withdraw(session, gone)
    owner.name_ar, a_governorate(session, "EG-AST").name_ar = "اسم صُحح", "اسم جديد"
    settings = {"ministry": "وزارة أخرى", "digits": "latn", "patience": "3", "verification": "https://tashgheel.example/verify"}
    session.add_all([OfficeSetting(key=key, value=value) for key, value in settings.items()])
    session.flush()
    session.expire_all()


def test_where_a_renderer_has_changed_the_kept_bytes_are_given(
    told: Session, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = a_report(told, store, forms=("docx", "xlsx"))
    files = kept(store, read(told, row.reference))
    usual = forms.render
    monkeypatch.setattr(issuing, "render", lambda document, form: usual(document, form) + b"!" if form == "docx" else usual(document, form))
    again = issuing.reproduce(told, store, row.reference)
    assert again.changed == ("docx",)
    assert again.files == files


def test_a_number_that_was_never_given_is_refused(told: Session, store: Store) -> None:
    with pytest.raises(Refused):
        issuing.reproduce(told, store, "AST-R-2023-001")
    a_report(told, store)
    assert issuing.reproduce(told, store, " ast - r - ٢٠٢٣ - ٠٠١ ").document.number == 1
