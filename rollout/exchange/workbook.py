"""The file as it was sent: checked from outside, read by a process of its own, and handed on as plain grids of cells.

Limits are looked at before anything is unpacked. What can go wrong with a file from outside is said in one sentence that its
sender can act on.
"""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from rollout.errors import Refused
from rollout.exchange.problems import cell_name
from rollout.text import Text, _

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_MEMBERS = 200
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_ROWS_WITH_TITLES = MOST_ROWS + 200
PATIENCE_SECONDS = 40
_CHILD = Path(__file__).with_name("child.py")

Cell = str | int | float | bool | date | None
"""What a cell may hold. A time of day is kept as its text; an empty cell is None."""


@dataclass(frozen=True)
class Fault:
    """A cell that holds no value that could be read: an Excel error, or a formula that was never calculated."""

    message: Text

    def __str__(self) -> str:
        return str(self.message)


_FAULTS = {
    "error": Fault(_("an Excel error (such as #REF!)")),
    "formula": Fault(_("a formula without a calculated value")),
}


@dataclass
class Grid:
    """One sheet: its cells from A1 on, with the value of a merged range standing in each of its cells.

    `merged_across` holds the rows, counted from 0, in which one range covers several columns, with its first and last column.
    """

    name: str
    visible: bool
    rows: list[list[Cell | Fault]]
    stray: list[str] = field(default_factory=list)
    merged_across: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    merged_down: set[tuple[int, int]] = field(default_factory=set)

    def at(self, row: int, column: int) -> Cell | Fault:
        line = self.rows[row]
        return line[column] if column < len(line) else None

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def read_workbook(data: bytes) -> list[Grid]:
    """The sheets of a workbook (.xlsx) or of a comma-separated text; raises Refused with one sentence when it cannot be read."""
    form = form_of(data)
    answer = _ask_child(data, form)
    if "fault" in answer:
        raise Refused(_REFUSALS[answer["fault"]])
    return [_grid(sheet) for sheet in answer["sheets"]]


_ACCEPTED = _("an Excel workbook (.xlsx) or a CSV file in UTF-8")
_REFUSALS: dict[str, Text] = {
    "large": _(
        "The file is larger than can be imported: at most %(rows)s rows and %(columns)s columns a sheet.",
        rows=MOST_ROWS, columns=MOST_COLUMNS,
    ),
    "merged": _("The file has more merged cells than can be read. Merge only headings, or copy the values into a new workbook."),
    "memory": _("The file needs more memory than an import may use. Copy the table alone into a new workbook and send that."),
    "broken": _("The file is damaged and cannot be read. Open it in Excel, save it again as .xlsx and send that."),
    "protected": _("The file is protected by a password. Save it without a password and send it again."),
    "macros": _("The workbook contains macros. Save it as an ordinary workbook (.xlsx) and send that."),
    "old": _("This is an old Excel file (.xls). Save it as an ordinary workbook (.xlsx) and send that."),
    "ods": _("This is an OpenDocument sheet (.ods). Save it as an ordinary workbook (.xlsx) and send that."),
    "other": _("This is not a file that can be imported. Send %(accepted)s.", accepted=_ACCEPTED),
    "empty": _("The file is empty."),
    "bytes": _("The file is larger than %(most)s MB.", most=MOST_BYTES // 1024 // 1024),
    "parts": _("The file has more than %(most)s parts (sheets, pictures, remarks) and was not opened.", most=MOST_MEMBERS),
    "bomb": _("The file unpacks to more than %(most)s MB and was not opened.", most=MOST_UNPACKED // 1024 // 1024),
}


def refusal(key: str) -> Refused:
    return Refused(_REFUSALS[key])


def form_of(data: bytes) -> str:
    """What the bytes are, ``xlsx`` or ``csv``, whatever the file's name says; anything else raises Refused."""
    if not data:
        raise refusal("empty")
    if len(data) > MOST_BYTES:
        raise refusal("bytes")
    if data.startswith(b"PK"):
        _check_archive(data)
        return "xlsx"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refusal("protected" if "EncryptedPackage".encode("utf-16-le") in data else "old")
    if b"\0" in data[:4096] or data.lstrip()[:1] in (b"<", b"{", b"%"):
        raise refusal("other")
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refusal("other") from None
    return "csv"


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise refusal("broken") from None
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS:
        raise refusal("parts")
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise refusal("bomb")
    if any(member.flag_bits & 1 for member in members):
        raise refusal("protected")
    if len(set(names)) != len(names):
        raise refusal("broken")
    if "xl/workbook.xml" not in names:
        raise refusal("ods" if "content.xml" in names else "other")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise refusal("macros")


def _ask_child(data: bytes, form: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(_CHILD), form, str(_ROWS_WITH_TITLES), str(MOST_COLUMNS)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise refusal("memory") from None
    if done.returncode != 0:  # the limits of memory or processor time ended it
        raise refusal("memory")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _grid(sheet: dict[str, Any]) -> Grid:
    rows: list[list[Cell | Fault]] = [[_cell(value) for value in row] for row in sheet["rows"]]
    grid = Grid(sheet["name"], sheet["visible"], rows, sheet["stray"])
    addresses = dict(sheet["faults"])
    if addresses:
        _mark_faults(grid, addresses)
    for top, left, bottom, right in sheet["merged"]:
        _spread(grid, top, left, min(bottom, len(rows) - 1), min(right, MOST_COLUMNS - 1))
    return grid


def _cell(value: Any) -> Cell:
    if value.__class__ is str:
        return value if value.strip() else None
    if value.__class__ is dict:
        return date.fromisoformat(value["d"]) if "d" in value else value["t"]
    return value


def _mark_faults(grid: Grid, faults: dict[str, str]) -> None:
    for row in range(len(grid.rows)):
        for column in range(len(grid.rows[row])):
            kind = faults.get(cell_name(row, column))
            if kind and grid.rows[row][column] is None:
                grid.rows[row][column] = _FAULTS[kind]


def _spread(grid: Grid, top: int, left: int, bottom: int, right: int) -> None:
    if top >= len(grid.rows):
        return
    value = grid.at(top, left)
    for row in range(top, bottom + 1):
        if right > left:
            grid.merged_across.setdefault(row, []).append((left, right))
        line = grid.rows[row]
        line.extend([None] * (right + 1 - len(line)))
        line[left : right + 1] = [value] * (right + 1 - left)
        if row > top:
            grid.merged_down.update((row, column) for column in range(left, right + 1))
