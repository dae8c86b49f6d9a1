"""The paper's letters: each is one glyph, and nothing is asked of them that they lack."""

import csv
import re
from pathlib import Path

import pytest
import uharfbuzz
from babel.messages.pofile import read_po

from reports.document.content import apart
from reports.document.typeface import FOLDER, lacking, printable
from reports.papers import words as paper_words
from reports.progress import supply_sections
from reports.words import headings as titles
from reports.words import phrases, work_words
from rollout.arabic import spelling
from rollout.stages import Kind
from rollout.text import speaking

ROOT = Path(__file__).resolve().parents[3]
BODY = ("NotoNaskhArabic_400Regular.ttf", "NotoNaskhArabic_700Bold.ttf")
HEADING = ("NotoKufiArabic_700Bold.ttf",)
WORD = re.compile("[\u0621-\u064a]+")


def words(*texts: str) -> set[str]:
    return {word for text in texts for word in WORD.findall(printable(text))}


def vocabulary() -> set[str]:
    """Every Arabic word that we print ourselves: catalogue, phrase book, places."""
    with (ROOT / "translations/ar/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = [m.string if isinstance(m.string, str) else " ".join(m.string) for m in read_po(file, locale="ar")]
    data = [path.read_text(encoding="utf-8") for path in (ROOT / "rollout/data").glob("*.csv")]
    own = phrases, titles, work_words, supply_sections, paper_words, spelling
    return words(*catalogue, *data, *(Path(module.__file__).read_text(encoding="utf-8") for module in own))


def headings() -> set[str]:
    """The words that are set in the heading's face."""
    with (ROOT / "rollout/data/governorates.csv").open(encoding="utf-8") as file:
        places = [row["name_ar"] for row in csv.DictReader(file)]
    with speaking("ar"):
        kinds = [str(kind.plural) for kind in Kind]
    own = [
        *titles.TITLES.values(), *titles.CAPTIONS.values(), *work_words.CAPTIONS.values(), *titles.ORDINALS, *phrases.SIGNERS,
        phrases.REPORT_TITLE, *supply_sections.CAPTIONS.values(),
    ]
    return words(*own, *places, *kinds)


def broken(face: str, vocabulary: set[str]) -> list[str]:
    """The words in which one letter is not one glyph: viewers would give them back with their letters in another order."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FOLDER / face))))
    found = []
    for word in sorted(vocabulary):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(word)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer)
        if len(buffer.glyph_infos) != len(word) or any(glyph.codepoint == 0 for glyph in buffer.glyph_infos):
            found.append(word)
    return found


@pytest.mark.parametrize("face", BODY)
def test_every_letter_of_our_vocabulary_is_one_glyph(face: str) -> None:
    assert len(vocabulary()) > 500
    assert broken(face, vocabulary()) == []


@pytest.mark.parametrize("face", HEADING)
def test_every_letter_of_a_heading_is_one_glyph(face: str) -> None:
    assert broken(face, headings()) == []


def test_the_admission_test_can_fail() -> None:
    assert broken(HEADING[0], {"استلام"}) == ["استلام"], "this face joins lam and alif, which is why it sets headings only"


def test_vowel_signs_and_invisible_marks_are_not_printed() -> None:
    assert printable("مجمعًا\u200f واحدًا\u202b\ufeff") == "مجمعا واحدا"
    assert printable("١٢\u00a0مجمع") == "١٢ مجمع"


def test_what_the_face_lacks_is_replaced_and_can_be_listed() -> None:
    assert printable("مجمع 😀 تم ✓ $x$") == "مجمع ؟ تم ؟ $x$"
    assert lacking("مجمع 😀 تم\u064b ✓ $x$") == {"😀", "✓"}


def test_a_word_too_long_for_a_column_may_be_broken() -> None:
    assert printable("ا" * 24).split("\u200b") == ["ا" * 10, "ا" * 10, "ا" * 4]
    assert printable("ا" * 30).split("\u200b") == ["ا" * 10] * 3
    assert "\u200b" not in printable(" ".join(["مستشفى"] * 20))


def test_only_a_whole_pair_of_marks_keeps_a_number_apart() -> None:
    assert printable(f"رقم {apart('١٢/٢٠٢٣/٠٠٤٥')}") == "رقم \u2066١٢/٢٠٢٣/٠٠٤٥\u2069"
    assert printable("رقم \u2066١٢ \u2067٣\u2069 \u2069٤") == "رقم ١٢ ٣ ٤"
    assert apart("") == ""
