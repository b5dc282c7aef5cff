"""Topics in the API: of the library alone, by id, with their names for whoever reads them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from api import application, handler_contents, handler_people  # noqa: F401 (they add their routes)
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.dynamodb.transactions import transact
from lahetti.people import inviting
from lahetti.people import items as people_items
from lahetti.people.model import Invitation, Role
from lahetti.security import identity
from lahetti.settings import topics, versions
from tests.contents import content_head, put_heads
from tests.events import Context, rest_event
from tests.names import named
from tests.sign_ins import claims
from tests.topics import topic

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
LIBRARY = (topic("vero", named("Verotus", "Beskattning"), named("#vero")), topic("asuminen", named("Asuminen")))


@pytest.fixture(autouse=True)
def _programme(database: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    versions.change_settings({"topics": LIBRARY}, "anni", NOW)
    transact(channels_items.put_channel(Channel("blogi", "Blogi", "blog", "fi", "https://a.example/")))
    put_heads([content_head("c", channel="blogi", topics=("vero", "asuminen"), published=NOW)])
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person() -> str:
    invitation = Invitation("eeva@virasto.example", "Eeva", Role.EDITOR, "sv", channels=("blogi",))
    return inviting.invite(invitation, "tests", NOW)[0].id


def ask(person: str, method: str, path: str, body: object = None) -> tuple[int, Any]:
    event = rest_event(method, f"/api/v1{path}", body=None if body is None else json.dumps(body))
    event["requestContext"]["authorizer"] = {"claims": claims(person, NOW)}
    answer = application.resolve(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def test_the_programme_names_its_topics_in_the_readers_language(person: str) -> None:
    _, programme = ask(person, "GET", "/programme")

    assert programme["topics"] == [
        {"topic": "asuminen", "name": "Asuminen", "name_texts": {"fi": "Asuminen"}, "hashtags": {}},
        {
            "topic": "vero",
            "name": "Beskattning",
            "name_texts": {"fi": "Verotus", "sv": "Beskattning"},
            "hashtags": {"fi": "#vero"},
        },
    ]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/me", {"topics": ["vero", "Verotus"]}),
        (
            "POST",
            "/contents",
            {
                "channel": "blogi",
                "url": "https://a.example/1",
                "title": "t",
                "language": "fi",
                "topics": ["vero", "Verotus"],
            },
        ),
    ],
)
def test_an_unknown_topic_is_refused_with_what_is_allowed(person: str, method: str, path: str, body: object) -> None:
    status, problem = ask(person, method, path, body)

    assert (status, problem["field"], problem["value"], problem["limits"]) == (
        422,
        "topics",
        "Verotus",
        ["vero", "asuminen"],
    )


def test_what_was_removed_is_neither_in_contents_nor_in_wishes_and_may_be_sent_again(person: str) -> None:
    ask(person, "PATCH", "/me", {"topics": ["vero", "asuminen"]})
    topics.take_off("vero", "anni", NOW)

    _, me = ask(person, "GET", "/me")
    _, offered = ask(person, "GET", "/contents")
    status, _ = ask(person, "PATCH", "/me", {"topics": ["vero", "asuminen"]})

    assert me["notifications"]["topics"] == ["asuminen"]
    assert [row["topics"] for row in offered["items"]] == [["asuminen"]]
    assert status == 200
    stored = people_items.find_person(person, consistent=True)
    assert stored is not None
    assert stored.notifications == replace(stored.notifications, topics=("vero", "asuminen"))
