"""Signing in by API: two calls, then renewing and signing out; by the rules of the web's forms."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from api import application, handler_people, handler_sign_in  # noqa: F401 (they add their routes)
from http_adapter import even_times
from lahetti.core import clock
from lahetti.core.errors import Busy
from lahetti.dynamodb.transactions import transact
from lahetti.mail import sign_in_codes
from lahetti.people import items
from lahetti.people.model import ScoreCard
from lahetti.people.signing_in import Asked
from lahetti.security import identity, secrets
from lahetti.security.sign_ins import SignIn, in_milliseconds
from tests.events import rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import id_token
from tests.unit.lahetti.people.test_members import AINO
from web import id_tokens

NOW = datetime(2026, 11, 25, 10, 15, tzinfo=UTC)
NOBODY = "nobody@vero.fi"


@dataclass
class World:
    """A clock, a pool that rotates, and mail that is kept."""

    now: datetime = NOW
    codes: dict[str, str] = field(default_factory=dict)
    slept: list[float] = field(default_factory=list)
    passed: Iterator[float] = field(default_factory=lambda: iter(float(number) for number in range(1000)))
    trouble: Exception | None = None
    given: int = 0

    def sign_in(self, proven: SignIn, _: str, now: datetime) -> dict[str, Any]:
        if self.trouble:
            raise self.trouble
        return {"id_token": id_token(proven, now), **self._refresh_token()}

    def refresh(self, _: str, sign_in: SignIn, now: datetime) -> dict[str, Any]:
        return {"id_token": id_token(sign_in, now), **self._refresh_token()}

    def send(self, asked: Asked, _: datetime) -> None:
        if asked.person is not None and asked.code is not None:
            self.codes[asked.person.email] = asked.code

    def _refresh_token(self) -> dict[str, Any]:
        self.given += 1
        return {"refresh_token": f"refresh {self.given}", "expires_in": 3600}


@pytest.fixture(autouse=True)
def world(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setenv("LAHETTI_CODES_AN_HOUR", "500")
    monkeypatch.setenv("LAHETTI_UNKNOWN_AN_HOUR", "20")
    monkeypatch.setattr(clock, "now", lambda: world.now)
    time = SimpleNamespace(sleep=world.slept.append, monotonic=lambda: next(world.passed))
    monkeypatch.setattr(even_times, "time", time)
    monkeypatch.setattr("api.routes_sign_in.time", time)
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"sessions"])
    monkeypatch.setattr(secrets, "code_key", lambda: b"codes")
    monkeypatch.setattr(identity, "sign_in", world.sign_in)
    monkeypatch.setattr(identity, "refresh", world.refresh)
    monkeypatch.setattr(identity, "revoke", lambda _: True)
    monkeypatch.setattr(sign_in_codes, "send", world.send)
    items.claim_email(AINO.email, AINO.id)
    transact(items.put_person(AINO), items.put_card(ScoreCard(AINO.id, AINO.name)))
    database.settle()
    return world


def send(path: str, body: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
    sent = {"Content-Type": "application/json", "User-Agent": "okhttp/5.1.0", **headers}
    answer = application.resolve(rest_event("POST", f"/api/v1{path}", headers=sent, body=json.dumps(body)), None)
    return int(answer["statusCode"]), json.loads(answer["body"])


def begun(email: str = AINO.email) -> str:
    status, body = send("/sign-in", {"email": email})
    assert status == 200
    return str(body["ticket"])


def signed_in(world: World) -> dict[str, Any]:
    status, tokens = send("/sign-in/answers", {"ticket": begun(), "code": world.codes[AINO.email]})
    assert status == 200
    return tokens


def asks_with(tokens: dict[str, Any]) -> int:
    """Ask for the sessions with an id token, whose claims the gateway hands on."""
    sign_in = id_tokens.sign_in_of(tokens["id_token"], clock.now())
    claims = {"token_use": "id", "aud": "user_pool_client", "cognito:username": sign_in.person}
    said = {"signed_in": str(in_milliseconds(sign_in.at)), "session": sign_in.session, "method": sign_in.method}
    event = rest_event("GET", "/api/v1/me/sessions", headers={"User-Agent": "okhttp/5.1.0"})
    event["requestContext"]["authorizer"] = {"claims": {**claims, **said}}
    return int(application.resolve(event, None)["statusCode"])


def test_a_mailed_code_brings_tokens_of_a_session_that_is_in_the_list(world: World) -> None:
    tokens = signed_in(world)

    assert (tokens["expires_in"], asks_with(tokens)) == (3600, 200)
    found = items.find_person(AINO.id, consistent=True)
    assert found is not None
    assert [(one.device.code, one.method) for one in found.sessions] == [("android/other", "code")]


def test_a_session_is_renewed_and_its_refresh_token_replaced(world: World) -> None:
    first = signed_in(world)

    status, second = send("/sign-in/renewals", {"refresh_token": first["refresh_token"]})

    assert (status, asks_with(second)) == (200, 200)
    assert second["refresh_token"] != first["refresh_token"]


def test_signing_out_ends_the_session_at_once_and_again_changes_nothing(world: World) -> None:
    tokens, other = signed_in(world), signed_in(world)

    for _ in range(2):
        assert send("/sign-out", {"refresh_token": tokens["refresh_token"]}) == (200, {"signed_out": True})

    assert (asks_with(tokens), asks_with(other)) == (401, 200)
    assert send("/sign-in/renewals", {"refresh_token": tokens["refresh_token"]})[0] == 401


def test_a_known_and_an_unknown_address_get_the_same_answer_after_the_same_time(world: World) -> None:
    world.passed = iter([10.0, 10.2, 20.0, 20.7])

    answers = [send("/sign-in", {"email": email}) for email in (NOBODY, AINO.email)]

    assert [round(seconds, 3) for seconds in world.slept] == [0.8, 0.3]
    (unknown, of_unknown), (known, of_known) = answers
    assert (unknown, of_unknown | {"ticket": ""}) == (known, of_known | {"ticket": ""})
    wrong = [send("/sign-in/answers", {"ticket": body["ticket"], "code": "000000"}) for _, body in answers]
    assert wrong[0] == wrong[1]
    assert set(world.codes) == {AINO.email}


WRONG: dict[str, Any] = {
    "another code": lambda ticket, code: (ticket, f"{(int(code) + 1) % 10**6:06}", "code_wrong"),
    "somebody else's ticket": lambda _, code: (begun(NOBODY), code, "code_wrong"),
    "no ticket of ours": lambda _, code: ("x", code, "code_over"),
    "a changed ticket": lambda ticket, code: (f"{ticket[:-2]}xx", code, "code_over"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_nothing_else_signs_in(world: World, wrong: str) -> None:
    ticket = begun()
    given, code, reason = WRONG[wrong](ticket, world.codes[AINO.email])

    status, body = send("/sign-in/answers", {"ticket": given, "code": code})

    assert (status, body["code"]) == (401, reason)
    assert world.given == 0


def test_a_code_signs_in_once(world: World) -> None:
    ticket = begun()
    answer = {"ticket": ticket, "code": world.codes[AINO.email]}

    assert [send("/sign-in/answers", answer)[0] for _ in range(2)] == [200, 401]


def test_a_ticket_is_over_after_ten_minutes(world: World) -> None:
    ticket = begun()
    world.now += timedelta(minutes=10)

    status, body = send("/sign-in/answers", {"ticket": ticket, "code": world.codes[AINO.email]})

    assert (status, body["code"]) == (401, "code_over")


def test_the_sixth_code_within_an_hour_is_refused_for_every_address(world: World) -> None:
    for email in (AINO.email, NOBODY):
        statuses = [send("/sign-in", {"email": email})[0] for _ in range(6)]

        assert statuses == [200, 200, 200, 200, 200, 429]


def test_the_same_request_again_under_its_key_mails_no_second_code(world: World) -> None:
    _, first = send("/sign-in", {"email": AINO.email}, **{"Idempotency-Key": "k1"})
    code = world.codes.pop(AINO.email)
    send("/sign-in", {"email": AINO.email}, **{"Idempotency-Key": "k1"})

    assert not world.codes
    assert send("/sign-in/answers", {"ticket": first["ticket"], "code": code})[0] == 200


def test_a_code_is_worth_as_much_after_a_pool_that_was_busy(world: World) -> None:
    ticket = begun()
    world.trouble = Busy("The pool is asked for too much.", retry_after=1)
    answer = {"ticket": ticket, "code": world.codes[AINO.email]}
    assert send("/sign-in/answers", answer)[0] == 503

    world.trouble = None

    assert send("/sign-in/answers", answer)[0] == 200
