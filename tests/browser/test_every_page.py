"""Every page of the menu, as each role, in both languages, on a telephone and on a desk, by day and by night: one walk, many questions."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import ImageOps
from playwright.sync_api import Browser

from tests import pictures
from tests.loading import Installation
from tests.pictures import SHARE, apart, kept, thumbnail
from tests.serving import serving
from tests.walking import DAY, WAYS, Walk, passwords_of, pieces, walk

RENEW = os.environ.get("ROLLOUT_PICTURES") == "renew"
STEADY = 0.02
# Names of things that are written so in both languages.
LATIN = re.compile(r"\b(?:Excel|Word|PDF|CSV|PNG|JPE?G|HEIC|QR|xlsx|docx|https?://\S+|[\w.-]+@[\w.-]+)\b", re.IGNORECASE)
CODE = re.compile(r"\b[A-Z]{1,9}(?:-[A-Z0-9]+)+\b|\b[A-Z]+\d[\w-]*\b|\b[A-Z]{2,4}\b(?=[-/])")
RUN = re.compile(r"[\u0621-\u06D3]+(?: [\u0621-\u06D3]+)*")
ARABIC, ENGLISH = re.compile(r"[\u0621-\u064A]{2,}"), re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def installation(demo_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return demo_template.copy(tmp_path_factory.mktemp("walked"))


@pytest.fixture(scope="module")
def walked(browser: Browser, installation: Installation) -> Iterator[Walk]:
    with serving(installation.database_url, installation.folder, today=DAY) as server:
        yield walk(browser, server, passwords_of(installation.folder))


@pytest.fixture(scope="module")
def recorded(installation: Installation) -> set[str]:
    """Whatever people have written into the register: names, notes, titles. It stays in the language in which it was written."""
    with closing(sqlite3.connect(installation.database)) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        values = {
            " ".join(value.split())
            for table in tables for row in database.execute(f'select * from "{table}"') for value in row
            if isinstance(value, str) and (ARABIC.search(value) or ENGLISH.search(value))
        }
    return values | {piece for value in values for piece in pieces(value)}


def test_the_walk_went_everywhere(walked: Walk) -> None:
    assert {one.status for one in walked.seen} == {200}
    assert {way.account for way in WAYS} == {one.account for one in walked.seen}
    assert len({one.path for one in walked.seen}) >= 40


def test_no_page_has_a_serious_fault_for_those_who_see_or_hear_it_otherwise(walked: Walk) -> None:
    assert walked.faults("judged") == []


def test_no_dark_page_is_hard_to_read(walked: Walk) -> None:
    assert walked.faults("dark") == []


def test_the_browser_complains_of_nothing(walked: Walk) -> None:
    assert walked.complaints == []


def test_no_page_is_wider_than_its_screen(walked: Walk) -> None:
    assert walked.faults("wide") == []


def test_no_cell_of_a_table_covers_its_neighbour(walked: Walk) -> None:
    assert walked.faults("crossed") == []


def test_each_page_says_its_language_and_direction(walked: Walk) -> None:
    assert {(one.language, one.speaks) for one in walked.seen} == {("ar", "ar rtl"), ("en", "en ltr")}


def test_fingers_hit_what_they_aim_at(walked: Walk) -> None:
    assert walked.faults("targets") == []


def test_nothing_moves_for_those_who_do_not_want_it(walked: Walk) -> None:
    assert walked.faults("moving") == []


def test_nothing_jumps_while_a_page_arrives(walked: Walk) -> None:
    assert [f"{one}: {one.shift:.3f}" for one in walked.seen if one.shift >= STEADY] == []


def test_every_form_that_sends_itself_has_its_script(walked: Walk) -> None:
    assert walked.faults("unsent") == []


def test_the_focus_of_the_keyboard_is_seen(walked: Walk) -> None:
    assert walked.faults("unfocused") == []


@pytest.mark.parametrize(("language", "foreign"), [("ar", ENGLISH), ("en", ARABIC)])
def test_no_word_of_the_other_language(walked: Walk, recorded: set[str], language: str, foreign: re.Pattern[str]) -> None:
    def ours(text: str) -> str:
        """What is left of a text without what people wrote, codes, and names of things."""
        for known in (text, *sorted([*pieces(text), *RUN.findall(text)], key=len, reverse=True)):
            if known in recorded:
                text = text.replace(known, " ")
        return CODE.sub(" ", LATIN.sub(" ", text)) if language == "ar" else text

    strange = {f"{one.path}: {left.strip()[:90]}" for one in walked.seen if one.language == language
               for text in one.words if foreign.search(left := ours(text))}
    assert sorted(strange) == []


def test_the_main_pages_look_as_they_did(walked: Walk) -> None:
    """The pictures are renewed with ``make pictures`` when a page was changed on purpose, and looked at before they are kept."""
    if RENEW:
        for old in pictures.FOLDER.glob("*.png"):
            old.unlink()
        for name, screenshot in walked.pictures.items():
            pictures.keep(name, thumbnail(screenshot))
    changed = {}
    for name, screenshot in walked.pictures.items():
        old = kept(name)
        share = 1.0 if old is None else apart(old, thumbnail(screenshot))
        if share > SHARE:
            changed[name] = round(share, 2)
    assert changed == {}
    assert {path.stem for path in pictures.FOLDER.glob("*.png")} == set(walked.pictures)


def test_a_mirrored_page_would_be_noticed(walked: Walk) -> None:
    unnoticed = {name: apart(old, ImageOps.mirror(old)) for name in walked.pictures if (old := kept(name))}
    assert {name: share for name, share in unnoticed.items() if share <= SHARE} == {}


def test_a_page_of_the_other_language_would_be_noticed(walked: Walk) -> None:
    turned = {name: name.replace("-ar-", "-en-") for name in walked.pictures if "-ar-" in name}
    shares = {name: apart(old, new) for name, other in turned.items() if (old := kept(name)) and (new := kept(other))}
    assert {name: share for name, share in shares.items() if share <= SHARE} == {}


def test_the_pictures_stay_small() -> None:
    sizes = [path.stat().st_size for path in Path(pictures.FOLDER).glob("*.png")]
    assert sum(sizes) < 600_000
