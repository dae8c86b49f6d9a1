"""The look of the pages and the letters of the papers, brought from npm to where the product serves and embeds them.

Run as ``python -m rollout.frontend`` by ``make setup``. It installs what package-lock.json names (`packages`), writes the letters of
screen and paper (`letters`), the style sheets with no more than our pages use (`sheets`) and the icons as one sprite (`icons`) into
``views/static/vendor`` and ``reports/fonts``, and a manifest with the fingerprint of each. Nothing is done when everything is in place.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "views" / "static" / "vendor"
FONTS = ROOT / "reports" / "fonts"
