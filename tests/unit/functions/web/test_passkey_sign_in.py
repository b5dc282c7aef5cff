"""Signing in with a passkey, from the browser's question to the cookies of a session."""

import json
from typing import Any

import pytest

from http_adapter.cookies import read_cookies
from lahetti.core.errors import Busy
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.passkeys import managing
from lahetti.people.rules import with_access
from lahetti.security import identity, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn
from tests.authenticator import Authenticator
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import id_token
from tests.unit.functions.web.conftest import NOW
from tests.unit.lahetti.people.test_members import AINO
from web import handler

ORIGIN = "https://lahetti.example"
OWN = {"Origin": ORIGIN, "Content-Type": "application/json"}
OPTIONS, ANSWER = "/signin/passkey/options", "/signin/passkey"


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> list[SignIn]:
    """Whom the pool has given tokens to."""
    found: list[SignIn] = []

    def give(sign_in: SignIn, attempt: str, now: Any) -> dict[str, Any]:
        assert attempt
        found.append(sign_in)
        return {"id_token": id_token(sign_in, now), "refresh_token": "refresh", "expires_in": 3600}

    monkeypatch.setattr(identity, "sign_in", give)
    return found


@pytest.fixture
def phone(database: MemoryDynamoDb) -> Authenticator:
    """A device with a passkey of Aino's."""
    transact(people_items.put_person(AINO))
    made = Authenticator(ORIGIN, "lahetti.example")
    options, ticket = managing.begin(AINO, SignIn(AINO.id, NOW), NOW)
    managing.make(AINO, ticket, made.make(options), "Puhelin", NOW)
    return made


def post(path: str, body: object, cookies: dict[str, str] | None = None, headers: dict[str, str] = OWN) -> Any:
    sent = body if isinstance(body, str) else json.dumps(body)
    return handler.lambda_handler(
        rest_event("POST", path, headers=headers, cookies=cookies or {}, body=sent), Context()
    )


def cookies_of(answer: Any) -> dict[str, str]:
    return read_cookies("; ".join(one.partition(";")[0] for one in answer["multiValueHeaders"].get("Set-Cookie", [])))


def asked() -> tuple[dict[str, Any], dict[str, str]]:
    answer = post(OPTIONS, {})
    assert answer["statusCode"] == 200
    return json.loads(answer["body"])["options"], cookies_of(answer)


def test_a_passkey_brings_a_session_and_leads_where_somebody_wanted_to_go(
    phone: Authenticator, proven: list[SignIn]
) -> None:
    options, cookies = asked()

    answer = post(ANSWER, {"answer": phone.prove(options), "to": "/me"}, cookies)

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"to": "/me"})
    assert [(one.person, one.method) for one in proven] == [(AINO.id, Method.PASSKEY)]
    kept = sessions.verify(Purpose.CONSOLE, cookies_of(answer)["console"], NOW)
    assert kept is not None
    assert SignIn.of_kept(kept) == proven[0]


def test_nobody_is_led_elsewhere(phone: Authenticator, proven: list[SignIn]) -> None:
    for to in ("https://evil.example/", "//evil.example", 7, None, ["/me"]):
        options, cookies = asked()
        answer = post(ANSWER, {"answer": phone.prove(options), "to": to}, cookies)
        assert json.loads(answer["body"]) == {"to": "/"}


def test_opening_the_first_screen_stores_nothing(database: MemoryDynamoDb) -> None:
    asked()

    assert database.written == []


def test_an_answer_counts_in_the_browser_that_was_asked(phone: Authenticator, proven: list[SignIn]) -> None:
    options, _ = asked()
    _, of_another = asked()

    for cookies in ({}, of_another):
        answer = post(ANSWER, {"answer": phone.prove(options)}, cookies)
        assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (422, "not_proven")
    assert proven == []


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "null", '{"answer": []}', '{"answer": {"id": 7}}'])
def test_what_is_no_answer_is_refused_in_words(body: str, proven: list[SignIn]) -> None:
    _, cookies = asked()

    assert post(ANSWER, body, cookies)["statusCode"] == 422


def test_a_body_beyond_the_limit_is_not_read(proven: list[SignIn]) -> None:
    _, cookies = asked()

    answer = post(ANSWER, {"answer": "x" * 20_001}, cookies)

    assert (answer["statusCode"], json.loads(answer["body"])["limit"]) == (413, 20_000)


@pytest.mark.parametrize("path", [OPTIONS, ANSWER])
def test_scripts_of_other_sites_are_refused(path: str, phone: Authenticator, proven: list[SignIn]) -> None:
    options, cookies = asked()

    for headers in ({**OWN, "Origin": "https://evil.example"}, {"Content-Type": "application/json"}):
        assert post(path, {"answer": phone.prove(options)}, cookies, headers)["statusCode"] == 403
    assert proven == []


def test_a_person_whose_access_was_ended_comes_in_by_no_passkey(phone: Authenticator, proven: list[SignIn]) -> None:
    found = people_items.find_person(AINO.id)
    assert found is not None
    transact(people_items.put_person(with_access(found, ended=True)))
    options, cookies = asked()

    answer = post(ANSWER, {"answer": phone.prove(options)}, cookies)

    assert answer["statusCode"] in (401, 403)
    assert "console" not in cookies_of(answer)
    assert proven == []


def test_where_the_pool_is_busy_the_browser_asks_anew(phone: Authenticator, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> dict[str, Any]:
        raise Busy("The sign-in service does not answer.", retry_after=1)

    monkeypatch.setattr(identity, "sign_in", busy)
    options, cookies = asked()

    answer = post(ANSWER, {"answer": phone.prove(options)}, cookies)

    assert answer["statusCode"] == 503
    assert answer["multiValueHeaders"]["Retry-After"] == ["1"]
