import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lahetti.core import clock
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.people import members
from lahetti.security import identity, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import SignIn
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO
from web import handler

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
SIGNED_IN = SignIn("person", NOW - timedelta(minutes=1))
OWN = {"Origin": "https://lahetti.example"}
ISSUER = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_pool"


class Cognito:
    """Gives tokens for one code and one refresh token, and remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.nonce = ""
        self.asked: list[tuple[str, ...]] = []
        self.trouble: Exception | None = None
        self.revokes = True
        self.rotates = False
        monkeypatch.setattr(identity, "exchange_code", self.exchange_code)
        monkeypatch.setattr(identity, "refresh", self.refresh)
        monkeypatch.setattr(identity, "revoke", self.revoke)

    def id_token(self, **changes: Any) -> str:
        claims = {
            "iss": ISSUER,
            "aud": "client",
            "token_use": "id",
            "cognito:username": "person",
            "auth_time": int(SIGNED_IN.at.timestamp()),
            "exp": NOW.timestamp() + 3600,
        }
        payload = json.dumps({**claims, "nonce": self.nonce, **changes}).encode()
        return f"header.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.signature"

    def exchange_code(self, code: str, verifier: str) -> dict[str, Any]:
        self.asked.append(("exchange", code, verifier))
        if self.trouble:
            raise self.trouble
        return {"id_token": self.id_token(), "refresh_token": "refresh token;1", "expires_in": 3600}

    def refresh(self, refresh_token: str) -> dict[str, Any]:
        self.asked.append(("refresh", refresh_token))
        if self.trouble:
            raise self.trouble
        renewed = {"refresh_token": "another"} if self.rotates else {}
        return {"id_token": self.id_token(nonce=None), "expires_in": 3600, **renewed}

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


def begun(cognito: Cognito, to: str = "/race?period=week") -> tuple[str, str]:
    """Begin a sign-in; return the cookie and the state that the hosted page will send back."""
    answer = answered("GET", "/signin", query={"to": to})
    asked = parse_qs(urlsplit(location(answer)).query)
    cognito.nonce = asked["nonce"][0]
    return cookies(answer)["signing-in", "/signed-in"][0], asked["state"][0]


def test_signing_in_asks_the_hosted_page_for_a_code() -> None:
    answer = answered("GET", "/signin", query={"to": "/race", "login_hint": " aino@virasto.example "})

    asked = urlsplit(location(answer))
    question = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert answer["statusCode"] == 302
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == "https://signin.example/oauth2/authorize"
    assert question["client_id"] == "client"
    assert question["response_type"] == "code"
    assert question["scope"] == "openid email"
    assert question["redirect_uri"] == "https://lahetti.example/signed-in"
    assert question["login_hint"] == "aino@virasto.example"
    assert question["code_challenge_method"] == "S256"
    assert question["prompt"] == "login", "the page's own session signs nobody in whose sessions were ended"
    assert len(question["state"]) >= 32
    assert len(question["nonce"]) >= 32


def test_the_challenge_is_that_of_the_verifier_in_the_cookie() -> None:
    answer = answered("GET", "/signin")

    value, attributes = cookies(answer)["signing-in", "/signed-in"]
    kept = sessions.verify(Purpose.SIGNING_IN, value, NOW)
    assert kept is not None
    digest = hashlib.sha256(kept["verifier"].encode()).digest()
    question = parse_qs(urlsplit(location(answer)).query)
    assert question["code_challenge"] == [base64.urlsafe_b64encode(digest).decode().rstrip("=")]
    assert len(kept["verifier"]) >= 43
    assert attributes == {"Max-Age=600", "HttpOnly", "Secure", "SameSite=Lax"}
    assert "login_hint" not in question


def test_two_sign_ins_share_no_secret() -> None:
    first, second = (parse_qs(urlsplit(location(answered("GET", "/signin"))).query) for _ in range(2))

    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


@pytest.mark.parametrize(("to", "languages"), [("/console/contents", ["sv"]), ("/race", [])])
def test_on_the_way_to_the_console_the_device_learns_the_persons_language(
    cognito: Cognito, monkeypatch: pytest.MonkeyPatch, to: str, languages: list[str]
) -> None:
    swedish = replace(AINO, language="sv")
    monkeypatch.setattr(members, "require_session", lambda _: swedish)
    kept, state = begun(cognito, to)

    answer = answered("GET", "/signed-in", query={"code": "code", "state": state}, cookies={"signing-in": kept})

    written = {name: value for (name, _), value in cookies(answer).items()}
    assert [value for name, (value, _) in written.items() if name == "language"] == languages
    assert "HttpOnly" not in written.get("language", ("", set()))[1], "the client reads and changes it"


def test_the_callback_sets_the_cookies_and_leads_where_the_person_wanted(cognito: Cognito) -> None:
    kept, state = begun(cognito)

    answer = answered("GET", "/signed-in", query={"code": "code", "state": state}, cookies={"signing-in": kept})

    assert (answer["statusCode"], location(answer)) == (302, "/race?period=week")
    written = cookies(answer)
    ninety_days = {"Max-Age=7776000", "HttpOnly", "Secure", "SameSite=Lax"}
    assert written["refresh", "/session"] == written["refresh", "/signout"] == (refresh_cookie(), ninety_days)
    console, attributes = written["console", "/console"]
    assert sessions.verify(Purpose.CONSOLE, console, NOW) == SIGNED_IN.as_kept()
    assert attributes == {"Max-Age=648000", "HttpOnly", "Secure", "SameSite=Lax"}
    assert written["signing-in", "/signed-in"] == ("", {"Max-Age=0", "HttpOnly", "Secure", "SameSite=Lax"})
    [(_, code, verifier)] = cognito.asked
    assert (code, len(verifier)) == ("code", 64)


def test_no_log_tells_who_signed_in(cognito: Cognito, caplog: pytest.LogCaptureFixture) -> None:
    kept, state = begun(cognito)

    answered("GET", "/signed-in", query={"code": "code", "state": state}, cookies={"signing-in": kept})

    (line,) = (record for record in caplog.records if "signed in" in record.getMessage())
    assert "person" not in {*vars(line), *line.getMessage().split()}


def test_an_address_that_is_no_screen_is_not_led_to(cognito: Cognito) -> None:
    kept, state = begun(cognito, "https://elsewhere.example/")

    answer = answered("GET", "/signed-in", query={"code": "code", "state": state}, cookies={"signing-in": kept})

    assert location(answer) == "/"


def failed(answer: dict[str, Any]) -> bool:
    written = cookies(answer)
    return (
        answer["statusCode"] == 302
        and re.search(r"[?&]signin=failed$", location(answer)) is not None
        and set(written) == {("signing-in", "/signed-in")}
        and written["signing-in", "/signed-in"][0] == ""
    )


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("/", "/?signin=failed"),
        ("/me", "/me?signin=failed"),
        ("/me#settings", "/me?signin=failed#settings"),
        ("/race?period=week", "/race?period=week&signin=failed"),
        ("/console/contents", "/?signin=failed"),
        ("https://elsewhere.example/", "/?signin=failed"),
    ],
)
def test_a_sign_in_that_failed_is_told_where_the_person_wanted_to_go(cognito: Cognito, wanted: str, shown: str) -> None:
    kept, _ = begun(cognito, wanted)

    answer = answered("GET", "/signed-in", query={"error": "access_denied"}, cookies={"signing-in": kept})

    assert location(answer) == shown


def test_an_answer_with_another_state_is_refused_before_the_code_is_used(cognito: Cognito) -> None:
    kept, _ = begun(cognito)

    answer = answered("GET", "/signed-in", query={"code": "code", "state": "another"}, cookies={"signing-in": kept})

    assert failed(answer)
    assert not cognito.asked


def test_an_answer_without_our_cookie_is_refused(cognito: Cognito) -> None:
    _, state = begun(cognito)

    assert failed(answered("GET", "/signed-in", query={"code": "code", "state": state}))
    assert failed(answered("GET", "/signed-in"))
    assert not cognito.asked


def test_a_console_cookie_does_not_pass_for_a_sign_in(cognito: Cognito) -> None:
    _, state = begun(cognito)
    forged = sessions.signed(Purpose.CONSOLE, {"state": state, "nonce": "", "verifier": "v", "to": "/"}, NOW)

    answer = answered("GET", "/signed-in", query={"code": "code", "state": state}, cookies={"signing-in": forged})

    assert failed(answer)


def test_a_sign_in_is_over_after_ten_minutes(cognito: Cognito, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, state = begun(cognito)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10))

    answer = answered("GET", "/signed-in", query={"code": "code", "state": state}, cookies={"signing-in": kept})

    assert failed(answer)


@pytest.mark.parametrize("trouble", [NotSignedIn("refused"), Busy("Cognito does not answer")])
def test_a_refused_code_leads_back_to_the_first_screen(cognito: Cognito, trouble: Exception) -> None:
    kept, state = begun(cognito)
    cognito.trouble = trouble

    answer = answered("GET", "/signed-in", query={"code": "code", "state": state}, cookies={"signing-in": kept})

    assert failed(answer)


def test_a_token_of_another_sign_in_is_refused(cognito: Cognito) -> None:
    kept, state = begun(cognito)
    cognito.nonce = "another"

    answer = answered("GET", "/signed-in", query={"code": "code", "state": state}, cookies={"signing-in": kept})

    assert failed(answer)


def test_an_error_of_the_hosted_page_leads_back_to_the_first_screen(cognito: Cognito) -> None:
    kept, state = begun(cognito)

    query = {"error": "access_denied", "state": state}
    assert failed(answered("GET", "/signed-in", query=query, cookies={"signing-in": kept}))


def test_the_session_gives_an_id_token_and_renews_the_console(cognito: Cognito) -> None:
    answer = answered("POST", "/session", headers=OWN, cookies={"refresh": refresh_cookie()})

    assert answer["statusCode"] == 200
    body = json.loads(answer["body"])
    assert set(body) == {"id_token", "expires_in"}
    assert body["expires_in"] == 3600
    assert cognito.asked == [("refresh", "refresh token;1")]
    [(path, (console, _))] = cookies(answer).items()
    assert path == ("console", "/console")
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
def test_signing_out_revokes_forgets_and_ends_the_hosted_session(cognito: Cognito, revoked: bool) -> None:
    cognito.revokes = revoked

    answer = answered(
        "POST", "/signout", headers={**OWN, "Accept": "application/json"}, cookies={"refresh": refresh_cookie()}
    )

    to = json.loads(answer["body"])["to"]
    assert to == "https://signin.example/logout?client_id=client&logout_uri=https%3A%2F%2Flahetti.example%2F"
    assert cognito.asked == [("revoke", "refresh token;1")]
    assert {key for key, (value, _) in cookies(answer).items() if value == ""} == {
        ("refresh", "/session"),
        ("refresh", "/signout"),
        ("console", "/console"),
    }


def test_a_form_that_signs_out_is_led_to_the_hosted_page(cognito: Cognito) -> None:
    answer = answered("POST", "/signout", headers=OWN)

    assert answer["statusCode"] == 303
    assert location(answer).startswith("https://signin.example/logout?")
    assert answer["multiValueHeaders"]["Clear-Site-Data"] == ['"storage"'], "what the client has kept on the device"
    assert not cognito.asked
