from unicodedata import category

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from rollout.frontend import ROOT, VENDOR, letters


def drawn(weight: int) -> TTFont:
    return TTFont(VENDOR / "files" / letters.file_name(weight))


@pytest.mark.parametrize("weight", letters.FACES)
def test_one_file_draws_all_letters_of_both_languages(weight: int) -> None:
    words = "الوحدة المركزية، الإسكندرية؟ ٠١٢٣٤٥٦٧٨٩ «مجمع» ٪ — گ پ چ ڤ ی Central unit (0–9) “Assiut” … ×"
    assert {ord(sign) for sign in words} <= set(drawn(weight).getBestCmap())


@pytest.mark.parametrize("weight", letters.FACES)
def test_letters_take_the_form_of_their_place_in_the_word(weight: int) -> None:
    features = {record.FeatureTag for record in drawn(weight)["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina", "rlig"} <= features


@pytest.mark.parametrize("weight", letters.FACES)
def test_a_part_of_the_font_does_not_carry_the_name_of_the_whole(weight: int) -> None:
    assert {name.nameID for name in drawn(weight)["name"].names} <= {0, 13, 14}


def test_whatever_the_catalogue_says_can_be_drawn() -> None:
    with (ROOT / "translations" / "ar" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="ar")
    said = {sign for message in catalogue for text in (message.id, message.string) for sign in "".join(text)}
    unseen = {sign for sign in said if category(sign) in ("Cc", "Cf")}
    assert {sign for sign in said - unseen if ord(sign) not in drawn(400).getBestCmap()} == set()


def test_the_sheet_names_each_file_and_no_other_place() -> None:
    faces = letters.font_faces()
    assert all(f"url(files/{letters.file_name(weight)})" in faces for weight in letters.FACES)
    assert "//" not in faces


def test_a_letter_that_comes_late_moves_nothing() -> None:
    assert letters.font_faces().count("font-display:optional") == len(letters.FACES)


def test_a_paper_font_of_another_release_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "PAPER_FONTS", dict.fromkeys(letters.PAPER_FONTS, "0" * 64))
    with pytest.raises(SystemExit, match="not the release"):
        letters.copy_paper_fonts()
