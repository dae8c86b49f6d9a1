"""Going through the pages as one of the cast would, without a browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response
from flask import session as carried
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import Governorate, Markaz, Site
from rollout.database import session_for
from rollout.scope import everything
from tests.cast import Member, account
from views.security.current import accounts


class Visitor:
    """Somebody at a browser; `enter` makes them a member of the cast."""

    def __init__(self, app: Flask, address: str = "http://localhost") -> None:
        self.client: FlaskClient = app.test_client()
        self.address = address
        self._token = ("", "")

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, base_url=self.address, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """A form sent from a page of ours, so with its token."""
        data = {"csrf_token": self.token(), **(data or {})}
        headers = {"Referer": self.address, **more.pop("headers", {})}
        return self.client.post(path, base_url=self.address, headers=headers, data=data, **more)

    def send(self, method: str, path: str, **more: Any) -> TestResponse:
        """Any request, as a program of ours would send it: the token in a header."""
        headers = {"X-CSRFToken": self.token(), "Referer": self.address, **more.pop("headers", {})}
        return self.client.open(path, method=method, base_url=self.address, headers=headers, **more)

    def token(self) -> str:
        """The token in the forms of this session: made as they make it; before signing in, read from the page at the door."""
        session, token = self._token
        if not token or session != self._session():
            token = self._made() or self._read()
            self._token = (self._session(), token)  # which has changed meanwhile, if it had no token yet
        return token

    def _made(self) -> str:
        with self.client.session_transaction(base_url=self.address) as mine, self.client.application.test_request_context():
            if "sid" not in mine:
                return ""
            carried.update(mine)
            token = generate_csrf()
            mine["csrf_token"] = carried["csrf_token"]
            return token

    def _read(self) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/login/").text)
        assert found
        return found[1]

    def _session(self) -> str:
        cookie = self.client.get_cookie(self.client.application.config["SESSION_COOKIE_NAME"])
        return cookie.value if cookie else ""

    def take(self, answer: Response) -> None:
        """Keep the cookies of an answer that came by another way."""
        for cookie in answer.headers.getlist("Set-Cookie"):
            name, _is, value = cookie.partition(";")[0].partition("=")
            self.client.set_cookie(name, value, secure=self.client.application.config["SESSION_COOKIE_SECURE"])

    def enter(self, member: Member, password: str | None = None) -> TestResponse:
        return self.post("/login/", {"username": member.name, "password": password or member.password})


@contextmanager
def records(url: str) -> Iterator[Session]:
    """A database as the whole country sees it; committed at the end."""
    with session_for(url) as session, everything(session):
        yield session
        session.commit()


class House:
    """The application and its database."""

    def __init__(self, app: Flask, url: str) -> None:
        self.app = app
        self.url = url

    def visitor(self) -> Visitor:
        return Visitor(self.app, "https://localhost" if self.app.config["SESSION_COOKIE_SECURE"] else "http://localhost")

    def member(self, member: Member) -> Visitor:
        """A browser in which a member has signed in already, past the form. Whoever tests the door wants the one who `entered`."""
        visitor = self.visitor()
        with self.records() as session:
            user_id = account(session, member).id
        with self.app.test_request_context("/login/", method="POST", base_url=visitor.address):
            accounts().sign_in(user_id)
            visitor.take(self.app.process_response(self.app.response_class()))
        return visitor

    def entered(self, member: Member) -> Visitor:
        """A member who has come in by the door, with the password."""
        visitor = self.visitor()
        answer = visitor.enter(member)
        assert answer.status_code == 303, answer.text
        return visitor

    @contextmanager
    def records(self) -> Iterator[Session]:
        """The database as the whole country sees it; committed at the end."""
        with records(self.url) as session:
            yield session

    def id_of(self, model: Any, governorate: str) -> int:
        """The test's row of this table in a governorate."""
        with self.records() as session:
            return _id_of(session, model, governorate)

    @staticmethod
    def site_id(session: Session, governorate: str) -> int:
        return _id_of(session, Site, governorate)

    def markaz(self, governorate: str) -> int:
        return self.id_of(Markaz, governorate)

    def site(self, governorate: str) -> int:
        return self.id_of(Site, governorate)


def _id_of(session: Session, model: Any, governorate: str) -> int:
    if model is Governorate:
        return session.scalars(select(Governorate.id).where(Governorate.code == governorate)).one()
    mine = select(model.id).join(Governorate, Governorate.id == model.governorate_id).where(Governorate.code == governorate)
    if model is Markaz:
        mine = mine.where(Markaz.name_ar.contains("للاختبار"))
    return session.scalars(mine.order_by(model.id).limit(1)).one()
