"""What changed between two days, as scripts and people get it from the command line."""

import json
from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]
DAYS = ("--from", "2023-03-15", "--to", "2023-05-15")


def test_the_fields_that_scripts_rely_on(run: Run, stocked: str) -> None:
    done = run("compare", *DAYS, "--format", "json", url=stocked)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert list(told) == ["from", "to", "stages", "new", "gone", "changed", "corrected"]
    assert told["from"]["as_of"] == "2023-03-15"
    assert told["stages"]["complex"]["handover"] == {"before": 1, "after": 1, "forward": 0, "back": 0}
    [change] = told["changed"]
    assert change["code"] == "AST-501"
    before, after = change["stages"]["utilities"]
    assert (before["state"], after["state"], after["done"], after["effective_on"]) == ("not_started", "in_progress", 2, "2023-04-02")
    assert change["facts"]["heard_on"] == ["2023-03-15", "2023-05-15"]
    assert told["corrected"] == {"new": [], "gone": [], "changed": []}


def test_people_see_the_sums(run: Run, stocked: str) -> None:
    done = run("compare", *DAYS, url=stocked)
    assert "مواقع تحركت مراحلها: ١" in done.stdout, "the same number as on the page and the paper"
    assert "شهر تشغيلها المخطط: ٠" in done.stdout
    assert run("compare", *DAYS, "--governorate", "EG-KN", "--format", "json", url=stocked).stdout.count('"AST-501"') == 0


def test_wrong_questions_are_told(run: Run, stocked: str) -> None:
    assert "بعد التاريخ الأول" in run("compare", "--from", "2023-05-15", "--to", "2023-03-15", url=stocked).output
    done = run("compare", *DAYS, "--governorate", "EG-XX", url=stocked)
    assert done.exit_code != 0
    assert "EG-XX" in done.output


def test_no_day_is_compared_that_has_not_come(run: Run, stocked: str) -> None:
    done = run("compare", "--from", "2050-01-01", "--to", "2060-01-01", "--format", "json", url=stocked)
    assert (done.exit_code != 0, "لم يأتِ بعد" in done.output) == (True, True)
