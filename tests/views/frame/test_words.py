"""Numbers as pages write them."""

from decimal import Decimal

import pytest
from markupsafe import Markup

from rollout.text import _, speaking
from views.frame.words import elapsed, in_millions, measured, part_of, sentence, signed_pounds


@pytest.mark.parametrize(("piastres", "said"), [(0, "٠٫٠٠"), (1, "أقل من ٠٫٠١"), (499_999, "أقل من ٠٫٠١"), (1_000_000, "٠٫٠١")])
def test_what_is_not_nothing_never_looks_like_nothing(piastres: int, said: str) -> None:
    with speaking("ar"):
        assert in_millions(piastres) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "٠٪"), (Decimal("0.2"), "٢٠٪"), (Decimal("0.155"), "١٥٫٥٪"), (1 / 3, "٣٣٫٣٣٪"), (0.00001, "أقل من ٠٫٠١٪")],
)
def test_a_share_has_the_decimals_that_it_needs(share: Decimal | float, said: str) -> None:
    with speaking("ar"):
        assert part_of(share) == said


def test_a_change_of_a_sum_has_its_sign() -> None:
    with speaking("en"):
        assert [signed_pounds(number)[:1] for number in (100, -100)] == ["+", "−"]
        assert not signed_pounds(0).startswith(("+", "−"))


def test_goods_are_counted_in_their_unit() -> None:
    with speaking("ar"):
        said = [measured(number, "piece") for number in (1, 2, 5, 11)]
        assert said == ["قطعة واحدة", "قطعتان", "٥ قطع", "١١ قطعة"]
        assert measured(Decimal("2.5"), "metre") == "٢٫٥ متر"
    with speaking("en"):
        assert [measured(number, "piece") for number in (1, 5)] == ["1 piece", "5 pieces"]


def test_what_began_today_is_no_days_old() -> None:
    with speaking("ar"):
        assert [elapsed(0), elapsed(2), elapsed(2, True)] == ["اليوم", "يومان", "يومين"]
    with speaking("en"):
        assert elapsed(0) == "0 days"


def test_a_sentence_of_a_page_reads_nothing_that_is_put_into_it_as_html() -> None:
    source = "Page %(page)s of %(pages)s"
    with speaking("en"):
        assert sentence(source, page="<b>1</b>", pages=Markup("<b>2</b>")) == "Page &lt;b&gt;1&lt;/b&gt; of <b>2</b>"
        assert sentence(source, page=_("Yes"), pages=3) == "Page Yes of 3"
        assert sentence("%(source)s", source="a value of any name") == "a value of any name"
    with speaking("ar"):
        assert sentence("Yes") == str(_("Yes")) != "Yes"
