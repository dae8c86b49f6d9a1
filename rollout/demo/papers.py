"""The few papers and photos that prove the stages of demo sites; each says on its face that it is made up."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst

from rollout.evidence import Store, Stored
from rollout.frontend import FONTS

_SOURCE = Path(__file__).with_name("paper.typ")
_MADE_AT = 1_641_718_800  # the moment at which the demo's journal begins, so that the files are the same every time

PAPERS: dict[str, tuple[str, Literal["pdf", "png"]]] = {
    "minutes": ("محضر استلام وتشغيل", "pdf"),
    "inspection": ("محضر فحص (نموذج 12 مخازن حكومة)", "pdf"),
    "attendance": ("كشف حضور المتدربين", "pdf"),
    "receipt": ("إيصال سداد وتركيب العداد", "pdf"),
    "photo": ("صورة من الموقع", "png"),
}
"""Title and form of each paper, by the key that the demo's entries name."""


def put_papers(store: Store) -> Mapping[str, Stored]:
    """Put the demo papers into the evidence store; gives each under its key."""
    return {key: store.put(io.BytesIO(_made(key)), f"{title} - بيانات تجريبية.{form}") for key, (title, form) in PAPERS.items()}


def _made(key: str) -> bytes:
    title, form = PAPERS[key]
    inputs = {"title": title, "photo": "yes" if form == "png" else "no"}
    return typst.compile(
        _SOURCE, font_paths=[FONTS], ignore_system_fonts=True, format=form, ppi=96 if form == "png" else None, timestamp=_MADE_AT,
        sys_inputs=inputs,
    )
