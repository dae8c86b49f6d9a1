"""The kinds as they are declared: quiet by default, said in one line in both languages, counted right, with addresses that exist."""

import re

import pytest

from rollout.notices.kinds import KINDS, heard_by
from rollout.notices.sentences import LONGEST_WORDS, sentence
from rollout.roles import ROLES
from rollout.text import LANGUAGES, speaking

FACTS = {
    "place": {"ar": "أسيوط", "en": "Assiut"}, "day": "2023-11-30", "hour": "11:00", "sites": 2, "items": 2, "values": 2,
    "decision": [3, 21, 2023], "meeting": [21, 2023], "number": "LG-5", "words": "توصيل الكهرباء",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "how"), [(kind.key, how) for kind in KINDS.values() for how in kind.says])
def test_each_sentence_is_one_whole_line(kind: str, how: str, language: str) -> None:
    with speaking(language):
        said = sentence(kind, {**FACTS, "is": how})
        assert str(KINDS[kind].because).endswith(".")
    assert said
    assert "\n" not in said
    assert "%(" not in said
    assert bool(re.search("[\u0621-\u064a]{3}", said.replace(FACTS["words"], ""))) is (language == "ar")


@pytest.mark.parametrize(("number", "words"), [(1, "موقع واحد"), (2, "موقعين"), (5, "٥ مواقع"), (11, "١١ موقعًا"), (100, "١٠٠ موقع")])
def test_things_are_counted_as_arabic_counts(number: int, words: str) -> None:
    assert f"موعد تشغيل {words}." in sentence("promise", {**FACTS, "is": "due", "sites": number})


def test_words_of_users_stay_on_the_line() -> None:
    said = sentence("raise", {**FACTS, "is": "now", "words": "سطر\nثانٍ " + "طويل " * 60})
    assert "\n" not in said
    assert said.count("طويل") < LONGEST_WORDS
    assert "…" in said


def test_a_number_that_is_written_stays_as_it_is_written() -> None:
    assert "LG-5" in sentence("security", {**FACTS, "is": "soon"})


def test_a_kind_of_an_older_program_says_nothing() -> None:
    assert sentence("gone", FACTS) == ""
    assert sentence("raise", {**FACTS, "is": "gone"}) == ""


@pytest.mark.parametrize("role", ROLES)
def test_it_is_quiet_by_default(role: str) -> None:
    kinds = heard_by(role)
    assert sum(kind.hears[role].page for kind in kinds) <= 6
    assert sum(kind.hears[role].mail for kind in kinds) <= 3


@pytest.mark.parametrize("role", ["inspector", "reader", "administrator"])
def test_who_does_not_act_is_told_nothing(role: str) -> None:
    assert heard_by(role) == []


def test_only_who_may_open_the_payments_hears_of_securities() -> None:
    from rollout.roles import allows

    assert all(allows([role], "payments", "can_read") for role in KINDS["security"].hears)
    assert all(allows([role], "imports", "can_read") or allows([role], "reports", "can_write") for role in KINDS["job"].hears)
