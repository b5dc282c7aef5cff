"""The second reader by the API: what is read, submitted, commented, sent back and published."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api import routes_contents
from lahetti.core import clock
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import Role, ScoreCard
from lahetti.settings.model import Settings
from tests.unit.functions.api.test_accepted_input import Asked, asked
from tests.unit.lahetti.people.test_members import AINO

__all__ = ["asked"]
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
WRITER = replace(AINO, id="writer", email="w@vero.fi", name="Eeva", role=Role.EDITOR, channels=("blog",), version=0)
DRAFT = {"channel": "blog", "url": "https://blogi.virasto.example/1", "title": "Otsikko", "language": "fi"}
Told = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def told(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Ask the API of a programme that wants a second reader; every request comes a second later."""
    monkeypatch.setattr(routes_contents, "current_settings", lambda: Settings(second_reader=True))
    transact(people_items.put_person(WRITER), people_items.put_card(ScoreCard(WRITER.id, WRITER.name)))
    moments = (NOW + timedelta(seconds=number) for number in range(1, 1000))
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    return asked


def test_a_draft_goes_from_its_writer_over_comments_to_its_reader(told: Told) -> None:
    path = f"/contents/{told('writer', 'POST', '/contents', DRAFT)[1]['content']}"
    assert told("writer", "GET", path)[1]["submitted_edition_at"] is None

    assert told("writer", "POST", f"{path}/submit")[0] == 200
    assert told("admin", "POST", f"{path}/send-back", {"comment": "Mistä luku on?"})[0] == 200
    assert told("writer", "POST", f"{path}/comments", {"text": "Tilastosta."})[1]["number"] == 2
    told("writer", "PUT", f"{path}/captions/x/fi", {"texts": ["Katso."]})
    told("writer", "POST", f"{path}/submit")
    found = told("admin", "GET", path)[1]
    (listed,) = told("admin", "GET", "/contents", state="draft")[1]["items"]
    first = told("admin", "GET", f"{path}/comments", limit="1")[1]
    second = told("admin", "GET", f"{path}/comments", limit="1", cursor=first["next"])[1]

    assert listed["submitted_edition_at"] == found["submitted_edition_at"] == found["edition_at"]
    assert [one["items"][0]["text"] for one in (first, second)] == ["Mistä luku on?", "Tilastosta."]
    assert first["items"][0]["written_at"] < second["items"][0]["written_at"]
    assert told("admin", "POST", f"{path}/publish", {"edition_at": found["edition_at"]}) == (
        200,
        {"content": found["content"], "state": "published"},
    )


def test_what_is_refused_says_who_may_and_why(told: Told) -> None:
    path = f"/contents/{told('writer', 'POST', '/contents', DRAFT)[1]['content']}"
    early = told("admin", "POST", f"{path}/publish", {})
    told("writer", "POST", f"{path}/submit")
    own = told("writer", "POST", f"{path}/publish", {})
    unread = told("admin", "POST", f"{path}/publish", {})
    older = told("admin", "POST", f"{path}/publish", {"edition_at": "2026-11-25T09:00:00Z"})

    assert [status for status, _ in (early, own, unread, older)] == [409] * 4
    assert [(answer["field"], answer["reason"]) for _, answer in (early, own, unread, older)] == [
        ("second_reader", "not_submitted"),
        ("second_reader", "own_change"),
        ("edition", "not_read"),
        ("edition", "not_read"),
    ]
    assert "Another editor of its channel" in own[1]["detail"]


def test_ambassadors_read_no_comments(told: Told) -> None:
    path = f"/contents/{told('writer', 'POST', '/contents', DRAFT)[1]['content']}/comments"

    assert told("aino", "GET", path)[0] == 403
    assert told("aino", "POST", path, {"text": "Hei"})[0] == 403
