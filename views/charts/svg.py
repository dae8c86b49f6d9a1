"""A figure as SVG inside a page: its texts are texts, its colours are the classes of `charts.css`."""

from markupsafe import Markup, escape

from views.charts.figure import Figure
from views.charts.scene import Box, Dot, Linked, Path, Scene, Shape, Words


def drawn(figure: Figure) -> Markup:
    """The drawing; where there is another one for telephones, both, of which the style shows one."""
    if figure.narrow is None:
        return _svg(figure, figure.wide, figure.name, "chart")
    narrow = _svg(figure, figure.narrow, f"{figure.name}-narrow", "chart chart-narrow")
    return _svg(figure, figure.wide, figure.name, "chart chart-wide") + narrow


def _svg(figure: Figure, scene: Scene, key: str, css: str) -> Markup:
    leads = any(isinstance(shape, Linked) and shape.address for shape in scene.shapes)
    key = f"chart-{key}"
    inner = "".join(map(_shape, scene.shapes))
    return Markup(  # noqa: S704 — each word and address in the shapes is escaped as it is written
        f'<svg class="{escape(css)}" viewBox="0 0 {_n(scene.width)} {_n(scene.height)}" direction="{"rtl" if scene.turned else "ltr"}"'
        f' role="{"group" if leads else "img"}" aria-labelledby="{escape(key)}-title {escape(key)}-desc">'
        f'<title id="{escape(key)}-title">{escape(figure.title)}</title><desc id="{escape(key)}-desc">{escape(figure.description)}</desc>'
        f"{inner}</svg>"
    )


def _shape(shape: Shape) -> str:
    if isinstance(shape, Linked):
        inner = " ".join(map(_shape, shape.shapes))
        if not shape.address:
            return f"<g><title>{escape(shape.label)}</title>{inner}</g>"
        return f'<a href="{escape(shape.address)}" aria-label="{escape(shape.label)}">{inner}</a>'
    if isinstance(shape, Words):
        place = f'x="{_n(shape.x)}" y="{_n(shape.y)}" text-anchor="{shape.anchor}"'
        return f'<text {place} class="{escape(shape.css)}">{escape(shape.text)}</text>'
    if isinstance(shape, Path):
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
        return f'<polyline points="{points}" class="{escape(shape.css)}"/>'
    title = f"<title>{escape(shape.title)}</title>" if shape.title else ""
    if isinstance(shape, Dot):
        return f'<circle cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}" class="{escape(shape.css)}">{title}</circle>'
    assert isinstance(shape, Box)
    radius = f' rx="{_n(shape.radius)}"' if shape.radius else ""
    size = f'width="{_n(shape.width)}" height="{_n(shape.height)}"'
    return f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" {size}{radius} class="{escape(shape.css)}">{title}</rect>'


def _n(number: float) -> str:
    """A coordinate to a tenth, without needless places."""
    return f"{number:.1f}".removesuffix(".0")
