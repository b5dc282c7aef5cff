import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.content.calendar import addresses, items
from lahetti.core.errors import NotFound
from lahetti.dynamodb.transactions import transact
from lahetti.people import changing
from lahetti.people import items as people_items
from lahetti.people.model import Person, Role, ScoreCard
from lahetti.people.signing_out import sign_out_everywhere
from lahetti.personal_data import leaving
from lahetti.security import identity, secrets
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 12, 2, 10, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
EDITOR = replace(AINO, id="eeva", email="eeva@virasto.example", name="Eeva", role=Role.EDITOR, channels=("blogi",))
ADMIN = replace(AINO, id="admin", email="admin@virasto.example", name="Anna", role=Role.ADMIN)


@pytest.fixture(autouse=True)
def memory(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> MemoryDynamoDb:
    monkeypatch.setattr(secrets, "calendar_key", lambda: b"key")
    monkeypatch.setattr(identity, "revoke_all", lambda _: None)
    for person in (EDITOR, ADMIN):
        transact(people_items.put_person(person), people_items.put_card(ScoreCard(person.id, person.name)))
    return database


def stored() -> Person:
    found = people_items.find_person(EDITOR.id, consistent=True)
    assert found is not None
    return found


def made(at: datetime = NOW) -> str:
    return addresses.token_of(addresses.make(EDITOR, at))


def is_dead(token: str) -> bool:
    try:
        addresses.editor_at(token)
    except NotFound:
        return True
    return False


def test_an_address_leads_to_its_editor_until_it_is_revoked() -> None:
    token = made()

    assert addresses.editor_at(token).id == EDITOR.id
    found = addresses.address_of(EDITOR)
    assert found is not None
    assert addresses.token_of(found) == token
    addresses.revoke(EDITOR, LATER)
    addresses.revoke(EDITOR, LATER)
    assert is_dead(token)
    assert addresses.address_of(EDITOR) is None


def test_a_new_address_takes_the_place_of_the_former_one() -> None:
    first, second = made(), made(LATER)

    assert first != second
    assert is_dead(first)
    assert addresses.editor_at(second).id == EDITOR.id
    addresses.revoke(EDITOR, LATER)
    assert not is_dead(made(LATER + timedelta(days=1)))
    assert is_dead(first)
    assert is_dead(second)


@pytest.mark.parametrize(
    "end",
    [
        lambda: changing.change_person(EDITOR.id, {"role": Role.AMBASSADOR, "channels": ()}, ADMIN.id, LATER),
        lambda: changing.change_person(EDITOR.id, {"state": "paused"}, ADMIN.id, LATER),
        lambda: changing.change_oneself(stored(), {"state": "paused"}, LATER),
        lambda: sign_out_everywhere(EDITOR.id, LATER),
        lambda: leaving.leave(EDITOR.id, LATER),
    ],
    ids=["role", "pause by an admin", "own pause", "signed out everywhere", "left"],
)
def test_it_dies_with_the_role_at_the_next_request(end: Any) -> None:
    token = made()

    end()

    assert is_dead(token)


@pytest.mark.parametrize(
    ("away", "back"),
    [
        ({"role": Role.AMBASSADOR, "channels": ()}, {"role": Role.EDITOR, "channels": ("blogi",)}),
        ({"state": "paused"}, {"state": "active"}),
    ],
)
def test_who_becomes_an_editor_again_needs_a_new_one(away: dict[str, Any], back: dict[str, Any]) -> None:
    token = made()
    changing.change_person(EDITOR.id, away, ADMIN.id, LATER)
    changing.change_person(EDITOR.id, back, ADMIN.id, LATER + timedelta(hours=1))

    assert is_dead(token)
    assert addresses.address_of(stored()) is None
    assert not is_dead(made(LATER + timedelta(hours=2)))


def test_unknown_and_dead_tokens_cost_the_same_reads_and_say_the_same(memory: MemoryDynamoDb) -> None:
    revoked = made()
    addresses.revoke(EDITOR, LATER)
    dead = made(LATER)
    changing.change_person(EDITOR.id, {"role": Role.AMBASSADOR, "channels": ()}, ADMIN.id, LATER + timedelta(hours=1))

    def asked(token: str) -> tuple[list[str], str]:
        memory.calls.clear()
        with pytest.raises(NotFound) as error:
            addresses.editor_at(token)
        return [str(call) for call in memory.calls], str(error.value.message)

    answers = [asked(token) for token in ("", "x", "x" * 5000, "ä\ud800", "a" * 43, revoked, dead)]

    assert len({(len(calls), said) for calls, said in answers}) == 1
    assert len(answers[0][0]) == 2


def test_no_table_holds_the_token_and_no_line_of_the_log_says_it(memory: MemoryDynamoDb) -> None:
    token = made()
    addresses.revoke(EDITOR, LATER)
    second = made(LATER)

    held = json.dumps(memory.written, default=str)
    assert "calendar address made" in held
    assert "calendar address revoked" in held
    assert token not in held
    assert second not in held


def test_two_windows_make_one_address(memory: MemoryDynamoDb) -> None:
    others: list[str] = []

    def another(operation: str, _: object) -> None:
        if operation == "TransactWriteItems" and not others:
            others.append("")
            others.append(made(LATER))

    memory.before = another

    token = made()

    assert is_dead(others[1])
    assert addresses.editor_at(token).id == EDITOR.id
    found, _ = items.find_address(EDITOR.id)
    assert found is not None
    assert addresses.token_of(found) == token
