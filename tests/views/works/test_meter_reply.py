"""A company's reply for many sites at once: all of it is recorded with the letter as its proof, or nothing is, and every fault is told."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Evidence, Site, StepEntry
from rollout.details.saving import save_many
from tests.cast import ASSIUT, MINISTRY
from tests.factories import a_site
from tests.rollout.details.making import did, path
from tests.views.conftest import FOREIGN, OWN
from tests.views.telling import a_photo
from tests.views.visiting import House, Visitor

TODAY = date(2023, 12, 1)
ASKED = {"governorate": OWN, "utility": "electricity", "step": "meter"}
LETTER = {"body": "", "letter": "١٢/٣", "day": "2023-09-15", "do": "record"}


@pytest.fixture
def waiting(house: House) -> House:
    """Three sites of Assiut whose connection was built, a fourth whose meter runs, and one of another governorate."""
    with house.records() as session:
        sites = [a_site(session, code=f"AST-90{n}", governorate=OWN) for n in range(1, 5)]
        sites.append(a_site(session, code="KFS-901", governorate=FOREIGN))
        for site in sites:
            until = None if site.code == "AST-904" else "works"
            told = path("utilities", "electricity", date(2023, 8, 1), until=until)
            save_many(session, [(site, "utilities", one) for one in told], today=TODAY, by=None)
    return house


def ids(house: House) -> dict[str, int]:
    with house.records() as session:
        return {site.code: site.id for site in session.scalars(select(Site))}


def told(house: House) -> dict[str, StepEntry]:
    """The meters that were recorded, by site."""
    with house.records() as session:
        query = select(Site.code, StepEntry).join(Site, Site.id == StepEntry.site_id).where(StepEntry.step == "meter")
        found = {row.code: row.StepEntry for row in session.execute(query) if row.code != "AST-904"}
        session.expunge_all()
        return found


def lines(house: House, cells: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The form as a browser sends it: the letter, the ticks, the texts, and upon what it was opened."""
    keys = ids(house)
    with house.records() as session:
        seen = {code: session.scalars(select(StepEntry.id).where(StepEntry.site_id == keys[code]).order_by(StepEntry.id.desc())).first()
                for code in cells}
    sent: dict[str, Any] = {**ASKED, **LETTER, "site": list(cells)}
    for code, texts in cells.items():
        sent[f"{keys[code]}-seen"] = str(seen[code] or "")
        sent |= {f"{keys[code]}-{name}": text for name, text in texts.items()}
    return sent


def reply(visitor: Visitor, sent: dict[str, Any]) -> TestResponse:
    return visitor.post("/meters/reply", sent, content_type="multipart/form-data")


def test_only_sites_that_wait_for_the_step_are_offered(waiting: House) -> None:
    page = waiting.member(ASSIUT).get("/meters/reply", query_string=ASKED).text
    assert [code for code in ("AST-901", "AST-902", "AST-903", "AST-904", "KFS-901") if f'value="{code}"' in page] == [
        "AST-901", "AST-902", "AST-903",
    ]


def test_a_reply_is_recorded_for_all_ticked_sites_with_one_letter(waiting: House) -> None:
    sent = lines(waiting, {"AST-901": {"number": "٧٧٠١", "reading": "١٢٫٥"}, "AST-902": {"number": "7702", "on": "٢٠/٩/٢٠٢٣"}})
    sent["evidence"] = (a_photo(), "كتاب.png")
    answer = reply(waiting.member(ASSIUT), sent)
    assert (answer.status_code, answer.location) == (303, f"/meters/{OWN}?utility=electricity&site=AST-901&site=AST-902")
    found = told(waiting)
    assert {code: (entry.number, entry.happened_on) for code, entry in found.items()} == {
        "AST-901": ("٧٧٠١", date(2023, 9, 15)), "AST-902": ("7702", date(2023, 9, 20)),
    }
    assert found["AST-901"].facts == {"reading": "12.5"}
    assert "١٢/٣" in found["AST-901"].note
    with waiting.records() as session:
        documents = session.scalars(select(Evidence).order_by(Evidence.step_id)).all()
        assert [one.step_id for one in documents] == sorted(entry.id for entry in found.values())
        assert len({one.sha256 for one in documents}) == 1


def test_after_a_reply_the_sites_are_named_and_marked(waiting: House) -> None:
    visitor = waiting.member(ASSIUT)
    answer = reply(visitor, lines(waiting, {"AST-901": {"number": "7701"}, "AST-902": {"number": "7702"}}))
    page = visitor.get(answer.location).text
    assert "(AST-901)" in page
    assert "(AST-902)" in page
    assert "(AST-903)" not in page
    assert page.count('class="is-marked"') == 2


def test_only_what_a_company_does_is_offered_as_its_reply(waiting: House) -> None:
    visitor = waiting.member(ASSIUT)
    page = visitor.get("/meters/reply", query_string={"governorate": OWN, "utility": "electricity"}).text
    offered = re.findall(r'<option value="(\w*)"', page[page.index('id="f-step"') :])
    assert offered == ["", "inspection", "estimate", "works", "meter", "in_service", "blocked", "expected"]
    assert reply(visitor, lines(waiting, {"AST-901": {}}) | {"step": "payment"}).status_code == 400


def test_steps_that_were_never_told_are_pointed_out_and_stop_nothing(waiting: House) -> None:
    with waiting.records() as session:
        a_site(session, code="AST-909", governorate=OWN)
    visitor = waiting.member(ASSIUT)
    page = visitor.get("/meters/reply", query_string=ASKED).text
    line, complete = (page[page.index(f"<bdi>{code}") :].split("</tr>")[0] for code in ("AST-909", "AST-901"))
    assert "طلب التوصيل" in line[line.index("reply-untold") : line.index("</small>")]
    assert "reply-untold" not in complete
    assert reply(visitor, lines(waiting, {"AST-909": {"number": "7709"}})).status_code == 303


def test_every_fault_is_told_with_its_site_and_field_and_nothing_is_recorded(waiting: House) -> None:
    sent = lines(waiting, {
        "AST-901": {"number": "7701"}, "AST-902": {"reading": "اثنان"}, "AST-903": {"number": "7703", "on": "2023-07-01"},
    })
    answer = reply(waiting.member(ASSIUT), sent)
    assert answer.status_code == 422
    told_of = answer.text[answer.text.index("reply-problems") : answer.text.index("</ul>", answer.text.index("reply-problems"))]
    assert told_of.count("<li>") == 3, "the missing number, the reading that is no number, the day before the works"
    assert "AST-901" not in told_of
    assert "رقم العداد" in told_of
    assert "اثنان" in told_of
    assert "AST-903" in told_of
    assert told(waiting) == {}
    assert 'value="7701"' in answer.text, "what was typed is still there"


def test_nothing_ticked_is_told(waiting: House) -> None:
    answer = reply(waiting.member(ASSIUT), {**ASKED, **LETTER})
    assert answer.status_code == 422
    assert "حدد موقعًا واحدًا" in answer.text


def test_a_line_that_somebody_else_changed_meanwhile_stops_the_reply(waiting: House) -> None:
    sent = lines(waiting, {"AST-901": {"number": "7701"}, "AST-902": {"number": "7702"}})
    with waiting.records() as session:
        site = session.scalars(select(Site).where(Site.code == "AST-902")).one()
        blocked = did("utilities", "electricity", "blocked", date(2023, 9, 1))
        save_many(session, [(site, "utilities", blocked)], today=TODAY, by=None)
    answer = reply(waiting.member(ASSIUT), sent)
    assert answer.status_code == 422
    assert "مستخدم آخر" in answer.text
    assert told(waiting) == {}


def test_sent_twice_it_is_recorded_once(waiting: House) -> None:
    sent = lines(waiting, {"AST-901": {"number": "7701"}})
    visitor = waiting.member(ASSIUT)
    assert reply(visitor, sent).status_code == 303
    assert reply(visitor, sent).status_code == 422
    assert len(told(waiting)) == 1


def test_a_sheet_pasted_with_its_heading_fills_the_lines(waiting: House) -> None:
    pasted = "رقم العداد\tاسم الموقع\tالكود\tالقراءة الأولى\n٨٨٠١\tمجمع\tast-901\t٣\n8802\tمجمع\tAST-903\t"
    answer = reply(waiting.member(ASSIUT), {**ASKED, **LETTER, "do": "paste", "pasted": pasted})
    assert answer.status_code == 200
    keys = ids(waiting)
    assert f'name="{keys["AST-901"]}-number" value="٨٨٠١"' in answer.text
    assert f'name="{keys["AST-903"]}-number" value="8802"' in answer.text
    assert answer.text.count(" checked") == 2
    assert told(waiting) == {}


def test_a_pasted_line_of_another_site_is_told(waiting: House) -> None:
    sent = lines(waiting, {"AST-901": {"number": "7701"}}) | {"pasted": "AST-902\t\t7702\nKFS-901\t\t7703"}
    answer = reply(waiting.member(ASSIUT), sent)
    assert answer.status_code == 422
    assert "KFS-901" in answer.text
    assert told(waiting) == {}


def test_a_stop_for_many_sites_names_who_can_lift_it(waiting: House) -> None:
    sent = lines(waiting, {"AST-901": {"note": "لا محول بالقرية", "expected_on": "2023-12-01"}, "AST-902": {}})
    sent |= {"step": "blocked", "body": "شركة الكهرباء"}
    answer = reply(waiting.member(ASSIUT), sent)
    assert answer.status_code == 422, "what stops the second one is not said"
    sent[f"{ids(waiting)['AST-902']}-note"] = "لا غرفة"
    assert reply(waiting.member(ASSIUT), sent).status_code == 303
    with waiting.records() as session:
        found = session.scalars(select(StepEntry).where(StepEntry.step == "blocked").order_by(StepEntry.id)).all()
        assert [(entry.body, entry.expected_on) for entry in found] == [("شركة الكهرباء", date(2023, 12, 1)), ("شركة الكهرباء", None)]


def test_nobody_replies_for_another_governorate(waiting: House) -> None:
    visitor = waiting.member(ASSIUT)
    assert visitor.get("/meters/reply", query_string=ASKED | {"governorate": FOREIGN}).status_code == 404
    sent = lines(waiting, {"KFS-901": {"number": "7701"}})
    assert reply(visitor, sent | {"governorate": FOREIGN}).status_code == 404
    assert reply(visitor, sent).status_code == 422, "among the sites of Assiut it is not"
    assert told(waiting) == {}
    assert reply(waiting.member(MINISTRY), sent | {"governorate": FOREIGN}).status_code == 303
