import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from lahetti.content.calendar import addresses
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.content.model import ContentState
from lahetti.core import clock
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import Role
from lahetti.security import secrets
from tests.contents import content_head, put_heads
from tests.events import Context, rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO
from web import handler

PATH = "/calendar/{file}"
NOW = datetime(2026, 12, 2, 10, tzinfo=UTC)
EDITOR = replace(AINO, id="eeva", role=Role.EDITOR, channels=("blogi",), language="sv")


@pytest.fixture(autouse=True)
def _programme(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(secrets, "calendar_key", lambda: b"key")
    transact(people_items.put_person(EDITOR))
    for id_ in ("blogi", "muu"):
        transact(channels_items.put_channel(Channel(id_, f"Kanava {id_}", "blog", "fi", "https://a.example/")))
    at = NOW + timedelta(days=1)
    put_heads(
        [
            content_head("s", state=ContentState.SCHEDULED, since=at, planned=at, title="Tulossa"),
            content_head("x", state=ContentState.SCHEDULED, since=at, planned=at, title="Muiden", channel="muu"),
            content_head("p", since=NOW, published=NOW, title="Ulkona"),
            content_head("old", since=NOW - timedelta(days=93), published=NOW - timedelta(days=93), title="Vanha"),
            content_head("a", state=ContentState.ARCHIVED, since=NOW, published=NOW, title="Arkistossa"),
            content_head("r", state=ContentState.RECALLED, since=NOW, published=NOW, title="Vedetty"),
            content_head("d", state=ContentState.DRAFT, title="Luonnos"),
        ]
    )


def answered(file: str, method: str = "GET") -> dict[str, Any]:
    answer: dict[str, Any] = handler.lambda_handler(rest_event(method, PATH, parameters={"file": file}), Context())
    return answer


def file() -> str:
    return f"{addresses.token_of(addresses.make(EDITOR, NOW))}.ics"


def test_the_file_holds_what_the_editor_may_edit_and_nothing_else() -> None:
    answer = answered(file())

    assert answer["statusCode"] == 200
    headers = answer["multiValueHeaders"]
    assert headers["Content-Type"] == ["text/calendar; charset=utf-8"]
    assert headers["Cache-Control"] == ["no-store"]
    calendar = Calendar.from_ical(answer["body"])
    assert str(calendar["X-WR-CALNAME"]) == "Lähettis publiceringskalender"
    assert {(str(e["UID"]), str(e["SUMMARY"])) for e in calendar.events} == {
        ("s@lahetti", "Tulossa"),
        ("p@lahetti", "Ulkona"),
    }
    assert "eeva" not in answer["body"]


def test_channels_that_are_taken_away_are_gone_at_the_next_request() -> None:
    address = file()
    stored = people_items.find_person("eeva", consistent=True)
    assert stored is not None
    transact(people_items.put_person(replace(stored, channels=("muu",))))

    assert [str(e["SUMMARY"]) for e in Calendar.from_ical(answered(address)["body"]).events] == ["Muiden"]


def test_what_leads_nowhere_is_answered_alike_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    revoked = file()
    addresses.revoke(EDITOR, NOW)
    dead = file()
    stored = people_items.find_person("eeva", consistent=True)
    assert stored is not None
    transact(people_items.put_person(replace(stored, role=Role.AMBASSADOR, channels=())))

    answers = [answered(one) for one in (revoked, dead, "a" * 43, "x.ics", f"{'ä' * 3000}.ics")]

    assert {answer["statusCode"] for answer in answers} == {404}
    assert len({str(answer) for answer in answers}) == 1
    assert revoked.removesuffix(".ics") not in str(answers)


def test_no_line_of_the_log_holds_the_token(capsys: pytest.CaptureFixture[str]) -> None:
    live = file()

    for one in (live, "unknown-token.ics"):
        answered(one)
        answered(one, "HEAD")
        answered(one, "POST")

    said = "".join(capsys.readouterr())
    assert live.removesuffix(".ics") not in said
    assert "unknown-token" not in said
