"""Browsers in which an account has signed in before: a stranger's failures close the account to strangers, not to them.

Each has a cookie that names the account, a print of its password and a number of its own, under which its failures are counted.
"""

import hmac
import secrets

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from views.security.signin import password_print

LIFETIME = 365 * 86400


def device_key(user_id: int, stored: str | None) -> str | None:
    """Under what this browser's failures for the account are counted; None for a browser that it does not know with this password."""
    number = _number(user_id, stored)
    return f"device:{number}" if number else None


def remember_device(user_id: int, stored: str | None) -> None:
    """Let this browser be known to the account from now on; a number that it has is kept, so that its failures count on."""
    carried = [user_id, password_print(stored), _number(user_id, stored) or secrets.token_hex(16)]
    value = _serializer().dumps(carried)

    @after_this_request
    def give(response: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(_cookie(user_id), value, max_age=LIFETIME, secure=secure, httponly=True, samesite="Lax", path="/")
        return response


def _number(user_id: int, stored: str | None) -> str | None:
    try:
        known, fingerprint, number = _serializer().loads(request.cookies.get(_cookie(user_id), ""), max_age=LIFETIME)
    except (BadData, TypeError, ValueError):
        return None
    return str(number) if known == user_id and hmac.compare_digest(str(fingerprint), password_print(stored)) else None


def _cookie(user_id: int) -> str:
    """One for each account, for committees share their computers."""
    return f"{'__Host-' if current_app.config['SESSION_COOKIE_SECURE'] else ''}device-{user_id}"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="device")
