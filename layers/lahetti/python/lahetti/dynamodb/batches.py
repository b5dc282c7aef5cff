"""Many items a request: reads by key, and writes each for itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, cast

from pynamodb.connection import TableConnection

from lahetti.core.aws import THROTTLED, overloaded
from lahetti.dynamodb.connection import busy_where_overloaded, connection
from lahetti.dynamodb.models import Kind, StoredItem
from lahetti.dynamodb.transactions import ATTEMPTS, back_off

Wanted = TypeVar("Wanted")

_BATCH = 25
"""Items that one BatchWriteItem takes, and statements that one BatchExecuteStatement takes."""


def batch_put(items: Iterable[StoredItem]) -> None:
    """Put items of one table whole and without conditions, 25 a request. Raise Busy."""
    waiting = [(item._get_connection(), item.serialize()) for item in items]

    def put(batch: list[tuple[TableConnection, Any]]) -> list[tuple[TableConnection, Any]]:
        table = batch[0][0]
        answer = table.batch_write_item(put_items=[item for _, item in batch], return_consumed_capacity="TOTAL")
        left = answer.get("UnprocessedItems", {}).get(table.table_name, [])
        return [(table, request["PutRequest"]["Item"]) for request in left]

    _ask_for_all(waiting, _BATCH, put)


def batch_delete(items: Iterable[StoredItem]) -> None:
    """Delete items of one table, whatever became of them since they were read, 25 a request. Raise Busy."""
    waiting = [(item._get_connection(), _key_of(item)) for item in items]

    def delete(batch: list[tuple[TableConnection, Any]]) -> list[tuple[TableConnection, Any]]:
        table = batch[0][0]
        answer = table.batch_write_item(delete_items=[key for _, key in batch], return_consumed_capacity="TOTAL")
        left = answer.get("UnprocessedItems", {}).get(table.table_name, [])
        return [(table, request["DeleteRequest"]["Key"]) for request in left]

    _ask_for_all(waiting, _BATCH, delete)


def _key_of(item: StoredItem) -> dict[str, Any]:
    stored = item.serialize(null_check=False)  # an item of which nothing but the key is known will do
    return {name: stored[name] for name in ("pk", "sk") if name in stored}


_SECOND = frozenset({"ConditionalCheckFailed", "DuplicateItem", "TransactionConflict"})
"""What DynamoDB calls it when another came first, in answers to statements."""
_OVERLOADED = THROTTLED | {"InternalServerError"}
"""What it calls it there when it does not keep up."""


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


def batch_save_if_current(items: Sequence[VersionedItem]) -> list[bool]:
    """Write several items with a version, each for itself over the version that was read; tell which were written.

    As `save_if_current`, at the same units, but 25 a request (BatchExecuteStatement): a request costs more
    processor than an item. Raise Busy or HalfWritten; what was written then, its version tells.
    """
    written: list[bool] = []
    for begin in range(0, len(items), _BATCH):
        batch = items[begin : begin + _BATCH]
        client: Any = connection().client
        with busy_where_overloaded():
            answer = client.batch_execute_statement(
                Statements=[_statement(item) for item in batch], ReturnConsumedCapacity="TOTAL"
            )
        codes = [response.get("Error", {}).get("Code") for response in answer["Responses"]]
        for item, code in zip(batch, codes, strict=True):
            if code is None:
                item.version = (item.version or 0) + 1
            written.append(code is None)
        unexpected = {code for code in codes if code is not None} - _SECOND
        if unexpected and unexpected <= _OVERLOADED:
            raise overloaded()
        if unexpected:
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


def batch_get(model: type[Kind], pairs: Iterable[tuple[str, str]], *, consistent: bool = False) -> list[Kind]:
    """Read items by (pk, sk), 100 a request, in any order; those that are not there are left out. Raise Busy.

    `model` is what they all are; a table's base model reads items of several kinds.
    """
    return _batches(model, [{"pk": pk, "sk": sk} for pk, sk in dict.fromkeys(pairs)], consistent=consistent)


def batch_get_by_pk(model: type[Kind], pks: Iterable[str], *, consistent: bool = False) -> list[Kind]:
    """Read items of a table without a sort key as `batch_get` does."""
    return _batches(model, [{"pk": pk} for pk in dict.fromkeys(pks)], consistent=consistent)


def _batches(model: type[Kind], waiting: list[dict[str, str]], *, consistent: bool) -> list[Kind]:
    # PynamoDB's own batch_get looks for a table's name in the class, where ours has none.
    table = model._get_connection()
    found: list[Kind] = []

    def read(batch: list[dict[str, str]]) -> list[dict[str, str]]:
        answer = table.batch_get_item(cast("Any", batch), consistent_read=consistent)
        found.extend(model.from_raw_data(item) for item in answer["Responses"].get(table.table_name, []))
        left = answer.get("UnprocessedKeys", {}).get(table.table_name, {}).get("Keys", [])
        return [{name: value["S"] for name, value in key.items()} for key in left]

    _ask_for_all(waiting, _MOST_AT_ONCE, read)
    return found


def _ask_for_all(waiting: list[Wanted], most: int, ask: Callable[[list[Wanted]], list[Wanted]]) -> None:
    """Ask for all, `most` a request; what a request returns as left over is asked for again after a growing pause.

    Raise Busy once a request and its five repetitions have brought nothing.
    """
    in_vain = 0
    while waiting:
        batch, waiting = waiting[:most], waiting[most:]
        left = ask(batch)
        waiting += left
        in_vain = in_vain + 1 if len(left) == len(batch) else 0
        if in_vain > ATTEMPTS:
            raise overloaded()
        if left:
            back_off(in_vain + 1)
