"""Electronic linking: where each line stands, how the complexes of a markaz are wired, and the choice of a complex's centre."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms.validators import Length

from models import CentrePair, Governorate, Site
from rollout.arabic import fold, format_number
from rollout.errors import Conflict, Refused
from rollout.linking import Link, by_status, links, topologies
from rollout.pairs import candidates, pair, pair_of
from rollout.register import site_by_code
from rollout.rules import LONGEST_LINE
from rollout.scope import scope_of
from rollout.stages import Kind
from rollout.text import Text, _
from rollout.works.linking import MEDIA, LinkStatus
from views.frame.asof import AsOf, as_of
from views.frame.chosen import Part, Places, Select, cut, one_of, places, text_of
from views.frame.shell import direction
from views.frame.words import digits, local_name
from views.news.form import entry_number
from views.security.access import guarded, may
from views.security.conflicts import Version, begin, met, take_theirs
from views.security.current import database, say
from views.security.forms import Line, Prose, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.works.topology import draw


@dataclass(frozen=True)
class Mark:
    """Something about a link that calls for attention."""

    label: Text
    holds: Callable[[Link], bool]


MARKS: dict[str, Mark] = {
    "unpaired": Mark(_("Without a centre"), lambda link: link.centre is None and link.status is not LinkStatus.NOT_APPLICABLE),
    "stopped": Mark(_("Stopped"), lambda link: link.line.blocked is not None),
    "faulty": Mark(_("Open fault"), lambda link: bool(link.open_faults)),
    "slow": Mark(_("Much slower than contracted"), lambda link: link.slow),
}


@dataclass(frozen=True)
class LinkFilter:
    """What somebody looks for among the links of a governorate."""

    text: str = ""
    markaz: str = ""
    status: str = ""
    mark: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """As an address carries it."""
        return {"q": self.text or None, "markaz": self.markaz or None, "status": self.status or None, "mark": self.mark or None}

    @property
    def active(self) -> bool:
        return self != LinkFilter()

    def keeps(self, link: Link) -> bool:
        name = fold(f"{link.site.code} {link.site.name_ar} {link.site.name_en} {link.number} {link.provider}")
        return (
            all(word in name for word in fold(self.text).split())
            and self.markaz in ("", link.site.markaz_ar)
            and self.status in ("", link.status.value)
            and (not self.mark or MARKS[self.mark].holds(link))
        )


ROWS_AT_ONCE = 20
"""A link takes half a screen of a telephone."""


class PairForm(SecureForm):
    """The centre that a complex is wired with, by its code; `seen` is the version of the pair that the page showed, empty for none."""

    seen = Version()
    centre = Line(_("Centre"), validators=[Length(max=40)])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_LINE)])


class LinkingView(SecureView):
    """The links of the complexes. A governorate is looked at first; whoever has only one goes straight there."""

    route_base = "/linking"
    class_permission_name = "linking"
    method_permission_name = {"read": "read", "topology": "read", "pair": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        here, day = places(), as_of()
        found = links(database(), day.day, governorate=here.code)
        common = {"title": _("Electronic linking"), "day": day, "here": here, "number": len(found)}
        if here.chosen is None:
            return self.render_template(
                "linking/governorates.html", rows=_by_governorate(found, here, day), statuses=_shown_statuses(found),
                parts=_parts(found, here, day, LinkFilter()), whole=_Row.of("", found), figure=figure, **common,
            )
        wanted = _read_filter()
        chosen = [link for link in found if wanted.keeps(link)]
        arguments = {"governorate": here.argument, "as_of": day.argument, **wanted.arguments}
        return self.render_template(
            "linking/list.html", wanted=wanted, parts=_parts(found, here, day, wanted), chips=_chips(found, here, day, wanted),
            selects=_selects(found, wanted), shown_links=cut(chosen, "LinkingView.read", arguments, ROWS_AT_ONCE), media=dict(MEDIA),
            captures=_captures(here.chosen), figure=figure, **common,
        )

    @expose("/topology")
    @guarded
    def topology(self) -> ResponseReturnValue:
        """How the complexes of each markaz are wired."""
        here, day = places(), as_of()
        if here.chosen is None:
            return redirect(url_for("LinkingView.read", as_of=day.argument))
        found = links(database(), day.day, governorate=here.code)
        mirrored, alone = direction() == "rtl", str(MARKS["unpaired"].label)
        drawings = [(each, draw(each, mirrored=mirrored, alone=alone)) for each in topologies(found)]
        return self.render_template(
            "linking/topology.html", title=_("Electronic linking"), day=day, here=here, number=len(found), drawings=drawings,
            unpaired=sum(MARKS["unpaired"].holds(link) for link in found), statuses=_shown_statuses(found),
            captures=_captures(here.chosen),
        )

    @expose("/pair/<path:code>", methods=["GET", "POST"])
    @guarded
    def pair(self, code: str) -> ResponseReturnValue:
        """Choose the centre that a complex is wired with, or another one than before."""
        site = _complex(code)
        form, status = _as_kept(pair_of(database(), site.id)), 200
        if request.method == "POST":
            form = PairForm(formdata=take_theirs(request.form, form))
        if request.method == "POST" and form.validate():
            try:
                with saving(database()):
                    centre = site_by_code(database(), form.centre.data or "")
                    if centre is None:
                        unknown, none = _("There is no centre with this code in the register."), _("Choose the centre.")
                        raise Refused(unknown if form.centre.data else none, "centre")
                    chosen = local_name(centre)
                    pair(database(), site, centre, note=form.note.data or "", seen=entry_number(form.seen))
            except Conflict:
                form, status = _put_together(_as_kept(pair_of(database(), site.id))), 409
            except NotSaved as refusal:
                form.refuse(refusal.faults)
                status = 422
            else:
                site = _complex(code)
                say(_("Saved: %(site)s is linked with %(centre)s.", site=local_name(site), centre=chosen))
                return redirect(url_for("LinkingView.topology", governorate=site.governorate.code), 303)
            site = _complex(code)
        elif request.method == "POST":
            status = 422
        now, found = pair_of(database(), site.id), candidates(database(), site)
        own = [centre for centre in found if centre.markaz_id == site.markaz_id and site.markaz_id is not None]
        return self.render_template(
            "linking/pair.html", title=_("Centre of the complex"), site=site, form=form, now=now,
            groups=[(_("In its markaz"), own), (_("Elsewhere in the governorate"), [centre for centre in found if centre not in own])],
        ), status


def _as_kept(now: CentrePair | None) -> PairForm:
    """The form as the pair stands; empty where there is none yet."""
    form = PairForm(formdata=None, data={"centre": now.centre.code, "note": now.note} if now else {})
    begin(form, None, "seen")
    form.seen.data = str(now.row_version) if now else ""
    return form


def _put_together(theirs: PairForm) -> PairForm:
    """What was sent beside what somebody else chose meanwhile, the centres by their names."""
    form = met(theirs)
    codes = {code for each in form.differences if each.name == "centre" for code in (each.was, each.theirs, each.mine)}
    names = {centre.code: local_name(centre) for centre in database().scalars(select(Site).where(Site.code.in_(codes)))} if codes else {}
    form.differences = [
        replace(each, was=names.get(each.was, each.was), theirs=names.get(each.theirs, each.theirs), mine=names.get(each.mine, each.mine))
        for each in form.differences
    ]
    return form


def figure(number: Decimal) -> str:
    """A speed or a number of hours as it was told, in the page's digits: 20.5 stays 20.5, and 30.0 is 30."""
    plain = number.normalize()
    return format_number(plain, digits(), max(-int(plain.as_tuple().exponent), 0))


def _captures(governorate: Governorate) -> bool:
    return may("linking", "can_write") and governorate.id in scope_of(database()).capture


def _complex(code: str) -> Site:
    """The complex, if the user sees it (else 404) and reports for it (else 403)."""
    query = select(Site).where(Site.code == code).options(joinedload(Site.governorate), joinedload(Site.markaz))
    site = database().scalar(query)
    if site is None or site.withdrawn_at is not None or site.kind != Kind.COMPLEX:
        abort(404)
    if site.governorate_id not in scope_of(database()).capture:
        abort(403)
    return site


def _read_filter() -> LinkFilter:
    return LinkFilter(text_of("q"), text_of("markaz"), one_of("status", [*LinkStatus]), one_of("mark", [*MARKS]))


def _shown_statuses(found: list[Link]) -> list[LinkStatus]:
    """Every status but those that are rare and do not occur."""
    return [status for status, number in by_status(found).items() if number or status is not LinkStatus.NOT_APPLICABLE]


def _parts(found: list[Link], here: Places, day: AsOf, wanted: LinkFilter) -> list[Part]:
    numbers = by_status(found)
    parts = []
    for status in _shown_statuses(found):
        pressed = wanted.status == status.value
        other = replace(wanted, status="" if pressed else status.value)
        address = url_for("LinkingView.read", governorate=here.argument, as_of=day.argument, **other.arguments) if here.chosen else ""
        parts.append(Part(status.value, status.label, numbers[status], address, pressed))
    return parts


def _chips(found: list[Link], here: Places, day: AsOf, wanted: LinkFilter) -> list[Part]:
    chips = []
    for key, mark in MARKS.items():
        pressed = wanted.mark == key
        other = replace(wanted, mark="" if pressed else key)
        address = url_for("LinkingView.read", governorate=here.argument, as_of=day.argument, **other.arguments)
        chips.append(Part(key, mark.label, sum(map(mark.holds, found)), address, pressed))
    return chips


def _selects(found: list[Link], wanted: LinkFilter) -> list[Select]:
    marakez = sorted({link.site.markaz_ar for link in found if link.site.markaz_ar})
    return [
        Select("markaz", _("Markaz"), _("All marakez"), [(name, name) for name in marakez], wanted.markaz),
        Select("status", _("State"), _("Any state"), [(status.value, status.label) for status in _shown_statuses(found)], wanted.status),
    ]


@dataclass(frozen=True)
class _Row:
    """A governorate in the overview of the country."""

    name: str
    number: int
    by_status: dict[LinkStatus, int]
    unpaired: int
    open_faults: int
    hours_down: Decimal
    address: str = ""

    @classmethod
    def of(cls, name: str, found: list[Link], address: str = "") -> "_Row":
        return cls(
            name, len(found), by_status(found), sum(map(MARKS["unpaired"].holds, found)), sum(len(link.open_faults) for link in found),
            sum((link.hours_down for link in found), Decimal(0)), address,
        )


def _by_governorate(found: list[Link], here: Places, day: AsOf) -> list[_Row]:
    several: dict[str, list[Link]] = {}
    for link in found:
        several.setdefault(link.site.governorate, []).append(link)
    return [
        _Row.of(local_name(place), several[place.code], url_for("LinkingView.read", governorate=place.code, as_of=day.argument))
        for place in here.every
        if place.code in several
    ]
