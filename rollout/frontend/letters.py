"""The letters of the screen, drawn together from what npm brings, and those of the papers."""

import hashlib
import shutil
import sys

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from rollout.frontend import FONTS, PACKAGES, VENDOR

PLEX = PACKAGES / "@fontsource" / "ibm-plex-sans-arabic"
FAMILY = "IBM Plex Sans Arabic"
SCRIPTS = ("arabic", "latin")
FACES = {400: "400", 600: "500 700"}
"""The weights that are sent, and which of a style sheet's weights each of them draws. A third would cost a phone 30 kB more."""
SIGNS = (
    "20-7E A0 AB B0 B2-B3 B7 BB D7 E9 600-603 60C 61B 61F 621-63A 640-655 660-66D 670-671 67E 686 688 691 698 6A4 6A9 6AF 6BA 6BE 6C1 6CC"
    " 6D2 6D4 6F0-6F9 200B-200F 2010-2015 2018-201E 2022 2026 202A-202E 2030 2039-203A 20AC 2066-2069 2190-2193 2212 2264-2265 FDFC"
)
"""What is written in Egypt's offices in Arabic and English, in hexadecimal: letters, vowel signs, both kinds of digits, punctuation,
and the letters of neighbours that stand in names. Whatever else is typed is drawn in a font of the device."""
_LEGAL_NAMES = (0, 13, 14)  # copyright and licence; the name of the whole font is reserved for the whole font
# Newer releases of these two build letters from parts, and a PDF made with them cannot be searched; hence the fingerprints.
PAPER_FONTS = {
    "noto-naskh-arabic/NotoNaskhArabic_400Regular.ttf": "67cbd9f0effcd0e47121776ffae2786fbbc061ea370c4bf5fc4c5846130b01c5",
    "noto-naskh-arabic/NotoNaskhArabic_700Bold.ttf": "06e4ace7bdb745e382fab91752957de588b6df9fbd7eb1e0c0bea39c1eee56ff",
    "noto-kufi-arabic/NotoKufiArabic_400Regular.ttf": "f20d4a6bcae59fcbbf1d22c5f9130006680f7f2086bb86d3abdf16313a621c50",
    "noto-kufi-arabic/NotoKufiArabic_600SemiBold.ttf": "f27be9c70c594a1ad2e066cf889315ab6b9a46af4e89e56fc2ad7942a2e22a93",
    "noto-kufi-arabic/NotoKufiArabic_700Bold.ttf": "10a7b347dcb6bac79bb3ee319d019a280d6134bca1275e8104c703d558089c3d",
}


def draw_screen_fonts() -> None:
    """One file for each weight, with the letters of both scripts: a page asks for two, and none of them comes later than the others."""
    (VENDOR / "files").mkdir(exist_ok=True)
    for weight in FACES:
        sources = [str(PLEX / "files" / f"ibm-plex-sans-arabic-{script}-{weight}-normal.woff2") for script in SCRIPTS]
        font = Merger().merge(sources)
        options = Options()
        options.name_IDs = list(_LEGAL_NAMES)
        options.glyph_names = False
        only = Subsetter(options)
        only.populate(unicodes=signs())
        only.subset(font)
        font.flavor, font.recalcTimestamp = "woff2", False
        font["head"].created = font["head"].modified = TTFont(sources[0])["head"].modified  # the same bytes, whenever they were drawn
        font.save(VENDOR / "files" / file_name(weight))
    shutil.copyfile(PLEX / "LICENSE", VENDOR / "files" / "LICENSE")


def signs() -> set[int]:
    """The code points of `SIGNS`."""
    ends = [[int(end, 16) for end in span.split("-")] for span in SIGNS.split()]
    return {point for span in ends for point in range(span[0], span[-1] + 1)}


def file_name(weight: int) -> str:
    return f"plex-{weight}.woff2"


def font_faces() -> str:
    """What a style sheet beside the files says of them. Letters that come too late for a page are not put into it: nothing jumps."""
    return "\n".join(
        f"@font-face{{font-family:'{FAMILY}';font-style:normal;font-weight:{drawn};font-display:optional;"
        f"src:url(files/{file_name(weight)}) format('woff2')}}"
        for weight, drawn in FACES.items()
    )


def copy_paper_fonts() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for name, expected in PAPER_FONTS.items():
        source = PACKAGES / "@expo-google-fonts" / name
        if hashlib.sha256(source.read_bytes()).hexdigest() != expected:
            sys.exit(f"{source.name} is not the release whose text can be searched in a PDF.")
        shutil.copyfile(source, FONTS / source.name)

