"""Headings in the words of committees, for each kind of site."""

import pytest

from rollout.exchange.headings import Meaning, Sureness, closest_heading, likely_kinds, read_heading
from rollout.exchange.vocabulary import kinds_named
from rollout.stages import CHAINS, Kind

COMPLEX = (Kind.COMPLEX,)


@pytest.mark.parametrize(("heading", "field"), [
    ("م", "serial"), ("كود الموقع", "code"), ("الكود", "code"), ("رقم الموقع", "code"), ("المحافظة", "governorate"), ("المركز", "markaz"),
    ("المركز/المدينة", "markaz"), ("الحي", "markaz"), ("القرية", "village"), ("الوحدة المحلية", "village"), ("اسم المجمع", "name"),
    ("اسم الموقع", "name"), ("المجمع", "name"), ("مجمع الخدمات", "name"), ("الدفعة المخططة", "planned"), ("الموعد المخطط", "planned"),
    ("الجهة المنفذه", "executing"), ("خط العرض", "latitude"), ("خط الطول", "longitude"), ("ملاحظات", "notes"), ("#", "serial"),
    ("تاريخ التشغيل المخطط", "planned"), ("البرنامج", "programme"), ("ملاحظات المراجعة", "remarks"),
])
def test_headings_of_fields(heading: str, field: str) -> None:
    reading = read_heading(heading, COMPLEX)
    assert reading
    assert reading.only == Meaning(field)


@pytest.mark.parametrize(("heading", "stage", "side"), [
    ("تاريخ الاستلام الابتدائي", "handover", "date"), ("استلام المبنى", "handover", ""), ("الاستلام", "handover", ""),
    ("المرافق", "utilities", ""), ("عدادات المرافق", "utilities", ""), ("توصيل المرافق", "utilities", ""), ("الربط", "linking", ""),
    ("الربط الالكترونى", "linking", ""), ("الأثاث", "furnishing", ""), ("الأثاث والتجهيزات", "furnishing", ""), ("الفرش", "furnishing", ""),
    ("التدريب", "training", ""), ("تدريب العاملين", "training", ""), ("المكاتب الشريكة", "offices", ""), ("جاهزية المكاتب", "offices", ""),
    ("الجهات", "offices", ""), ("دخول الخدمة", "service", ""), ("التشغيل", "service", ""), ("نسبة تنفيذ الفرش", "furnishing", "percent"),
    ("موقف الأثاث", "furnishing", "state"), ("عدد العدادات المنفذة", "utilities", "done"), ("ملاحظات المرافق", "utilities", "note"),
])
def test_headings_of_the_stages_of_a_complex(heading: str, stage: str, side: str) -> None:
    reading = read_heading(heading, COMPLEX)
    assert reading
    assert reading.only == Meaning(stage, True, side)


@pytest.mark.parametrize("kind", Kind)
def test_every_stage_is_known_by_the_names_that_our_own_pages_give_it(kind: Kind) -> None:
    for stage in CHAINS[kind]:
        for name in (str(stage.label), stage.label.source):
            reading = read_heading(name, (kind,))
            assert reading, name
            assert Meaning(stage.key, True) in reading.meanings, name


def test_a_known_wording_within_a_longer_heading_is_said_to_be_less_sure() -> None:
    reading = read_heading("موقف استلام الأثاث من المورد", COMPLEX)
    assert reading
    assert (reading.only, reading.sureness) == (Meaning("furnishing", True, "state"), Sureness.INSIDE)


def test_a_heading_that_speaks_of_two_stages_is_not_decided() -> None:
    reading = read_heading("المرافق والأثاث", COMPLEX)
    assert reading
    assert reading.only is None


def test_an_unknown_heading_gets_a_suggestion_and_no_meaning() -> None:
    assert read_heading("عدد الأدوار", COMPLEX) is None
    assert read_heading("الاثاس", COMPLEX) is None
    near = closest_heading("الاثاس", COMPLEX)
    assert near
    assert near.field == "furnishing"


def test_stages_tell_the_kind_of_site() -> None:
    assert likely_kinds(["الاستلام", "المرافق", "الأثاث"]) == {Kind.COMPLEX}
    assert likely_kinds(["الفحص الفني", "التسليم", "الترخيص"]) == {Kind.MOBILE_CENTRE}


@pytest.mark.parametrize(("text", "kinds"), [
    ("موقف مجمعات الخدمات الحكومية", (Kind.COMPLEX,)), ("موقف المراكز التكنولوجية", (Kind.FIXED_CENTRE,)),
    ("المراكز التكنولوجية المتنقلة", (Kind.MOBILE_CENTRE,)), ("المركز التكنولوجي بديوان عام المحافظة", (Kind.HEADQUARTERS_CENTRE,)),
    ("مركز خدمات مصر", (Kind.MISR_CENTRE,)), ("موقف المشروعات", ()),
])
def test_titles_name_kinds(text: str, kinds: tuple[Kind, ...]) -> None:
    assert kinds_named(text) == kinds
