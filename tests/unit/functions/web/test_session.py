import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.core.errors import Busy, NotSignedIn
from lahetti.security import identity, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import id_token
from web import handler

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
SIGNED_IN = SignIn("person", NOW - timedelta(minutes=1), Method.CODE, "s")
OWN = {"Origin": "https://lahetti.example"}


class Cognito:
    """Gives tokens for one refresh token, and remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.trouble: Exception | None = None
        self.revokes = True
        self.rotates = False
        monkeypatch.setattr(identity, "refresh", self.refresh)
        monkeypatch.setattr(identity, "revoke", self.revoke)

    def refresh(self, refresh_token: str, sign_in: SignIn, _: datetime) -> dict[str, Any]:
        self.asked.append(("refresh", refresh_token, sign_in))
        if self.trouble:
            raise self.trouble
        renewed = {"refresh_token": "another"} if self.rotates else {}
        return {"id_token": id_token(SIGNED_IN, NOW), "expires_in": 3600, **renewed}

    def revoke(self, refresh_token: str) -> bool:
        self.asked.append(("revoke", refresh_token))
        return self.revokes


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch, database: MemoryDynamoDb) -> Cognito:
    return Cognito(monkeypatch)


def answered(method: str, resource: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = handler.lambda_handler(rest_event(method, resource, **more), Context())
    return answer


def location(answer: dict[str, Any]) -> str:
    [to] = answer["multiValueHeaders"]["Location"]
    return str(to)


def cookies(answer: dict[str, Any]) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """Return {(name, path): (value, the other attributes)}."""
    found = {}
    for written in answer["multiValueHeaders"].get("Set-Cookie", []):
        (name, value), *attributes = [part.split("=", 1) for part in written.split("; ")]
        path = next(attribute[1] for attribute in attributes if attribute[0] == "Path")
        found[name, path] = (value, {"=".join(attribute) for attribute in attributes if attribute[0] != "Path"})
    return found


def refresh_cookie(tokens: str = "refresh token;1") -> str:
    return sessions.signed(Purpose.REFRESH, {"token": tokens, **SIGNED_IN.as_kept()}, NOW)


def test_the_session_gives_an_id_token_and_renews_the_console(cognito: Cognito) -> None:
    answer = answered("POST", "/session", headers=OWN, cookies={"refresh": refresh_cookie()})

    assert answer["statusCode"] == 200
    body = json.loads(answer["body"])
    assert set(body) == {"id_token", "expires_in"}
    assert body["expires_in"] == 3600
    assert cognito.asked == [("refresh", "refresh token;1", SIGNED_IN)], "the pool is told when and how it began"
    written = cookies(answer)
    assert written["refresh", "/session"][0] == written["refresh", "/signout"][0] == refresh_cookie()
    console, _ = written["console", "/console"]
    assert sessions.verify(Purpose.CONSOLE, console, NOW) == SIGNED_IN.as_kept(), "the sign-in, not the renewal"


def test_a_rotated_refresh_token_takes_the_place_of_the_used_one(cognito: Cognito) -> None:
    cognito.rotates = True

    answer = answered("POST", "/session", headers=OWN, cookies={"refresh": refresh_cookie()})

    written = cookies(answer)
    assert written["refresh", "/session"][0] == written["refresh", "/signout"][0] == refresh_cookie("another")


def test_without_a_refresh_token_nobody_is_signed_in(cognito: Cognito) -> None:
    answer = answered("POST", "/session", headers=OWN)

    assert answer["statusCode"] == 401
    assert answer["multiValueHeaders"]["Content-Type"] == ["application/problem+json"]
    assert json.loads(answer["body"])["code"] == "not_signed_in"
    assert not cognito.asked


def test_a_session_that_is_over_takes_all_cookies_away(cognito: Cognito) -> None:
    cognito.trouble = NotSignedIn("over")

    answer = answered("POST", "/session", headers=OWN, cookies={"refresh": refresh_cookie()})

    assert answer["statusCode"] == 401
    assert all(value == "" for value, _ in cookies(answer).values())
    assert set(cookies(answer)) == {("refresh", "/session"), ("refresh", "/signout"), ("console", "/console")}


def test_a_busy_cognito_signs_nobody_out(cognito: Cognito) -> None:
    cognito.trouble = Busy("Cognito does not answer", retry_after=1)

    answer = answered("POST", "/session", headers=OWN, cookies={"refresh": refresh_cookie()})

    assert answer["statusCode"] == 503
    assert answer["multiValueHeaders"]["Retry-After"] == ["1"]
    assert not cookies(answer)


def test_a_cookie_that_is_not_ours_renews_nothing(cognito: Cognito) -> None:
    for kept in ("refresh%20token", sessions.signed(Purpose.CONSOLE, SIGNED_IN.as_kept(), NOW)):
        answer = answered("POST", "/session", headers=OWN, cookies={"refresh": kept})

        assert answer["statusCode"] == 401
        assert all(value == "" for value, _ in cookies(answer).values())
    assert not cognito.asked


@pytest.mark.parametrize("path", ["/session", "/signout"])
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_other_sites_neither_read_nor_end_a_session(cognito: Cognito, path: str, headers: dict[str, str]) -> None:
    answer = answered("POST", path, headers=headers, cookies={"refresh": refresh_cookie()})

    assert answer["statusCode"] == 403
    assert not cookies(answer)
    assert not cognito.asked


@pytest.mark.parametrize("revoked", [True, False])
def test_signing_out_revokes_forgets_and_leads_to_the_first_screen(cognito: Cognito, revoked: bool) -> None:
    cognito.revokes = revoked

    answer = answered(
        "POST", "/signout", headers={**OWN, "Accept": "application/json"}, cookies={"refresh": refresh_cookie()}
    )

    assert json.loads(answer["body"])["to"] == "/signin"
    assert cognito.asked == [("revoke", "refresh token;1")]
    assert {key for key, (value, _) in cookies(answer).items() if value == ""} == {
        ("refresh", "/session"),
        ("refresh", "/signout"),
        ("console", "/console"),
    }


def test_a_form_that_signs_out_is_led_to_the_first_screen(cognito: Cognito) -> None:
    answer = answered("POST", "/signout", headers=OWN)

    assert (answer["statusCode"], location(answer)) == (303, "/signin")
    assert answer["multiValueHeaders"]["Clear-Site-Data"] == ['"storage"'], "what the client has kept on the device"
    assert not cognito.asked
