"""Plan against what came: each month adds up, the line of what came ends with the report, a long programme is drawn in one window."""

from collections.abc import Iterator
from datetime import date

import pytest

from reports.forms import charts
from reports.progress.curve import curve_chart, sentence
from reports.readings.work import Work
from reports.words.phrases import Phrases
from rollout.arabic import Digits
from rollout.plan import Planned
from rollout.plan.curve import AFTER, BEFORE, Curve, curve
from rollout.plan.ledger import Promised
from rollout.text import speaking
from tests.reports.made_up import AS_OF, KNOWN_AT, a_site, all_done

BOOK = Phrases(Digits.ARABIC)


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def planned(*dues: date, served_on: date | None = None) -> Planned:
    site = a_site(all_done() if served_on else {}, since={"service": served_on} if served_on else {})
    told = tuple(Promised(n, 1, "service", due, date(2023, 1, 1), "", "", "", None, KNOWN_AT, None, "") for n, due in enumerate(dues))
    return Planned(site.position, told, AS_OF)


def work(*every: Planned) -> Work:
    return Work(tuple(one.site for one in every), {}, planned=every)


WORK = work(
    planned(date(2023, 6, 30), served_on=date(2023, 7, 31)), planned(date(2023, 6, 30), date(2023, 8, 31)),
    planned(date(2023, 8, 31)), planned(date(2023, 7, 31), served_on=date(2023, 5, 2)),
)


def test_each_month_counts_what_was_promised_and_what_came_by_its_end() -> None:
    found = curve(WORK.planned)
    assert found == Curve(
        (date(2023, 5, 1), date(2023, 6, 1), date(2023, 7, 1), date(2023, 8, 1)), (0, 2, 3, 4), (0, 1, 2, 4), (1, 1, 2),
    )


def test_where_nothing_was_promised_there_is_no_curve() -> None:
    assert curve([planned(), planned()]) is None
    assert curve([]) is None


def test_where_all_that_was_promised_lies_ahead_the_curve_begins_with_the_month_of_the_report() -> None:
    found = curve([planned(date(2023, 9, 30))])
    assert found == Curve((date(2023, 7, 1), date(2023, 8, 1), date(2023, 9, 1)), (0, 0, 1), (0, 0, 1), (0,))


def test_a_long_programme_is_drawn_around_the_month_of_the_report() -> None:
    found = curve([planned(date(2019, 1, 31)), planned(date(2030, 1, 31))])
    assert found is not None
    assert len(found.months) == BEFORE + AFTER + 1
    assert found.first[0] == 1  # what was earlier is in the first month
    assert len(found.actual) == BEFORE + 1


def test_the_chart_says_the_same_in_words_and_can_be_drawn() -> None:
    found = curve(WORK.planned)
    assert found is not None
    chart = curve_chart(BOOK, found, 4)
    assert [series.values for series in chart.series] == [(0, 2, 3, 4), (0, 1, 2, 4), (1, 1, 2)]
    assert "أغسطس ٢٠٢٣: بحسب أول موعد ٤، بحسب آخر موعد ٤" in chart.alt
    assert chart.top >= 4
    assert charts.draw(chart)


def test_the_sentence_counts_up_to_the_day_itself() -> None:
    said = sentence(BOOK, WORK)
    assert "٣ مجمعات بحسب أول موعد" in said
    assert "مجمعان بحسب آخر موعد" in said
    assert "ودخل الخدمة فعليًا مجمعان" in said
