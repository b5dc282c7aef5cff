"""What admins get of others: the same eight things on screen, in files and in the API, and no list of any state."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api import routes_people
from console.framework.context import PageContext
from console.framework.export import as_csv, as_json
from console.framework.rendering import rendered
from console.pages.people import people, person
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.people import items
from lahetti.people.model import MailState, Person, PersonState, Role, ScoreCard
from tests.unit.functions.console.conftest import NOW

SEEN = {"person", "name", "email", "role", "teams", "channels", "language", "bounced"}
ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW, guidelines=1)
AINO = Person("aino", "aino@vero.fi", "Aino", Role.AMBASSADOR, PersonState.ACTIVE, "fi", NOW - timedelta(days=9))

pytestmark = pytest.mark.usefixtures("database")


def put(*stored: Person) -> None:
    for one in stored:
        transact(items.put_person(one), items.put_card(ScoreCard(one.id, one.name)))


def context(path: str = "/console/people", **query: str) -> PageContext:
    return PageContext(ADMIN, path, path, query, NOW)


def shown_of(aino: Person, language: str) -> dict[str, str]:
    """Return all that an admin reads in a programme of twelve with one more person."""
    put(ADMIN, *(replace(ADMIN, id=f"p{n}", email=f"p{n}@vero.fi", role=Role.AMBASSADOR) for n in range(11)), aino)
    lines = list(people.people.lines[1](context())) if people.people.lines else []
    frame: dict[str, Any] = {"context": context(), "person": ADMIN, "menu": (), "badges": {}}
    list_values, page_values = people.people.view(context()), person.person.view(context(), aino.id)
    return {
        "list": rendered("people/people.html", language, {**frame, **list_values}),
        "page": rendered("people/person.html", language, {**frame, **page_values}),
        "json": as_json(lines),
        "csv": as_csv(lines, context().texts),
        "api": routes_people._member(aino).model_dump_json(),
    }


def test_admins_see_exactly_eight_things_of_a_person() -> None:
    shown = shown_of(AINO, "fi")

    assert set(json.loads(shown["json"])[0]) == SEEN
    assert set(json.loads(shown["api"])) == SEEN


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize(
    "change",
    [
        {"guidelines": 1},
        {"state": PersonState.PAUSED, "own_pause": True},
        {"anonymous": True},
        {"servers": {"mastodon": "mastodon.social"}},
    ],
)
def test_what_a_person_does_changes_nothing_that_admins_see(
    database: Any, language: str, change: dict[str, Any]
) -> None:
    before = shown_of(AINO, language)
    for key in list(database.programme.states):
        del database.programme.states[key]

    assert shown_of(replace(AINO, **change), language) == before


def test_a_bounce_and_a_complaint_look_alike(database: Any) -> None:
    bounced = shown_of(replace(AINO, mail_state=MailState.BOUNCED), "fi")
    for key in list(database.programme.states):
        del database.programme.states[key]

    assert "ei mene perille" in bounced["page"]
    assert shown_of(replace(AINO, mail_state=MailState.COMPLAINED), "fi") == bounced
