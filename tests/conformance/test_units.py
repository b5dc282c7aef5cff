"""Units: what the benchmarks compute of reads, and what the memory takes an item's size for, is what DynamoDB bills."""

import random
import uuid
from typing import Any

import pytest

from lahetti.core.configuration import configuration
from lahetti.dynamodb.connection import connection
from tests.bench.metering import Meter, item_size

pytestmark = pytest.mark.conformance

WRITE_BLOCK = 1024


def value(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    """Draw a value of any type, of a size that may cross a block."""
    text = "ä" * chance.choice([0, 1, 10, 300, 511, 512, 1500])
    kinds: list[dict[str, Any]] = [
        {"S": text},
        {"S": "x" * chance.randint(0, 1100)},
        {"N": chance.choice(["0", "1", "-1", "12", "123456789012", "-0.25", "1700000000.5", "100", "1000000"])},
        {"BOOL": chance.random() < 0.5},
        {"B": b"x" * chance.randint(0, 900)},
        {"SS": [f"{number}" for number in range(chance.randint(1, 40))]},
    ]
    if depth < 2:
        kinds += [
            {"L": [value(chance, depth + 1) for _ in range(chance.randint(0, 4))]},
            {"M": {f"key{number}": value(chance, depth + 1) for number in range(chance.randint(0, 4))}},
        ]
    return chance.choice(kinds)


def item(chance: random.Random, pk: str, sk: str) -> dict[str, Any]:
    drawn = {f"name{number}": value(chance) for number in range(chance.randint(0, 6))}
    return {"pk": {"S": pk}, "sk": {"S": sk}, **drawn}


def call(operation: str, **parameters: Any) -> dict[str, Any]:
    method = getattr(connection().client, operation)
    answer: dict[str, Any] = method(**parameters, ReturnConsumedCapacity="TOTAL")
    return answer


@pytest.mark.parametrize("seed", range(300))
def test_the_units_of_writing_and_reading_follow_from_the_size(seed: int) -> None:
    chance = random.Random(seed)
    stored = item(chance, f"UNITS#{uuid.uuid4()}", "x")
    table = configuration().programme_table

    wrote = call("put_item", TableName=table, Item=stored)["ConsumedCapacity"]["CapacityUnits"]
    assert wrote == max(1, -(-item_size(stored) // WRITE_BLOCK)), item_size(stored)
    for consistent in (False, True):
        key = {name: stored[name] for name in ("pk", "sk")}
        read = call("get_item", TableName=table, Key=key, ConsistentRead=consistent)
        meter = Meter()
        meter.read([read["Item"]], consistent=consistent)
        assert meter.read_units == read["ConsumedCapacity"]["CapacityUnits"], item_size(stored)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("consistent", [False, True])
def test_a_query_is_billed_by_the_sum_of_what_it_reads(seed: int, consistent: bool) -> None:
    chance = random.Random(seed)
    pk, table = f"UNITS#{uuid.uuid4()}", configuration().programme_table
    for number in range(chance.randint(1, 12)):  # of an empty answer DynamoDB Local says 0, and AWS bills half a unit
        call("put_item", TableName=table, Item=item(chance, pk, f"{number:03d}"))

    found = call(
        "query",
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ConsistentRead=consistent,
    )

    meter = Meter()
    meter.read(found["Items"], consistent=consistent)
    assert meter.read_units == found["ConsumedCapacity"]["CapacityUnits"]


@pytest.mark.parametrize("length", [10, 1500, 3000])
def test_a_transaction_is_billed_by_the_blocks_that_it_writes(length: int) -> None:
    """AWS bills two units a block (docs: read-write-operations); DynamoDB Local says four, whatever is written."""
    key = {"pk": {"S": f"UNITS#{uuid.uuid4()}"}, "sk": {"S": "x"}}
    stored = {**key, "text": {"S": "x" * length}}

    answer = call(
        "transact_write_items", TransactItems=[{"Put": {"TableName": configuration().programme_table, "Item": stored}}]
    )

    assert [one["CapacityUnits"] for one in answer["ConsumedCapacity"]] == [4.0 * -(-item_size(stored) // WRITE_BLOCK)]


def test_looking_for_what_is_not_there_is_billed() -> None:
    key = {"pk": {"S": f"UNITS#{uuid.uuid4()}"}, "sk": {"S": "x"}}

    found = call("get_item", TableName=configuration().programme_table, Key=key, ConsistentRead=True)

    assert found["ConsumedCapacity"]["CapacityUnits"] == 1.0
