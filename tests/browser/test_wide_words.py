"""Long words in narrow columns: a mark with two large sums in it still fits a phone."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browsing import PHONE, fits

CSS = Path(__file__).parents[2] / "views" / "static" / "css"
TABLE = """<table class="table paper-table mt-table"><tbody class="mt-site"><tr><th>مجمع خدمات بني زيد</th><td class="mt-what">بند</td>
<td data-label="كان" class="mt-before">لم يبدأ</td>
<td data-label="أصبح"><span class="mark state-in_progress">جارٍ التنفيذ (١٬٥٥٩٬٢٥٠ من ٢٬١٢٧٬٢٥٠)</span></td></tr></tbody></table>"""
DAY = """<header class="page-head"><div class="page-head-actions">
<form class="day-form"><label class="day-label"><span>الموقف في</span></label>
<input class="form-control day-input" type="date" value="2023-11-30"><button class="btn">عرض</button></form></div></header>"""


def test_the_day_chooser_shows_the_year_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    styles = "".join((CSS / f"{name}.css").read_text(encoding="utf-8") for name in ("app", "position"))
    page.set_content(f'<html lang="ar" dir="rtl"><style>{styles}</style><main>{DAY}</main></html>')
    box = page.locator(".day-input").bounding_box()
    assert box is not None
    assert box["width"] >= 152, "narrower, its year is cut"
    fits(page)


def test_a_mark_with_large_sums_fits_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    styles = "".join((CSS / f"{name}.css").read_text(encoding="utf-8") for name in ("app", "position", "papers", "meetings"))
    page.set_content(f'<html lang="ar" dir="rtl"><style>{styles}</style><main><section class="card">{TABLE}</section></main></html>')
    fits(page)
