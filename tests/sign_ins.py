"""Cookies and claims of people who have signed in, as the web gives them and the authorizer hands them on."""

from datetime import datetime
from typing import Any

from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import SignIn


def console_cookie(person: str, now: datetime) -> str:
    """Return the console's cookie of somebody who signs in now."""
    return sessions.signed(Purpose.CONSOLE, SignIn(person, now).as_kept(), now)


def claims(person: str, at: datetime, client: str = "user_pool_client") -> dict[str, Any]:
    """Return the claims of an id token of a sign-in, as API Gateway hands them on: every one a text."""
    seconds = str(int(at.timestamp()))
    return {"token_use": "id", "aud": client, "cognito:username": person, "auth_time": seconds}
