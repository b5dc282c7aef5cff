"""Migrations can be repeated and killed, and nobody of an older release works on what they may have changed."""

import random
from typing import Any, cast

import pytest

from lahetti.core.errors import Busy
from lahetti.dynamodb import data_version, keys
from lahetti.dynamodb.data_version import DATA_VERSION, GUARD, DataTooNew, Guard
from lahetti.records import items as records_items
from lahetti.settings import versions
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb, refusal
from tools.cloud.report import Failure
from tools.upgrade import MIGRATIONS, Item, Migration, upgrade

TOTAL = 60


def renamed(item: Item) -> Item | None:
    """Call `old` `new`: what has been changed already has no `old`."""
    if "old" not in item:
        return None
    return {"new": item["old"], **{name: value for name, value in item.items() if name != "old"}}


RENAME = Migration(2, "renaming", renamed)
DOUBLED = Migration(
    3,
    "doubling",
    lambda item: (
        {**item, "twice": {"N": str(2 * int(item["new"]["N"]))}} if "new" in item and "twice" not in item else None
    ),
)


def fill(database: MemoryDynamoDb) -> None:
    for number in range(TOTAL):
        key = {"pk": {"S": f"THING#{number:03d}"}, "sk": {"S": "THING"}}
        item = {**key, "kind": {"S": "thing"}, "old": {"N": str(number)}, "version": {"N": "1"}}
        database.programme.write((key["pk"]["S"], "THING"), item)


def things(database: MemoryDynamoDb) -> list[Item]:
    return [dict(s[-1]) for (pk, _), s in sorted(database.programme.states.items()) if pk.startswith("THING") and s[-1]]


def run(database: MemoryDynamoDb, *migrations: Migration, version: int = 3) -> int:
    return upgrade(cast("Any", database), database.programme.name, migrations, version)


def test_migrations_are_done_in_their_order_once(database: MemoryDynamoDb) -> None:
    fill(database)

    assert run(database, RENAME, DOUBLED) == 2 * TOTAL
    assert all(int(item["twice"]["N"]) == 2 * int(item["new"]["N"]) and "old" not in item for item in things(database))
    assert records_items.find_data_version() == (3, 3)
    assert run(database, RENAME, DOUBLED) == 0


@pytest.mark.parametrize("seed", range(8))
def test_a_migration_that_is_killed_anywhere_ends_the_same(database: MemoryDynamoDb, seed: int) -> None:
    fill(database)
    database.kill_in = random.Random(seed).randrange(2 * TOTAL)
    with pytest.raises(Killed):
        run(database, RENAME)
    database.kill_in = None
    assert records_items.find_data_version()[1] == 1

    run(database, RENAME)

    assert [int(item["new"]["N"]) for item in things(database)] == list(range(TOTAL))
    assert records_items.find_data_version() == (2, 2)


def test_the_new_number_is_noted_before_the_first_item_changes(database: MemoryDynamoDb) -> None:
    fill(database)
    noted = []

    def change(item: Item) -> Item | None:
        noted.append(records_items.find_data_version())
        return renamed(item)

    run(database, Migration(2, "renaming", change))

    assert set(noted) == {(2, 1)}


def test_what_somebody_changes_meanwhile_is_not_overwritten(database: MemoryDynamoDb) -> None:
    fill(database)
    key = ("THING#007", "THING")

    def meanwhile(operation: str, parameters: Any) -> None:
        if operation == "PutItem" and parameters["Item"]["pk"]["S"] == key[0]:
            database.before = lambda *_: None
            database.programme.write(key, {**database.programme.find(key), "old": {"N": "700"}, "version": {"N": "2"}})

    database.before = meanwhile
    run(database, RENAME)

    assert things(database)[7]["new"] == {"N": "700"}


def test_a_migration_that_never_ends_is_given_up(database: MemoryDynamoDb) -> None:
    fill(database)

    with pytest.raises(Failure, match="Migration 2 finds items to change"):
        run(
            database,
            Migration(2, "counting", lambda item: {**item, "n": {"N": str(int(item.get("n", {"N": 0})["N"]) + 1)}}),
        )


def test_an_error_of_the_table_is_not_taken_for_a_change_of_others(database: MemoryDynamoDb) -> None:
    fill(database)

    def refuse(operation: str, parameters: Any) -> None:
        if operation == "PutItem" and parameters["Item"]["pk"]["S"].startswith("THING"):
            raise refusal("PutItem", "AccessDeniedException")

    database.before = refuse
    with pytest.raises(Exception, match="AccessDenied"):
        run(database, RENAME)


def test_there_is_a_migration_for_every_number() -> None:
    assert [migration.number for migration in MIGRATIONS] == list(range(2, DATA_VERSION + 1))


@pytest.fixture
def guarded(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> MemoryDynamoDb:
    """Let the guard of the store work as it does outside of unit tests."""
    guard = Guard()
    monkeypatch.setattr(GUARD, "require_known", guard.require_known)
    return database


def test_a_function_refuses_data_that_is_newer_than_itself_and_says_when_to_try_again(
    guarded: MemoryDynamoDb,
) -> None:
    guarded.programme.write(
        (keys.DATA_VERSION, keys.DATA_VERSION),
        {"pk": {"S": keys.DATA_VERSION}, "sk": {"S": keys.DATA_VERSION}, "newest": {"N": str(DATA_VERSION + 1)}},
    )

    with pytest.raises(DataTooNew, match="is being updated") as refused:
        versions.read_settings()

    assert isinstance(refused.value, Busy)
    assert refused.value.status == 503
    assert refused.value.retry_after == 60
    assert guarded.calls == ["GetItem"]


def test_data_of_this_release_or_an_older_one_is_looked_at_once_a_minute(
    guarded: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = data_version.clock.now()
    monkeypatch.setattr(data_version.clock, "now", lambda: now)
    for _ in range(3):
        versions.read_settings()
    assert guarded.calls == ["GetItem", "Query", "Query", "Query"]

    later = now.replace(year=now.year + 1)
    monkeypatch.setattr(data_version.clock, "now", lambda: later)
    versions.read_settings()
    assert guarded.calls[-2:] == ["GetItem", "Query"]


def test_other_tables_need_no_look_at_the_mark() -> None:
    Guard().require_known({"TableName": "transient_table"}, lambda _: pytest.fail("looked"))
