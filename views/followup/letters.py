"""Letters about obstacles: drafted in official wording, previewed, sent as issued documents, and awaited until they are answered."""

from io import BytesIO
from typing import Any

from flask import abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy.orm import Session

from models import Letter
from reports.document.unprintable import unprintable
from reports.followup.letter_draft import subject_of, words_of
from reports.followup.letters import letter_document
from reports.forms.made import FORMS, render
from reports.issue.issued_papers import issue_letter
from reports.issue.worded import in_letter
from reports.progress.official import draft as marked
from reports.words.addressing import addressed
from reports.words.phrases import Phrases
from rollout.notices import tell_anew
from rollout.obstacles.letters import Correspondence, as_if_sent, draft, drop, letters, reply, rewrite, speaks_for
from rollout.obstacles.opening import is_national
from rollout.obstacles.reading import Held, obstacle
from rollout.office import office
from rollout.scope import scope_of
from rollout.text import Text, _
from views.documents.rights import capacity, file_store, unfounded_words
from views.followup.letters_forms import LetterForm, ReplyForm, addressees, likely
from views.followup.obstacles_forms import ObstacleForm
from views.followup.obstacles_telling import captured_or_403
from views.frame.asof import as_of, today
from views.frame.chosen import cut, one_of, places
from views.news.entries import stored
from views.security.access import guarded, may, signed_in
from views.security.addresses import row_asked
from views.security.conflicts import met, take_theirs
from views.security.current import database, say
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

STATES = ("draft", "awaited", "late", "answered")


class LettersView(SecureView):
    """What was written to those who have to solve obstacles, and what they answered."""

    route_base = "/letters"
    class_permission_name = "obstacles"
    default_view = "index"
    takes_files = frozenset({"reply"})
    method_permission_name = {
        "index": "read", "show": "read", "preview": "read", "new": "write", "save": "write", "send": "write", "drop": "write",
        "reply": "write",
    }

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        here, day, state = places(), as_of(), one_of("state", STATES)
        every = letters(database(), governorate=here.code, as_of=day.day)
        found = [one for one in every if state in ("", *states_of(one, day.day))]
        arguments = {"governorate": here.argument, "as_of": day.argument, "state": state or None}
        return self.render_template(
            "obstacles/letters.html", title=_("Letters about obstacles"), here=here, day=day, state=state, arguments=arguments,
            list=cut(found, "LettersView.index", arguments), numbers={key: _number(every, key, day.day) for key in STATES},
        )

    @expose("/new", methods=["GET", "POST"])
    @guarded
    def new(self) -> ResponseReturnValue:
        session = database()
        one = captured_or_403(session, row_asked("obstacle") or abort(404))
        form, status = LetterForm(), 200
        if request.method == "POST" and request.form.get("do") != "again":
            if form.validate():
                number = self._drafted(session, one, form)
                if number:
                    return redirect(url_for("LettersView.show", letter=number), 303)
            status = 422
        else:
            to = form.addressee.data or likely(session, one)
            form.addressee.data, book = to, Phrases(office(session).digits)
            form.subject.data, form.words.data = subject_of(one), words_of(book, one, addressed(to) if to else None)
            for field in (form.subject, form.words):
                field.raw_data = None
        page = self.render_template(
            "obstacles/letter_new.html", title=_("Draft a letter"), one=one, form=form, any_addressee=bool(addressees()),
            edits=may("addressees", "can_write"), central=is_national(session),
        )
        return page, status

    @staticmethod
    def _drafted(session: Session, one: Held, form: LetterForm) -> int | None:
        by = signed_in().id
        try:
            with saving(session):
                made = draft(
                    session, one, form.addressee.data, form.subject.data or "", form.words.data or "", as_of=today(), by=by,
                    is_demo=one.obstacle.is_demo,
                )
                number = made.id
        except NotSaved as refusal:
            form.refuse(refusal.faults)
            return None
        say(_("The draft is kept; look at the preview, then send it."))
        return number

    @expose("/<int:letter>")
    @guarded
    def show(self, letter: int) -> ResponseReturnValue:
        return self._page(letter, None, ReplyForm(formdata=None), 200)

    @expose("/<int:letter>/save", methods=["POST"])
    @guarded
    def save(self, letter: int) -> ResponseReturnValue:
        session, found, theirs = database(), _letter(letter), LetterForm(formdata=None)
        theirs.fill(found)
        if request.form.get("seen") != str(found.row_version):
            return self._page(letter, met(theirs), ReplyForm(formdata=None), 409)
        form = LetterForm(formdata=take_theirs(request.form, theirs))
        if not form.validate():
            return self._page(letter, form, ReplyForm(formdata=None), 422)
        return self._done(letter, form, _("The draft is kept."), lambda: rewrite(
            session, found, form.addressee.data, form.subject.data or "", form.words.data or "",
        ))

    @expose("/<int:letter>/send", methods=["POST"])
    @guarded
    def send(self, letter: int) -> ResponseReturnValue:
        """Issue the letter under the next number of letters, and await its answer."""
        _letter(letter)
        session, by, store = database(), signed_in().id, file_store()
        issued_as = capacity(by)

        def sending() -> None:
            issue_letter(session, letter, store=store, by=by, issued_as=issued_as, today=today())

        return self._done(letter, None, _("The letter is issued; its answer is awaited."), sending)

    @expose("/<int:letter>/drop", methods=["POST"])
    @guarded
    def drop(self, letter: int) -> ResponseReturnValue:
        session, found = database(), _letter(letter)
        back = url_for("ObstaclesView.show", obstacle=found.obstacle_id)
        return self._done(letter, None, _("The draft was given up."), lambda: drop(session, found), back=back)

    @expose("/<int:letter>/reply", methods=["POST"])
    @guarded
    def reply(self, letter: int) -> ResponseReturnValue:
        session, found, form, by = database(), _letter(letter), ReplyForm(), signed_in().id
        if not form.validate():
            return self._page(letter, None, form, 422)
        day = form.happened_on.data
        assert day is not None, "the form is valid"

        def replying() -> None:
            reply(session, found, form.number.data or "", day, form.note.data or "", stored(form.files), today=today(), by=by)
            tell_anew(session, "obstacle", found.obstacle_id, today())

        return self._done(letter, None, _("The reply is recorded."), replying, answer=form)

    @expose("/<int:letter>.<any(pdf, docx):form>")
    @guarded
    def preview(self, letter: int, form: str) -> ResponseReturnValue:
        """How a draft will look if it is sent today, marked as a draft. What was sent is found among the issued documents."""
        session, found = database(), _letter(letter, write=False)
        if found.state != "draft":
            abort(404)
        made = render(marked(letter_document(session, as_if_sent(session, found, today()))), form)
        name = f"letter-{letter}-draft.{form}"
        return send_file(BytesIO(made), FORMS[form].media_type, as_attachment=form != "pdf", download_name=name, max_age=0)

    def _done(
        self, letter: int, form: LetterForm | None, said: Any, work: Any, *, back: str = "", answer: ReplyForm | None = None
    ) -> ResponseReturnValue:
        """Do it, or show the letter with what is wrong."""
        try:
            with saving(database()):
                work()
        except NotSaved as refusal:
            told: ObstacleForm = form or answer or ReplyForm(formdata=None)
            told.refuse(refusal.faults)
            return self._page(letter, form, answer or ReplyForm(formdata=None), 422, problems=[] if form or answer else told.form_errors)
        say(said)
        return redirect(back or url_for("LettersView.show", letter=letter), 303)

    def _page(
        self, number: int, form: LetterForm | None, answer: ReplyForm, status: int, problems: Any = ()
    ) -> ResponseReturnValue:
        session, found = database(), _letter(number, write=False)
        one = obstacle(session, found.obstacle_id, today()) or abort(404)
        written = next((each for each in letters(session, obstacle_id=one.id) if each.letter.id == number), None)
        if form is None:
            form = LetterForm(formdata=None)
            form.fill(found)
        if answer.happened_on.data is None and not answer.happened_on.errors:
            answer.happened_on.data = today()
        page = self.render_template(
            "obstacles/letter.html", title=_("Letter about an obstacle"), one=one, letter=found, written=written, form=form, answer=answer,
            today=today(), captures=may("obstacles", "can_write") and found.governorate_id in scope_of(session).capture, problems=problems,
            speaks=speaks_for(session, found),
            noted=_noted(session, found, one) if found.state == "draft" else [],
        )
        return page, status


def _noted(session: Session, letter: Letter, one: Held) -> list[Text]:
    """What whoever sends a draft should look at again: numbers that no figure founds, and letters that no paper draws."""
    printed = (letter.subject, letter.words, one.standing.needed, *(name for site in one.sites for name in (site.name_ar, site.markaz_ar)))
    told = unfounded_words(in_letter(session, letter, one))
    return [*([told] if told else []), *unprintable(printed)]


def states_of(one: Correspondence, day: Any) -> tuple[str, ...]:
    """What may be asked of letters, as it holds for one."""
    if one.letter.state == "draft":
        return ("draft",)
    if one.reply is not None:
        return ("answered",)
    if not one.awaited:
        return ()
    return ("awaited", "late") if one.days_late(day) else ("awaited",)


def _number(every: list[Correspondence], state: str, day: Any) -> int:
    return sum(state in states_of(one, day) for one in every)


def _letter(number: int, *, write: bool = True) -> Letter:
    """A letter that the user sees (else 404), and where it is to be changed reports for (else 403)."""
    session = database()
    found = session.get(Letter, number) or abort(404)
    if write and found.governorate_id not in scope_of(session).capture:
        abort(403)
    return found
