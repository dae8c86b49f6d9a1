"""All icons of the pages in one picture; a page shows one with ``<use href="…/icons.svg#tabler-NAME">``."""

import xml.etree.ElementTree as ET

from rollout.frontend import PACKAGES, VENDOR

ICONS = (
    "alert-triangle", "armchair", "arrow-back-up", "bell", "bolt", "building", "building-community", "calendar", "calendar-due", "camera",
    "check", "chevron-down", "chevron-left", "chevron-right", "circle", "clipboard-check", "clock", "columns-3", "device-desktop", "dots",
    "download", "droplet", "eye", "file-text", "filter", "flame", "gauge", "heart-handshake", "history", "home", "id", "info-circle", "key",
    "language", "layout-grid", "license", "link", "list-check", "lock", "lock-open", "login", "logout", "mail", "map-pin", "menu-2",
    "network", "paperclip", "pencil", "phone", "photo", "plus", "printer", "receipt", "refresh", "ripple", "rocket", "scale", "school",
    "search", "settings", "shopping-cart", "star", "table", "trash", "truck", "upload", "users", "users-group", "wifi", "world",
    "writing", "x",
)
SVG = "http://www.w3.org/2000/svg"


def draw_icons() -> None:
    (VENDOR / "icons.svg").write_text(sprite(), encoding="utf-8")


def sprite() -> str:
    """All icons in one picture; a page shows one with ``<use href="…/icons.svg#tabler-NAME">``."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    for name in ICONS:
        drawing = ET.parse(PACKAGES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg").getroot()  # noqa: S314 — our own locked package
        # The width of strokes is left to the style sheet, for an attribute here would win over what the page inherits.
        symbol = ET.SubElement(root, f"{{{SVG}}}symbol", {"id": f"tabler-{name}", "viewBox": drawing.attrib["viewBox"]} | {
            attribute: drawing.attrib[attribute] for attribute in ("fill", "stroke", "stroke-linecap", "stroke-linejoin")
        })
        for shape in drawing:
            if shape.attrib.get("stroke") != "none":  # the invisible square that fixes the size in drawing programs
                shape.tail = None
                symbol.append(shape)
    return ET.tostring(root, encoding="unicode") + "\n"
