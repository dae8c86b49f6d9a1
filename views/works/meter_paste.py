"""Lines that were copied from a sheet: each is put to its site by the code, cell by cell."""

from collections.abc import Iterator, Mapping, Sequence

from rollout.arabic import fold
from rollout.text import Text, _

MOST_LINES = 500
_CODE = "code"


def paste(
    text: str, columns: Sequence[tuple[str, Text]], choices: Mapping[str, Sequence[tuple[str, Text]]],
    cells: dict[str, dict[str, str]], ticked: set[str], codes: set[str],
) -> Iterator[tuple[int, str]]:
    """Fill and tick the lines of the sites named; yields the number and the code of each line whose site is not there.

    The first line may be a heading, in any order and with columns of other things; without one, the columns are the code and then
    those of the page. What one of a list is may be written as the page says it.
    """
    rows = [line.split("\t") for line in text.splitlines()[:MOST_LINES]]
    by_code = {fold(code): code for code in codes}
    order: list[str | None] = [_CODE, *(name for name, _label in columns)]
    for number, row in enumerate(rows, 1):
        read = [cell.strip() for cell in row]
        if not any(read):
            continue
        if number == 1 and (heading := _heading(read, columns)):
            order = heading
            continue
        found = dict(zip(order, read, strict=False))
        code = by_code.get(fold(found.get(_CODE, "")))
        if code is None:
            yield number, found.get(_CODE, "")[:80]
            continue
        ticked.add(code)
        line = cells.setdefault(code, {})
        for name, cell in found.items():
            if name not in (None, _CODE) and cell:
                line[str(name)] = _chosen(cell, choices.get(str(name), ()))


def _heading(read: Sequence[str], columns: Sequence[tuple[str, Text]]) -> list[str | None] | None:
    """What each column holds, where the line is a heading that names the code."""
    names = {fold(str(label)): name for name, label in columns} | {fold(str(_("Code"))): _CODE, "code": _CODE}
    found = [names.get(fold(cell)) for cell in read]
    return found if _CODE in found else None


def _chosen(cell: str, choices: Sequence[tuple[str, Text]]) -> str:
    return next((key for key, label in choices if fold(str(label)) == fold(cell)), cell)
