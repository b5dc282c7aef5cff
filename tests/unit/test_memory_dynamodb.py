"""What DynamoDB in memory refuses though the local cloud does not, and the faults that it lets happen on demand.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.FilterExpression.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

import random
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.exceptions import GetError, PutError, QueryError, UpdateError
from pynamodb.expressions.condition import size
from pynamodb.expressions.operand import Path

from lahetti.dynamodb.batches import batch_get, batch_put
from lahetti.dynamodb.models import ProgrammeItem, TrafficItem
from lahetti.dynamodb.transactions import Put, TransactionConflict, save_if_current, transact, try_transact
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb, cancelled, refusal


class ThingItem(ProgrammeItem, discriminator="thing of a unit test"):
    number = NumberAttribute(null=True)
    text = UnicodeAttribute(null=True)
    version = VersionAttribute()


class PlainItem(ProgrammeItem, discriminator="plain thing of a unit test"):
    number = NumberAttribute(null=True)
    text = UnicodeAttribute(null=True)


class RowItem(TrafficItem, discriminator="row of a unit test"):
    """An item of the Traffic table."""


def thing(number: int = 0, sk: str = "x") -> ThingItem:
    return ThingItem("p", sk, number=number)


def numbers(found: Any) -> list[int]:
    return [int(item.number) for item in found]


# --- what is refused


def test_a_filter_may_not_ask_for_the_key(database: MemoryDynamoDb) -> None:
    with pytest.raises(QueryError) as error:
        list(ThingItem.query("p", None, ThingItem.sk == "x"))

    assert error.value.cause_response_code == "ValidationException"


def test_a_query_by_key_knows_no_alternatives(database: MemoryDynamoDb) -> None:
    with pytest.raises(QueryError):
        list(ThingItem.query("p", ~(ThingItem.sk == "x")))


def test_one_attribute_is_changed_once_in_an_update(database: MemoryDynamoDb) -> None:
    with pytest.raises(UpdateError):
        PlainItem("p", "x").update([PlainItem.number.add(1), PlainItem.number.set(2)])


def test_an_index_shows_and_filters_what_it_projects_alone(database: MemoryDynamoDb) -> None:
    PlainItem("p", "x", text="hidden", gsi1pk="i", gsi1sk="1", view1={"a": 1}).save()

    (found,) = ProgrammeItem.gsi1.query("i")

    assert found.serialize().keys() == {"pk", "sk", "kind", "gsi1pk", "gsi1sk", "view1"}
    assert not list(ProgrammeItem.gsi1.query("i", None, Path(["text"]).exists()))


def test_an_index_is_never_read_consistently(database: MemoryDynamoDb) -> None:
    with pytest.raises(QueryError):
        list(ProgrammeItem.gsi1.query("i", consistent_read=True))


def test_a_page_ends_at_a_megabyte(database: MemoryDynamoDb) -> None:
    for number in range(5):
        PlainItem("p", f"{number}", number=number, text="x" * 300_000).save()
    database.calls.clear()

    assert numbers(PlainItem.query("p")) == [0, 1, 2, 3, 4]
    assert database.calls == ["Query", "Query"]


def test_a_number_has_at_most_38_digits(database: MemoryDynamoDb) -> None:
    thing(10**37 + 1).save()
    assert ThingItem.get("p", "x").number == 10**37 + 1

    with pytest.raises(PutError):
        thing(10**38 + 1, "y").save()


@pytest.mark.parametrize(
    "unknown",
    [
        lambda: list(PlainItem.scan()),
        lambda: list(PlainItem.query("p", None, size(PlainItem.text) > 1)),
        lambda: list(PlainItem.query("p", None, Path(["one"]) == Path(["other"]))),
        lambda: PlainItem("p", "x").update([Path(["lines[0]"]).remove()]),
    ],
)
def test_what_is_not_known_is_not_guessed(unknown: Callable[[], object], database: MemoryDynamoDb) -> None:
    PlainItem("p", "x", text="ä").save()

    with pytest.raises(NotImplementedError):
        unknown()


# --- faults


def test_a_read_may_be_old_unless_it_is_consistent_or_time_has_passed(database: MemoryDynamoDb) -> None:
    item = thing(1)
    for number in (1, 2, 3):
        item.number = number
        assert save_if_current(item)
    database.chance = random.Random(0)

    def read(**consistent: bool) -> set[int | None]:
        found = [batch_get(ThingItem, [("p", "x")], **consistent) for _ in range(100)]
        return {numbers(items)[0] if items else None for items in found}

    assert read() == {None, 1, 2, 3}
    assert read(consistent=True) == {3}
    database.settle()
    assert read() == {3}


@pytest.mark.parametrize(("accesses", "written"), [(0, False), (1, True)])
def test_whoever_is_killed_at_a_write_has_written_or_has_not(
    accesses: int, written: bool, database: MemoryDynamoDb
) -> None:
    database.kill_in = accesses

    with pytest.raises(Killed):
        save_if_current(thing())

    assert bool(batch_get(ThingItem, [("p", "x")])) is written


@pytest.mark.parametrize("seed", range(20))
def test_of_two_who_write_at_once_one_is_refused_and_nothing_is_lost(seed: int, database: MemoryDynamoDb) -> None:
    thing().save()
    database.chance = random.Random(seed)
    done: list[bool] = []

    def raise_number() -> None:
        item = ThingItem.get("p", "x", consistent_read=True)
        item.number += 1
        done.append(try_transact(Put(item)))

    database.together(raise_number, raise_number)

    assert ThingItem.get("p", "x", consistent_read=True).number == sum(done)


def test_who_goes_on_first_is_drawn(database: MemoryDynamoDb) -> None:
    first = set()
    for seed in range(20):
        database.chance = random.Random(seed)
        done: list[str] = []

        def read(name: str, done: list[str] = done) -> None:
            batch_get(ThingItem, [("p", name)])
            done.append(name)

        database.together(partial(read, "a"), partial(read, "b"))
        first.add(done[0])

    assert first == {"a", "b"}


def test_another_may_write_between_a_read_and_its_write(database: MemoryDynamoDb) -> None:
    thing().save()
    item = ThingItem.get("p", "x")

    def come_first(operation: str, parameters: Mapping[str, Any]) -> None:
        database.before = lambda *_: None
        save_if_current(ThingItem.get("p", "x"))

    database.before = come_first

    with pytest.raises(TransactionConflict):
        transact(Put(item))


def test_a_call_may_be_refused_for_any_reason(database: MemoryDynamoDb) -> None:
    def refuse(operation: str, parameters: Mapping[str, Any]) -> None:
        if operation == "TransactWriteItems":
            raise cancelled({"Code": "TransactionConflict"})
        raise refusal(operation, "ValidationException")

    database.before = refuse

    assert not try_transact(Put(thing()))
    with pytest.raises(GetError) as error:
        ThingItem.get("p", "x")
    assert error.value.cause_response_code == "ValidationException"


def test_what_a_batch_leaves_over_is_asked_for_again(database: MemoryDynamoDb) -> None:
    database.left_over = 3
    batch_put(thing(number, f"{number}") for number in range(5))
    assert database.calls == ["BatchWriteItem", "BatchWriteItem"]

    database.left_over = 2
    found = batch_get(ThingItem, [("p", f"{number}") for number in range(5)])

    assert sorted(numbers(found)) == [0, 1, 2, 3, 4]
    assert database.calls[2:] == ["BatchGetItem", "BatchGetItem"]


def test_a_stream_has_what_changed_in_its_order(database: MemoryDynamoDb) -> None:
    item = PlainItem("p", "x", number=1)
    item.save()
    item.save()
    item.update([PlainItem.number.add(1)])
    item.delete()
    RowItem("m", "v").save()

    assert [change.event for change in database.programme.stream] == ["INSERT", "MODIFY", "REMOVE"]
    image = database.programme.stream[1].image
    assert image is not None
    assert image["number"] == {"N": "2"}
    assert [change.image for change in database.traffic.stream] == [None], "keys only, as the template says"
