"""Cookies, tokens and claims of people who have signed in, as web, pool and authorizer give them."""

import base64
import hashlib
import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from lahetti.core.configuration import configuration
from lahetti.core.errors import NotSignedIn
from lahetti.dynamodb import connection, keys
from lahetti.people import items, own_sessions
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn, in_milliseconds
from tests.memory_dynamodb.client import MemoryDynamoDb


def signed_in(person: str, at: datetime, method: Method | None = Method.PASSKEY) -> SignIn:
    """Return a sign-in whose session goes on, unless something ends it: whoever is in memory holds it.

    It is put there past the store's own ways: it costs no access, is no change of the person, and stands everywhere.
    """
    session = hashlib.sha256(f"{person} {at}".encode()).hexdigest()[:12]
    sign_in = SignIn(person, at, method, session)
    memory = connection.connection()._client
    if isinstance(memory, MemoryDynamoDb):
        written = f"{session} {in_milliseconds(at)} {method or '-'} other/other {at.date()}"
        states = memory.programme.states.get((keys.person(person), keys.PROFILE), [])
        states[:] = [state and _holding(state, written) for state in states]
    return sign_in


def _holding(person: dict[str, Any], written: str) -> dict[str, Any]:
    held = person.get("sessions", {"L": []})["L"]
    return person if {"S": written} in held else {**person, "sessions": {"L": [*held, {"S": written}]}}


def console_cookie(person: str, now: datetime, method: Method = Method.PASSKEY) -> str:
    """Return the console's cookie of somebody who signs in now."""
    return sessions.signed(Purpose.CONSOLE, signed_in(person, now, method).as_kept(), now)


def held_console_cookie(person: str, now: datetime) -> str:
    """Return the console's cookie of somebody whose one session for tests is stored, in a table that is not in memory.

    Where something has ended it meanwhile, the cookie is one of a session that is over.
    """
    sign_in = SignIn(person, now, Method.PASSKEY, "tests")
    found = items.find_person(person, consistent=True)
    if found is not None and found.session(sign_in.session) is None:
        with suppress(NotSignedIn):
            own_sessions.keep(sign_in, "", now)
    return sessions.signed(Purpose.CONSOLE, sign_in.as_kept(), now)


def claims(
    person: str, at: datetime, client: str = "user_pool_client", method: Method = Method.PASSKEY
) -> dict[str, Any]:
    """Return the claims of an id token of a sign-in, as API Gateway hands them on: every one a text."""
    return _claims(signed_in(person, at, method), client)


def _claims(sign_in: SignIn, client: str) -> dict[str, Any]:
    of_ours = {"signed_in": str(in_milliseconds(sign_in.at)), "session": sign_in.session, "method": sign_in.method}
    seconds = str(int(sign_in.at.timestamp()))
    return {"token_use": "id", "aud": client, "cognito:username": sign_in.person, "auth_time": seconds, **of_ours}


def id_token(sign_in: SignIn, now: datetime, **changes: Any) -> str:
    """Return an id token of the configured pool, an hour long, as the pool gives it by a statement of ours."""
    settings = configuration()
    given = {
        "iss": f"https://cognito-idp.{settings.user_pool.partition('_')[0]}.amazonaws.com/{settings.user_pool}",
        "exp": now.timestamp() + 3600,
        **_claims(sign_in, settings.user_pool_client),
        **changes,
    }
    payload = base64.urlsafe_b64encode(json.dumps(given).encode()).decode().rstrip("=")
    return f"header.{payload}.signature"
