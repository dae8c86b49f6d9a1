"""Kept views of lists, for the tests of them."""

from datetime import UTC, datetime
from itertools import count

from models import SavedView
from tests.cast import MINISTRY, account
from tests.views.visiting import House

_number = count(1)


def a_view_of_the_ministry(house: House, place: str) -> int:
    """Of the sites of the governorate."""
    with house.records() as session:
        view = SavedView(
            user_id=account(session, MINISTRY).id, page="SitesView.list", name=f"عرض {next(_number)}", query=f"governorate={place}",
            made_at=datetime.now(UTC),
        )
        session.add(view)
        session.flush()
        return view.id
