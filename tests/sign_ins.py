"""Cookies, tokens and claims of people who have signed in, as web, pool and authorizer give them."""

import base64
import json
from datetime import datetime
from typing import Any

from lahetti.core.configuration import configuration
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn, in_milliseconds


def console_cookie(person: str, now: datetime, method: Method = Method.PASSKEY) -> str:
    """Return the console's cookie of somebody who signs in now."""
    return sessions.signed(Purpose.CONSOLE, SignIn(person, now, method).as_kept(), now)


def claims(
    person: str, at: datetime, client: str = "user_pool_client", method: Method = Method.PASSKEY
) -> dict[str, Any]:
    """Return the claims of an id token of a sign-in, as API Gateway hands them on: every one a text."""
    of_ours = {"signed_in": str(in_milliseconds(at)), "method": method.value}
    seconds = str(int(at.timestamp()))
    return {"token_use": "id", "aud": client, "cognito:username": person, "auth_time": seconds, **of_ours}


def id_token(sign_in: SignIn, now: datetime, **changes: Any) -> str:
    """Return an id token of the configured pool, an hour long, as the pool gives it by a statement of ours."""
    settings = configuration()
    given = {
        "iss": f"https://cognito-idp.{settings.user_pool.partition('_')[0]}.amazonaws.com/{settings.user_pool}",
        "exp": now.timestamp() + 3600,
        **claims(sign_in.person, sign_in.at, settings.user_pool_client, sign_in.method or Method.PASSKEY),
        **changes,
    }
    payload = base64.urlsafe_b64encode(json.dumps(given).encode()).decode().rstrip("=")
    return f"header.{payload}.signature"
