"""A document as text: the same document comes back, and prints the same bytes."""

import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, get_args

import pytest

from reports.document import content
from reports.document.content import Block, Cell, Document, Paragraph, Section
from reports.document.frozen import as_json, bare, from_json
from reports.forms import pdf
from rollout.stages import Kind, State
from tests.reports import reading
from tests.reports.made_document import every_block
from tests.reports.made_up import a_paper, a_site, all_done


def a_report() -> Document:
    return a_paper(*[a_site(all_done()) for _ in range(3)], a_site({"handover": State.STALLED}), a_site(kind=Kind.FIXED_CENTRE))


def parts(thing: Any) -> list[Any]:
    inner = [getattr(thing, each.name) for each in fields(thing)] if is_dataclass(thing) else thing if isinstance(thing, Sequence) else []
    return [thing, *(part for each in inner if not isinstance(each, str) for part in parts(each))]


@pytest.mark.parametrize("document", [every_block(), a_report(), a_paper()], ids=["every block", "a report", "no sites"])
def test_what_was_frozen_comes_back_and_prints_the_same_bytes(document: Document) -> None:
    text = as_json(document)
    again = from_json(text)
    assert again == replace(document, facts=bare(document.facts))
    assert as_json(again) == text
    assert pdf.render(again) == pdf.render(document)


def test_every_kind_of_block_is_among_them() -> None:
    assert {type(part) for part in parts(every_block())} >= {*get_args(Block), content.Letterhead, content.Seal, content.Signed}


def test_a_day_comes_back_as_a_day_and_a_text_as_text() -> None:
    cells = Cell("١", date(2023, 7, 1)), Cell("١", "2023-07-01"), Cell("١", 1), Cell("١", 1.0), Cell("—")
    table = content.Table((content.Column("أ"),) * 5, (cells,))
    read = from_json(as_json(replace(every_block(), sections=(Section("أ", (table,)),))))
    block = read.sections[0].blocks[0]
    assert isinstance(block, content.Table)
    assert block.rows == (cells,)
    assert [type(cell.value) for cell in block.rows[0]] == [date, str, int, float, type(None)]


def test_the_text_is_one_for_one_document() -> None:
    text = as_json(every_block(facts={"b": 1, "a": {2: date(2023, 7, 1)}}))
    assert '"facts":{"a":{"2":"2023-07-01"},"b":1}' in text
    assert "الموقف" in text
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_what_stands_at_its_default_is_not_written() -> None:
    """So that a part that a later version adds leaves the hash of earlier documents as it was."""
    told = json.loads(as_json(every_block(notice="", watermark="", sections=(Section("أ", (Paragraph("ب"),)),))))
    assert set(told["sections"][0]["blocks"][0]) == {"block", "text"}
    assert not {"notice", "watermark", "form"} & set(told)


def test_the_pdf_carries_this_very_text() -> None:
    document = a_report()
    assert reading.attached(pdf.render(document)) == json.loads(as_json(document))
