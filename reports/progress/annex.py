"""The annex of a governorate's papers: every site it has with its stages, a table for each kind."""

from dataclasses import replace
from itertools import pairwise

from reports.document.content import Block, Paragraph, Table
from reports.progress.tables import sites_table
from reports.readings.figures import Figures
from reports.words.phrases import Phrases
from rollout.stages import Kind

_NONE = "لا توجد مواقع مسجلة بنطاق المحافظة من: {kinds}."


def annex_blocks(book: Phrases, found: Figures) -> tuple[Block, ...]:
    """In words which kinds the governorate has none of, then a table for each that it has, the notes under the last."""
    tables: list[Table] = [
        replace(sites_table(book, found.of(kind), kind), caption=str(kind.plural) if len(found.kinds) > 1 else "") for kind in found.kinds
    ]
    shown = [replace(one, note="") if following else one for one, following in pairwise([*tables, None]) if one]
    missing = [str(kind.plural) for kind in Kind if kind not in found.kinds]
    said = (Paragraph(_NONE.format(kinds="، ".join(missing))),) if missing else ()
    return (*said, *shown)
