"""The digit sets in which Egyptian papers write numbers."""

from enum import StrEnum

from rollout.text import language as language_now

_WESTERN = "0123456789"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"


class Digits(StrEnum):
    """The digit set of a document, by its CLDR name: Arabic-Indic on paper, Western on screens and in spreadsheets."""

    ARABIC = "arab"
    WESTERN = "latn"


TO_WESTERN = str.maketrans(_ARABIC + _PERSIAN, _WESTERN * 2)
_TO = {
    Digits.ARABIC: str.maketrans(_WESTERN + _PERSIAN, _ARABIC * 2),
    Digits.WESTERN: TO_WESTERN,
}


def to_digits(text: str, digits: Digits) -> str:
    """`text` with all its digits, of whichever set, written in `digits`; separators and signs stay as they are."""
    return text.translate(_TO[digits])


def digits_in(digits: Digits, language: str | None = None) -> Digits:
    """The digit set of a sentence: `digits` in Arabic, Western in English whatever the setting.

    `language` is the current one when not given.
    """
    return Digits.WESTERN if (language or language_now()) == "en" else digits
