import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lahetti.core.errors import NotSignedIn
from web.id_tokens import person_of

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
CLAIMS = {
    "iss": "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_pool",
    "aud": "client",
    "token_use": "id",
    "exp": NOW.timestamp() + 1,
    "nonce": "nonce",
    "cognito:username": "person",
}


def token(**changes: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"header.{payload}.signature"


def test_a_token_of_ours_names_its_person() -> None:
    assert person_of(token(), NOW, "nonce") == "person"


def test_a_refreshed_token_needs_no_nonce() -> None:
    assert person_of(token(nonce=None), NOW) == "person"


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
        {"nonce": "another"},
        {"nonce": None},
    ],
)
def test_any_other_token_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        person_of(token(**changes), NOW, "nonce")


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.!!!.c", "a.W10.c", "a.eyJ.c"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(NotSignedIn):
        person_of(text, NOW)
