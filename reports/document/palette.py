"""One colour for each tone, the same in charts, on paper and in sheets."""

from reports.document.content import Tone

INK = "#1d2a35"
COLOURS: dict[Tone, str] = {
    Tone.PLAIN: "#0b3d66",
    Tone.CONFIRMED: "#0f6b4f",
    Tone.REPORTED: "#6fb79a",
    Tone.STALE: "#a3adb5",
    Tone.MOVING: "#e2b04a",
    Tone.STALLED: "#c0453b",
    Tone.NONE: "#e4e9ed",
}
"""Strong colours, for bars, lines and edges."""

TINTS: dict[Tone, str] = {
    Tone.PLAIN: "#ffffff",
    Tone.CONFIRMED: "#cfe6dc",
    Tone.REPORTED: "#e7f4ee",
    Tone.STALE: "#e6eaed",
    Tone.MOVING: "#fbf0d7",
    Tone.STALLED: "#f6dad7",
    Tone.NONE: "#ffffff",
}
"""Pale colours to write upon."""

DARK = frozenset({Tone.PLAIN, Tone.CONFIRMED, Tone.STALLED})
"""Tones whose strong colour needs white letters."""
