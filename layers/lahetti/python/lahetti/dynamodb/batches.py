"""Many items a request: reads by key, and writes each for itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, cast

from pynamodb.connection import TableConnection

from lahetti.dynamodb.connection import connection
from lahetti.dynamodb.models import Kind, StoredItem

_BATCH = 25
"""Items that one BatchWriteItem takes, and statements that one BatchExecuteStatement takes."""


def batch_put(items: Iterable[StoredItem]) -> None:
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


def batch_save_if_current(items: Sequence[VersionedItem]) -> list[bool]:
    """Write several items with a version, each for itself over the version that was read; tell which were written.

    As `save_if_current`, at the same units, but 25 a request (BatchExecuteStatement): a request costs more
    processor than an item. Raise HalfWritten; what was written then, its version tells.
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


def batch_get(model: type[Kind], pairs: Iterable[tuple[str, str]], *, consistent: bool = False) -> list[Kind]:
    """Read items by (pk, sk), 100 a request, in any order; those that are not there are left out.

    `model` is what they all are; a table's base model reads items of several kinds.
    """
    return _batches(model, [{"pk": pk, "sk": sk} for pk, sk in dict.fromkeys(pairs)], consistent=consistent)


def batch_get_by_pk(model: type[Kind], pks: Iterable[str], *, consistent: bool = False) -> list[Kind]:
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
