"""Papers of the contract in print: as PDF, and as a Word document that can be edited."""

from urllib.parse import quote

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from reports.papers import Print, paper_pdf, paper_word
from views.security.access import guarded
from views.security.current import database
from views.security.view import SecureView


class PrintsView(SecureView):
    """Every paper that its reader may see, to be saved; what lies outside the reader's governorates is not there."""

    route_base = "/papers"
    class_permission_name = "papers"
    default_view = "pdf"
    method_permission_name = {"pdf": "read", "word": "read"}

    @expose("/<int:paper>.pdf")
    @guarded
    def pdf(self, paper: int) -> ResponseReturnValue:
        """The official print."""
        return sent(paper_pdf(database(), paper))

    @expose("/<int:paper>.docx")
    @guarded
    def word(self, paper: int) -> ResponseReturnValue:
        """Its twin, to be edited."""
        return sent(paper_word(database(), paper))


def sent(print_made: Print | None) -> Response:
    """A print as a file to be saved; 404 where there is none."""
    made = print_made or abort(404)
    response = Response(made.content, mimetype=made.media_type)
    # Headers hold Latin letters only; the Arabic name goes along in the form that every browser reads.
    names = f"filename=\"{made.plain_name}\"; filename*=UTF-8''{quote(made.full_name)}"
    response.headers["Content-Disposition"] = f"attachment; {names}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
