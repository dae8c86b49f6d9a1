"""Telling of obstacles: a new one, what becomes of it, and the sites that it holds."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy.orm import Session

from models import Governorate, Site
from rollout.errors import Conflict, Refused
from rollout.followup.hindering import Change, Did, broken_opening
from rollout.followup.obstacles import ObstacleStep
from rollout.notices import tell_anew
from rollout.obstacles.grouping import by_owner
from rollout.obstacles.opening import happen, is_national, known_sites, open_obstacle, refusals
from rollout.obstacles.reading import Held, obstacles
from rollout.register import governorates
from rollout.scope import scope_of
from rollout.text import _
from rollout.works.bodies import BODIES
from views.followup.obstacles import back_to, held_or_404, passed_since
from views.followup.obstacles_forms import TITLES, OpeningForm, SitesForm, codes_in, offered, telling_form
from views.frame.asof import as_of, today
from views.frame.chosen import text_of
from views.news.entries import stored
from views.news.form import entry_number
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.saving import NotSaved, saving
from views.security.view import SecureView


class ObstacleWorkView(SecureView):
    """Only for governorates that the user reports for; an obstacle or a site of another one is as good as none."""

    route_base = "/obstacles"
    class_permission_name = "obstacles"
    default_view = "new"
    takes_files = frozenset({"new", "tell"})
    method_permission_name = {name: "write" for name in ("new", "tell", "sites")}  # noqa: C420 — declared so

    @expose("/new", methods=["GET", "POST"])
    @guarded
    def new(self) -> ResponseReturnValue:
        session = database()
        every = [place for place in governorates(session) if place.id in scope_of(session).capture]
        asked = request.args.get("governorate", "").strip()
        place = next((one for one in every if one.code == asked), None) or (abort(404) if asked else None)
        if place is None and len(every) == 1:
            place = every[0]
        if place is None:
            return self.render_template("obstacles/place.html", title=_("Record an obstacle"), places=every)
        form, status = OpeningForm(), 200
        offer = offered(session, today(), place.code, text_of("stage"), text_of("markaz"))
        ticked = request.form.getlist("sites")
        if request.method == "POST":
            address = self._opened(place, form, ticked, offer.stage.key if offer.stage else "")
            if address:
                return redirect(address, 303)
            status = 422
        else:
            form.presented_on.data = today()
        if not is_national(session):
            form.level.choices = form.level.choices[:1]  # only now: another one that was sent is refused with its sentence
        page = self.render_template(
            "obstacles/new.html", title=_("Record an obstacle"), form=form, place=place, several=len(every) > 1, offer=offer,
            ticked=set(ticked), bodies=bodies(session, place.code), today=today(),
        )
        return page, status

    @staticmethod
    def _opened(place: Governorate, form: OpeningForm, ticked: list[str], stage: str) -> str | None:
        """The address of the new obstacle; None, with everything that is wrong beside its field."""
        session, by = database(), signed_in().id
        place_id, valid = place.id, form.validate()
        if not stage:
            form.form_errors.append(_("Choose first which stage it holds up, then the sites."))
        sites, unknown = sites_of(session, place_id, [*ticked, *codes_in(form.codes.data)])
        form.refuse(unknown)
        opening = form.opening([(site.id, stage) for site in sites] if stage else [])
        if not valid or unknown or not stage:
            form.refuse(broken_opening(opening, today(), national=is_national(session)), unless_told=True)
            return None
        try:
            with saving(session):
                told = open_obstacle(session, place, opening, stored(form.files), today=today(), by=by)
                number = told.id
        except NotSaved as refusal:
            form.refuse(refusal.faults)
            return None
        say(_("The obstacle is recorded."))
        return url_for("ObstaclesView.show", obstacle=number)

    @expose("/<int:obstacle>/tell", methods=["GET", "POST"])
    @guarded
    def tell(self, obstacle: int) -> ResponseReturnValue:
        session = database()
        one = captured_or_403(session, obstacle)
        step = next((each for each in TITLES if each.value == request.args.get("step", "")), None) or abort(400)
        level = one.standing.level.above if step is ObstacleStep.ESCALATED else None
        form, status = telling_form(step)(), 200
        if request.method == "POST":
            answer = self._told(session, one, form, form.did(step, level))
            if answer == 303:
                say(_("It is recorded."))
                return redirect(url_for("ObstaclesView.show", obstacle=obstacle), 303)
            status, one = answer, captured_or_403(session, obstacle)
        else:
            form.happened_on.data, form.seen.data = as_of().day, str(one.events[-1].id)
        page = self.render_template(
            "obstacles/tell.html", title=TITLES[step], one=one, form=form, step=step, level=level, back=back_to(one), today=today(),
            bodies=bodies(session, one.governorate) if "body" in form._fields else [],
        )
        return page, status

    @staticmethod
    def _told(session: Session, one: Held, form: Any, did: Did) -> int:
        """How the answer to what was told ends: 303 once it is kept."""
        by, seen, subject = signed_in().id, entry_number(form.seen), one.obstacle
        if not form.validate():
            form.refuse(refusals(session, subject, did, today=today()), unless_told=True)
            return 422
        try:
            with saving(session):
                happen(session, subject, did, stored(form.files), today=today(), by=by, seen=seen)
                tell_anew(session, "obstacle", subject.id, today())
        except Conflict:
            return _overtaken(session, one.id, form)
        except NotSaved as refusal:
            form.refuse(refusal.faults)
            return 422
        return 303

    @expose("/<int:obstacle>/sites", methods=["GET", "POST"])
    @guarded
    def sites(self, obstacle: int) -> ResponseReturnValue:
        session = database()
        one = captured_or_403(session, obstacle)
        form, status = SitesForm(), 200
        joining, leaving = request.form.getlist("sites"), request.form.getlist("free")
        asked = text_of("stage") or (f"{one.sites[0].kind}:{one.sites[0].stage}" if one.sites else "")
        taken = {(site.id, site.stage) for site in one.sites}
        offer = offered(session, today(), one.governorate, asked, text_of("markaz"), taken=taken)
        if request.method == "POST":
            found, unknown = sites_of(session, one.obstacle.governorate_id, [*joining, *codes_in(form.codes.data)])
            form.refuse(unknown)
            if found and offer.stage is None:
                form.form_errors.append(_("Choose first which stage it holds up, then the sites."))
            changes = [Change(site.id, offer.stage.key if offer.stage else "", True) for site in found]
            changes += [Change(site.id, site.stage, False) for site in one.sites if f"{site.code}:{site.stage}" in leaving]
            did = Did(ObstacleStep.SITES, form.happened_on.data or today(), form.note.data or "", changes=tuple(changes))
            answer = 422 if form.form_errors or unknown else self._told(session, one, form, did)
            if answer == 303:
                say(_("The sites of the obstacle are changed."))
                return redirect(url_for("ObstaclesView.show", obstacle=obstacle), 303)
            status, one = answer, captured_or_403(session, obstacle)
        else:
            form.happened_on.data, form.seen.data = as_of().day, str(one.events[-1].id)
        page = self.render_template(
            "obstacles/sites.html", title=_("Sites that it holds"), one=one, form=form, offer=offer, ticked=set(joining),
            leaving=set(leaving), back=back_to(one), today=today(), passed={(held.id, held.stage) for held in passed_since(session, one)},
        )
        return page, status


def captured_or_403(session: Session, number: int) -> Held:
    """An obstacle for whose governorate the user reports: 404 where it is not seen, 403 where it is only seen."""
    one = held_or_404(session, number, as_of(""))
    if one.obstacle.governorate_id not in scope_of(session).capture:
        abort(403)
    return one


def sites_of(session: Session, governorate_id: int, codes: list[str]) -> tuple[list[Site], list[Refused]]:
    """The sites with these codes, and what is to be said of codes that no site of the governorate has."""
    found, unknown = known_sites(session, governorate_id, codes)
    sites = {site.id: site for site in found.values()}
    sentence = _("There is no site with the code “%(code)s” in this governorate.")
    return list(sites.values()), [Refused(sentence.with_values(code=code), "codes") for code in unknown]


def bodies(session: Session, governorate: str) -> list[str]:
    """Bodies to choose from while typing: those that solve obstacles already, then the usual ones."""
    known = [owner.body for owner in by_owner(obstacles(session, today(), governorate=governorate, open_only=False))]
    return list(dict.fromkeys([*known, *(str(label) for label, _names in BODIES)]))


def _overtaken(session: Session, number: int, form: Any) -> int:
    """Somebody else was faster: what they said stands on the page; whoever still means theirs sends it again."""
    form.seen.data = str(captured_or_403(session, number).events[-1].id)
    form.form_errors.append(_("Somebody else recorded something of this obstacle meanwhile; read its story below, then save again."))
    return 409


