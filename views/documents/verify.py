"""Verification: whether a paper or a file was issued, for anybody who holds it. The one page of the program that needs no account.

It says the number, the kind, the title, the day, the moment of the data, the day of issue, whether the very file was issued, and whether
figures have been restated since; nothing of what stands in the document.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from flask import request
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy.orm import Session
from wtforms import FileField
from wtforms.validators import Length, Regexp

from reports.forms.made import FORMS
from rollout.clock import day_of
from rollout.database import reading
from rollout.evidence import MOST_BYTES
from rollout.issued.kinds import kind_of
from rollout.issued.restated import was_restated
from rollout.issued.verifying import Verified, by_code, by_hash, by_reference
from rollout.scope import everything
from rollout.text import Text, _
from views.security import throttle
from views.security.access import signed_in
from views.security.current import database
from views.security.forms import Line, SecureForm
from views.security.transaction import own_transaction
from views.security.view import SecureView

_BLOCK = 1 << 20
NOT_ISSUED = _("This file was not issued, or somebody changed it since.")


class PaperForm(SecureForm):
    """What stands on the paper."""

    reference = Line(_("Number of the document"), validators=[Length(max=60)])
    code = Line(_("Code of verification"), validators=[Length(max=300)])


class PrintForm(SecureForm):
    """The print of a file, which the visitor's browser makes: the file stays where it is."""

    fingerprint = Line(_("File"), validators=[Regexp("^[0-9a-fA-F]{64}$")])


class FileForm(SecureForm):
    """The file itself, from those who have signed in. It is looked at and not kept."""

    file = FileField(_("File"))


@dataclass(frozen=True)
class Answer:
    """All that is told of a document."""

    reference: str
    kind: Text
    title: str
    as_of: date
    known_at: datetime | None
    issued_on: date
    form: Text | None
    restated: bool | None


class VerifyView(SecureView):
    """Verified by the address of the QR code, by number and code as they are typed, or by the file: a visitor's browser
    sends its print alone."""

    route_base = "/verify"
    class_permission_name = "issued"
    takes_files = frozenset({"read"})

    @expose("", methods=["GET", "POST"])
    def read(self) -> ResponseReturnValue:
        paper, file, answer, problem, asked = PaperForm(), FileForm(), None, None, False
        status, headers = 404, dict[str, str]()
        if request.method == "POST" and "fingerprint" in request.form:
            asked, prints = True, PrintForm()
            answer = _told(lambda session: by_hash(session, (prints.fingerprint.data or "").lower())) if prints.validate() else None
            problem = None if answer else NOT_ISSUED
        elif request.method == "POST" and "file" in request.files and signed_in() is not None:
            asked = True
            if file.validate():
                answer, problem = _of_file(request.files["file"].stream)
        elif request.method == "POST" or request.args.get("code"):
            named, code = _named() if request.method != "POST" else (paper.reference.data or "", paper.code.data or "")
            asked = True
            if request.method != "POST" or paper.validate():
                try:
                    answer = _of_paper(named, code)
                except throttle.TooManyAttempts as closed:
                    status, headers = 429, {"Retry-After": str(closed.seconds)}
                    problem = _("Too many attempts. Try again in %(seconds)s seconds.", seconds=closed.seconds)
        if asked and answer is None and problem is None:
            problem = _("No document was issued with this number and code. Look whether all of it was typed as it stands on the paper.")
        return self.render_template(
            "issued/verify.html", title=_("Verify a document"), paper=paper, file=file, answer=answer, problem=problem,
        ), status if problem else 200, headers


def _named() -> tuple[str, str]:
    """The number and the code that the address carries; that of a QR code carries no number."""
    return request.args.get("reference", "")[:60], request.args["code"]


def _of_paper(named: str, code: str) -> Answer | None:
    """The document of a number and a code that belong together. A code that is asked for alone is as secret as both."""
    key = throttle.address_key(request.remote_addr)
    with reading(), Session(database().get_bind()) as own:
        throttle.wait(own, key)
    found = _told(lambda session: by_reference(session, named, code) if named else by_code(session, code))
    if found is None:
        with own_transaction() as own:
            throttle.count_wrong_code(own, key)
    return found


def _of_file(stream: IO[bytes]) -> tuple[Answer | None, Text | None]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(_BLOCK):
        size += len(block)
        digest.update(block)
    if not size:
        return None, _("Choose a file.")
    if size > MOST_BYTES:
        return None, _("The file is larger than %(most)s MB.", most=MOST_BYTES // 1024 // 1024)
    answer = _told(lambda session: by_hash(session, digest.hexdigest()))
    return answer, None if answer else NOT_ISSUED


def _told(look: Callable[[Session], Verified | None]) -> Answer | None:
    """Look with eyes of its own: whoever asks sees nothing but the answer, and waits for no writer."""
    with reading(), Session(database().get_bind()) as own, everything(own):
        found = look(own)
        if found is None:
            return None
        row = found.document
        return Answer(
            row.reference, kind_of(row.kind).label, row.title, row.as_of, row.known_at, day_of(row.issued_at),
            FORMS[found.form].label if found.form else None, was_restated(own, row),
        )
