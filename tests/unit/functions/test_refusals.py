"""Every field of every form of the console, sent what it cannot take: refused in words, with its limits.

Forms are read from the pages themselves, so a field that is new tomorrow is tried without being named here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from console.framework import answering, protection
from console.framework.context import PageContext
from console.framework.errors import FieldError, in_words
from console.pages.logs.audit_format import change_in_words
from lahetti.analytics import audit_log
from lahetti.core import aws, clock
from lahetti.core.errors import LahettiError
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.networks import guarded_connections
from lahetti.networks.model import CannotFetch
from lahetti.people.waiting_list import queueing
from lahetti.periods import challenges
from lahetti.periods.model import Plan
from lahetti.security import secrets
from lahetti.surveys import conducting
from lahetti.surveys.model import SurveyKind
from tests import console_pages
from tests.events import rest_event
from tests.names import named
from tests.sign_ins import console_cookie
from tests.whole_programme import ZONE, WholeProgramme, console_readings, some_weeks

WRONG = {
    "date": ("", "0001-01-01", "9999-12-31", "no day"),
    "datetime-local": ("", "0001-01-01T00:00", "9999-12-31T23:59", "no moment"),
    "time": ("", "25:00"),
    "select": ("no such",),
    "radio": ("no such",),
    "checkbox": ("no such",),
}
TOO_LONG = "x" * 30_000
NUMBERS = ("-1", "999999999999", "1,5", "many")
WRONG_TEXTS = ("", *NUMBERS, TOO_LONG, "two\nlines", "https://\u2028")
"""What is sent to any other field."""
FILLED = {
    "address": "https://virasto.example/uusi", "aim": "clicks", "by": "2026-12-13", "channel": "uusi",
    "clicks": "1", "collect": "Annilta.", "conversions": "1", "cost": "10", "currency": "EUR", "days": "14",
    "email": "uusi@virasto.example", "first": "2026-12-07", "impressions": "1", "kind": "before", "lang": "fi",
    "language": "fi", "last": "2026-12-13", "medium": "blog", "name": "Nimi", "name_texts.fi": "Nimi",
    "network": "linkedin", "new_name": "Uusi", "note": "Kiitos.", "number": "100", "per_person": "1",
    "period": "M2027-02", "place": "1", "price": "0,48", "ranking": "person", "reason": "Syy",
    "since": "2026-11-01", "source": "Lähde", "spend_cents": "1", "stock": "3", "team": "uusi",
    "title": "Otsikko", "utm_campaign": "nimi", "value_cents": "14,50", "vouchers": "yes", "way": "claim",
}  # fmt: skip
"""What a field that comes empty holds while another one is tried: else all would be refused for the same one."""
SAYS_NOTHING = ("error.other", "error.invalid", "error.conflict")
"""Texts that name neither what is wrong nor what is allowed."""
OF_MACHINES = (
    r"\b(None|null|True|False|UTC|[A-Z]{3,}#)",
    r"\b(?!utm_)[a-z]+_[a-z_]+\b",
    r"\d{4}-\d{2}-\d{2}",
    r"[0-9a-f]{8}-[0-9a-f]{4}-",
    r"\d{5}",
)
"""What no sentence holds: words of the program, its days, ids, and numbers that are hard to read."""
OF_ENGLISH = r"\b(ambassador|editor|admin|is not|must|characters?|allowed|invalid)\b"
ORIGIN = "https://lahetti.example"


class Control(NamedTuple):
    """A field of a form: its type, and what it holds as the page comes; None: nothing is sent of it."""

    name: str
    kind: str
    value: str | None


class Refusal(NamedTuple):
    """What somebody was answered for: where, by which action, with what in which field."""

    path: str
    action: str
    field: str
    sent: str
    error: LahettiError


@dataclass
class SentForm:
    """A form of a page: its fields, and the actions of its buttons."""

    controls: list[Control] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms of a page that are sent by POST."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[SentForm] = []
        self._form: SentForm | None = None
        self._select = ""
        self._area: tuple[str, list[str]] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value, kind = given.get("name") or "", given.get("value"), given.get("type") or "text"
        if tag == "form":
            self._form = SentForm() if given.get("method") == "post" else None
            self.found += [self._form] if self._form else []
        if self._form is None:
            return
        if tag in ("button", "input") and name == "action":
            self._form.actions.append(value or "")
        elif tag == "input":
            is_sent = kind not in ("checkbox", "radio") or "checked" in given
            self._form.controls.append(Control(name, kind, (value or "") if is_sent else None))
        elif tag == "select":
            self._select = name
            self._form.controls.append(Control(name, "select", None))
        elif tag == "option" and self._select and "selected" in given:
            self._form.controls.append(Control(self._select, "select", value))
        elif tag == "textarea":
            self._area = (name, [])

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None and self._form is not None:
            self._form.controls.append(Control(self._area[0], "textarea", "".join(self._area[1]).strip()))
            self._area = None
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None


@dataclass
class Walk:
    """An admin who sends every form of the console what it cannot take."""

    admin: str
    refused: list[Refusal] = field(default_factory=list)
    tried: set[tuple[str, str, str]] = field(default_factory=set)
    broken: list[tuple[str, str, str]] = field(default_factory=list)
    log: list[tuple[str, str, str, str]] = field(default_factory=list)
    _sent: tuple[str, str, str, str] = ("", "", "", "")

    def through(self, path: str, parameters: dict[str, str]) -> None:
        """Try every form of a page, and of the questions that it asks back."""
        page = self._answer("GET", path, parameters)
        if page["statusCode"] == 200:
            self._try(path, parameters, Forms(page["body"]).found)

    def recorded(self, errors: Iterable[LahettiError], texts: Texts) -> tuple[FieldError, ...]:
        """Return errors in words as usual, and keep them."""
        known = tuple(errors)
        self.refused += [Refusal(*self._sent, error) for error in known]
        return in_words(known, texts)

    def _try(self, path: str, parameters: dict[str, str], forms: list[SentForm], *, asked: bool = False) -> None:
        for form in forms:
            for action in form.actions:
                for name, value in self._wrong(path, action, form):
                    self._sent = (path, action, name, value)
                    answer = self._send(path, parameters, action, form.controls, name, value)
                    if answer["statusCode"] >= 500:
                        self.broken.append((path, f"{action}.{name}", value[:20]))
                    if answer["statusCode"] == 200 and 'name="confirmed"' in answer["body"] and not asked:
                        self._try(path, parameters, Forms(answer["body"]).found, asked=True)

    def _wrong(self, path: str, action: str, form: SentForm) -> Iterator[tuple[str, str]]:
        for control in form.controls:
            place = (path, action, _subject(control.name))
            if control.kind not in ("hidden", "file") and place not in self.tried:
                self.tried.add(place)
                for value in WRONG.get(control.kind, WRONG_TEXTS):
                    yield control.name, value

    def _send(
        self, path: str, parameters: dict[str, str], action: str, controls: list[Control], tried: str, value: str
    ) -> dict[str, Any]:
        others = [
            (name, held or FILLED.get(name, held))
            for name, _, held in controls
            if name not in (tried, "token", "action")
        ]
        own = [("token", protection.token(self.admin, clock.now())), ("action", action), (tried, value)]
        sent = [*own, *((name, held) for name, held in others if held is not None)]
        return self._answer("POST", path, parameters, urlencode(sent))

    def _answer(self, method: str, path: str, parameters: dict[str, str], body: str | None = None) -> dict[str, Any]:
        headers = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
        cookies = {"console": console_cookie(self.admin, clock.now())}
        event = rest_event(method, path, parameters=parameters, headers=headers, cookies=cookies, body=body)
        return console_pages.answer(event)


class Aws:
    """A client of AWS that takes whatever it is given."""

    def __getattr__(self, name: str) -> Any:
        return lambda **_: {}


def no_page(*_: Any, **__: Any) -> None:
    raise CannotFetch("There is no network here.")


def _subject(name: str) -> str:
    return name.partition(".")[0]


@cache
def walked() -> Walk:
    """Send every form what it cannot take; return what came of it."""
    programme = some_weeks()
    with programme.lived(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(aws, "client", lambda _: Aws())
        patch.setattr(secrets, "waiting_key", lambda: b"waiting")
        patch.setattr(secrets, "voucher_key", lambda: b"vouchers")
        patch.setattr(guarded_connections, "Session", no_page)
        _fill_up(programme)
        walk = Walk(programme.people["anni"].id)
        patch.setattr(answering, "in_words", walk.recorded)
        patch.setattr(answering, "require_own_origin", lambda _: None)
        for path, parameters, query in console_readings(programme):
            if not query:
                walk.through(path, dict(parameters))
        walk.log = list(_log(programme))
    return walk


def _log(programme: WholeProgramme) -> Iterator[tuple[str, str, str, str]]:
    """Yield what the audit log says of all that was done: language, action, field, and both its values."""
    admin = programme.people["anni"]
    changes = [one for month in ("2026-09", "2026-10", "2026-11") for one in audit_log.all_changes(month, None)]
    for language in LANGUAGES:
        context = PageContext(replace(admin, language=language), "/console/audit", "/console/audit", {}, programme.now)
        for change in changes:
            for label, before, after in change_in_words(context, change)["details"]:
                yield language, change.what, label, f"{before} → {after}"


def _fill_up(programme: WholeProgramme) -> None:
    """Add what has forms of its own: somebody who waits, a challenge to come, a survey that has not begun."""
    admin, now = programme.people["anni"].id, programme.now
    queueing.join("jonossa@virasto.example", "Jonottaja", "fi", now, by=admin)
    plan = Plan(named("Haaste"), date(2026, 12, 14), date(2026, 12, 20))
    made = challenges.create(plan, admin, now, ZONE)
    survey = conducting.create(conducting.new_id(), "Kysely", SurveyKind.ANY, 14, admin, now)
    programme.named["race"] = [made.race, *programme.named["race"]]
    programme.named["survey"] = [survey.id, *programme.named["survey"]]


def texts_of(refusal: Refusal, language: str) -> str:
    (words,) = in_words([refusal.error], Texts("console", language))
    return words.text


def test_forms_of_all_pages_are_tried() -> None:
    tried = walked().tried

    assert len({path for path, _, _ in tried}) >= 20
    assert len(tried) > 130
    assert len(walked().refused) > 300


def test_nothing_that_is_typed_breaks_a_page() -> None:
    assert walked().broken == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_what_is_wrong_in_words_of_the_language(language: str) -> None:
    texts = Texts("console", language)
    bad = [*OF_MACHINES, *([] if language == "en" else [OF_ENGLISH])]

    said = {(one.path, one.action, one.field, texts_of(one, language)) for one in walked().refused}
    assert [found for found in said if any(re.search(pattern, found[-1]) for pattern in bad)] == []
    assert [found for found in said if found[-1] in {texts(key) for key in SAYS_NOTHING}] == []


def test_the_log_tells_of_what_was_done_in_words() -> None:
    machine = (r"\b(None|null|True|False|UTC|[A-Z]{3,}#)", r"\d{4}-\d{2}-\d{2}", r"[0-9a-f]{8}-[0-9a-f]{4}-")

    log = walked().log
    assert len({what for _, what, _, _ in log}) >= 15
    assert [line for line in log if re.fullmatch(r"[a-z_]+", line[2])] == []
    assert [line for line in log if any(re.search(pattern, line[3]) for pattern in machine)] == []
    assert [line for line in log if line[0] != "en" and re.search(OF_ENGLISH, line[3])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_of_what_is_too_much_or_too_long_names_the_limit(language: str) -> None:
    own = [one for one in walked().refused if _subject(one.error.field or "") == _subject(one.field)]
    of_numbers = {(one.path, one.action, one.field) for one in own if one.error.reason in ("no_number", "no_amount")}

    without = {
        (one.path, one.action, one.field, one.sent[:10], texts_of(one, language))
        for one in own
        if one.sent == TOO_LONG or (one.sent in NUMBERS and (one.path, one.action, one.field) in of_numbers)
        if not re.search(r"\d", texts_of(one, language))
    }
    assert without == set()
