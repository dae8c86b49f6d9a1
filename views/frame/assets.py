"""Style sheets, scripts, letters and icons: served with the print of their content in the address, so that browsers keep them for ever."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli
from flask import Blueprint, Flask, Response, abort, request, send_from_directory, url_for
from markupsafe import Markup
from werkzeug.security import safe_join

FOLDER = Path(__file__).resolve().parent.parent / "static"
_COMPRESSED = (".css", ".js", ".svg", ".json", ".webmanifest")
_SMALL = 1_024

blueprint = Blueprint("assets", __name__)
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


def install(app: Flask) -> None:
    """Serve the folder and give templates ``asset('css/app.css')`` and ``script('js/app.js')``."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals |= {"asset": address, "script": script}


def address(name: str) -> str:
    """Where a file of the folder is served. Its parts refer to one another relatively, so all share one print."""
    return url_for("assets.file", build=build(), name=name)


def script(name: str) -> Markup:
    """A script of a page. It waits for the page's end and the page for it, so that nothing is shown and then moved.

    The columns of half a table move with each further row, and what a script hides leaves a gap that closes.
    """
    return Markup('<script src="{}" defer blocking="render"></script>').format(address(name))


@lru_cache(maxsize=1)
def build() -> str:
    """One print of the whole folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(path.relative_to(FOLDER).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@blueprint.route("/static/<build>/<path:name>", endpoint="file")
def serve(build: str, name: str) -> Response:
    packed = _packed(name) if "br" in request.headers.get("Accept-Encoding", "") else None
    if packed is not None:
        response = Response(packed, mimetype=mimetypes.guess_type(name)[0])
        response.headers["Content-Encoding"] = "br"
    else:
        response = send_from_directory(FOLDER, name)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if build == _build() else "no-cache"
    return response


_build = build


@lru_cache(maxsize=64)
def _packed(name: str) -> bytes | None:
    if not name.endswith(_COMPRESSED):
        return None
    path = safe_join(str(FOLDER), name)
    if path is None or not Path(path).is_file():
        abort(404)
    return brotli.compress(Path(path).read_bytes(), quality=9)


def pack_pages(app: Flask) -> None:
    """Compress pages on their way: a page of a hundred kilobytes travels as ten."""

    @app.after_request
    def pack(response: Response) -> Any:
        wanted = "br" in request.headers.get("Accept-Encoding", "")
        text = response.mimetype in ("text/html", "application/json")
        if not wanted or not text or response.is_streamed or "Content-Encoding" in response.headers:
            return response
        body = response.get_data()
        if len(body) >= _SMALL:
            response.set_data(brotli.compress(body, quality=4))
            response.headers["Content-Encoding"] = "br"
            response.vary.add("Accept-Encoding")
        return response
