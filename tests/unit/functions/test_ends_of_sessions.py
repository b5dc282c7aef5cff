"""What ends sessions ends them in API, console and web alike, on every device; what does not, leaves them all."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api import application, handler_contents, handler_people  # noqa: F401 (they add their routes)
from console import handler_editors
from lahetti.core import clock
from lahetti.dynamodb.transactions import transact
from lahetti.people import changing, items, signing_out
from lahetti.people.model import Person, Role, ScoreCard
from lahetti.personal_data import leaving
from lahetti.security import identity, secrets, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import SignIn
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import claims, id_token, signed_in
from tests.unit.lahetti.people.test_members import AINO
from web import handler as web

NOW = datetime(2026, 11, 25, 10, 0, 0, 400_000, UTC)
"""When something ends sessions: within a second, as most moments are."""
AN_HOUR = timedelta(hours=1)
BOSS = replace(AINO, id="boss", email="boss@vero.fi", role=Role.ADMIN, version=0)
EEVA = replace(AINO, id="eeva", email="eeva@vero.fi", role=Role.EDITOR, version=0)


@dataclass(frozen=True)
class Device:
    """A browser in which somebody signed in at a moment, and what it holds since."""

    at: datetime
    person: str = EEVA.id

    def asks_api(self, method: str = "GET", path: str = "/me", body: object = None) -> int:
        """Send the id token."""
        sent = None if body is None else json.dumps(body)
        event = rest_event(method, f"/api/v1{path}", headers={"Content-Type": "application/json"}, body=sent)
        event["requestContext"]["authorizer"] = {"claims": claims(self.person, self.at)}
        return int(application.resolve(event, None)["statusCode"])

    def opens_console(self, method: str = "GET") -> dict[str, Any]:
        """Send the console's cookie, renewed a moment ago."""
        headers = {"Origin": "web_origin", "Content-Type": "application/x-www-form-urlencoded"}
        kept = sessions.signed(Purpose.CONSOLE, signed_in(self.person, self.at).as_kept(), clock.now())
        event = rest_event(
            method, "/console/notes", headers=headers, cookies={"console": kept}, body="action=settle&note=n1"
        )
        return handler_editors.lambda_handler(event, Context())

    def renews(self) -> dict[str, Any]:
        """Send the cookie with the refresh token."""
        value = {"token": f"of {self.at}", **signed_in(self.person, self.at).as_kept()}
        cookies = {"refresh": sessions.signed(Purpose.REFRESH, value, self.at)}
        event = rest_event("POST", "/session", headers={"Origin": "web_origin"}, cookies=cookies)
        return web.lambda_handler(event, Context())

    def answers(self) -> tuple[int, int, int]:
        """Return what API, console and web answer."""
        return self.asks_api(), self.opens_console()["statusCode"], self.renews()["statusCode"]


HOLDS = (200, 200, 200)
ENDED = (401, 302, 401)
OLD, OTHER = Device(NOW - timedelta(days=30)), Device(NOW - AN_HOUR)
NEW = Device(NOW + timedelta(milliseconds=1))
"""Signs in at once after what ended the others, which an admin's pause did not let them do for up to a second."""
ADMINS = Device(NOW - AN_HOUR, BOSS.id)


@dataclass
class Cognito:
    """Gives out id tokens, and keeps what it revoked."""

    revoked: list[str] = field(default_factory=list)

    def refresh(self, refresh_token: str, sign_in: SignIn, now: datetime) -> dict[str, Any]:
        """Answer a refresh token that nobody has revoked."""
        assert refresh_token not in self.revoked
        return {"id_token": id_token(sign_in, now), "expires_in": 3600}

    def sign_in(self, proven: SignIn, _: str, now: datetime) -> dict[str, Any]:
        """Answer whom the web has proven."""
        return {"id_token": id_token(proven, now), "refresh_token": "r", "expires_in": 3600}

    def revoke(self, refresh_token: str) -> bool:
        """Keep that it was revoked."""
        self.revoked.append(refresh_token)
        return True


@pytest.fixture(autouse=True)
def cognito(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Cognito:
    """People in memory, and a pool that never refuses by itself."""
    pool = Cognito()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"sessions"])
    monkeypatch.setattr(identity, "refresh", pool.refresh)
    monkeypatch.setattr(identity, "sign_in", pool.sign_in)
    monkeypatch.setattr(identity, "revoke", pool.revoke)
    monkeypatch.setattr(identity, "revoke_all", lambda person: pool.revoked.append(f"all of {person}"))
    for person in (BOSS, EEVA):
        transact(items.put_person(person), items.put_card(ScoreCard(person.id, person.name)))
    database.settle()
    return pool


def eeva() -> Person:
    found = items.find_person(EEVA.id, consistent=True)
    assert found is not None
    return found


ENDS: dict[str, Callable[[], object]] = {
    "signing out of all devices": lambda: OTHER.asks_api("POST", "/me/sign-out", {"confirm": "everywhere"}),
    "a role taken away": lambda: ADMINS.asks_api("PATCH", "/people/eeva", {"role": "ambassador"}),
    "a role taken away with other changes": lambda: changing.change_person(
        EEVA.id, {"name": "Eeva", "role": "ambassador", "channels": []}, BOSS.id, NOW
    ),
    "an admin's pause": lambda: ADMINS.asks_api("PATCH", "/people/eeva", {"state": "paused"}),
    "an admin's pause of somebody who pauses": lambda: (
        OTHER.asks_api("PATCH", "/me", {"state": "paused"}),
        ADMINS.asks_api("PATCH", "/people/eeva", {"state": "paused"}),
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_sessions_ends_them_at_the_next_request_on_every_device(end: str) -> None:
    assert OLD.answers() == OTHER.answers() == HOLDS

    ENDS[end]()

    assert OLD.answers() == OTHER.answers() == ENDED
    assert ADMINS.asks_api() == 200, "the sessions of others hold"


@pytest.mark.parametrize("end", ENDS)
def test_whoever_signs_in_again_begins_a_session_that_holds(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ENDS[end]()

    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    assert NEW.asks_api() == NEW.renews()["statusCode"] == 200
    assert NEW.opens_console()["statusCode"] == (200 if "signing out" in end else 403)


KEEP: dict[str, Callable[[], object]] = {
    "one's own pause": lambda: (
        OTHER.asks_api("PATCH", "/me", {"state": "paused"}),
        OTHER.asks_api("PATCH", "/me", {"state": "active"}),
    ),
    "another name": lambda: ADMINS.asks_api("PATCH", "/people/eeva", {"name": "Eeva Toinen", "channels": []}),
    "a higher role": lambda: ADMINS.asks_api("PATCH", "/people/eeva", {"role": "admin"}),
    "the same role": lambda: ADMINS.asks_api("PATCH", "/people/eeva", {"role": "editor"}),
    "an end of a pause that there is not": lambda: ADMINS.asks_api("PATCH", "/people/eeva", {"state": "active"}),
    "a wish of one's own": lambda: OTHER.asks_api("PATCH", "/me", {"language": "sv"}),
    "signing out that was not meant": lambda: OTHER.asks_api("POST", "/me/sign-out", {"confirm": "yes"}),
}


@pytest.mark.parametrize("change", KEEP)
def test_anything_else_keeps_them(change: str) -> None:
    KEEP[change]()

    assert OLD.answers() == OTHER.answers() == HOLDS
    assert eeva().sessions_end_before is None


def test_who_pauses_by_their_own_choice_stays_signed_in() -> None:
    OTHER.asks_api("PATCH", "/me", {"state": "paused"})

    assert OTHER.asks_api() == OTHER.renews()["statusCode"] == 200


def test_whoever_is_erased_may_do_nothing_from_the_next_request_on() -> None:
    leaving.remove(EEVA.id, "Poistui talosta", BOSS, NOW)

    assert OLD.asks_api() == OTHER.asks_api() == 403
    assert OLD.opens_console()["statusCode"] == 403


@pytest.mark.parametrize(
    ("signed_in", "holds"),
    [
        (NOW - timedelta(seconds=1), False),
        (NOW - timedelta(milliseconds=1), False),
        (NOW + timedelta(microseconds=999), False),  # before the end, or after it in the same millisecond
        (NOW + timedelta(milliseconds=1), True),
    ],
)
def test_a_sign_in_of_the_very_millisecond_ends_too_and_one_of_the_next_holds(signed_in: datetime, holds: bool) -> None:
    signing_out.sign_out_everywhere(EEVA.id, NOW)

    assert Device(signed_in).answers() == (HOLDS if holds else ENDED)


def test_what_is_sent_in_a_session_that_was_ended_is_kept_until_the_next_sign_in() -> None:
    signing_out.sign_out_everywhere(EEVA.id, NOW)

    answer = OTHER.opens_console("POST")

    assert answer["statusCode"] == 401
    assert 'name="note" value="n1"' in answer["body"]


def test_a_session_that_was_ended_is_renewed_no_more_and_leaves_nothing_in_the_browser(cognito: Cognito) -> None:
    changing.change_person(EEVA.id, {"role": "ambassador"}, BOSS.id, NOW)

    answer = OTHER.renews()

    assert json.loads(answer["body"])["code"] == "not_signed_in"
    cleared = [written.split(";")[0] for written in answer["multiValueHeaders"]["Set-Cookie"]]
    assert cleared == ["refresh=", "refresh=", "console="]
    assert cognito.revoked == [f"of {OTHER.at}"], "whoever has copied the token gets nothing for it either"


def test_signing_out_of_all_devices_revokes_what_the_pool_gave(cognito: Cognito) -> None:
    signing_out.sign_out_everywhere(EEVA.id, NOW)

    assert cognito.revoked == ["all of eeva"]


def test_an_editors_request_is_refused_at_once_and_an_ambassadors_as_soon_as_reads_have_come_up(
    database: MemoryDynamoDb,
) -> None:
    signing_out.sign_out_everywhere(EEVA.id, NOW)
    database.chance = random.Random(1)

    assert {OTHER.asks_api(path="/notes") for _ in range(20)} == {401}
    assert {OTHER.opens_console()["statusCode"] for _ in range(20)} == {302}
    assert {OTHER.asks_api() for _ in range(20)} == {200, 401}
    database.settle()
    assert OTHER.asks_api() == 401


def test_an_end_that_comes_late_takes_none_back() -> None:
    signing_out.sign_out_everywhere(EEVA.id, NOW)

    signing_out.sign_out_everywhere(EEVA.id, NOW - AN_HOUR)

    assert eeva().sessions_end_before == NOW + timedelta(milliseconds=1)


def test_an_end_and_a_change_at_the_same_time_both_stay(database: MemoryDynamoDb) -> None:
    def come_first(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            database.before = lambda *_: None
            changing.change_person(EEVA.id, {"language": "sv"}, EEVA.id, NOW)

    database.before = come_first

    signing_out.sign_out_everywhere(EEVA.id, NOW)

    assert eeva().language == "sv"
    assert OLD.answers() == OTHER.answers() == ENDED
