from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lahetti.core import clock
from lahetti.people import changing, members
from lahetti.people.model import DigestMode, Person
from lahetti.security import sessions
from lahetti.security.sessions import Purpose
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from tests.events import Context, rest_event
from tests.mail_samples import somebody
from web import handler

PATH = "/unsubscribe/{token}"


class Known:
    """The one person that there is, and what was changed of them."""

    def __init__(self) -> None:
        self.person = somebody("sv")
        self.changes: list[dict[str, Any]] = []

    def find(self, person: str) -> Person | None:
        return self.person if person == self.person.id else None

    def change(self, person: str, changes: dict[str, Any], by: str, _: datetime) -> Person:
        assert (person, by) == (self.person.id, self.person.id)
        self.changes.append(changes)
        wished = self.person.notifications
        digest, monday = changes.get("digest", wished.digest), changes.get("monday_mail", wished.monday)
        self.person = replace(self.person, notifications=replace(wished, digest=DigestMode(digest), monday=monday))
        return self.person


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> Known:
    known = Known()
    monkeypatch.setattr(members, "known_person", known.find)
    monkeypatch.setattr(changing, "change_person", known.change)
    monkeypatch.setattr(settings_versions, "current_settings", Settings)
    return known


def token(person: str = "p1", age: timedelta = timedelta()) -> str:
    return sessions.signed(Purpose.UNSUBSCRIBE, {"person": person}, clock.now() - age)


def answered(method: str, signed: str, body: str | None = None) -> dict[str, Any]:
    event = rest_event(method, PATH, parameters={"token": signed}, body=body)
    answer: dict[str, Any] = handler.lambda_handler(event, Context())
    return answer


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_link_changes_nothing(known: Known, method: str) -> None:
    answer = answered(method, token())

    assert answer["statusCode"] == 200
    assert known.changes == []
    if method == "GET":
        assert '<html lang="sv">' in answer["body"]
        assert "Avsluta sammandragen" in answer["body"]
        assert 'href="/me"' in answer["body"]
        assert "tisdagar" not in answer["body"]


@pytest.mark.parametrize("body", ["List-Unsubscribe=One-Click", "", None, "digest=daily", "digest=" * 100_000])
def test_one_post_ends_the_digest_and_a_second_changes_nothing(known: Known, body: str | None) -> None:
    answers = [answered("POST", token(), body) for _ in range(2)]

    assert [answer["statusCode"] for answer in answers] == [200, 200]
    assert known.changes == [{"digest": "off"}]
    assert "inga fler sammandrag" in answers[0]["body"]


@pytest.mark.parametrize(
    "signed",
    ["nonsense", token, lambda: token("p2"), lambda: token(age=timedelta(days=401)), lambda: f"{token()}x"],
    ids=["nonsense", "of a cookie", "nobody's", "over", "changed"],
)
def test_a_token_that_vouches_for_nobody_changes_nothing(known: Known, signed: Any) -> None:
    given = signed() if callable(signed) else signed
    if signed is token:
        given = sessions.signed(Purpose.CONSOLE, {"person": "p1"}, clock.now())

    answers = [answered(method, given) for method in ("GET", "POST")]

    assert [answer["statusCode"] for answer in answers] == [404, 404]
    assert known.changes == []


def test_the_way_out_of_mondays_mail_ends_it_and_leaves_the_digest(known: Known) -> None:
    address = sessions.signed(Purpose.UNSUBSCRIBE, {"person": "p1", "mail": "monday"}, clock.now())
    before = known.person.notifications

    shown = handler.lambda_handler(rest_event("GET", PATH, parameters={"token": address}), Context())
    assert known.changes == []
    answers = [
        handler.lambda_handler(rest_event("POST", PATH, parameters={"token": address}), Context()) for _ in range(2)
    ]

    assert known.changes == [{"monday_mail": False}]
    assert known.person.notifications == replace(before, monday=False)
    assert "Avsluta måndagsbreven" in shown["body"]
    assert all("inga fler måndagsbrev" in answer["body"] for answer in answers)
