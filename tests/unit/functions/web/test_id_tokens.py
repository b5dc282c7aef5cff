import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.core.errors import NotSignedIn
from lahetti.security.sign_ins import SignIn
from web.id_tokens import sign_in_of

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
CLAIMS = {
    "iss": "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_pool",
    "aud": "client",
    "token_use": "id",
    "exp": NOW.timestamp() + 1,
    "nonce": "nonce",
    "cognito:username": "person",
    "auth_time": int(NOW.timestamp()) - 60,
    "signed_in": str((int(NOW.timestamp()) - 60) * 1000),
    "session": "s",
}


def token(**changes: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"header.{payload}.signature"


def test_a_token_of_ours_names_its_person_and_when_they_signed_in() -> None:
    assert sign_in_of(token(), NOW) == SignIn("person", NOW - timedelta(minutes=1), None, "s")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_other"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"token_use": "access"},
        {"exp": NOW.timestamp()},
        {"exp": None},
        {"exp": "never"},
        {"signed_in": None},
        {"signed_in": "never"},
        {"session": None},
    ],
)
def test_any_other_token_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        sign_in_of(token(**changes), NOW)


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.!!!.c", "a.W10.c", "a.eyJ.c"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(NotSignedIn):
        sign_in_of(text, NOW)
