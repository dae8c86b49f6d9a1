"""The rows of the stage matrix, joined from strings: four hundred sites with seven stages each are written in a few milliseconds."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup, escape

from rollout.arabic import Digits, format_date, format_month, format_number, to_digits
from rollout.arabic.dates import MONTHS_AR, MONTHS_EN
from rollout.outlook import days_late, is_silent
from rollout.position import Row, SitePosition
from rollout.stages import Kind, Standing, State
from rollout.text import Text, _, language
from rollout.works import area_of
from views.frame.words import percent
from views.sites.filter import has_moved

_NEXT_UNKNOWN = _("In service")
_UNITS_AS_SHARE = 20
"""Up to so many units a cell counts them; beyond, it says the share."""

DONE_OF = _("%(done)s of %(wanted)s")


@lru_cache(maxsize=2_048)
def short_day(day: date, year: int, code: str, digits: Digits) -> str:
    """A day in as few words as a cell has room for: the year is said as well only where it is another than the page's."""
    month = MONTHS_AR[day.month - 1] if code == "ar" else MONTHS_EN[day.month - 1][:3]
    return f"{to_digits(str(day.day), digits)} {month}" if day.year == year else f"{month} {to_digits(str(day.year), digits)}"


class RowMaker:
    """Writes rows of one kind of site for one page: what does not change from row to row is looked up once."""

    def __init__(
        self, kind: Kind, as_of: date, patience: int, *, captures: bool, as_of_argument: str | None,
        was: Mapping[int, SitePosition] | None = None,
    ) -> None:
        self.as_of, self.patience, self.captures, self.was = as_of, patience, captures, was or {}
        self.code = language()
        self.digits = Digits.ARABIC if self.code == "ar" else Digits.WESTERN
        self.later = f"&amp;as_of={as_of_argument}" if as_of_argument else ""
        self.site_later = f"?as_of={as_of_argument}" if as_of_argument else ""
        self.stages = [(stage.key, str(escape(stage.label))) for stage in kind.stages]
        self.derived = frozenset(stage.key for stage in kind.stages if area_of(kind, stage.key))
        self.actions = {stage.key: (str(escape(stage.action)), str(escape(stage.body))) for stage in kind.stages}
        self.days: dict[date, str] = {}
        self.states = {state: str(escape(state.label)) for state in State}
        self.standings = {standing: str(escape(standing.label)) for standing in Standing}
        self.words = {
            name: str(escape(text)) for name, text in (
                ("late", _("Behind the plan")), ("silent", _("No news")), ("service", _NEXT_UNKNOWN), ("since", _("since %(day)s")),
                ("affirm", _("Nothing new")), ("readiness", _("Readiness")), ("next", _("Next stage")),
                ("planned", _("Planned for %(month)s")), ("waived", _("through a waiver")),
                ("lapsed", _("through a waiver that has expired")), ("was", _("before")), ("tick", _("Choose the site")),
            )
        }

    def rows(self, sites: list[SitePosition]) -> Markup:
        return Markup("".join(map(self._row, sites)))  # noqa: S704 — each value in a row is escaped as it is written

    def _row(self, site: SitePosition) -> str:
        code, name = escape(site.code), escape((site.name_en if self.code == "en" else "") or site.name_ar)
        address = quote(site.code, safe="")
        cells = "".join([self._cell(site.stages[key], label, address) for key, label in self.stages])
        return (
            f'<tr data-site="{code}"><th scope="row">{self._box(site, str(name))}'
            f'<a class="site-name" href="/sites/{address}{self.site_later}">{name}</a>'
            f'<span class="site-sub"><bdi class="site-code">{code}</bdi>{self._marks(site)}</span></th>'
            f'<td class="site-markaz">{escape(site.markaz_ar)}</td>{cells}'
            f'<td class="site-ready" data-label="{self.words["readiness"]}">{percent(site.readiness)}</td>'
            f'<td class="site-next" data-label="{self.words["next"]}">{self._next(site)}</td>{self._tools(code)}</tr>'
        )

    def _box(self, site: SitePosition, name: str) -> str:
        if not self.captures or self.later:
            return ""
        label = f'{self.words["tick"]}: {name}'
        box = f'<input type="checkbox" form="bulk" name="site" value="{site.id}" aria-label="{label}">'
        return f'<label class="row-tick">{box}</label>'

    def _cell(self, row: Row, label: str, address: str) -> str:
        text, told = self._text(row), self._told(row)
        earlier = self.was.get(row.site_id)
        moved = earlier is not None and has_moved(row, earlier.stages[row.stage])
        if earlier is not None and moved:
            told += f' — {self.words["was"]}: {self._told(earlier.stages[row.stage])}'
        proven = row.standing is Standing.CONFIRMED and row.state.passes  # a tick beside “stalled” would read as “done”
        mark = " is-confirmed" if proven else " is-stale" if row.standing is Standing.STALE else ""
        if row.state is State.DONE and row.waiver_by:
            mark += " is-lapsed" if row.lapsed else " is-waived"
        css = f"cell state-{row.state}{mark}{' is-moved' if moved else ''}"
        if row.stage in self.derived:
            inner = f'<a class="{css}" href="/works/{address}/{row.stage}{self.site_later}" title="{label}: {told}">{text}</a>'
        elif self.captures:
            to = f"/entries/new?site={address}&amp;stage={row.stage}{self.later}"
            inner = f'<a class="{css}" href="{to}" title="{label}: {told}">{text}</a>'
        else:
            inner = f'<span class="{css}" title="{label}: {told}">{text}</span>'
        return f'<td data-label="{label}">{inner}</td>'

    def _text(self, row: Row) -> str:
        if row.state is State.DONE and row.effective_on:
            return short_day(row.effective_on, self.as_of.year, self.code, self.digits)
        if row.state is State.NOT_STARTED:
            return "—"
        if row.state is State.IN_PROGRESS and row.done is not None and row.wanted:
            if row.wanted > _UNITS_AS_SHARE:
                return percent(row.done / row.wanted)
            return str(DONE_OF.with_values(done=format_number(row.done, self.digits), wanted=format_number(row.wanted, self.digits)))
        return self.states[row.state]

    def _told(self, row: Row) -> str:
        if row.state is State.NOT_STARTED or row.effective_on is None:
            return self.states[row.state]
        waived = row.state is State.DONE and row.waiver_by
        through = f' — {self.words["lapsed" if row.lapsed else "waived"]}' if waived else ""
        return f"{self.states[row.state]} {self._since(row.effective_on)} ({self.standings[row.standing]}){through}"

    def _since(self, day: date) -> str:
        if day not in self.days:
            self.days[day] = self.words["since"] % {"day": format_date(day, self.digits, language=self.code)}
        return self.days[day]

    def _marks(self, site: SitePosition) -> str:
        marks = ""
        if days_late(site, self.as_of):
            assert site.planned_on is not None
            month = self.words["planned"] % {"month": format_month(site.planned_on, self.digits, language=self.code)}
            marks += f'<span class="tag tag-late" title="{month}">{self.words["late"]}</span>'
        if is_silent(site, self.patience):
            marks += f'<span class="tag tag-silent">{self.words["silent"]}</span>'
        return marks

    def _next(self, site: SitePosition) -> str:
        stage = site.next_stage
        if stage is None:
            return f'<span class="next-done">{self.words["service"]}</span>'
        action, body = self.actions[stage.key]
        return f"{action}<small>{body}</small>"

    def _tools(self, code: str) -> str:
        if not self.captures or self.later:  # nobody speaks today from the page of a past day
            return ""
        button = f'<button class="btn btn-quiet" form="affirm" name="site" value="{code}">{self.words["affirm"]}</button>'
        return f'<td class="site-tools">{button}</td>'


def units_in_words(row: Row, digits: Digits) -> Text | None:
    """Units done of those wanted, where the stage counts any."""
    if row.done is None or not row.wanted or row.wanted == 1:
        return None
    return DONE_OF.with_values(done=format_number(row.done, digits), wanted=format_number(row.wanted, digits))
