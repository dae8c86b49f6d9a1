"""The payment certificate in print: every sum that it says is the one that is kept."""

import json

import pytest
from sqlalchemy.orm import Session

from models import Certificate
from reports.papers.certificate import certificate_document, certificate_pdf, certificate_word
from rollout.ledger.money.certificates import take_back
from tests.rollout.ledger.money.paying import DAY, certify, delivered
from tests.supplies import TODAY


@pytest.fixture
def certificate(session: Session) -> Certificate:
    return certify(delivered(session, retention=500, advance=200_000, recovery=1_000), 2, 1)


def told(session: Session, certificate: Certificate) -> tuple[str, dict[str, object]]:
    made = certificate_document(session, certificate.id)
    assert made is not None
    return str(made[0]), made[0].facts


def test_its_sums_are_the_kept_ones_and_the_net_stands_in_words(session: Session, certificate: Certificate) -> None:
    text, facts = told(session, certificate)
    assert (facts["gross"], facts["recovery"], facts["retention"], facts["net"]) == (780_000, 78_000, 39_000, 663_000)
    for said in ("٧٬٨٠٠", "٧٨٠", "٣٩٠", "٦٬٦٣٠", "ستة آلاف وستمائة وثلاثون", "الشركة الموردة", "صنف 2"):
        assert said in text
    assert "مقابل التأخير" not in text
    assert [item["quantity"] for item in json.loads(json.dumps(facts["items"]))] == ["2", "1"]


def test_one_that_takes_another_back_says_which_and_why(session: Session, certificate: Certificate) -> None:
    back = take_back(session, certificate, DAY, "خطأ في السعر", today=TODAY, by=None)
    text, _facts = told(session, back)
    assert "مستخلص إلغاء" in text
    assert "خطأ في السعر" in text


def test_as_pdf_and_as_word(session: Session, certificate: Certificate) -> None:
    pdf, word = certificate_pdf(session, certificate.id), certificate_word(session, certificate.id)
    assert pdf is not None
    assert word is not None
    assert (pdf.content[:4], word.content[:2], pdf.plain_name) == (b"%PDF", b"PK", "certificate_2023_0001.pdf")
    assert certificate_pdf(session, 9_999) is None
