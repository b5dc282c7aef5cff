"""Own sessions: a list of them, ended one by one; what is ended opens nothing in API, console and web any more."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api import application, handler_people  # noqa: F401 (it adds its routes)
from console import handler_editors
from lahetti.core import clock
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import transact
from lahetti.people import changing, items, own_sessions, signing_out
from lahetti.people.model import MOST_SESSIONS, Person, Role, ScoreCard
from lahetti.security import identity, secrets, sessions
from lahetti.security.identity import RefreshTokenReused
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn, in_milliseconds
from tests.bench.metering import item_size
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import id_token
from tests.unit.lahetti.people.test_members import AINO
from web import handler as web

NOW = datetime(2026, 11, 25, 10, 0, 0, 400_000, UTC)
EEVA = replace(AINO, id="eeva", email="eeva@vero.fi", role=Role.EDITOR, version=0)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"


class Time:
    """The clock, which stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Pool:
    """Gives tokens, and others at each renewal where it rotates: a used one comes again a minute later at the most."""

    time: Time
    rotates: bool = True
    given: int = 0
    used: dict[str, datetime] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)

    def sign_in(self, proven: SignIn, _: str, now: datetime) -> dict[str, Any]:
        return {"id_token": id_token(proven, now), "refresh_token": self._new(), "expires_in": 3600}

    def refresh(self, refresh_token: str, sign_in: SignIn, now: datetime) -> dict[str, Any]:
        if refresh_token in self.revoked:
            raise NotSignedIn("revoked")
        renewed = {}
        if self.rotates:
            if now - self.used.setdefault(refresh_token, now) > timedelta(seconds=60):
                raise RefreshTokenReused("again")
            renewed["refresh_token"] = self._new()
        return {"id_token": id_token(sign_in, now), "expires_in": 3600, **renewed}

    def revoke(self, refresh_token: str) -> bool:
        self.revoked.append(refresh_token)
        return True

    def _new(self) -> str:
        self.given += 1
        return f"refresh {self.given}"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(clock, "now", lambda: time.now)
    return time


@pytest.fixture(autouse=True)
def pool(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch, time: Time) -> Pool:
    pool = Pool(time)
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"sessions"])
    for name in ("sign_in", "refresh", "revoke"):
        monkeypatch.setattr(identity, name, getattr(pool, name))
    monkeypatch.setattr(identity, "revoke_all", pool.revoked.append)
    for person in (EEVA, replace(EEVA, id="other", email="other@vero.fi")):
        transact(items.put_person(person), items.put_card(ScoreCard(person.id, person.name)))
    database.settle()
    return pool


@dataclass
class Device:
    """A browser in which somebody signed in, and what it holds since."""

    tokens: own_sessions.Tokens

    @property
    def session(self) -> str:
        assert self.tokens.sign_in.session is not None
        return self.tokens.sign_in.session

    def asks_api(self, path: str = "/me/sessions", method: str = "GET") -> dict[str, Any]:
        sign_in = self.tokens.sign_in
        event = rest_event(method, f"/api/v1{path}", headers={"User-Agent": EDGE})
        said = {"signed_in": str(in_milliseconds(sign_in.at)), "session": sign_in.session, "method": sign_in.method}
        token = {"token_use": "id", "aud": "user_pool_client", "cognito:username": sign_in.person}
        event["requestContext"]["authorizer"] = {"claims": {**token, **said}}
        return application.resolve(event, None)

    def opens_console(self) -> int:
        kept = sessions.signed(Purpose.CONSOLE, self.tokens.sign_in.as_kept(), clock.now())
        answer = handler_editors.lambda_handler(
            rest_event("GET", "/console/notes", cookies={"console": kept}), Context()
        )
        return int(answer["statusCode"])

    def sends(self, path: str) -> dict[str, Any]:
        cookies = {"refresh": self.tokens.refresh_token}
        headers = {"Origin": "web_origin", "Accept": "application/json"}
        return web.lambda_handler(rest_event("POST", path, headers=headers, cookies=cookies), Context())

    def renews(self) -> int:
        """Renew, and keep what came of it as a browser does."""
        answer = self.sends("/session")
        if answer["statusCode"] == 200:
            (cookie, *_) = (one for one in answer["multiValueHeaders"]["Set-Cookie"] if one.startswith("refresh="))
            self.tokens = replace(self.tokens, refresh_token=cookie.split(";")[0].removeprefix("refresh="))
        return int(answer["statusCode"])

    def answers(self) -> tuple[int, int, int]:
        return int(self.asks_api()["statusCode"]), self.opens_console(), self.renews()


HOLDS, ENDED = (200, 200, 200), (401, 302, 401)


def signs_in(time: Time, agent: str = EDGE, method: Method = Method.WORK, person: str = EEVA.id) -> Device:
    time.passes(seconds=1)
    _, tokens = own_sessions.begin(SignIn(person, time.now, method), "attempt", agent, time.now)
    return Device(tokens)


def listed(device: Device) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(device.asks_api()["body"])["items"]
    return found


def eeva() -> Person:
    found = items.find_person(EEVA.id, consistent=True)
    assert found is not None
    return found


def test_everybody_sees_where_they_are_signed_in_and_nobody_elses(time: Time) -> None:
    phone, computer = signs_in(time, SAFARI, Method.PASSKEY), signs_in(time)
    signs_in(time, person="other")

    told = {"method": "work", "used_on": "2026-11-25", "system": "windows", "browser": "edge"}
    assert listed(computer) == [
        {"session": computer.session, "current": True, **told},
        {
            "session": phone.session,
            "current": False,
            **told,
            "method": "passkey",
            "system": "iphone",
            "browser": "safari",
        },
    ]
    assert [one["current"] for one in listed(phone)] == [False, True]


def test_what_is_kept_of_a_device_is_neither_its_user_agent_nor_an_address(time: Time) -> None:
    device = signs_in(time, SAFARI)

    (kept,) = items.PersonItem.get(keys.person(EEVA.id), keys.PROFILE).sessions
    assert kept == f"{device.session} {in_milliseconds(time.now)} work iphone/safari 2026-11-25"


ENDS: dict[str, Callable[[Device, Device], dict[str, Any]]] = {
    "by another device": lambda ended, other: other.asks_api(f"/me/sessions/{ended.session}", "DELETE"),
    "by itself": lambda ended, _: ended.asks_api(f"/me/sessions/{ended.session}", "DELETE"),
    "signing out": lambda ended, _: ended.sends("/signout"),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_session_that_was_ended_opens_nothing_any_more_and_the_others_go_on(
    time: Time, end: str, database: MemoryDynamoDb
) -> None:
    ended, other, somebody_elses = signs_in(time, SAFARI), signs_in(time), signs_in(time, person="other")
    assert ended.answers() == other.answers() == HOLDS

    assert ENDS[end](ended, other)["statusCode"] == 200

    database.settle()
    assert ended.answers() == ENDED
    assert other.answers() == somebody_elses.answers() == HOLDS
    assert [one["session"] for one in listed(other)] == [other.session]


def test_ending_answers_those_that_are_left(time: Time) -> None:
    ended, other = signs_in(time), signs_in(time)

    answer = other.asks_api(f"/me/sessions/{ended.session}", "DELETE")

    assert [one["session"] for one in json.loads(answer["body"])["items"]] == [other.session]


def test_nobody_ends_somebody_elses_session_or_one_that_is_over(time: Time) -> None:
    own, theirs = signs_in(time), signs_in(time, person="other")

    for session in (theirs.session, "unknown"):
        assert own.asks_api(f"/me/sessions/{session}", "DELETE")["statusCode"] == 404
    assert theirs.answers() == HOLDS


def test_no_log_tells_of_sessions(time: Time, database: MemoryDynamoDb) -> None:
    ended, other = signs_in(time), signs_in(time)
    other.asks_api(f"/me/sessions/{ended.session}", "DELETE")

    assert not [key for key in database.programme.states if key[0].startswith("AUDIT")]


def test_an_eleventh_session_ends_the_one_that_began_first(time: Time) -> None:
    first, *others = (signs_in(time) for _ in range(MOST_SESSIONS))
    assert first.answers() == HOLDS

    eleventh = signs_in(time)

    assert first.answers() == ENDED
    assert all(device.answers() == HOLDS for device in (*others, eleventh))
    assert len(listed(eleventh)) == MOST_SESSIONS


def test_ten_sessions_keep_a_person_under_a_kilobyte(time: Time, database: MemoryDynamoDb) -> None:
    for _ in range(MOST_SESSIONS):
        signs_in(time, SAFARI, Method.PASSKEY)

    assert item_size(database.programme.find((keys.person(EEVA.id), keys.PROFILE))) < 1024


def test_a_session_that_began_a_moment_ago_opens_what_is_read_eventually(time: Time, database: MemoryDynamoDb) -> None:
    database.chance = random.Random(1)

    for _ in range(20):
        assert signs_in(time).asks_api()["statusCode"] == 200


def test_signing_out_of_all_devices_leaves_none_in_the_list(time: Time) -> None:
    devices = [signs_in(time) for _ in range(3)]

    signing_out.sign_out_everywhere(EEVA.id, time.now)

    assert eeva().sessions == ()
    assert all(device.answers() == ENDED for device in devices)
    assert len(listed(signs_in(time))) == 1


def test_the_last_day_is_written_once_a_day_and_by_renewing_alone(time: Time, database: MemoryDynamoDb) -> None:
    device, other = signs_in(time), signs_in(time)
    time.passes(days=1)
    database.written.clear()

    device.asks_api()
    assert not [one for one in database.written if any("sessions" in item for item in one)]
    for _ in range(3):
        assert device.renews() == 200

    changed = [one for one in database.written if any("sessions" in item for item in one)]
    assert len(changed) == 1
    assert {one["session"]: one["used_on"] for one in listed(device)} == {
        device.session: "2026-11-26",
        other.session: "2026-11-25",
    }


def test_a_day_that_cannot_be_written_holds_nobody_up(time: Time, database: MemoryDynamoDb) -> None:
    device = signs_in(time)
    time.passes(days=1)

    def come_first(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            database.before = lambda *_: None
            changing.change_person(EEVA.id, {"language": "sv"}, EEVA.id, time.now)

    database.before = come_first

    assert device.renews() == 200
    assert eeva().language == "sv"


def test_a_refresh_token_that_comes_again_after_its_grace_was_copied_and_ends_its_session(time: Time) -> None:
    owner, other = signs_in(time), signs_in(time)
    thief = Device(owner.tokens)
    assert owner.renews() == 200
    time.passes(seconds=59)
    assert Device(owner.tokens).renews() == thief.renews() == 200, "two tabs, or an answer that was lost"
    stolen = Device(replace(owner.tokens))
    assert owner.renews() == 200
    time.passes(seconds=61)

    assert stolen.renews() == 401

    assert owner.answers() == ENDED, "nobody knows who of the two is the owner"
    assert other.answers() == HOLDS


def test_where_the_pool_does_not_rotate_the_same_refresh_token_goes_on(time: Time, pool: Pool) -> None:
    pool.rotates = False
    device = signs_in(time)

    assert [device.renews() for _ in range(3)] == [200, 200, 200]
    time.passes(hours=1)
    assert device.renews() == 200


def test_a_session_is_gone_from_the_list_once_nothing_can_renew_it(time: Time) -> None:
    signs_in(time)
    time.passes(days=90)

    later = signs_in(time)

    assert [one["session"] for one in listed(later)] == [later.session]
    assert len(eeva().sessions) == 1


def test_a_sign_in_that_was_ended_before_its_session_began_begins_none(time: Time) -> None:
    early = time.now
    signing_out.sign_out_everywhere(EEVA.id, early)

    with pytest.raises(NotSignedIn):
        own_sessions.begin(SignIn(EEVA.id, early, Method.CODE), "attempt", EDGE, early)
    assert eeva().sessions == ()


def test_two_who_sign_in_at_the_same_time_both_hold(time: Time, database: MemoryDynamoDb) -> None:
    devices: list[Device] = []

    def come_first(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            database.before = lambda *_: None
            devices.append(signs_in(time))

    database.before = come_first
    devices.append(signs_in(time))

    assert [device.answers() for device in devices] == [HOLDS, HOLDS]


def test_signing_out_forgets_everything_here_though_the_store_is_busy(
    time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = signs_in(time)

    def busy(*_: object) -> None:
        raise Busy("The table is asked for too much.", retry_after=1)

    monkeypatch.setattr(own_sessions, "forget", busy)

    answer = device.sends("/signout")

    assert answer["statusCode"] == 200
    assert all("Max-Age=0" in cookie for cookie in answer["multiValueHeaders"]["Set-Cookie"])
