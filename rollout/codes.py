"""Codes of sites: what a site is called in addresses, on paper and in every import, for good."""

import re

from rollout.errors import Refused
from rollout.text import _

SHORTEST, LONGEST = 3, 40
_COUNTRY = "EG-"

# Letters of both scripts, digits and the three marks that mean nothing in an address.
_HARMLESS = re.compile(r"[A-Za-z0-9_\u0621-\u063a\u0641-\u064a-][A-Za-z0-9_.\u0621-\u063a\u0641-\u064a-]*")
_WELL_FORMED = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")


def fits_address(code: str) -> bool:
    """Whether the code can be part of an address as it is: no slash, percent or question mark, no dot at its beginning."""
    return _HARMLESS.fullmatch(code) is not None


def check_new_code(code: str, governorate: str | None) -> None:
    """Refuse a code that a new site may not have, in its normal form.

    `governorate` is the code of the governorate to whose series the code must belong; None for somebody who may give any.
    """
    series = f"{governorate.removeprefix(_COUNTRY)}-" if governorate else ""
    well_formed = _WELL_FORMED.fullmatch(code) is not None and SHORTEST <= len(code) <= LONGEST
    if well_formed and code.startswith(series):
        return
    if series:
        raise Refused(_("The code is made of Latin letters, digits and hyphens and begins with %(series)s, such as %(example)s.",
                        series=series, example=f"{series}050"))
    raise Refused(_("The code is made of Latin letters, digits and single hyphens, such as %(example)s.", example="AST-050"))
