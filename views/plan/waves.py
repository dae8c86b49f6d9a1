"""The plan: waves and how they fare, what each site of a wave lacks, who could take whose place, and each site's ledger of promises."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from models import Site
from rollout.errors import Conflict
from rollout.overdue import open_items
from rollout.plan import REASONS, Planned, Prospect, give, lateness, outlook, promises
from rollout.plan.baselines import baselines
from rollout.plan.ledger import Promised, broken, done_since, in_force, month_end, settled
from rollout.plan.waves import Wave, candidates, in_wave, left_wave, total, waves
from rollout.position import position
from rollout.register import site_by_code
from rollout.scope import scope_of
from rollout.shortfall import by_cause, by_governorate, shortfall
from rollout.stages import Kind, Stage, State
from rollout.text import _, listed
from views.frame.asof import AsOf, as_of, today
from views.frame.chosen import chosen_kind
from views.frame.places import place_names, places
from views.lists import asking
from views.lists.kept import tabs
from views.lists.sheets import wants_sheet
from views.plan.form import PromiseForm, open_upon, stages_of
from views.plan.lists import MARKS, NONE, Asked, in_order, month_of, read_asked, written
from views.plan.missing import missing_sheet
from views.plan.sites import sites_list, sites_sheet
from views.plan.words import by_site, how_near, waits, why_instead, why_not
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.interface import as_key
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

PAGE_SIZE, SITES_AT_ONCE = 25, 12
"""How many rows a page of the plan has, and how many sites one of a wave, each of which says what it lacks."""


@dataclass(frozen=True)
class Account:
    """One stage's ledger on the page of a site."""

    stage: Stage
    ledger: tuple[Promised, ...]
    sums: Any
    done_on: date | None
    undone: frozenset[int]


class PlanView(SecureView):
    """Dates that were promised. The ministry sees the country, a committee its governorate."""

    route_base = "/plan"
    class_permission_name = "plan"
    method_permission_name = {"read": "read", "sites": "read", "wave": "read", "ledger": "read", "promise": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        day, asked = as_of(), read_asked()
        rows, kind, kinds = _rows(day, asked)
        found = waves(rows)
        return self.render_template(
            "plan/plan.html", title=_("Plan"), day=day, asked=asked, kind=kind, kinds=kinds, waves=found, whole=total(found),
            prospects=Prospect, written=written, places=places(database()), named=baselines(database()),
            governorates=_by_governorate(rows), names=place_names(database()), sums=_sums(rows), number=len(rows),
            kept=_kept(asked, kind, day), writes=may("plan", "can_write") and bool(scope_of(database()).capture),
        )

    @expose("/sites")
    @guarded
    def sites(self) -> ResponseReturnValue:
        """The sites behind a number, late against the first and against the latest date side by side."""
        day, asked = as_of(), read_asked()
        rows, kind, _kinds = _rows(day, asked)
        found, look = in_order(asked.choose(rows)), sites_list(asked, _kept(asked, kind, day))
        if wants_sheet():
            return sites_sheet(found, asked, day.day, place_names(database()))
        page, pages = _page(len(found))
        return self.render_template(
            "plan/sites.html", title=_("Sites of the plan"), day=day, asked=asked, kind=kind, number=len(found), page=page, pages=pages,
            rows=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], names=place_names(database()), places=places(database()),
            kept=_kept(asked, kind, day), list=look, tabs=tabs(database(), signed_in().id, look),
        )

    @expose("/waves/<month>")
    @guarded
    def wave(self, month: str) -> ResponseReturnValue:
        """One wave: which sites are in, what each lacks, which will not make it and why, and which others could come in."""
        day, asked, first = as_of(), read_asked(), month_of(month)
        rows, kind, _kinds = _rows(day, asked)
        here, gone, every = in_wave(rows, first), left_wave(rows, first), waves(rows)
        if not here and not gone:
            abort(404)
        failing = [row for row in here if row.misses]
        replaced = next((row for row in failing if row.site.code == request.args.get("replace")), None)
        kinds = {row.site.kind for row in failing}
        others = candidates(rows, first, kinds, day.day, replaced=replaced) if first and failing else None
        page, pages = _page(len(here), SITES_AT_ONCE)
        shown = here[(page - 1) * SITES_AT_ONCE : page * SITES_AT_ONCE]
        asked_of = {row.site.id for row in (*failing, *gone, *shown) if not row.site.in_service}
        items = open_items(database(), day.day, site_ids=asked_of) if asked_of else []
        short, coming = shortfall(here, gone, items), first is not None and day.day <= month_end(first)
        if first and wants_sheet():
            return missing_sheet(short, first, day.day, place_names(database()), coming)
        return self.render_template(
            "plan/wave.html", title=_("Wave"), day=day, asked=asked, kind=kind, first=first, rows=shown, gone=gone, failing=failing,
            replaced=replaced, others=others, count=next((one for one in every if one.month == first), Wave(first)),
            items=by_site(items, shown), waits=waits, why_not=why_not, why_instead=why_instead, how_near=how_near,
            names=place_names(database()), page=page, pages=pages, prospects=Prospect, kept=_kept(asked, kind, day), month=written(first),
            missing=by_governorate(short, here), causes=by_cause(short), named=_named, coming=coming,
            months=[(one.month, written(one.month)) for one in every],
        )

    @expose("/<path:code>")
    @guarded
    def ledger(self, code: str) -> ResponseReturnValue:
        site, day = _site(code), as_of()
        stage = _stage(site, request.args.get("stage", ""))
        form = PromiseForm(formdata=None)
        ledger = promises(database(), site_ids=[site.id]).get((site.id, stage.key), ())
        open_upon(form, ledger[-1] if ledger else None, today=today(), user=signed_in())
        return self._ledger(site, stage, form, day)

    @expose("/<path:code>", methods=["POST"])
    @guarded
    def promise(self, code: str) -> ResponseReturnValue:
        """Add a promise to the ledger of one stage."""
        session, site, user = database(), _site(code), signed_in()
        if site.governorate_id not in scope_of(session).capture:
            abort(403)
        stage, form, user_id, day = _stage(site, request.form.get("stage", "")), PromiseForm(), user.id, as_of()
        if not form.validate():
            return self._ledger(site, stage, form, day, 422)
        offer, seen = form.offer(stage.key), as_key(form.seen.data) if form.seen.data else None
        try:
            with saving(session):
                give(session, [(site, offer)], today=today(), by=user_id, seen={(site.id, stage.key): seen})
        except Conflict as conflict:
            site = _site(code)
            latest = promises(session, site_ids=[site.id])[site.id, stage.key][-1:]
            form.seen.data = str(latest[0].id) if latest else ""
            form.form_errors.append(conflict.message)
            return self._ledger(site, stage, form, day, 409)
        except NotSaved as refusal:
            site = _site(code)
            ledger = promises(session, site_ids=[site.id]).get((site.id, stage.key), ())
            since = done_since(session, [site], today()).get((site.id, stage.key))
            found = list(broken(Kind(site.kind), settled(offer, ledger), ledger, today(), since))
            form.refuse(found or refusal.faults)
            return self._ledger(site, stage, form, day, 422)
        given = promises(session, site_ids=[site.id])[site.id, stage.key]
        undo = url_for("UndoPromiseView.promise", promise_id=given[-1].id) if len(given) > 1 else None  # the first date stays
        say(_("The promise was added to the ledger."), undo=undo)
        return redirect(url_for("PlanView.ledger", code=code, stage=stage.key), 303)

    def _ledger(self, site: Site, stage: Stage, form: PromiseForm, day: AsOf, status: int = 200) -> ResponseReturnValue:
        session, kind = database(), Kind(site.kind)
        here = position(session, day.day, site_ids=[site.id]).sites or abort(404)
        ledgers = promises(session, day.day, site_ids=[site.id])
        found = [_account(here[0], one, ledgers.get((site.id, one.key), ()), day.day) for one in (kind.final, *kind.stages[:-1])]
        page = self.render_template(
            "plan/site.html", title=site, site=site, here=here[0], day=day, kind=kind, stage=stage, form=form, stages=stages_of(kind),
            accounts=[one for one in found if one.ledger], reasons=REASONS, names=place_names(session),
            row=Planned(here[0], ledgers.get((site.id, kind.final.key), ()), day.day), why_not=why_not, written=written,
            baselines={one.id: one for one in baselines(session)},
            captures=may("plan", "can_write") and site.governorate_id in scope_of(session).capture,
        )
        return page, status


def _named(codes: Iterable[str]) -> str:
    """Governorates by their names, in one line."""
    names = place_names(database())
    return listed(names[code] for code in codes)


def _rows(day: AsOf, asked: Asked) -> tuple[list[Planned], Kind | None, dict[Kind, int]]:
    """The sites of the kind that the address asks for, and how many there are of each kind."""
    every = outlook(database(), day.day, governorate=asked.governorate or None)
    kinds = {kind: number for kind in Kind if (number := sum(row.site.kind is kind for row in every))}
    kind = chosen_kind(list(kinds))
    return [row for row in every if row.site.kind is kind], kind, kinds


asking.keeps(
    "PlanView.sites", governorate=asking.governorate(),
    prospect=asking.choice(_("State"), lambda: {one.value: one.label for one in Prospect}),
    month=asking.month(_("Wave"), NONE), left=asking.month(_("Left this wave for a later one")),
    mark=asking.choice(_("Plan"), lambda: {key: label for key, (label, _holds) in MARKS.items()}),
    kind=asking.choice(_("Kind"), lambda: {kind.value: kind.label for kind in Kind}), as_of=asking.position_day(),
)


def _kept(asked: Asked, kind: Kind | None, day: AsOf) -> dict[str, Any]:
    """What every address of the plan carries on: the governorate, the kind and the day."""
    return {"governorate": asked.governorate or None, "kind": kind.value if kind else None, "as_of": day.argument}


def _by_governorate(rows: list[Planned]) -> dict[str, Wave]:
    """What became of each governorate's sites; in Arabic order, as on every other page."""
    found: dict[str, Wave] = {}
    for row in rows:
        wave = found.setdefault(row.site.governorate, Wave(None))
        wave.counts[row.prospect] += 1
        wave.pushed += row.lateness.pushes > 0
    return {code: found[code] for place in places(database()) if (code := place.code) in found}


def _sums(rows: list[Planned]) -> dict[str, int]:
    """How many sites are late against their first and their latest date, how often dates were moved, and by how many days in all."""
    found = [row.lateness for row in rows]
    return {
        "late_first": sum(one.late_first > 0 for one in found), "late_latest": sum(one.late_latest > 0 for one in found),
        "came_late": sum(one.late_latest > 0 and one.done_on is not None for one in found),
        "moved": sum(one.pushes > 0 for one in found), "pushes": sum(one.pushes for one in found),
        "pulls": sum(one.pulls for one in found), "slip": sum(one.slip for one in found),
    }


def _page(number: int, at_once: int = PAGE_SIZE) -> tuple[int, int]:
    pages = max(-(-number // at_once), 1)
    page = as_key(request.args.get("page", "1")) or abort(400)
    return (page, pages) if page <= pages else abort(404)


def _site(code: str) -> Site:
    """The site, if the user sees it."""
    site = site_by_code(database(), code)
    return site if site is not None and site.withdrawn_at is None else abort(404)


def _stage(site: Site, key: str) -> Stage:
    kind = Kind(site.kind)
    return next((stage for stage in kind.stages if stage.key == key), None) or (abort(404) if key else kind.final)


def _account(here: Any, stage: Stage, ledger: tuple[Promised, ...], as_of: date) -> Account:
    row = here.stages[stage.key]
    done_on = row.effective_on if row.state is State.DONE else None
    kept = in_force(ledger)
    undone = frozenset(one.id for one in ledger if not one.undoes and one not in kept)
    return Account(stage, ledger, lateness([promise.due_on for promise in kept], done_on, as_of), done_on, undone)
