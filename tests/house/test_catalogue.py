"""Every sentence of the product is in the Arabic catalogue, whole, with its places and its six plural forms."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
ARABIC = ROOT / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
PLURALS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
PLACE = re.compile(r"%\((\w+)\)[sd]")
PACKAGES = ("models", "reports", "rollout", "views")


@cache
def arabic() -> Catalog:
    with ARABIC.open("rb") as file:
        return read_po(file, locale="ar")


def written(path: Path) -> Catalog:
    """The sentences of our code and templates, as Babel finds them."""
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--mapping-file", "pyproject.toml"]
    subprocess.run([*command, "--keywords", "lazy_gettext", "--output-file", path, "."], cwd=ROOT, check=True)
    with path.open("rb") as file:
        return read_po(file)


def test_every_sentence_has_its_arabic(tmp_path: Path) -> None:
    sentences = written(tmp_path / "messages.pot")
    assert len(sentences) > 100, "the extraction found almost nothing, so this test would prove nothing"
    missing = []
    for message in sentences:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        known = arabic().get(key) if key else None
        if key and (known is None or not known.string or known.fuzzy):
            missing.append(f"{key!r} ({', '.join(f'{file}:{line}' for file, line in message.locations)})")
    assert missing == []


def test_translations_keep_the_places_for_values() -> None:
    single = [message for message in arabic() if message.id and isinstance(message.id, str)]
    wrong = [message.id for message in single if set(PLACE.findall(message.id)) != set(PLACE.findall(str(message.string)))]
    # Arabic says "one letter" without its number; these three are said of one only.
    assert [sentence for sentence in wrong if not re.search(r"%\(m(ax|in)\)d character( long)?\.$", sentence)] == []


def test_plural_forms_are_counted_as_gettext_counts_them() -> None:
    """Babel's own header for Arabic exchanges the last two forms; ours is pinned."""
    header = re.search(r"Plural-Forms: (.*?)\\n", ARABIC.read_text(encoding="utf-8").replace('"\n"', ""))
    assert header is not None
    assert header.group(1) == PLURALS


def test_plural_sentences_have_all_six_forms() -> None:
    plural = [message for message in arabic() if isinstance(message.id, tuple)]
    assert [message.id for message in plural if len(message.string) != 6 or not all(message.string)] == []


def test_marked_sentences_are_written_out() -> None:
    """A sentence that is put together in the code never reaches the catalogue."""
    wrong = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
                    first = node.args[0]
                    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                        wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []
