"""What an import has to say about a file: problems, which stop a row, and notices, which tell what was understood on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rollout.text import Text, _


def cell_name(row: int, column: int) -> str:
    """The address of a cell as Excel shows it; both counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in the file that cannot be taken as it is: where it stands, what was read there and what would be understood.

    `row` is Excel's row number, 0 where the whole sheet or file is meant; `cell` is empty where no single cell is to blame.
    """

    sheet: str
    row: int
    cell: str
    field: Text | str
    read: str
    expected: Text
    message: Text

    @property
    def line(self) -> Text:
        """The problem as one line of a list."""
        return _("%(place)s: %(message)s", place=place_of(self.sheet, self.row, self.cell), message=self.message)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was skipped, supplied or taken in a certain way, said so that nobody has to guess."""

    sheet: str
    row: int
    cell: str
    message: Text

    @property
    def line(self) -> Text:
        if not self.sheet:
            return self.message
        return _("%(place)s: %(message)s", place=place_of(self.sheet, self.row, self.cell), message=self.message)


def place_of(sheet: str, row: int, cell: str) -> Text:
    """Where in the file, in words."""
    if cell:
        return _("Sheet “%(sheet)s”, cell %(cell)s", sheet=sheet, cell=cell)
    if row:
        return _("Sheet “%(sheet)s”, row %(row)s", sheet=sheet, row=row)
    return _("Sheet “%(sheet)s”", sheet=sheet) if sheet else _("The file")


def unread(sheet: str, row: int, column: int, *, field: Text | str, read: object, expected: Text) -> Problem:
    """A cell whose value is not understood; `row` and `column` counted from 0."""
    shown = shorten(read)
    message = _("%(field)s: read “%(read)s”; expected %(expected)s.", field=field, read=shown, expected=expected)
    return Problem(sheet, row + 1, cell_name(row, column), field, shown, expected, message)


def shorten(value: object, most: int = 80) -> str:
    """A value as it is quoted to people: no longer than a line."""
    text = " ".join(str(value).split())
    return text if len(text) <= most else text[: most - 1] + "…"


COLUMNS: Sequence[Text] = (_("Sheet"), _("Cell"), _("Field"), _("Read"), _("Expected"), _("Remark"))


def problem_lines(problems: Iterable[Problem]) -> list[list[str]]:
    """The problems as the rows of a table under `COLUMNS`, for the terminal and the page."""
    return [
        [p.sheet, p.cell or (str(p.row) if p.row else ""), str(p.field), p.read, str(p.expected), str(p.message)]
        for p in problems
    ]
