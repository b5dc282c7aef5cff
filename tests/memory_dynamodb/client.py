"""What PynamoDB takes for botocore's client: the operations of DynamoDB on tables in memory, and their faults."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from botocore.exceptions import ClientError

from lahetti.core.configuration import configuration
from lahetti.dynamodb import models, transactions
from lahetti.dynamodb.connection import connection
from lahetti.dynamodb.data_version import GUARD
from tests.memory_dynamodb.expressions import Item, WrongChange, WrongRequest, changed_names, condition, update
from tests.memory_dynamodb.queries import items_after, key_conditions, page, placeholders
from tests.memory_dynamodb.statements import read_statement
from tests.memory_dynamodb.tables import Key, States, Table, kept, tables
from tests.memory_dynamodb.turns import Turns

Parameters = Mapping[str, Any]

MOST_IN_TRANSACTION = 100
"""Items a request, as are the next two (quotas of DynamoDB)."""
MOST_READ = 100
MOST_WRITTEN = 25
_ASIDE = {"ReturnConsumedCapacity", "ReturnItemCollectionMetrics"}
"""Parameters that change nothing here."""
_ONE_WRITE = {
    "TableName",
    "ConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ReturnValues",
    "ReturnValuesOnConditionCheckFailure",
}
_PARAMETERS = {
    "GetItem": {"TableName", "Key", "ConsistentRead"},
    "PutItem": {*_ONE_WRITE, "Item"},
    "UpdateItem": {*_ONE_WRITE, "Key", "UpdateExpression"},
    "DeleteItem": {*_ONE_WRITE, "Key"},
    "Query": {
        "TableName",
        "IndexName",
        "KeyConditionExpression",
        "FilterExpression",
        "ProjectionExpression",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
        "ConsistentRead",
        "ExclusiveStartKey",
        "Limit",
        "ScanIndexForward",
        "Select",
    },
    "Scan": {"TableName", "ConsistentRead", "ExclusiveStartKey", "Limit"},
    "BatchGetItem": {"RequestItems"},
    "BatchWriteItem": {"RequestItems"},
    "TransactWriteItems": {"TransactItems"},
    "BatchExecuteStatement": {"Statements"},
}
_READS = {"GetItem", "Query", "Scan", "BatchGetItem"}


class Killed(BaseException):
    """The process is gone: no `except Exception` may stop it."""


class _ConditionFailed(Exception):
    """`item` is as it was."""

    def __init__(self, item: Item) -> None:
        self.item = item


@dataclass
class MemoryDynamoDb:
    """The tables of a deployment, empty at first.

    Faults: with `chance`, reads that do not ask for consistency may return any former state, or none. `kill_in` counts
    the accesses until the work is killed, before or after it took effect. `before` is called with an operation and its
    parameters before each, and may raise or come first. So many keys or items of batches are `left_over`.
    """

    chance: random.Random | None = None
    kill_in: int | None = None
    before: Callable[[str, Parameters], None] = lambda *_: None
    left_over: int = 0
    tables: dict[str, Table] = field(default_factory=lambda: tables(_names()))
    calls: list[str] = field(default_factory=list)
    """The operations that were asked for, in their order."""
    written: list[list[Item]] = field(default_factory=list)
    """What each request has written, in its order: items, and keys of those that it deleted."""
    _request_signer: ClassVar[None] = None  # PynamoDB looks whether its client has credentials
    _request: list[Item] = field(default_factory=list)
    _pause: Callable[[], None] = lambda: None
    _lock: Any = field(default_factory=RLock)

    @contextmanager
    def installed(self) -> Iterator["MemoryDynamoDb"]:
        """Be what `lahetti.dynamodb` talks to. A wait between two attempts is an access, too, and takes no time."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connection(), "_client", self)
            patch.setattr(GUARD, "require_known", lambda *_: None)  # tests of its own look at it
            patch.setattr(transactions, "time", SimpleNamespace(sleep=lambda _: self._step()))
            _forget_names()
            yield self
        _forget_names()

    @property
    def programme(self) -> Table:
        return self.tables[configuration().programme_table]

    @property
    def traffic(self) -> Table:
        return self.tables[configuration().traffic_table]

    @property
    def transient(self) -> Table:
        return self.tables[configuration().transient_table]

    def settle(self) -> None:
        """Let time pass until every read finds what was written so far."""
        for table in self.tables.values():
            table.settle()

    def together(self, *work: Callable[[], None]) -> None:
        """Do several works at once: after every access it is drawn who goes on. The first failure is raised."""
        turns = Turns(random.Random((self.chance or random.Random(0)).random()), work)
        self._pause = turns.pass_on
        try:
            turns.play()
        finally:
            self._pause = lambda: None

    # --- what PynamoDB calls

    def _make_api_call(self, operation: str, parameters: Parameters) -> dict[str, Any]:
        if operation not in _PARAMETERS:
            raise NotImplementedError(operation)
        if unknown := parameters.keys() - _PARAMETERS[operation] - _ASIDE:
            raise NotImplementedError(f"{operation} with {unknown}")
        self.calls.append(operation)
        self.before(operation, parameters)
        self._step()
        answer: dict[str, Any] = {}
        try:
            with self._lock:
                self._request = []
                answer = getattr(self, f"_{re.sub('(?<!^)(?=[A-Z])', '_', operation).lower()}")(parameters)
                self.written += [self._request] if self._request else []
        except WrongRequest as error:
            raise refusal(operation, "ValidationException", str(error)) from error
        except _ConditionFailed as error:
            raise refusal(operation, "ConditionalCheckFailedException", "The conditional request failed") from error
        if operation not in _READS:
            self._step()
        return answer

    def batch_execute_statement(self, **parameters: Any) -> dict[str, Any]:
        return self._make_api_call("BatchExecuteStatement", parameters)

    # --- what tools call that walk whole tables, as boto3's client names it

    def scan(self, **parameters: Any) -> dict[str, Any]:
        return self._make_api_call("Scan", parameters)

    def batch_get_item(self, **parameters: Any) -> dict[str, Any]:
        return self._make_api_call("BatchGetItem", parameters)

    def batch_write_item(self, **parameters: Any) -> dict[str, Any]:
        return self._make_api_call("BatchWriteItem", parameters)

    def put_item(self, **parameters: Any) -> dict[str, Any]:
        return self._make_api_call("PutItem", parameters)

    def delete_item(self, **parameters: Any) -> dict[str, Any]:
        return self._make_api_call("DeleteItem", parameters)

    def _step(self) -> None:
        """One access: the work may be killed here, or another worker may take its turn."""
        if self.kill_in is not None:
            self.kill_in -= 1
            if self.kill_in < 0:
                self.kill_in = None
                raise Killed
        self._pause()

    def _store(self, table: Table, key: Key, item: Item | None) -> None:
        table.write(key, item)
        names = table.schema.names
        self._request.append(item or {name: {"S": part} for name, part in zip(names, key, strict=False)})

    # --- reads

    def _get_item(self, parameters: Parameters) -> dict[str, Any]:
        table = self._table(parameters)
        found = self._read(table, table.key_of(parameters["Key"], alone=True), parameters)
        return {"Item": found} if found else {}

    def _read(self, table: Table, key: Key, parameters: Parameters) -> Item | None:
        found = self._reading(bool(parameters.get("ConsistentRead")))(table.states.get(key, []))
        return None if found is None else dict(found)

    def _reading(self, consistent: bool) -> Callable[[States], Item | None]:
        """Return what chooses in which of its states an item is read."""
        chance = self.chance
        if consistent or chance is None:
            return lambda states: states[-1] if states else None

        def perhaps_old(states: States) -> Item | None:
            back = 0 if chance.random() < 0.5 else chance.randint(0, min(3, len(states)))
            return states[-1 - back] if len(states) > back else None

        return perhaps_old

    def _query(self, parameters: Parameters) -> dict[str, Any]:
        table, index = self._table(parameters), parameters.get("IndexName")
        consistent = bool(parameters.get("ConsistentRead"))
        if index not in table.indexes:
            raise WrongRequest(f"the table does not have the specified index: {index}")
        if index and consistent:
            raise WrongRequest("consistent reads are not supported on global secondary indexes")
        wanted, matching, names, values = key_conditions(parameters, table, index)
        items = table.partition(index, wanted, self._reading(consistent))
        if not parameters.get("ScanIndexForward", True):
            items.reverse()
        if start := parameters.get("ExclusiveStartKey"):
            items = items_after(table, index, start, items, wanted, forward=parameters.get("ScanIndexForward", True))
        in_range = [item for item in items if matching(item, values)]
        read, more = page(in_range, parameters.get("Limit"))
        passes = condition(parameters["FilterExpression"], names) if "FilterExpression" in parameters else None
        found = [dict(item) for item in read if passes is None or passes(item, values)]
        answer: dict[str, Any] = {"Count": len(found), "ScannedCount": len(read)}
        if "ProjectionExpression" in parameters:
            wanted_names = {names[name.strip()] for name in parameters["ProjectionExpression"].split(",")}
            found = [{name: value for name, value in item.items() if name in wanted_names} for item in found]
        if parameters.get("Select") is None:
            answer["Items"] = found
        elif parameters["Select"] != "COUNT":
            raise NotImplementedError(f"Select {parameters['Select']}")
        if more:
            answer["LastEvaluatedKey"] = table.key_at(index, read[-1])
        return answer

    def _scan(self, parameters: Parameters) -> dict[str, Any]:
        """Walk a table in the order of its keys, which is no order that anybody may count on."""
        table = self._table(parameters)
        consistent = bool(parameters.get("ConsistentRead"))
        begin = table.key_of(parameters["ExclusiveStartKey"]) if "ExclusiveStartKey" in parameters else None
        behind = (key for key in sorted(table.states) if begin is None or key > begin)
        found = (self._reading(consistent)(table.states[key]) for key in behind)
        read, more = page([item for item in found if item is not None], parameters.get("Limit"))
        answer: dict[str, Any] = {"Items": [dict(item) for item in read], "Count": len(read), "ScannedCount": len(read)}
        if more:
            answer["LastEvaluatedKey"] = table.key_at(None, read[-1])
        return answer

    def _batch_get_item(self, parameters: Parameters) -> dict[str, Any]:
        asked = [
            (name, request, key) for name, request in parameters["RequestItems"].items() for key in request["Keys"]
        ]
        answer: dict[str, Any] = {"Responses": {name: [] for name in parameters["RequestItems"]}, "UnprocessedKeys": {}}
        if not 0 < len(asked) <= MOST_READ:
            raise WrongRequest("too many items requested for the BatchGetItem call")
        seen = set()
        for name, request, given in asked:
            if unknown := request.keys() - {"Keys", "ConsistentRead"}:
                raise NotImplementedError(f"BatchGetItem with {unknown}")
            table = self._table({"TableName": name})
            key = table.key_of(given, alone=True)
            if (name, key) in seen:
                raise WrongRequest("provided list of item keys contains duplicates")
            seen.add((name, key))
            if self._is_left_over():
                left = answer["UnprocessedKeys"].setdefault(name, {**request, "Keys": []})
                left["Keys"].append(dict(given))
            elif found := self._read(table, key, request):
                answer["Responses"][name].append(found)
        return answer

    def _is_left_over(self) -> bool:
        if self.left_over == 0:
            return False
        self.left_over -= 1
        return True

    # --- writes

    def _put_item(self, parameters: Parameters) -> dict[str, Any]:
        return self._write(parameters, "Put")

    def _update_item(self, parameters: Parameters) -> dict[str, Any]:
        return self._write(parameters, "Update")

    def _delete_item(self, parameters: Parameters) -> dict[str, Any]:
        return self._write(parameters, "Delete")

    def _write(self, parameters: Parameters, kind: str) -> dict[str, Any]:
        table, key, after = self._prepared(kind, parameters)
        before = table.find(key)
        self._store(table, key, after)
        match parameters.get("ReturnValues", "NONE"):
            case "NONE":
                return {}
            case "ALL_OLD":
                return {"Attributes": dict(before)} if before else {}
            case "ALL_NEW" if kind == "Update":
                return {"Attributes": dict(after or {})}
            case unknown:
                raise NotImplementedError(f"ReturnValues {unknown}")

    def _prepared(self, kind: str, parameters: Parameters) -> tuple[Table, Key, Item | None]:
        """Return what a write would leave of its item. Raise _ConditionFailed."""
        table = self._table(parameters)
        given = parameters["Item"] if kind == "Put" else parameters["Key"]
        key = table.key_of(given, alone=kind != "Put")
        before = table.find(key)
        names, values = placeholders(parameters, "ConditionExpression", "UpdateExpression")
        if "ConditionExpression" in parameters and not condition(parameters["ConditionExpression"], names)(
            before, values
        ):
            raise _ConditionFailed(before)
        if kind == "Put":
            return table, key, kept(given)
        if kind != "Update":
            return table, key, None
        text = parameters.get("UpdateExpression")
        if text and changed_names(text, names) & set(table.schema.names):
            raise WrongRequest("cannot update an attribute that is part of the key")
        whole = {**given, **before}
        return table, key, update(text, names)(whole, values) if text else whole

    def _transact_write_items(self, parameters: Parameters) -> dict[str, Any]:
        writes = [next(iter(write.items())) for write in parameters["TransactItems"]]
        if not 0 < len(writes) <= MOST_IN_TRANSACTION:
            raise WrongRequest(f"{len(writes)} writes in a transaction")
        places = set()
        for kind, write in writes:
            if kind not in ("Put", "Update", "Delete", "ConditionCheck"):
                raise NotImplementedError(kind)
            table = self._table(write)
            places.add((table.name, table.key_of(write["Item" if kind == "Put" else "Key"], alone=kind != "Put")))
        if len(places) < len(writes):
            raise WrongRequest("transaction request cannot include multiple operations on one item")
        tried = [self._tried(kind, write) for kind, write in writes]
        if any(after is None for after, _ in tried):
            raise cancelled(*(reason for _, reason in tried))
        for (kind, _), (after, _) in zip(writes, tried, strict=True):
            if after is not None and kind != "ConditionCheck":
                self._store(*after)
        return {}

    def _tried(self, kind: str, write: Parameters) -> tuple[tuple[Table, Key, Item | None] | None, dict[str, Any]]:
        """Return what a write of a transaction would leave of its item, and why it does not hold."""
        try:
            return self._prepared(kind, write), {"Code": "None"}
        except _ConditionFailed as error:
            reason: dict[str, Any] = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
            if write.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and error.item:
                reason["Item"] = dict(error.item)
            return None, reason
        except WrongChange as error:
            return None, {"Code": "ValidationError", "Message": str(error)}

    def _batch_write_item(self, parameters: Parameters) -> dict[str, Any]:
        writes = [(name, write) for name, requests in parameters["RequestItems"].items() for write in requests]
        if not 0 < len(writes) <= MOST_WRITTEN:
            raise WrongRequest(f"{len(writes)} items in a BatchWriteItem")
        answer: dict[str, Any] = {"UnprocessedItems": {}}
        prepared = []
        for name, write in writes:
            ((kind, request),) = write.items()
            if kind not in ("PutRequest", "DeleteRequest"):
                raise NotImplementedError(kind)
            table, key, after = self._prepared(kind.removesuffix("Request"), {"TableName": name, **request})
            if any(table is other and key == taken for other, taken, _, _ in prepared):
                raise WrongRequest("provided list of item keys contains duplicates")
            prepared.append((table, key, after, write))
        for table, key, after, write in prepared:
            if self._is_left_over():
                answer["UnprocessedItems"].setdefault(table.name, []).append(write)
            else:
                self._store(table, key, after)
        return answer

    # --- statements in PartiQL, as lahetti.dynamodb.batches writes them

    def _batch_execute_statement(self, parameters: Parameters) -> dict[str, Any]:
        statements = parameters["Statements"]
        if not 0 < len(statements) <= MOST_WRITTEN:
            raise WrongRequest(f"{len(statements)} statements")
        return {"Responses": [self._execute(statement) for statement in statements]}

    def _execute(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        asked = read_statement(statement["Statement"], statement["Parameters"])
        table = self._table({"TableName": asked.table})
        key = table.key_of(asked.key)
        item = table.find(key)
        if asked.version is None and item:
            return {"Error": {"Code": "DuplicateItem", "Message": ""}, "TableName": table.name}
        if asked.version is not None and item.get("version") != asked.version:
            return {"Error": {"Code": "ConditionalCheckFailed", "Message": ""}, "TableName": table.name}
        left = {name: value for name, value in item.items() if name not in asked.removed}
        self._store(table, key, {**left, **asked.changed})
        return {"TableName": table.name}

    def _table(self, parameters: Parameters) -> Table:
        return self.tables[parameters["TableName"]]


def refusal(operation: str, code: str, message: str = "") -> ClientError:
    """Return the error that an operation ends in."""
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def cancelled(*reasons: Mapping[str, Any]) -> ClientError:
    """Return the error of a transaction that was cancelled for these reasons, one for each write in its order."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    error = refusal(
        "TransactWriteItems",
        "TransactionCanceledException",
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]",
    )
    error.response["CancellationReasons"] = list(reasons)
    return error


def _forget_names() -> None:
    """Let PynamoDB ask the configuration anew how the tables are called."""
    models._table_connection.cache_clear()
    connection()._tables.clear()


def _names() -> dict[str, str]:
    known = configuration()
    return {
        "ProgrammeTable": known.programme_table,
        "TrafficTable": known.traffic_table,
        "TransientTable": known.transient_table,
    }
