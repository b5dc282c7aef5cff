"""What is sent is stored, or what is wrong with it is said: never accepted and forgotten."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from api import application, handler_contents, handler_people, handler_shares  # noqa: F401 (they add their routes)
from lahetti.content import items as content_items
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.content.model import ContentState, ContentTexts
from lahetti.core import clock
from lahetti.core.names import LocalisedName
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import PersonState, Role, ScoreCard
from lahetti.security import identity
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from tests.contents import content_head
from tests.events import rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.sign_ins import claims
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
BLOG = Channel("blog", "Blogi", "blog", "fi", "https://blogi.virasto.example/")
PEOPLE = (
    replace(AINO, id="admin", email="admin@vero.fi", role=Role.ADMIN, version=0),
    replace(AINO, id="aino", teams=("itä",), version=0),
    replace(AINO, id="tauko", email="tauko@vero.fi", state=PersonState.PAUSED, version=0),
)
JSON = {"Content-Type": "application/json"}
Asked = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def asked(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Ask the API as one of the people of a small programme."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    organisation = LocalisedName.of({"fi": "Vero", "sv": "Skatt"})
    settings = Settings(
        organisation=organisation, teams=(("itä", named("Itä")), ("länsi", named("Länsi"))), guidelines=0
    )
    monkeypatch.setattr(settings_versions, "read_settings", lambda: settings)
    monkeypatch.setattr(settings_versions, "current_settings", lambda: settings)
    monkeypatch.setattr(application, "current_settings", lambda: settings)
    for person in PEOPLE:
        transact(people_items.put_person(person), people_items.put_card(ScoreCard(person.id, person.name)))
    transact(channels_items.put_channel(BLOG))

    def ask(who: str, method: str, path: str, body: object = None, **query: str) -> tuple[int, dict[str, Any]]:
        sent = None if body is None else json.dumps(body)
        event = rest_event(
            method, f"/api/v1{path}", query=query, headers={"Content-Type": "application/json"}, body=sent
        )
        event["requestContext"]["authorizer"] = {"claims": claims(who, NOW)}
        answer = application.resolve(event, None)
        return answer["statusCode"], json.loads(answer["body"])

    return ask


CHANNEL = {"channel": "blog", "name": "Blogi", "medium": "blog", "url": BLOG.url}


def test_a_channel_created_again_answers_what_is_stored(asked: Asked) -> None:
    status, answer = asked("admin", "POST", "/channels", {**CHANNEL, "name": " Blogi "})

    assert (status, answer["name"]) == (200, "Blogi")
    assert answer == asked("admin", "GET", "/channels/blog")[1]


@pytest.mark.parametrize(
    "change", [{"name": "Toinen"}, {"medium": "site"}, {"language": "sv"}, {"url": "https://a.example/"}]
)
def test_a_channel_created_again_otherwise_is_refused(asked: Asked, change: dict[str, str]) -> None:
    status, answer = asked("admin", "POST", "/channels", CHANNEL | change)

    assert (status, answer["code"]) == (409, "conflict")


@pytest.mark.parametrize(("field", "value"), [("medium", "fax"), ("language", "1"), ("language", "FI"), ("medium", "")])
def test_what_a_channel_is_and_speaks_is_checked(asked: Asked, field: str, value: str) -> None:
    status, answer = asked("admin", "POST", "/channels", CHANNEL | {"channel": "uusi", field: value})

    assert (status, answer["field"]) == (422, field)


@pytest.mark.parametrize(("field", "role"), [("teams", "ambassador"), ("channels", "editor")])
def test_teams_and_channels_of_a_person_are_those_of_the_programme(asked: Asked, field: str, role: str) -> None:
    invitation = {"email": "uusi@vero.fi", "name": "Uusi", "role": role, field: ["none"]}

    status, answer = asked("admin", "POST", "/people", invitation)
    assert (status, answer["field"], answer["value"]) == (422, field, "none")
    status, answer = asked("admin", "PATCH", "/people/aino", {"role": role, field: ["none"]})
    assert (status, answer["field"], answer["value"]) == (422, field, "none")


def test_a_team_that_the_settings_have_dropped_stays_where_somebody_has_it(asked: Asked) -> None:
    dropped = replace(AINO, id="vanha", email="vanha@vero.fi", teams=("dropped",), version=0)
    transact(people_items.put_person(dropped), people_items.put_card(ScoreCard("vanha", "Aino")))

    assert asked("admin", "PATCH", "/people/vanha", {"teams": ["länsi", "dropped"]})[0] == 200
    assert asked("admin", "PATCH", "/people/aino", {"teams": ["länsi", "dropped"]})[0] == 422


def test_only_contents_that_somebody_can_see_count_as_seen(asked: Asked) -> None:
    for content, state, audience in (
        ("open", ContentState.PUBLISHED, ()),
        ("gone", ContentState.RECALLED, ()),
        ("others", ContentState.PUBLISHED, ("länsi",)),
        ("draft", ContentState.DRAFT, ()),
    ):
        head = replace(content_head(content, title=content, state=state), audience=audience)
        transact(content_items.put_head(head), content_items.put_texts(ContentTexts(content, "https://www.vero.fi/")))

    status, answer = asked("aino", "POST", "/views", {"contents": ["open", "gone", "others", "draft", "none"]})

    assert (status, answer["views"]) == (200, 2)


@pytest.mark.parametrize("key", ["9999-12-31T00:00:00+00:00#zzz", "#", "aino", "2026-11-25T10:00:00+00:00#aino"])
def test_a_cursor_of_another_list_is_refused_by_the_notes(asked: Asked, key: str) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([key]).encode()).decode().rstrip("=")

    status, answer = asked("admin", "GET", "/notes", cursor=cursor)

    assert (status, answer["field"]) == (422, "cursor")


def test_notes_go_on_behind_one_that_was_settled_meanwhile(asked: Asked) -> None:
    asked("aino", "POST", "/notes", {"about": "walk_through", "text": "Minullekin."})
    asked("admin", "POST", "/notes", {"about": "walk_through", "text": "Kierros."})
    _, page = asked("admin", "GET", "/notes", limit="1")
    asked("admin", "POST", f"/notes/{page['items'][0]['note']}/settle")

    status, answer = asked("admin", "GET", "/notes", limit="1", cursor=page["next"])

    assert (status, len(answer["items"])) == (200, 1)


def test_a_server_of_ones_own_choice_can_be_taken_away(asked: Asked) -> None:
    assert asked("aino", "PATCH", "/me", {"servers": {"mastodon": "mastodon.social"}})[1]["servers"]
    assert asked("aino", "PATCH", "/me", {"servers": {"mastodon": None}})[1]["servers"] == {}


def test_whoever_pauses_is_told_so_and_not_of_a_role(asked: Asked) -> None:
    status, answer = asked("tauko", "GET", "/programme")

    assert (status, answer["code"], answer["reason"]) == (403, "not_allowed", "paused")
    assert "role" not in answer["detail"]


def test_a_name_is_answered_in_the_language_of_whoever_reads_it(asked: Asked) -> None:
    finnish = asked("aino", "GET", "/programme")[1]["organisation"]
    asked("aino", "PATCH", "/me", {"language": "sv"})

    assert (finnish, asked("aino", "GET", "/programme")[1]["organisation"]) == ("Vero", "Skatt")


def test_the_languages_of_contents_are_chosen_and_the_choice_is_taken_back(asked: Asked) -> None:
    chosen = asked("aino", "PATCH", "/me", {"content_languages": ["sv", "en"]})[1]
    refused, problem = asked("aino", "PATCH", "/me", {"content_languages": ["sv", "de"]})
    stored = asked("aino", "GET", "/me")[1]
    taken_back = asked("aino", "PATCH", "/me", {"content_languages": None})[1]

    assert chosen["notifications"]["content_languages"] == ["sv", "en"]
    assert (refused, problem["field"]) == (422, "content_languages.1")
    assert stored["notifications"]["content_languages"] == ["sv", "en"]
    assert taken_back["notifications"]["content_languages"] == []
