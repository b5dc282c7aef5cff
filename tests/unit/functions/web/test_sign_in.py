"""The two screens of signing in, over the whole way: forms, cookies, store, mail, and what the pool is asked."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest

from http_adapter import even_times
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy, NotSignedIn
from lahetti.dynamodb.transactions import transact
from lahetti.mail import ses
from lahetti.mail.messages import Message
from lahetti.people import changing, items
from lahetti.people.model import Person, Role, ScoreCard
from lahetti.people.rules import with_access
from lahetti.security import identity, secrets, sessions
from lahetti.security.sessions import Purpose
from lahetti.security.sign_ins import Method, SignIn
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.sign_ins import id_token
from tests.unit.lahetti.people.test_members import AINO
from web import handler, sign_in

NOW = datetime(2026, 11, 25, 10, 15, tzinfo=UTC)
OWN = {"Origin": "https://lahetti.example", "Content-Type": "application/x-www-form-urlencoded"}
WRONG = "000000"
BOSS = replace(AINO, id="boss", email="boss@vero.fi", role=Role.ADMIN, version=0)


@dataclass
class World:
    """The mails that went out, what the pool was asked, and the moment."""

    mails: list[Message] = field(default_factory=list)
    proven: list[SignIn] = field(default_factory=list)
    trouble_of_pool: Exception | None = None
    trouble_of_mail: Exception | None = None
    slept: list[float] = field(default_factory=list)
    passed: Iterator[float] = field(default_factory=itertools.count)
    now: datetime = NOW

    def send(self, message: Message, _: object) -> str:
        if self.trouble_of_mail:
            raise self.trouble_of_mail
        self.mails.append(message)
        return "id"

    def sign_in(self, proven: SignIn, attempt: str, now: datetime) -> dict[str, Any]:
        assert attempt
        if self.trouble_of_pool:
            raise self.trouble_of_pool
        self.proven.append(proven)
        return {"id_token": id_token(proven, now), "refresh_token": "refresh;1", "expires_in": 3600}

    def code(self, number: int = -1) -> str:
        """Return the code of a mail, the last one's unless another is wanted."""
        found = re.search(r"^\d{6}$", self.mails[number].text, re.MULTILINE)
        assert found is not None
        return found[0]


@pytest.fixture(autouse=True)
def world(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World()
    monkeypatch.setattr(clock, "now", lambda: world.now)
    monkeypatch.setattr(secrets, "code_key", lambda: b"a key of codes")
    monkeypatch.setattr(ses, "send", world.send)
    monkeypatch.setattr(identity, "sign_in", world.sign_in)
    time = SimpleNamespace(sleep=world.slept.append, monotonic=lambda: next(world.passed))
    for module in (even_times, sign_in):
        monkeypatch.setattr(module, "time", time)
    for person in (AINO, BOSS):
        items.claim_email(person.email, person.id)
        transact(items.put_person(person), items.put_card(ScoreCard(person.id, person.name)))
    return world


class Browser:
    """Keeps cookies and the forms of the page that it shows."""

    def __init__(self, ip: str = "192.0.2.7", language: str = "") -> None:
        self.cookies: dict[str, str] = {}
        self.ip, self.language = ip, language
        self.answer: dict[str, Any] = {}

    def get(self, path: str) -> "Browser":
        return self._send("GET", path)

    def post(self, path: str, form: dict[str, str], headers: dict[str, str] = OWN) -> "Browser":
        body = "&".join(
            f"{name}={re.sub(r'[^A-Za-z0-9._-]', lambda m: f'%{ord(m[0]):02X}', value)}" for name, value in form.items()
        )
        return self._send("POST", path, headers=headers, body=body)

    def ask(self, email: str = AINO.email, to: str = "/", **more: str) -> "Browser":
        """Open the first screen and send its form; follow to the second where it leads there."""
        self.get(f"/signin?to={to}" if to != "/" else "/signin")
        self.post("/signin", {"email": email, "to": to, "form": self.hidden("form"), **more})
        return self

    def type(self, code: str) -> "Browser":
        return self.post("/signin/code", {"code": code})

    @property
    def status(self) -> int:
        return int(self.answer["statusCode"])

    @property
    def to(self) -> str | None:
        return str(self.answer["multiValueHeaders"].get("Location", [None])[0])

    @property
    def text(self) -> str:
        return unescape(re.sub(r"<[^>]+>", " ", self.answer["body"].split("<body>")[1]))

    @property
    def is_signed_in(self) -> bool:
        return "refresh" in self.cookies

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.answer["body"])
        assert found is not None
        return unescape(found[1])

    def _send(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: str | None = None
    ) -> "Browser":
        bare, _, query = path.partition("?")
        asked = dict(part.split("=", 1) for part in query.split("&")) if query else {}
        spoken = {"Accept-Language": self.language} if self.language else {}
        event = rest_event(
            method, bare, query=asked, headers={**(headers or {}), **spoken}, cookies=dict(self.cookies), body=body
        )
        event["requestContext"]["identity"]["sourceIp"] = self.ip
        self.answer = handler.lambda_handler(event, Context())
        for written in self.answer["multiValueHeaders"].get("Set-Cookie", []):
            name, _, value = written.split(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in written:
                del self.cookies[name]
        return self


def asked(email: str = AINO.email, **more: Any) -> Browser:
    return Browser(**more).ask(email)


def test_the_code_from_the_mail_signs_in_and_leads_where_one_wanted(world: World) -> None:
    browser = Browser().ask(to="/race")
    assert (browser.status, browser.to) == (303, "/signin/code")
    assert AINO.email in browser.get("/signin/code").text

    browser.type(world.code())

    assert (browser.status, browser.to, browser.is_signed_in) == (303, "/race", True)
    (proven,) = world.proven
    assert proven == SignIn(AINO.id, NOW, Method.CODE, proven.session)
    kept = sessions.verify(Purpose.CONSOLE, browser.cookies["console"], NOW)
    assert kept == proven.as_kept()
    assert "attempt" not in browser.cookies


def test_the_mail_is_for_the_person_in_their_language_and_holds_the_code_for_phones(world: World) -> None:
    transact(items.put_person(replace(AINO, language="sv", version=1)))

    asked(language="fi")

    (mail,) = world.mails
    assert (mail.to, mail.subject) == (AINO.email, f"Din inloggningskod är {world.code()}")
    assert mail.text.rstrip().splitlines()[-1] == f"@lahetti.example #{world.code()}"


@pytest.mark.parametrize(
    "typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}"]
)
def test_a_code_may_be_typed_as_people_and_programs_write_it(world: World, typed: str) -> None:
    assert asked().type(typed.format(world.code())).is_signed_in


def test_an_unknown_address_is_answered_alike_and_no_code_of_it_is_right(
    world: World, database: MemoryDynamoDb
) -> None:
    calls: dict[str, list[str]] = {}
    pages: dict[str, tuple[int, str | None, str]] = {}
    for email in (AINO.email, "nobody@vero.fi"):
        calls[email] = []
        database.before = lambda operation, _, seen=calls[email]: seen.append(operation)
        browser = asked(email)
        browser.get("/signin/code")
        page = re.sub(r'value="[^"]*"', "", browser.answer["body"].replace(email, "…"))
        browser.type(WRONG)
        wrong = re.sub(r'value="[^"]*"', "", browser.answer["body"].replace(email, "…"))
        pages[email] = (browser.status, browser.to, page + wrong)

    known, unknown = pages.values()
    assert known == unknown
    assert calls[AINO.email] == calls["nobody@vero.fi"], "the same reads and writes, in the same order"
    assert [mail.to for mail in world.mails] == [AINO.email]


def test_both_are_answered_after_the_same_time(world: World) -> None:
    world.passed = iter([10.0, 10.2, 20.0, 20.7])

    Browser().post("/signin", {"email": "nobody@vero.fi", "to": "/"})
    Browser().post("/signin", {"email": AINO.email, "to": "/"})

    assert [round(seconds, 3) for seconds in world.slept] == [0.8, 0.3]
    assert even_times.ANSWERED_AFTER == 1.0


def test_what_is_refused_holds_the_function_up_for_no_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAHETTI_CODES_AN_HOUR", "1")
    configuration.cache_clear()
    asked("first@vero.fi")
    world.slept.clear()

    assert [asked(email).status for email in (AINO.email, "nobody@vero.fi", "no address")] == [429, 429, 422]
    assert world.slept == []


def test_a_wrong_code_says_how_many_tries_are_left_and_the_fifth_ends_them(world: World) -> None:
    browser = asked()
    told = []
    for _ in range(5):
        browser.type(WRONG)
        told.append(browser.text)

    assert [re.search(r"vielä (kerran|\d)", text)[1] for text in told[:4]] == ["4", "3", "2", "kerran"]  # type: ignore[index]
    assert "viisi kertaa väärin" in told[4]
    assert "viisi kertaa väärin" in browser.type(world.code()).text, "the right one comes too late"
    assert not browser.is_signed_in
    assert not world.proven


def test_tries_of_many_at_once_are_counted_by_the_database(world: World, database: MemoryDynamoDb) -> None:
    browser = asked()
    others = [Browser() for _ in range(8)]
    for other in others:
        other.cookies = dict(browser.cookies)
        other.type(WRONG)

    assert [other.status for other in others] == [422] * 8
    assert not browser.type(world.code()).is_signed_in


def test_a_code_signs_in_once_and_a_second_press_does_no_harm(world: World) -> None:
    browser = asked()
    twin = Browser()
    twin.cookies = dict(browser.cookies)

    browser.type(world.code())
    twin.type(world.code())

    assert browser.is_signed_in
    assert (twin.status, twin.to, twin.is_signed_in) == (303, "/", False)
    assert len(world.proven) == 1


def test_an_attempt_that_has_signed_in_takes_no_more_tries(world: World) -> None:
    browser = asked()
    twin = Browser()
    twin.cookies = dict(browser.cookies)
    browser.type(world.code())

    assert "jo käytetty" in twin.type(WRONG).text


def test_of_two_at_the_same_moment_one_signs_in(world: World, database: MemoryDynamoDb) -> None:
    browser, twin = asked(), Browser()
    twin.cookies = dict(browser.cookies)
    code = world.code()

    def come_between(operation: str, _: object) -> None:
        if operation == "GetItem":  # the person of the first one is read: its try is counted, its code not used yet
            database.before = lambda *_: None
            twin.type(code)

    database.before = come_between

    browser.type(code)

    assert [browser.is_signed_in, twin.is_signed_in].count(True) == 1
    assert len(world.proven) == 1


def test_a_replay_after_the_session_ended_gets_nothing(world: World) -> None:
    browser = asked()
    copied = dict(browser.cookies)
    browser.type(world.code())

    browser.cookies = copied
    browser.type(world.code())

    assert (browser.is_signed_in, len(world.proven)) == (False, 1)


def test_the_code_of_another_browser_proves_nothing(world: World) -> None:
    asked()
    other = Browser()

    other.type(world.code())

    assert (other.status, other.to, other.is_signed_in) == (303, "/signin?reason=expired", False)
    mine = Browser().ask("nobody@vero.fi").type(world.code(0))
    assert not mine.is_signed_in


def test_a_cookie_that_we_have_not_signed_is_none(world: World) -> None:
    browser = asked()
    browser.cookies["attempt"] = sessions.signed(
        Purpose.CONSOLE, {"email": AINO.email, "to": "/", "attempts": [], "language": None}, NOW
    )

    assert browser.type(world.code()).to == "/signin?reason=expired"


@pytest.mark.parametrize(("minutes", "signs_in"), [(9, True), (10, False), (60, False)])
def test_a_code_holds_for_ten_minutes(world: World, minutes: int, signs_in: bool) -> None:
    browser = asked()
    world.now = NOW + timedelta(minutes=minutes)

    assert browser.type(world.code()).is_signed_in is signs_in


def test_a_code_is_over_in_the_store_as_well_as_in_the_cookie(world: World) -> None:
    browser = asked()
    world.now = NOW + timedelta(minutes=8)
    browser.ask()
    world.now = NOW + timedelta(minutes=11)

    assert not browser.type(world.code(0)).is_signed_in
    assert browser.type(world.code(1)).is_signed_in


def test_a_mail_that_comes_late_still_signs_in_after_another_was_asked_for(world: World) -> None:
    browser = asked()
    browser.get("/signin/code")
    browser.post("/signin", {"email": browser.hidden("email"), "to": "/", "form": browser.hidden("form")})

    assert len(world.mails) == 2
    assert browser.type(world.code(0)).is_signed_in


def test_a_second_press_mails_no_second_code(world: World) -> None:
    browser = Browser().get("/signin")
    form = {"email": AINO.email, "to": "/", "form": browser.hidden("form")}

    for _ in range(2):
        browser.post("/signin", form)
        assert browser.to == "/signin/code"

    assert len(world.mails) == 1
    assert browser.type(world.code()).is_signed_in


def test_a_page_that_was_kept_asks_for_a_new_code_later(world: World) -> None:
    browser = Browser().get("/signin")
    form = {"email": AINO.email, "to": "/", "form": browser.hidden("form")}
    browser.post("/signin", form).type(world.code())
    browser.cookies.clear()

    browser.post("/signin", form)

    assert len(world.mails) == 2
    assert browser.type(world.code()).is_signed_in


def test_two_tabs_that_ask_at_once_take_both_codes(world: World) -> None:
    browser = Browser()
    forms = [browser.get("/signin").hidden("form") for _ in range(2)]
    for form in forms:
        browser.post("/signin", {"email": AINO.email, "to": "/", "form": form})

    assert len(world.mails) == 2
    assert browser.type(world.code(0)).is_signed_in


def test_another_address_forgets_the_codes_of_the_one_before(world: World) -> None:
    browser = asked(BOSS.email)
    browser.ask(AINO.email)

    assert not browser.type(world.code(0)).is_signed_in
    assert browser.type(world.code(1)).is_signed_in
    (proven,) = world.proven
    assert proven == SignIn(AINO.id, NOW, Method.CODE, proven.session)


def test_an_address_gets_five_codes_an_hour_from_wherever(world: World) -> None:
    told = [Browser(ip=f"192.0.2.{number}").ask() for number in range(6)]

    assert [browser.status for browser in told] == [303] * 5 + [429]
    assert "viisi koodia" in told[5].text
    assert "45 minuutin" in told[5].text
    assert told[5].answer["multiValueHeaders"]["Retry-After"] == ["2700"]
    world.now = NOW + timedelta(minutes=45)
    assert asked().status == 303


def test_a_network_address_gets_as_many_codes_as_are_set(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAHETTI_CODES_AN_HOUR", "2")
    configuration.cache_clear()

    told = [asked(f"{name}@vero.fi") for name in ("aino", "boss", "third")]

    assert [browser.status for browser in told] == [303, 303, 429]
    assert "verkosta" in told[2].text
    assert asked("third@vero.fi", ip="192.0.2.8").status == 303


def test_who_names_many_unknown_addresses_has_to_wait_whatever_they_name_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAHETTI_UNKNOWN_AN_HOUR", "3")
    configuration.cache_clear()
    known = asked().type(world.code())
    assert known.is_signed_in

    statuses = [asked(f"nobody-{number}@vero.fi").status for number in range(8)]

    refused = statuses.index(429)
    assert 3 <= refused <= 7, "at a number that is drawn"
    assert set(statuses[refused:]) == {429}
    assert asked(BOSS.email).status == 429, "a known address is no better"
    assert known.ask(BOSS.email).status == 303, "but a browser that has signed somebody in before is"
    assert asked(BOSS.email, ip="192.0.2.8").status == 303


def test_at_which_unknown_address_that_begins_does_not_tell_whether_the_last_one_was_unknown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAHETTI_UNKNOWN_AN_HOUR", "3")
    configuration.cache_clear()

    def taken(ip: str) -> int:
        return [asked(f"{ip}-{number}@vero.fi", ip=ip).status for number in range(8)].index(429)

    assert len({taken(f"192.0.2.{number}") for number in range(20)}) > 1


def test_network_addresses_and_mail_addresses_are_kept_as_keyed_hashes_alone(
    world: World, database: MemoryDynamoDb
) -> None:
    asked("nobody@vero.fi", ip="192.0.2.200")

    kept = str(vars(database.transient))
    assert "ATTEMPT#" in kept
    assert "192.0.2.200" not in kept
    assert "nobody@vero.fi" not in kept


def test_while_mail_is_down_everybody_is_told_so_whatever_they_name(world: World) -> None:
    world.trouble_of_mail = ses.NotSent("ThrottlingException")
    browser = asked()
    world.trouble_of_mail = None

    assert "Sähköpostin lähetys ei toimi" in browser.get("/signin/code").text
    assert "Sähköpostin lähetys ei toimi" in asked("nobody@vero.fi").get("/signin/code").text
    assert not world.mails
    world.now = NOW + timedelta(seconds=16)
    assert "Sähköpostin lähetys" not in browser.ask().get("/signin/code").text
    assert browser.type(world.code()).is_signed_in


def test_a_mailbox_that_takes_no_mail_is_nobody_elses_trouble(world: World) -> None:
    world.trouble_of_mail = ses.Refused("MessageRejected")

    assert "Sähköpostin lähetys" not in asked().get("/signin/code").text


def test_a_pool_that_is_busy_leaves_the_code_good(world: World) -> None:
    browser = asked()
    world.trouble_of_pool = Busy("Cognito does not answer", retry_after=1)
    browser.type(world.code())
    assert (browser.status, browser.is_signed_in) == (503, False)
    assert "Sama koodi kelpaa vielä" in browser.text

    world.trouble_of_pool = None

    assert browser.type(world.code()).is_signed_in


def test_somebody_whom_the_pool_does_not_know_is_told(world: World) -> None:
    world.trouble_of_pool = NotSignedIn("refused")
    browser = asked()

    browser.type(world.code())

    assert (browser.status, browser.is_signed_in) == (422, False)
    assert "Pyydä uusi koodi" in browser.text


def test_a_token_of_somebody_else_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"id_token": id_token(SignIn(BOSS.id, NOW), NOW), "refresh_token": "r", "expires_in": 3600}
    monkeypatch.setattr(identity, "sign_in", lambda *_: given)

    assert not asked().type(world.code()).is_signed_in


def test_whom_an_admin_paused_a_moment_ago_signs_in_and_stays_so(world: World) -> None:
    world.now = NOW + timedelta(microseconds=400_000)
    changing.change_person(AINO.id, {"state": "paused"}, BOSS.id, world.now)
    browser = asked()
    world.now += timedelta(milliseconds=1)

    browser.type(world.code())

    assert browser.is_signed_in, "the session begins after the pause, within the same second"


def test_whose_access_the_directory_has_ended_is_told_so_on_the_screen(world: World) -> None:
    browser = asked()
    found = items.find_person(AINO.id)
    assert found is not None
    transact(items.put_person(with_access(found, ended=True)))

    browser.type(world.code())

    assert not browser.is_signed_in
    assert "Organisaatiosi hakemisto on päättänyt pääsysi" in browser.text


def test_whoever_left_meanwhile_is_not_signed_in(world: World, database: MemoryDynamoDb) -> None:
    browser = asked()
    transact(items.free_email(AINO.email, AINO.id))

    assert not browser.type(world.code()).is_signed_in


def test_a_language_that_was_chosen_on_the_way_becomes_the_persons(world: World) -> None:
    browser = Browser(language="fi").get("/signin?lang=sv")
    assert browser.cookies["language"] == "sv"
    browser.post("/signin?lang=sv", {"email": AINO.email, "to": "/", "form": browser.hidden("form")})
    assert browser.to == "/signin/code?lang=sv"
    assert "Kontrollera din e-post" in browser.get("/signin/code?lang=sv").text

    browser.post("/signin/code?lang=sv", {"code": world.code()})

    found = items.find_person(AINO.id, consistent=True)
    assert found is not None
    assert found.language == "sv"


def test_without_a_choice_the_persons_language_stays(world: World) -> None:
    asked(language="en").type(world.code())

    found: Person | None = items.find_person(AINO.id, consistent=True)
    assert found is not None
    assert found.language == AINO.language


@pytest.mark.parametrize(
    "email", ["", "aino", "aino@", "a" * 250 + "@vero.fi", "aino@vero.fi\nBcc: x@y.fi", "aino @vero.fi"]
)
def test_what_is_no_address_is_told_and_nothing_is_kept(world: World, email: str) -> None:
    browser = asked(email)

    assert browser.status == 422
    assert "<title>Virhe: Kirjaudu – Lähetti</title>" in browser.answer["body"]
    assert 'aria-invalid="true"' in browser.answer["body"]
    assert "attempt" not in browser.cookies


def test_an_address_is_taken_as_somebody_meant_it_who_copied_it(world: World) -> None:
    assert asked(f" mailto:{AINO.email.upper()} ").type(world.code()).is_signed_in


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "/nowhere", "/race\r\nX: y"]
)
def test_nobody_is_led_elsewhere(world: World, to: str) -> None:
    browser = Browser().get("/signin")
    browser.post("/signin", {"email": AINO.email, "to": to, "form": browser.hidden("form")})

    assert browser.type(world.code()).to == "/"


@pytest.mark.parametrize("to", ["/console/contents", "/share/abc?network=x", "/me#settings"])
def test_a_wanted_screen_is_kept_through_both_forms(world: World, to: str) -> None:
    browser = Browser().get("/signin")
    browser.post("/signin", {"email": AINO.email, "to": to, "form": browser.hidden("form")})

    assert browser.type(world.code()).to == to


@pytest.mark.parametrize("path", ["/signin", "/signin/code"])
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_forms_of_other_sites_are_refused(world: World, path: str, headers: dict[str, str]) -> None:
    browser = asked()

    browser.post(path, {"email": BOSS.email, "code": world.code()}, headers)

    assert (browser.status, browser.is_signed_in, len(world.mails)) == (403, False, 1)


def test_what_is_typed_comes_back_as_text(world: World) -> None:
    browser = asked('"><script>alert(1)</script>@x')

    assert "<script>alert" not in browser.answer["body"]


def test_no_log_tells_who_asks_or_signs_in(world: World, caplog: pytest.LogCaptureFixture) -> None:
    browser = asked()
    browser.type(WRONG)
    browser.type(world.code())

    said = " ".join(str({**vars(record), "args": None}) + record.getMessage() for record in caplog.records)
    assert "signed in" in said
    for secret in (AINO.email, AINO.id, world.code(), "192.0.2.7"):
        assert secret not in said


def test_without_an_attempt_the_second_screen_leads_to_the_first(world: World) -> None:
    assert Browser().get("/signin/code").to == "/signin"
    browser = asked()
    world.now = NOW + timedelta(minutes=11)
    assert browser.get("/signin/code").to == "/signin?reason=expired"


def test_the_pages_are_kept_by_nobody_and_hold_one_form_each(world: World) -> None:
    browser = Browser().get("/signin")
    assert browser.answer["multiValueHeaders"]["Cache-Control"] == ["no-store"]
    page = browser.ask().get("/signin/code").answer["body"]
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
