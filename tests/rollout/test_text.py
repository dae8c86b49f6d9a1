"""Sentences speak the language of the moment, and so do the numbers in them."""

import re

import pytest
from babel.messages.pofile import read_po

from rollout.text import CATALOGUES, DOMAIN, Text, _, listed, speaking

DAYS = "Waiting for %(days)s; the usual is %(usual)s."
WESTERN_ON_PURPOSE = {"Western 0123", "a day such as 2023-11-30", "a moment such as 2023-07-31T18:00", "never, 0, -1 or 1"}
"""The sample of the digits themselves, and what has to be typed in the form that programs read."""


def test_a_number_stands_in_the_digits_of_the_language() -> None:
    text = _(DAYS, days=120, usual=45)
    with speaking("ar"):
        assert str(text) == "في الانتظار منذ ١٢٠، والمعتاد ٤٥."
    with speaking("en"):
        assert str(text) == "Waiting for 120; the usual is 45."


@pytest.mark.parametrize("written", ["AST-001", "31/7/2023", "12"])
def test_what_is_already_written_stays_as_it_is(written: str) -> None:
    with speaking("ar"):
        assert str(_(DAYS, days=written, usual="")) == f"في الانتظار منذ {written}، والمعتاد ."


def test_a_text_inside_a_text_writes_its_own_numbers() -> None:
    with speaking("ar"):
        assert "٣" in str(Text(DAYS, days=Text("%(n)s", n=3), usual=True))
        assert "True" in str(Text(DAYS, days=0, usual=True)), "a truth is no number"


def test_arabic_sentences_hold_no_western_numbers() -> None:
    with (CATALOGUES / "ar" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        messages = {message.id: message.string for message in read_po(file) if isinstance(message.id, str) and message.id}
    # A number behind a Latin letter, a hyphen or an equals sign is part of a code: AST-001, UTF-8, ROLLOUT_PROXIES=1.
    loose = {source for source, said in messages.items() if re.search(r"(?<![A-Za-z0-9=-])[0-9]", said)}
    assert loose == WESTERN_ON_PURPOSE


def test_parts_stand_side_by_side_with_the_comma_of_the_language() -> None:
    with speaking("ar"):
        assert listed(["أسيوط", "قنا"]) == "أسيوط، قنا"
    with speaking("en"):
        assert listed(["Assiut", "Qena"]) == "Assiut, Qena"


def test_no_arabic_comma_is_written_beside_words_that_change_their_language() -> None:
    """Reports are Arabic alone; what people read on pages takes its comma from the language."""
    root, fixed = CATALOGUES.parent, re.compile(r"""["']، ["']|\}\}، \{\{""")
    files = [file for floor in ("rollout", "views") for ending in ("*.py", "*.html") for file in (root / floor).rglob(ending)]
    found = {str(file.relative_to(root)) for file in files if fixed.search(file.read_text(encoding="utf-8"))}
    assert found == {"rollout/text.py", "views/frame/shell.py"}
