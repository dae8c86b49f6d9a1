"""Search over everything: a page of its own that needs no script, and the part of it that the palette shows while one types."""

from typing import Any

from flask import abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from rollout.search import FINDERS
from rollout.search.asking import LONGEST
from rollout.text import _
from views.personal.favourites import kept_pages
from views.personal.search_rows import Searching
from views.security.access import guarded, signed_in
from views.security.current import database
from views.security.interface import as_key
from views.security.view import SecureView

ON_PAGE, IN_PALETTE, AT_ONCE = 8, 5, 50


class SearchView(SecureView):
    """Every kind asks for the permission of its own page, and the scope of the session holds for all of them."""

    route_base = "/search"
    class_permission_name = "search"
    method_permission_name = {"read": "read", "part": "read"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        """Groups by kind; with `in` all that was found of one kind, page by page."""
        typed, kind = _typed(), request.args.get("in", "")
        searching = Searching(database(), typed)
        if kind:
            return self._all(searching, kind)
        groups = searching.groups(_menu(), ON_PAGE)
        return self.render_template(
            "search/page.html", title=_("Search"), typed=typed, groups=groups, said=searching.question.says_something,
            number=sum(group.number for group in groups), kept=[] if typed else kept_pages(database(), signed_in().id),
        )

    def _all(self, searching: Searching, kind: str) -> ResponseReturnValue:
        page = as_key(request.args.get("page", "1")) or abort(400)
        if kind not in FINDERS or not searching.question.says_something:
            abort(404)
        group = searching.group(kind, AT_ONCE, (page - 1) * AT_ONCE)
        if group is None or (page > 1 and not group.hits):
            abort(404)
        pages = -(-group.number // AT_ONCE)
        asked: dict[str, Any] = {"q": searching.typed, "in": kind}
        turn = {way: url_for("SearchView.read", **asked, page=to) for way, to in (("before", page - 1), ("after", page + 1))}
        return self.render_template(
            "search/all.html", title=_("Search"), typed=searching.typed, group=group, page=page, pages=pages, turn=turn,
        )

    @expose("/part")
    @guarded
    def part(self) -> ResponseReturnValue:
        """What the palette shows for what was typed so far; for nothing, what the user keeps at hand."""
        typed = _typed()
        if not typed:
            kept = kept_pages(database(), signed_in().id)
            return self.render_template("search/kept.html", kept=kept, at=request.args.get("at", "")[:500])
        searching = Searching(database(), typed)
        groups = searching.groups(_menu(), IN_PALETTE)
        return self.render_template("search/part.html", typed=typed, groups=groups, number=sum(group.number for group in groups))


def _typed() -> str:
    return " ".join(request.args.get("q", "")[:LONGEST].split())


def _menu() -> list[Any]:
    found: list[Any] = current_app.jinja_env.globals["menu"]()  # type: ignore[operator]  # the frame's own
    return found
