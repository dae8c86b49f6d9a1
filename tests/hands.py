"""What a job asks of hands and of patience: taps or clicks, key presses, pages loaded and bytes received, counted while it is done."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Download, Locator, Page

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""A slow network of the third generation as browsers' own tools know it: 400 ms to the server, 400 kbit/s each way."""
LAST_ASCII = "\x7f"


@dataclass
class Tally:
    """What one job took. The bytes are those of pages and their parts; files that are taken home are not among them."""

    taps: int = 0
    keys: int = 0
    loads: int = 0
    received: int = 0
    seconds: float = 0.0


class Hands:
    """A person at a page. What is done through this is counted, and only that; thinking and reading take no time here."""

    def __init__(self, page: Page, *, slow: bool = False) -> None:
        self.page, self.tally = page, Tally()
        self._wire = page.context.new_cdp_session(page)
        self._wire.send("Network.enable")
        self._wire.on("Network.loadingFinished", self._arrived)
        if slow:
            self._wire.send("Network.emulateNetworkConditions", SLOW)
        page.on("domcontentloaded", self._loaded)

    @contextmanager
    def counting(self) -> Iterator[Tally]:
        """Count from here on."""
        self.tally, began = Tally(), time.perf_counter()
        yield self.tally
        self.tally.seconds = time.perf_counter() - began

    def tap(self, target: Locator) -> None:
        """One tap, or one click, upon something that is there to be seen."""
        self.tally.taps += 1
        target.click()

    def go(self, target: Locator) -> None:
        """A tap that leads to another page."""
        with self.page.expect_event("domcontentloaded"):
            self.tap(target)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tally.keys += 1
            self.page.keyboard.press(key)

    def lead(self, *keys: str) -> None:
        """Keys of which the last leads to another page."""
        with self.page.expect_event("domcontentloaded"):
            self.press(*keys)

    def type(self, text: str) -> None:
        """Text, key by key, into whatever has the focus: a list goes to what begins so."""
        self.tally.keys += len(text)
        for letter in text:
            if letter <= LAST_ASCII:
                self.page.keyboard.press(letter if letter != " " else "Space")
            else:  # a key of the Arabic keyboard, of which Playwright has no map
                self._wire.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": letter, "text": letter})
                self._wire.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": letter})

    def write(self, target: Locator, text: str) -> None:
        """Text into a field, which takes a tap first unless it has the focus already."""
        if not target.evaluate("field => field === document.activeElement"):
            self.tap(target)
        self.type(text)

    def pick(self, button: Locator, file: Path) -> None:
        """A file from the telephone: its button is tapped, and then the picture among the others."""
        with self.page.expect_file_chooser() as chooser:
            self.tap(button)
        self.tally.taps += 1
        chooser.value.set_files(file)

    def paste(self, text: str) -> None:
        """What was copied elsewhere goes where the cursor is, in one stroke."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.press("Control+v")

    def take(self, target: Locator) -> Download:
        """A file that is taken home."""
        with self.page.expect_download() as download:
            self.tap(target)
        return download.value

    def _loaded(self, _page: Page) -> None:
        self.tally.loads += 1

    def _arrived(self, event: dict[str, Any]) -> None:
        self.tally.received += int(event["encodedDataLength"])
