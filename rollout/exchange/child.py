"""The process that opens a workbook sent from outside: it reads, it prints what it read, and may die without hurting anybody.

Run by file name, alone: ``python -I child.py xlsx|csv ROWS COLUMNS < file``. It limits its own memory and processor time
before it looks at the first byte, imports nothing of the product, and answers one JSON object on standard output.
"""

import csv
import datetime
import io
import json
import re
import resource
import sys
import zipfile
from xml.parsers import expat

MEMORY = 512 * 1024 * 1024
SECONDS = 20
STRAY_CELLS = 20
# A whole column merged to its end is a million cells; ranges that lie on top of each other have no end at all.
MERGED_RANGES = 10_000
MERGED_CELLS = 1_500_000
EMPTY_FORMULA, ERROR = "formula", "error"

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,9})"')
_FAR = re.compile(rb'\br="(?:[A-Z]{3}[0-9]+|[B-Z][A-Z][0-9]+|[A-Z]{1,2}[0-9]{5,})"')
_ERROR_CELL = re.compile(rb'<c\b[^>]*\bt="e"')
_UNCOUNTED = re.compile(rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")


class TooLarge(Exception):
    """The table reaches beyond the rows or columns that are read."""


class TooMuchMerged(Exception):
    """More is merged than a table of that size can need."""


def limit_myself() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def number_of(column: str) -> int:
    """The place of a column: A is 1, XFD is 16384."""
    place = 0
    for letter in column:
        place = place * 26 + ord(letter) - 64
    return place


class Doctype(Exception):
    """No spreadsheet program writes a document type; only an attack does."""


def _refuse_doctype(*declared: object) -> None:
    raise Doctype


class Scan:
    """One pass of a true XML parser over a sheet: where its cells lie, and which of them hold a fault instead of a value."""

    def __init__(self, xml: bytes, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        self.cuts: list[tuple[int, int]] = []
        self.stray: list[str] = []
        self.faults: list[tuple[str, str]] = []
        self._start, self._reference, self._inside = 0, "", ""
        self._error = self._formula = self._value = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish
        self._parser.CharacterDataHandler = self._text
        self._parser.Parse(xml, True)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._start, self._reference = self._parser.CurrentByteIndex, attributes.get("r", "")
            self._error, self._formula, self._value = attributes.get("t") == "e", False, False
            self._inside = ""
        elif tag in ("f", "v", "is"):
            self._inside = tag
            self._formula = self._formula or tag == "f"

    def _text(self, text: str) -> None:
        if text.strip() and self._inside in ("v", "is"):
            self._value = True

    def _finish(self, name: str) -> None:
        if name.rpartition(" ")[2] != "c":
            return
        self._inside = ""
        match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,9})", self._reference)
        if match is None:
            return
        if number_of(match[1]) > self.columns or int(match[2]) > self.rows:
            # The index stands at the start of the closing tag, which is the opening one where a cell closes itself.
            self.cuts.append((self._start, self._parser.CurrentByteIndex))
            if self._value:
                self.stray.append(self._reference)
                if len(self.stray) > STRAY_CELLS:
                    raise TooLarge
        elif self._error:
            self.faults.append((self._reference, ERROR))
        elif self._formula and not self._value:
            self.faults.append((self._reference, EMPTY_FORMULA))


def without(xml: bytes, cuts: list[tuple[int, int]]) -> bytes:
    """The sheet without the cells that start and close at these places."""
    kept, last = [], 0
    for start, closing in cuts:
        kept.append(xml[last:start])
        last = xml.index(b">", closing) + 1
    return b"".join([*kept, xml[last:]])


def check(xml: bytes) -> None:
    """Refuse XML that is broken off or has a document type; the fast reader would take what comes before the fault for the whole."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(xml, True)


def worth_a_scan(xml: bytes, rows: int, columns: int) -> bool:
    """Whether a quick look finds a far cell, an error or a formula without its value; most sheets have none."""
    if _ERROR_CELL.search(xml) or _UNCOUNTED.search(xml):
        return True
    for found in _FAR.finditer(xml):
        match = _REFERENCE.fullmatch(found[0])
        if match and (number_of(match[1].decode()) > columns or int(match[2]) > rows):
            return True
    return b":c " in xml


def tidy(data: bytes, rows: int, columns: int) -> tuple[bytes, dict[str, Scan]]:
    """The same workbook without cells that lie far outside any table; and what was noticed in each sheet, by its file."""
    noticed: dict[str, Scan] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.namelist():
            if member == "xl/sharedStrings.xml":
                check(archive.read(member))
            elif _SHEET.fullmatch(member):
                xml = archive.read(member)
                check(xml)
                if worth_a_scan(xml, rows, columns):
                    noticed[member] = Scan(xml, rows, columns)
        if not any(scan.cuts for scan in noticed.values()):
            return data, noticed
        cleaned = io.BytesIO()
        with zipfile.ZipFile(cleaned, "w", zipfile.ZIP_DEFLATED) as target:
            for member in archive.namelist():
                body = archive.read(member)
                if member in noticed:
                    body = without(body, noticed[member].cuts)
                target.writestr(member, body)
    return cleaned.getvalue(), noticed


def sheet_files(data: bytes) -> dict[str, str]:
    """The archive's file of each sheet, by the sheet's name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        targets, names = {}, {}

        def relation(name: str, attributes: dict[str, str]) -> None:
            if name.rpartition(" ")[2] == "Relationship":
                targets[attributes.get("Id")] = attributes.get("Target", "")

        def sheet(name: str, attributes: dict[str, str]) -> None:
            if name.rpartition(" ")[2] == "sheet":
                link = next((v for k, v in attributes.items() if k.rpartition(" ")[2] == "id" and " " in k), None)
                names[attributes.get("name", "")] = link

        for member, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
            if member in archive.namelist():
                parser = expat.ParserCreate(namespace_separator=" ")
                parser.StartDoctypeDeclHandler = _refuse_doctype
                parser.StartElementHandler = handler
                parser.Parse(archive.read(member), True)
    return {
        name: target.lstrip("/") if target.startswith("/") else "xl/" + target
        for name, link in names.items() if (target := targets.get(link, ""))
    }


def plain(value: object) -> object:
    """A cell as JSON can hold it: text, number and truth as they are, a day or a time of day in a small object."""
    if isinstance(value, datetime.datetime):
        return {"d": value.date().isoformat()}
    if isinstance(value, datetime.date):
        return {"d": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return {"t": str(value)}
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value if abs(value) < 1e300 else str(value)
    return value


def read_xlsx(data: bytes, rows: int, columns: int) -> list[dict[str, object]]:
    import python_calamine

    data, noticed = tidy(data, rows, columns)
    files = sheet_files(data)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets, merged = [], 0
    for meta in book.sheets_metadata:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
        answer: dict[str, object] = {"name": meta.name, "visible": visible, "rows": [], "merged": [], "stray": [], "faults": []}
        if visible:
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height > rows or sheet.total_width > columns:
                raise TooLarge
            ranges = sheet.merged_cell_ranges or []
            merged += sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in ranges)
            if len(ranges) > MERGED_RANGES or merged > MERGED_CELLS:
                raise TooMuchMerged
            answer["rows"] = [[plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            answer["merged"] = [[*first, *last] for first, last in ranges]
            scan = noticed.get(files.get(meta.name, ""))
            if scan:
                answer["stray"], answer["faults"] = scan.stray, scan.faults
        sheets.append(answer)
    return sheets


def read_csv(data: bytes, rows: int, columns: int) -> list[dict[str, object]]:
    text = data.decode("utf-8-sig")
    separator = max(",;\t", key=text[:4000].count)
    table = list(csv.reader(io.StringIO(text), delimiter=separator))
    if len(table) > rows or any(len(row) > columns for row in table):
        raise TooLarge
    return [{"name": "CSV", "visible": True, "rows": table, "merged": [], "stray": [], "faults": []}]


def main(form: str, rows: int, columns: int) -> dict[str, object]:
    data = sys.stdin.buffer.read()
    read = {"xlsx": read_xlsx, "csv": read_csv}[form]
    try:
        return {"sheets": read(data, rows, columns)}
    except TooLarge:
        return {"fault": "large"}
    except TooMuchMerged:
        return {"fault": "merged"}
    except MemoryError:
        return {"fault": "memory"}
    except Exception as fault:  # whatever a broken file provokes is an answer about the file, not a crash of ours
        return {"fault": "protected" if type(fault).__name__ == "PasswordError" else "broken"}


if __name__ == "__main__":
    limit_myself()
    answer = main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
