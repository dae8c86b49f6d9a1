"""Twenty people at once on the real server: nobody gets another's choice, and no row goes to another's governorate.

The framework keeps one object of filters for all threads of a process; on its own pages eight of 873 records were filed in the wrong
governorate.
"""

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
from sqlalchemy import select

from models import Governorate, Markaz
from rollout.database import session_for
from rollout.scope import everything
from tests.cast import MINISTRY
from tests.serving import Server

PEOPLE = 20
ROUNDS = 8


def token(page: httpx.Response) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]


def come_in(client: httpx.Client) -> None:
    form = {"username": MINISTRY.name, "password": MINISTRY.password, "csrf_token": token(client.get("/login/"))}
    assert client.post("/login/", data=form).status_code == 303


def work(server: Server, person: int, governorate: int) -> list[str]:
    """One person's day: looks for their own, adds their own; returns what was not theirs."""
    wrong = []
    with httpx.Client(base_url=server.url, timeout=60) as client:
        come_in(client)
        for turn in range(ROUNDS):
            mine = f"بحث{person}x{turn}"
            found = client.get("/marakez/list/", params={"_flt_0_folded": mine, "_flt_0_governorate": governorate})
            chosen = f'value="{mine}"', f'<option value="{governorate}" selected>'
            if found.status_code != 200 or not all(part in found.text for part in chosen):
                wrong.append(f"{person} saw another's search")
            page = client.get("/marakez/add", params={"_flt_0_governorate": governorate})
            name = f"مركز {person} رقم {turn}"
            saved = client.post("/marakez/add", data={"csrf_token": token(page), "governorate": governorate, "name_ar": name})
            if saved.status_code != 303:
                wrong.append(f"{person} could not save: {saved.status_code}")
    return wrong


def test_s1_1_twenty_people_do_not_disturb_one_another(server: Server) -> None:
    with session_for(server.database_url) as session, everything(session):
        places = list(session.scalars(select(Governorate.id).order_by(Governorate.id).limit(PEOPLE)))
    with ThreadPoolExecutor(PEOPLE) as pool:
        wrong = [w for result in pool.map(lambda person: work(server, person, places[person]), range(PEOPLE)) for w in result]
    assert wrong == []
    with session_for(server.database_url) as session, everything(session):
        for person in range(PEOPLE):
            filed = session.scalars(select(Markaz.governorate_id).where(Markaz.name_ar.like(f"مركز {person} رقم %"))).all()
            assert filed == [places[person]] * ROUNDS
