"""One connection to DynamoDB, one base model a table, and transactions that name what refused them.

All three tables share one botocore client: PynamoDB would otherwise build one per table (about 65 ms each).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar, cast

from pynamodb.attributes import DiscriminatorAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.connection.base import MetaTable
from pynamodb.exceptions import PutError, PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from lahetti.configuration import configuration

Unanswered = PynamoDBException
"""DynamoDB did not do as it was asked: throttled, out of reach, or the request was wrong."""


@cache
def connection() -> Connection:
    """Return this process's connection. A call gives up well before a function's time is over."""
    return Connection(connect_timeout_seconds=2, read_timeout_seconds=5, max_retry_attempts=2)


class StoredItem(Model):
    """What the base models of the three tables have in common."""

    class Meta:
        """PynamoDB insists on the class; the table's name comes from the configuration."""

    table: str
    """The field of the configuration that names the table."""
    pk: UnicodeAttribute

    @classmethod
    def _get_connection(cls) -> TableConnection:
        return _table_connection(cls.table)


@cache
def _table_connection(table: str) -> TableConnection:
    name: str = getattr(configuration(), table)
    schema = _base_models()[table]._get_schema()
    connection().add_meta_table(
        MetaTable(
            {
                "TableName": name,
                "KeySchema": schema["key_schema"],
                "AttributeDefinitions": schema["attribute_definitions"],
                "GlobalSecondaryIndexes": [
                    {"IndexName": index["index_name"], "KeySchema": index["key_schema"]}
                    for index in schema["global_secondary_indexes"]
                ],
                "LocalSecondaryIndexes": [],
            }
        )
    )
    shared = TableConnection(name)
    shared.connection = connection()
    return shared


def _base_models() -> dict[str, type[StoredItem]]:
    return {model.table: model for model in (ProgrammeItem, TrafficItem, TransientItem)}


class Gsi1(GlobalSecondaryIndex["ProgrammeItem"]):
    """Sparse; what its items show stands in `shown1`."""

    class Meta:
        index_name = "gsi1"
        projection = IncludeProjection(["kind", "shown1"])

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class Gsi2(GlobalSecondaryIndex["ProgrammeItem"]):
    """Sparse; what its items show stands in `shown2`."""

    class Meta:
        index_name = "gsi2"
        projection = IncludeProjection(["kind", "shown2"])

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class ProgrammeItem(StoredItem):
    """An item of the Programme table; `kind` tells which model reads it."""

    table = "programme_table"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    gsi1 = Gsi1()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    shown1: MapAttribute[str, Any] = MapAttribute(null=True)
    gsi2 = Gsi2()
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    shown2: MapAttribute[str, Any] = MapAttribute(null=True)


class Standings(GlobalSecondaryIndex["TrafficItem"]):
    """Places of a race, read descending. A row without `race` and `place` is listed nowhere."""

    class Meta:
        index_name = "standings"
        projection = IncludeProjection(["kind", "name", "team", "points", "shares", "clicks"])

    race = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class TrafficItem(StoredItem):
    """An item of the Traffic table."""

    table = "traffic_table"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    standings = Standings()
    race = UnicodeAttribute(null=True)
    place = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)


class TransientItem(StoredItem):
    """An item of the Transient table."""

    table = "transient_table"

    pk = UnicodeAttribute(hash_key=True)
    kind = DiscriminatorAttribute()
    expires = NumberAttribute(null=True)


Kind = TypeVar("Kind", bound=StoredItem)


@dataclass(frozen=True)
class Put:
    """Write an item whole. A model with a version is written only over the version that was read."""

    item: StoredItem
    condition: Condition | None = None


@dataclass(frozen=True)
class Update:
    """Change some attributes of an item."""

    item: StoredItem
    actions: Sequence[Action]
    condition: Condition | None = None


@dataclass(frozen=True)
class Delete:
    """Remove an item."""

    item: StoredItem
    condition: Condition | None = None


@dataclass(frozen=True)
class Check:
    """Change nothing; refuse the whole transaction unless a condition holds for an item."""

    item: ProgrammeItem
    condition: Condition


Write = Put | Update | Delete | Check


class Refused(Exception):
    """A transaction did not happen. `items` are those whose condition failed or that another was just writing."""

    def __init__(self, items: Sequence[StoredItem]) -> None:
        super().__init__(", ".join(f"{item.pk}" for item in items))
        self.items = tuple(items)

    def because_of(self, *kinds: type[StoredItem]) -> bool:
        """Tell whether an item of one of these kinds refused."""
        return any(isinstance(item, kinds) for item in self.items)


def happened(write: Callable[[], object]) -> bool:
    """Do one conditional write; return False where its condition did not hold, or a transaction was at the item."""
    try:
        write()
    except (PutError, UpdateError) as error:
        if error.cause_response_code not in ("ConditionalCheckFailedException", "TransactionConflictException"):
            raise
        return False
    return True


def put_alone(item: StoredItem) -> bool:
    """Write one item with a version over the version that was read; return False where another came first."""
    return happened(item.save)


_BATCH = 25
"""Items that one BatchWriteItem takes, and statements that one BatchExecuteStatement takes."""


def put_all(items: Iterable[StoredItem]) -> None:
    """Put items of one table whole and without conditions, 25 a request; those left over are sent again."""
    waiting = [(item._get_connection(), item.serialize()) for item in items]
    while waiting:
        batch, waiting = waiting[:_BATCH], waiting[_BATCH:]
        table = batch[0][0]
        answer = table.batch_write_item(put_items=[item for _, item in batch])
        left = answer.get("UnprocessedItems", {}).get(table.table_name, [])
        waiting += [(table, request["PutRequest"]["Item"]) for request in left]


_SECOND = frozenset({"ConditionalCheckFailed", "DuplicateItem", "TransactionConflict"})
"""What DynamoDB calls it when another came first, in answers to statements."""


class HalfWritten(Exception):
    """Of several items that were written each for itself, some were refused for another reason than a version."""


class VersionedItem(Protocol):
    """An item of the Programme table whose writes are told apart by a version."""

    version: Any

    def serialize(self) -> dict[str, Any]: ...
    @classmethod
    def get_attributes(cls) -> Mapping[str, Any]: ...
    @classmethod
    def _get_connection(cls) -> TableConnection: ...


def put_each(items: Sequence[VersionedItem]) -> list[bool]:
    """Write several items with a version, each for itself over the version that was read; tell which were written.

    As `put_alone`, at the same units, but 25 a request (BatchExecuteStatement): a request costs the processor more than
    an item. Raise HalfWritten; what was written then, its version tells.
    """
    written: list[bool] = []
    for begin in range(0, len(items), _BATCH):
        batch = items[begin : begin + _BATCH]
        client: Any = connection().client
        answer = client.batch_execute_statement(
            Statements=[_statement(item) for item in batch], ReturnConsumedCapacity="TOTAL"
        )
        codes = [response.get("Error", {}).get("Code") for response in answer["Responses"]]
        for item, code in zip(batch, codes, strict=True):
            if code is None:
                item.version = (item.version or 0) + 1
            written.append(code is None)
        if unexpected := {code for code in codes if code is not None} - _SECOND:
            raise HalfWritten(", ".join(sorted(unexpected)))
    return written


def _statement(item: VersionedItem) -> dict[str, Any]:
    """Return the PartiQL statement that writes an item over the version that was read."""
    table = item._get_connection().table_name
    stored = item.serialize()
    before = stored.pop("version", None)
    after = {"N": str((item.version or 0) + 1)}
    if before is None:
        stored["version"] = after
        names = ", ".join(f"'{name}': ?" for name in stored)
        return {"Statement": f'INSERT INTO "{table}" VALUE {{{names}}}', "Parameters": list(stored.values())}
    key = [stored.pop("pk"), stored.pop("sk")]
    gone = set(item.get_attributes()) - set(stored) - {"pk", "sk", "version"}
    changes = [*(f'SET "{name}" = ?' for name in [*stored, "version"]), *(f'REMOVE "{name}"' for name in sorted(gone))]
    where = "WHERE pk = ? AND sk = ? AND version = ?"
    return {
        "Statement": f'UPDATE "{table}" {" ".join(changes)} {where}',
        "Parameters": [*stored.values(), after, *key, before],
    }


_MOST_AT_ONCE = 100
"""Keys that one BatchGetItem takes."""


def get_all(model: type[Kind], pairs: Iterable[tuple[str, str]], *, consistent: bool = False) -> list[Kind]:
    """Read items by (pk, sk), 100 a request, in any order; those that are not there are left out.

    `model` is what they all are; a table's base model reads items of several kinds.
    """
    return _batches(model, [{"pk": pk, "sk": sk} for pk, sk in dict.fromkeys(pairs)], consistent=consistent)


def get_all_alone(model: type[Kind], pks: Iterable[str], *, consistent: bool = False) -> list[Kind]:
    """Read items of a table without a sort key as `get_all` does."""
    return _batches(model, [{"pk": pk} for pk in dict.fromkeys(pks)], consistent=consistent)


def _batches(model: type[Kind], waiting: list[dict[str, str]], *, consistent: bool) -> list[Kind]:
    # PynamoDB's own batch_get looks for a table's name in the class, where ours has none.
    table = model._get_connection()
    found: list[Kind] = []
    while waiting:
        batch, waiting = waiting[:_MOST_AT_ONCE], waiting[_MOST_AT_ONCE:]
        answer = table.batch_get_item(cast("Any", batch), consistent_read=consistent)
        found += [model.from_raw_data(item) for item in answer["Responses"].get(table.table_name, [])]
        left = answer.get("UnprocessedKeys", {}).get(table.table_name, {}).get("Keys", [])
        waiting += [{name: value["S"] for name, value in key.items()} for key in left]
    return found


def write_together(*writes: Write) -> None:
    """Do all of the writes or none; at most 100 (quotas of DynamoDB transactions). Raise Refused."""
    # PynamoDB sends checks, deletes, puts and updates in this order whatever the order of the calls: the reasons of a
    # cancelled transaction come back in it, too.
    ordered = sorted(writes, key=lambda write: (Check, Delete, Put, Update).index(type(write)))
    try:
        with TransactWrite(connection=connection()) as transaction:
            for write in ordered:
                match write:
                    case Check():
                        item = write.item
                        transaction.condition_check(type(item), item.pk, item.sk, condition=write.condition)
                    case Put():
                        transaction.save(write.item, condition=write.condition)
                    case Update():
                        transaction.update(write.item, actions=list(write.actions), condition=write.condition)
                    case Delete():
                        transaction.delete(write.item, condition=write.condition)
    except TransactWriteError as error:
        reasons = error.cancellation_reasons
        refusing = [
            write.item
            for write, reason in zip(ordered, reasons, strict=False)
            if reason is not None and reason.code in ("ConditionalCheckFailed", "TransactionConflict")
        ]
        if not refusing:
            raise
        raise Refused(refusing) from error
