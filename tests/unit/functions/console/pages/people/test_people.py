"""What admins get of others: the same ten things on screen, in files and in the API, and no list of any state."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api import routes_people
from console.framework.context import PageContext
from console.framework.export import as_csv, as_json
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages.people import people, person
from lahetti.core.configuration import configuration
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import Texts
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import transact
from lahetti.people import items
from lahetti.people.model import MailState, Person, PersonState, Role, ScoreCard, Seat, WayIn
from lahetti.people.rules import with_access
from lahetti.people.work_accounts import items as work_accounts_items
from lahetti.people.work_accounts.model import WorkAccount
from lahetti.records import items as records_items
from lahetti.records.model import AuditEntry
from lahetti.security import federation, identity
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW

SEEN = {"person", "name", "email", "role", "teams", "channels", "language", "came_by", "bounced", "access_ended"}
ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW, guidelines=1)
AINO = Person("aino", "aino@vero.fi", "Aino", Role.AMBASSADOR, PersonState.ACTIVE, "fi", NOW - timedelta(days=9))

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _without_a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the user pool take whatever it is asked."""
    monkeypatch.setattr(identity, "revoke_all", lambda _: None)


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


def test_admins_see_exactly_ten_things_of_a_person() -> None:
    shown = shown_of(AINO, "fi")

    assert set(json.loads(shown["json"])[0]) == SEEN
    assert set(json.loads(shown["api"])) == SEEN


@pytest.mark.parametrize("language", INTERFACE)
def test_whose_access_the_directory_has_ended_is_told_wherever_they_stand(language: str) -> None:
    words = Texts("console", language)("person.deactivated")

    ended = shown_of(with_access(AINO, ended=True), language)

    assert words in ended["list"]
    assert words in ended["page"]
    assert json.loads(ended["api"])["access_ended"] is True
    assert {line["person"]: line["access_ended"] for line in json.loads(ended["json"])}["aino"] is True


OWN = [
    {"guidelines": 1},
    {"state": PersonState.PAUSED, "own_pause": True},
    {"anonymous": True},
    {"servers": {"mastodon": "mastodon.social"}},
    {"seat": Seat.PASSED_ON, "seat_since": NOW},
    {"seat": Seat.WANTED, "seat_since": NOW},
]
"""What a person does, or what becomes of an invitation that they have not answered."""


def answers_to_actions(aino: Person) -> list[tuple[Redirect | Confirm, list[AuditEntry]]]:
    """Return what each action of a person's page answers an admin, and what the audit log says of them after it."""
    found = []
    for action in ("pause", "resume", "mail_works", "lost_device", "unlink_work_account"):
        put(replace(aino, id=action, email=f"{action}@vero.fi"))
        for confirmed in ({}, {"confirmed": ("yes",)}):
            asked = replace(context(), form=Form(confirmed))
            answer = person.person.actions[action][0](asked, action)
            found.append((answer, records_items.audit_about(keys.person(action), Span())[0]))
    return found


@pytest.mark.parametrize("change", OWN)
def test_an_admins_actions_answer_and_are_logged_alike_whatever_a_person_does(change: dict[str, Any]) -> None:
    before = answers_to_actions(AINO)

    with MemoryDynamoDb().installed():
        assert answers_to_actions(replace(AINO, **change)) == before


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("change", OWN)
def test_what_a_person_does_changes_nothing_that_admins_see(language: str, change: dict[str, Any]) -> None:
    before = shown_of(AINO, language)

    with MemoryDynamoDb().installed():
        assert shown_of(replace(AINO, **change), language) == before


@pytest.mark.parametrize("language", INTERFACE)
def test_nobody_sees_whether_a_person_has_signed_in_with_a_work_account(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAHETTI_WORK_CLIENT", "client")
    configuration.cache_clear()
    monkeypatch.setattr(federation, "delete_profile", lambda _: None)
    before, answered = shown_of(AINO, language), answers_to_actions(AINO)
    unlink = Texts("console", language)("person.work_account.unlink")
    assert f">{unlink}<" in before["page"]

    with MemoryDynamoDb().installed():
        for person in (AINO.id, "unlink_work_account"):
            account = WorkAccount(person, "https://login.example/ client", f"subject of {person}", NOW)
            transact(work_accounts_items.put_account(account, None), work_accounts_items.put_owner(account, None))
        assert shown_of(AINO, language) == before
        assert answers_to_actions(AINO) == answered
        assert work_accounts_items.find_account("unlink_work_account") is None


def test_a_bounce_and_a_complaint_look_alike() -> None:
    bounced = shown_of(replace(AINO, mail_state=MailState.BOUNCED), "fi")

    assert "ei mene perille" in bounced["page"]
    with MemoryDynamoDb().installed():
        assert shown_of(replace(AINO, mail_state=MailState.COMPLAINED), "fi") == bounced


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"Maarit", "Aino"}),
        ({"q": "áino"}, {"Aino"}),
        ({"role": "admin"}, {"Maarit"}),
        ({"team": "viestinta"}, {"Aino"}),
        ({"role": "admin", "team": "viestinta"}, set()),
        ({"role": "paused"}, {"Maarit", "Aino"}),
        ({"came_by": "colleague"}, {"Aino"}),
        ({"came_by": "scim"}, set()),
        ({"came_by": "begun"}, {"Maarit", "Aino"}),
    ],
)
def test_the_list_is_searched_by_name_role_team_and_way_in_and_its_file_holds_the_same(
    query: dict[str, str], names: set[str]
) -> None:
    put(ADMIN, replace(AINO, teams=("viestinta",), came_by=WayIn.COLLEAGUE))
    asked = context(**query)
    values = people.people.view(asked)

    page = rendered("people/people.html", "fi", {"context": asked, "person": ADMIN, "menu": (), "badges": {}, **values})

    assert {one.name for one in values["people"]} == names
    assert {line["name"] for line in people.people.lines[1](asked)} == names  # type: ignore[index]
    assert ('value="admin" selected' in page) is (query.get("role") == "admin")
    assert 'value="paused"' not in page
    assert ('value="colleague" selected' in page) is (query.get("came_by") == "colleague")


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("way", WayIn)
def test_list_page_and_file_say_how_somebody_came(language: str, way: WayIn) -> None:
    texts = Texts("console", language)
    said = texts(f"came_by.{way}")
    others = {texts(f"came_by.{other}") for other in WayIn} - {said}

    shown = shown_of(replace(AINO, came_by=way), language)

    assert f">{said}<" in shown["page"]
    assert not any(f">{other}<" in shown["page"] for other in others)
    assert f'<span class="hint">{said}</span>' in shown["list"]
    assert json.loads(shown["api"])["came_by"] == way
    assert next(line["came_by"] for line in json.loads(shown["json"]) if line["person"] == AINO.id)
