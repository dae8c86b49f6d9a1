"""The offices as tables for a spreadsheet: the matrix of a governorate, and all offices of one body."""

from collections.abc import Mapping
from typing import Any

from rollout.offices import Complex, Office
from rollout.text import Text, _, listed
from rollout.works.steps import ItemKind
from views.frame.words import local_name

_SITE: tuple[Text, ...] = (_("Code"), _("Complex"), _("Governorate"), _("Markaz"))


def matrix_table(found: list[Complex], bodies: list[ItemKind], names: Mapping[str, str]) -> tuple[list[str], list[list[Any]]]:
    """A line for each complex; of each body its state, and what it lacks."""
    heading = [*_SITE, _("Ready"), _("Of"), *(label for kind in bodies for label in (kind.label, _("%(body)s: lacks", body=kind.label)))]
    rows = [
        [
            *_site(each.offices[bodies[0].key], names), each.ready, each.wanted,
            *(value for kind in bodies for value in _cell(each.offices[kind.key])),
        ]
        for each in found
    ]
    return [str(each) for each in heading], rows


def body_table(found: list[Office], kind: ItemKind, names: Mapping[str, str]) -> tuple[list[str], list[list[Any]]]:
    """A line for each office: its state, the day of each thing that it has, its staff, and what stops it."""
    heading = [
        *_SITE, _("State"), *(step.label for step in kind.path), _("Opened since"), _("Employees wanted"), _("Employees nominated"),
        _("Employees trained"), _("What stops it"), _("Who can lift it"),
    ]
    return [str(each) for each in heading], [[*_site(office, names), *_office(office)] for office in found]


def _site(office: Office, names: Mapping[str, str]) -> list[str]:
    site = office.site
    return [site.code, local_name(site), names.get(site.governorate, site.governorate), site.markaz_ar]


def _cell(office: Office) -> tuple[str, str]:
    known = office.item.known and not office.opened_on
    return str(office.status.label), listed(step.label for step in office.missing) if known else ""


def _office(office: Office) -> list[Any]:
    item = office.item
    days = [item.taken[step.key].on.isoformat() if step.key in item.taken else "" for step in item.kind.path]
    blocked = item.blocked
    return [
        str(office.status.label), *days, office.opened_on.isoformat() if office.opened_on else "", office.wanted, office.nominated,
        office.trained, blocked.note if blocked else "", blocked.body if blocked else "",
    ]
