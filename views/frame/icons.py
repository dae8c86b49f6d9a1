"""The icons of the pages: drawings of one picture, which the browser brings once."""

from functools import lru_cache

from flask import Flask, request
from markupsafe import Markup

from views.frame import assets


def install_icons(app: Flask) -> None:
    """Let templates show ``icon('search')``; they take it from ``macros.html``, with whatever else pages are made of."""
    app.jinja_env.globals["shown_icon"] = icon


def icon(name: str, size: str = "") -> Markup:
    """An icon by its name, without words: what it stands for is said beside it."""
    return _written(name, size, request.script_root)


@lru_cache(maxsize=512)
def _written(name: str, size: str, _root: str) -> Markup:
    """Written once for each address under which the product is served: a page shows some fifty icons, and most of them on every page."""
    return Markup('<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#tabler-{}"></use></svg>').format(
        f" icon-{size}" if size else "", assets.address("vendor/icons.svg"), name
    )
