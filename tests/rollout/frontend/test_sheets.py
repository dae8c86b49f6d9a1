import re

import pytest

from rollout.frontend import PACKAGES, ROOT, VENDOR, sheets

CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
WORD = re.compile(r"[\w-]+")
VARIABLE = re.compile(r"var\((--tblr-[\w-]+)\)")


def rules(text: str) -> str:
    return re.sub(r"/\*.*?\*/|url\([^)]*\)", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", sheets.SHEETS)
def test_each_class_of_tabler_that_a_page_gives_has_its_rules(name: str) -> None:
    whole = rules((PACKAGES / sheets.SHEETS[name]).read_text(encoding="utf-8"))
    alone = set(re.findall(r"(?:^|[{},])\.(-?[_a-zA-Z][\w-]*)(?=[,{])", whole))
    given = {word for path in (ROOT / "views" / "templates").rglob("*.html") for classes in
             re.findall(r'class="([^"{]*)"', path.read_text(encoding="utf-8")) for word in WORD.findall(classes)}
    kept = set(CLASS.findall(rules((VENDOR / name).read_text(encoding="utf-8"))))
    assert {"btn", "card", "form-control"} <= given & alone
    assert given & alone - kept == set()


@pytest.mark.parametrize("name", sheets.SHEETS)
def test_our_sheets_find_the_variables_they_lean_on(name: str) -> None:
    whole = (PACKAGES / sheets.SHEETS[name]).read_text(encoding="utf-8")
    kept = (VENDOR / name).read_text(encoding="utf-8")
    ours = {variable for path in (ROOT / "views" / "static" / "css").glob("*.css") for variable in
            VARIABLE.findall(path.read_text(encoding="utf-8"))}
    wanted = {variable for variable in ours | set(VARIABLE.findall(kept)) if f"{variable}:" in whole}
    assert {variable for variable in wanted if f"{variable}:" not in kept} == set()


@pytest.mark.parametrize("name", sheets.SHEETS)
def test_a_telephone_is_spared_what_no_page_uses(name: str) -> None:
    kept = (VENDOR / name).read_text(encoding="utf-8")
    assert ".carousel" not in kept
    assert len(kept) < 100_000
    assert kept.startswith("@charset")


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in VENDOR.rglob("*.css"):
        assert re.findall(r"url\([\"']?(?:https?:)?//", path.read_text(encoding="utf-8")) == []
