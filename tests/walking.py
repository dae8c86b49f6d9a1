"""One walk through every page of the served demo in a browser, as each role, in both languages; all tests of the look share it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from tests.browsing import DESK, PHONE, sign_in
from tests.cast import Member
from tests.serving import ROOT, Server

DAY = "2023-11-30"
"""The last day of the demo, on which its pages look as on the day they were photographed."""
TABLET = {"width": 820, "height": 1180}
SCREENS = {390: PHONE, 820: TABLET, 1440: DESK}
LANGUAGES = ("ar", "en")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_FAULTS = Path(__file__).parent / "browser" / "faults.js"
_CROSSED = Path(__file__).parent / "browser" / "crossed.js"
# All that a rule finds weighs what the rule weighs: those that are never serious need not be asked.
_JUDGE = """async () => (await axe.run(document, {resultTypes: ["violations"], rules: Object.fromEntries(
    axe._audit.rules.filter((rule) => ["minor", "moderate"].includes(rule.impact)).map((rule) => [rule.id, {enabled: false}]))})).violations
  .filter((rule) => ["serious", "critical"].includes(rule.impact))
  .map((rule) => `${rule.id}, ${rule.nodes.length} times: ${rule.nodes[0].html.slice(0, 160)}`)"""
# Begins with the page, so that what shifts while letters and pictures arrive is counted.
_SHIFTS = """window.shifts = 0; new PerformanceObserver((list) => { for (const one of list.getEntries())
  if (!one.hadRecentInput) window.shifts += one.value; }).observe({type: "layout-shift", buffered: true})"""
# A page whose letters came late keeps those of the device; whoever comes again finds them.
_IN_ITS_LETTERS = """() => { const pen = document.createElement("canvas").getContext("2d");
  const wide = (font) => { pen.font = font; return pen.measureText("Tashgheel 0123").width; };
  return [400, 600].every((weight) => wide(`${weight} 32px 'IBM Plex Sans Arabic', monospace`) !== wide(`${weight} 32px monospace`)); }"""
# Every element that takes the focus by the keyboard shows it, by an outline or by a shadow of its own.
_UNSEEN = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !one.disabled).slice(0, 400).filter((one) => {
    one.focus({preventScroll: true});
    if (document.activeElement !== one) return false;
    const seen = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
    const near = [one, ...(one.labels || []), ...one.querySelectorAll("*"), one.nextElementSibling].filter(Boolean);
    return !near.some((element) => seen(getComputedStyle(element)) || getComputedStyle(element).strokeWidth === "3px");
  }).map((one) => one.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Stop:
    """A page to be looked at; `picture` names it among the kept pictures, `follow` leads on from the address to a link of that page.

    A `deed` is done there first, by its name: what is looked at is where it leads.
    """

    path: str
    picture: str = ""
    follow: str = ""
    deed: str = ""


@dataclass(frozen=True)
class Way:
    """Where one account goes: the pages of the menu that nobody before has seen, and these. The one without a name does not come in."""

    account: str
    stops: tuple[Stop, ...]


WAYS = (
    Way("", (Stop("/login/"),)),
    Way("ministry", (
        Stop("/", "home-ministry"), Stop("/matrix/EG-AST", "matrix"), Stop("/sites/", "sites"), Stop("/sites/AST-006", "site"),
        Stop("/search/?q=AST-00", "search"), Stop("/contract/FURNITURE-2022", "contract"), Stop("/notices/"), Stop("/account/password"),
        Stop("/account/password", deed="palette"), Stop("/plan/sites"), Stop("/plan/waves/2023-12"),
    )),
    Way("assiut", (
        Stop("/matrix/EG-AST", deed="bulk"), Stop("/matrix/EG-AST", deed="bulk preview"), Stop("/linking/"), Stop("/offices/"),
        Stop("/", "home-committee"), Stop("/meetings/", "meeting", "main a[href*='/meetings/']"), Stop("/works/AST-006/linking"),
        Stop("/works/AST-006/training", "entry", "main a[href*='/works/new']"),
    )),
    Way("stores", (Stop("/", "home-procurement"),)),
    Way("admin", (Stop("/"),)),
)


@dataclass
class Seen:
    """What was found on one page in one language."""

    account: str
    path: str
    language: str
    status: int = 0
    speaks: str = ""
    words: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    moving: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)
    dark: list[str] = field(default_factory=list)
    unfocused: list[str] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    shift: float = 0.0

    def __str__(self) -> str:
        return f"{self.language} {self.account} {self.path}"


@dataclass
class Walk:
    """All that was seen, the pictures that were taken, and what the browser complained of on its way."""

    seen: list[Seen] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def faults(self, kind: str) -> list[str]:
        return [f"{one}: {fault}" for one in self.seen for fault in getattr(one, kind)]


def walk(browser: Browser, server: Server, passwords: dict[str, str]) -> Walk:
    """Go everywhere once, one page after the other, in one window."""
    done, known = Walk(), set[str]()
    axe, faults, crossed = (file.read_text(encoding="utf-8") for file in (AXE, _FAULTS, _CROSSED))
    for way in WAYS:
        context = browser.new_context(viewport=PHONE, reduced_motion="reduce", timezone_id="Africa/Cairo", locale="ar-EG")  # type: ignore[arg-type]
        context.add_init_script(_SHIFTS)
        page = context.new_page()
        page.set_default_timeout(60_000)
        _listen(page, done.complaints)
        if way.account:
            sign_in(page, server, Member(way.account, "", password=passwords[way.account]))
        stops = [*_all_stops(page, server, way, known)]
        for language in LANGUAGES:
            context.add_cookies([{"name": "language", "value": language, "url": server.url}])
            for stop in stops:
                seen = Seen(way.account, f"{stop.path} {stop.deed}".strip(), language)
                _look(_Eyes(page, server, axe, faults, crossed), stop, seen, done)
        context.close()
    return done


def _listen(page: Page, complaints: list[str]) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{page.url}: {message.text}")

    def refused(answer: Response) -> None:
        if answer.status >= 400:
            complaints.append(f"{page.url}: {answer.url} gave {answer.status}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what is still asked for when one leaves is given up
            complaints.append(f"{page.url}: {request.url} failed")

    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("requestfailed", failed)
    page.on("response", refused)


def _all_stops(page: Page, server: Server, way: Way, known: set[str]) -> Iterator[Stop]:
    menu = page.locator(".menu a.menu-item").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    own = {stop.path for stop in way.stops}
    for path in menu:
        if path not in known and path not in own:
            yield Stop(path)
    known.update(menu, own)
    for stop in way.stops:
        if not stop.follow:
            yield stop
            continue
        page.goto(f"{server.url}{stop.path}")
        yield Stop(str(page.locator(stop.follow).first.get_attribute("href")), stop.picture)


@dataclass(frozen=True)
class _Eyes:
    page: Page
    server: Server
    axe: str
    faults: str
    crossed: str

    def judged(self) -> list[str]:
        found: list[str] = self.page.evaluate(_JUDGE)
        return found


def _palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator(".palette input, dialog[open] input").first.fill("AST-00")
    page.locator("dialog[open] [role=option]").first.wait_for()


def _bulk(page: Page) -> None:
    for box in page.locator(".matrix .row-tick input").all()[:3]:
        box.check()
    page.locator(".bulk-bar button").first.click()
    page.wait_for_url("**/bulk/")


def _bulk_preview(page: Page) -> None:
    """Of a month that some of the sites have already, with its reason."""
    _bulk(page)
    page.locator("#what").select_option("promise")
    page.locator("main form button.btn-primary").click()
    page.locator("[name=wave]").select_option(index=3)
    page.locator("[name=reason]").select_option(index=2)
    page.locator("button[formaction$='/preview']").click()
    page.wait_for_url("**/preview")


_DEEDS: dict[str, Callable[[Page], None]] = {"palette": _palette, "bulk": _bulk, "bulk preview": _bulk_preview}


def _look(eyes: _Eyes, stop: Stop, seen: Seen, done: Walk) -> None:
    """One page: first on a telephone, by day and by night, then on wider screens."""
    page, arabic = eyes.page, seen.language == "ar"
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    answer = page.goto(f"{eyes.server.url}{stop.path}")
    assert answer is not None
    seen.status, seen.shift = answer.status, float(page.evaluate("window.shifts"))
    for _ in range(5):
        if page.evaluate(_IN_ITS_LETTERS):
            break
        page.reload()
    if stop.deed:
        _DEEDS[stop.deed](page)
    found = page.evaluate(eyes.faults, {"narrow": True, "language": seen.language})
    for name in ("words", "targets", "moving", "unsent", "speaks"):
        setattr(seen, name, found[name])
    seen.wide = [f"390: {how}" for how in found["wide"]]
    page.evaluate(eyes.axe)
    if arabic:  # what stands in the other order is judged in the other language, and colours by day in one and by night in the other
        seen.judged = eyes.judged()
    else:
        page.emulate_media(color_scheme="dark")
        for fault in eyes.judged():
            (seen.dark if fault.startswith("color-contrast,") else seen.judged).append(fault)
        page.emulate_media(color_scheme="light")
    for width, screen in SCREENS.items():
        if screen != page.viewport_size:
            page.set_viewport_size(screen)  # type: ignore[arg-type]
        wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        seen.wide += [f"{width}: {wide[0]}"] if wide[0] > wide[1] else []
        if stop.picture:
            done.pictures[f"{stop.picture}-{seen.language}-{width}"] = page.screenshot(animations="disabled", caret="hide")
    seen.crossed = page.evaluate(eyes.crossed)
    if stop.picture and arabic:
        page.keyboard.press("Tab")
        seen.unfocused = page.evaluate(_UNSEEN)
    done.seen.append(seen)


def passwords_of(folder: Path) -> dict[str, str]:
    """The passwords that the demo left beside its database."""
    kept: dict[str, str] = json.loads((folder / "demo_accounts").read_text(encoding="utf-8"))
    return kept


def pieces(text: str) -> list[str]:
    """A run of words at its signs: dashes, points between facts, brackets and commas."""
    return [piece.strip() for piece in re.split(r"[—·|،,;؛:()«»“”\[\]]|\s-\s", text) if piece.strip()]
