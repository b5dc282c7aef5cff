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
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.people import members
from lahetti.security import identity, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO
from web import handler

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
SIGNED_IN = SignIn("person", NOW - timedelta(minutes=1), Method.WORK)
ISSUER = "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_pool"


class Cognito:
    """Gives tokens for one code, and remembers what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.nonce = ""
        self.asked: list[tuple[str, ...]] = []
        self.trouble: Exception | None = None
        monkeypatch.setattr(identity, "exchange_code", self.exchange_code)

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
    """Begin a sign-in; return the cookie and the state that the provider will send back."""
    answer = answered("GET", "/signin/work-account", query={"to": to})
    asked = parse_qs(urlsplit(location(answer)).query)
    cognito.nonce = asked["nonce"][0]
    return cookies(answer)["signing-in", "/signed-in"][0], asked["state"][0]


def test_signing_in_asks_the_provider_for_a_code() -> None:
    answer = answered("GET", "/signin/work-account", query={"to": "/race", "login_hint": " aino@virasto.example "})

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
    answer = answered("GET", "/signin/work-account")

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
    first, second = (parse_qs(urlsplit(location(answered("GET", "/signin/work-account"))).query) for _ in range(2))

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
        and re.search(r"^/signin\?(.*&)?reason=failed$", location(answer)) is not None
        and set(written) == {("signing-in", "/signed-in")}
        and written["signing-in", "/signed-in"][0] == ""
    )


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("/", "/signin?reason=failed"),
        ("/me", "/signin?to=/me&reason=failed"),
        ("/me#settings", "/signin?to=/me%23settings&reason=failed"),
        ("/race?period=week", "/signin?to=/race%3Fperiod%3Dweek&reason=failed"),
        ("/console/contents", "/signin?to=/console/contents&reason=failed"),
        ("https://elsewhere.example/", "/signin?reason=failed"),
    ],
)
def test_a_sign_in_that_failed_is_told_where_the_person_wanted_to_go(cognito: Cognito, wanted: str, shown: str) -> None:
    kept, _ = begun(cognito, wanted)

    answer = answered("GET", "/signed-in", query={"error": "access_denied"}, cookies={"signing-in": kept})

    assert location(answer) == shown


def test_without_a_provider_there_is_no_work_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAHETTI_SIGN_IN_ORIGIN")
    configuration.cache_clear()

    assert answered("GET", "/signin/work-account")["statusCode"] == 404
    assert answered("GET", "/signed-in", query={"code": "code", "state": "state"})["statusCode"] == 404


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


def test_an_error_of_the_provider_leads_back_to_the_first_screen(cognito: Cognito) -> None:
    kept, state = begun(cognito)

    query = {"error": "access_denied", "state": state}
    assert failed(answered("GET", "/signed-in", query=query, cookies={"signing-in": kept}))
