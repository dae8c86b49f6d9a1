"""The forms of a site: a markaz of its governorate, a local unit of its markaz, a place on Egypt's map."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import g
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from models import Governorate, LocalUnit, Markaz, Programme, Site
from rollout.arabic import parse_month
from rollout.codes import check_new_code
from rollout.errors import Refused
from rollout.exchange.names import normal_code
from rollout.plan import is_promised, refused_wave
from rollout.register import code_is_taken
from rollout.scope import ALL, scope_of
from rollout.stages import Kind
from rollout.text import Text, _
from views.security.conflicts import Version
from views.security.current import database
from views.security.forms import PROSE_LIMIT, REQUIRED, Choice, Line, Number, Prose, RowChoice, SecureForm, Typed, named

NORTHMOST, SOUTHMOST, EASTMOST, WESTMOST = 33, 21, 38, 24


class Code(Line):
    """A site's code as the register keeps it: Western digits, capitals, plain hyphens."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = normal_code(self.data or "")


class Month(Typed):
    """A month: the browser's own choice of months, or text as people write them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parse=parse_month, render_kw={"type": "month"}, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.strftime("%Y-%m") if isinstance(self.data, date) else ""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not 2015 <= self.data.year <= 2100:
            raise ValidationError(_("The date is out of range."))


class PlaceChoice(RowChoice):
    """A row that the site points at. Sets the key alone: a relationship that is emptied empties the governorate that it shares."""

    def populate_obj(self, obj: Any, name: str) -> None:
        setattr(obj, f"{name}_id", self.data.id if self.data is not None else None)


def _rows_of(model: Any) -> Callable[[], list[Any]]:
    return lambda: list(database().scalars(select(model).order_by(getattr(model, "sort_key", None) or model.code)))


def _own_governorates() -> list[Governorate]:
    """Those in which the user may add a site."""
    capture = scope_of(database()).capture
    return [row for row in database().scalars(select(Governorate).order_by(Governorate.sort_key)) if row.id in capture]


def _choice(label: Text, rows: Callable[[], list[Any]], *, required: bool = False) -> PlaceChoice:
    return PlaceChoice(
        label=label, query_func=rows, get_pk_func=lambda row: row.id, get_label=named, allow_blank=True, blank_text="—",
        validators=[DataRequired(REQUIRED) if required else Optional()],
    )


def _line(label: Text, *, required: bool = False, **kwargs: Any) -> Line:
    return Line(label=label, validators=[DataRequired(REQUIRED) if required else Optional(), Length(max=200)], **kwargs)


def _degrees(label: Text, least: int, most: int, message: Text, description: Text) -> Number:
    return Number(label=label, description=description, validators=[Optional(), NumberRange(least, most, message)])


class SiteForm(SecureForm):
    """What may be changed about a site. Its governorate, kind and code are its identity and stay."""

    name_ar = _line(_("Arabic name"), required=True)
    name_en = _line(_("English name"))
    aliases = Prose(
        label=_("Other names"), description=_("One on each line, as committees also write it."), validators=[Optional(), Length(max=2_000)],
    )
    markaz = _choice(_("The markaz"), list)
    local_unit = _choice(_("Village or local unit"), list)
    programme = _choice(_("The programme"), _rows_of(Programme))
    executing_body = _line(_("Executing body"))
    planned_on = Month(
        label=_("Planned wave"), description=_("The month in which the site is to open."), validators=[Optional()],
    )
    latitude = _degrees(
        _("Latitude"), SOUTHMOST, NORTHMOST, _("Egypt lies between the latitudes 21 and 33."), _("Such as 27.1809, in any digits.")
    )
    longitude = _degrees(
        _("Longitude"), WESTMOST, EASTMOST, _("Egypt lies between the longitudes 24 and 38."), _("Such as 31.1837, in any digits.")
    )
    notes = Prose(label=_("Notes"), validators=[Optional(), Length(max=PROSE_LIMIT)])

    def validate_latitude(self, field: Number) -> None:
        _check_pair(field, self.longitude)

    def validate_longitude(self, field: Number) -> None:
        _check_pair(field, self.latitude)

    def within(self, governorate_id: int | None) -> None:
        """Offer the marakez of this governorate, and the local units of the markaz that is chosen."""
        self.markaz.query_func = lambda: _marakez(governorate_id)
        self.local_unit.query_func = lambda: _local_units(self.markaz.data)
        # Asked for before the governorate was known, the choices were none.
        self.markaz._object_list = self.local_unit._object_list = None

    def forget_strays(self) -> None:
        """Let go of a markaz or local unit that is not of the place chosen above it."""
        for field in (self.markaz, self.local_unit):
            if field.data is None:
                field._formdata = None


class NewSiteForm(SiteForm):
    """A site that is new to the register."""

    code = Code(
        label=_("Code"), description=_("Such as AST-001; it stays the site's identity for good."),
        validators=[InputRequired(REQUIRED), Length(max=40)],
    )
    kind = Choice(
        label=_("Kind"), options=[(kind.value, kind.label) for kind in Kind], blank=Text("—"), validators=[InputRequired(REQUIRED)],
    )
    governorate = _choice(_("Governorate"), _own_governorates, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.governorate._get_object_list()
        if self.governorate.data is None and len(own) == 1 and not self.governorate.raw_data:
            self.governorate.data = own[0][1]
        self.within(self.governorate.data.id if self.governorate.data else None)

    def validate_code(self, field: Code) -> None:
        """The code is of the governorate's own series; that it cannot be had is said alike whoever's site has it."""
        governorate = self.governorate.data
        if field.data and governorate is not None:
            try:
                check_new_code(field.data, None if scope_of(database()).capture is ALL else governorate.code)
            except Refused as refusal:
                raise ValidationError(refusal.message) from None
        if field.data and code_is_taken(database(), field.data):
            raise ValidationError(_("This code cannot be used; give another one."))


class ExistingSiteForm(SiteForm):
    """A site of the register. A wave that was promised is only shown: it moves in the ledger, where somebody says why."""

    row_version = Version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.within(g.site.governorate_id)
        self.promised = is_promised(database(), g.site)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        valid = super().validate(extra_validators)
        refused = None if self.planned_on.errors else refused_wave(database(), g.site, self.planned_on.data)
        if refused:
            self.planned_on.errors = [refused.message]
        return valid and not refused


def faults_of(site: Site) -> dict[str, list[str]]:
    """What the form would say of the site as it now stands, for each column; the site takes what the form makes of its texts."""
    g.site = site
    form = ExistingSiteForm(formdata=_as_posted(site), meta={"csrf": False})
    form.validate()
    day = form.planned_on
    if not day.errors and day.data != site.planned_on:
        day.errors = [_("Give the first day of the month.")]
    if not form.errors:
        for field in form:
            field.populate_obj(site, field.name)
        return {}
    return {_column(field): [str(error) for error in field.errors] for field in form if field.errors}


def _as_posted(site: Site) -> MultiDict[str, str]:
    """The site's own values as a browser would send them; read from its columns, for the rows that they point at may have changed."""
    posted = MultiDict[str, str]()
    for field in ExistingSiteForm(formdata=None, meta={"csrf": False}):
        value = getattr(site, _column(field))
        posted[field.name] = str(value) if value is not None else "__None" if isinstance(field, PlaceChoice) else ""
    return posted


def _column(field: Any) -> str:
    """The column in which the field's value is kept."""
    return f"{field.name}_id" if isinstance(field, PlaceChoice) else str(field.name)


def _check_pair(field: Number, other: Number) -> None:
    """A place on the map has both degrees. One that was not understood is blamed for that only."""
    if field.data is not None and other.data is None and not other.process_errors:
        raise ValidationError(_("Give the latitude and the longitude together."))


def _marakez(governorate_id: int | None) -> list[Markaz]:
    if governorate_id is None:
        return []
    return list(database().scalars(select(Markaz).where(Markaz.governorate_id == governorate_id).order_by(Markaz.sort_key)))


def _local_units(markaz: Markaz | None) -> list[LocalUnit]:
    if markaz is None:
        return []
    return list(database().scalars(select(LocalUnit).where(LocalUnit.markaz_id == markaz.id).order_by(LocalUnit.sort_key)))
