"""What DynamoDB is asked and what that costs.

Write units and numbers of requests are DynamoDB's own ConsumedCapacity. Read units are computed from the sizes read by
DynamoDB's published rule, because the local cloud answers a constant for them:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import base64
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any

from lahetti.dynamodb import connection

_BLOCK = 4096


@dataclass
class Meter:
    """Units and requests since the meter was started."""

    read_units: float = 0.0
    write_units: float = 0.0
    requests: int = 0
    write_units_of: Counter[str] = field(default_factory=Counter)
    """By table."""

    def read(self, items: list[dict[str, Any]], *, consistent: bool) -> None:
        """Count one read of these items: together in a Query, one each in a GetItem."""
        blocks = max(1, math.ceil(sum(item_size(item) for item in items) / _BLOCK))
        self.read_units += blocks * (1.0 if consistent else 0.5)

    def wrote(self, consumed: dict[str, Any] | list[dict[str, Any]] | None) -> None:
        """Count what DynamoDB says that a write consumed."""
        for table in [consumed] if isinstance(consumed, dict) else consumed or []:
            self.write_units += table["CapacityUnits"]
            self.write_units_of[table["TableName"]] += table["CapacityUnits"]


def item_size(item: dict[str, Any]) -> int:
    """Return the size in bytes that DynamoDB bills an item by."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            digits = content.lstrip("-").replace(".", "").strip("0")
            return math.ceil(len(digits) / 2) + 1 + content.startswith("-")
        case "B":
            return len(base64.b64decode(content)) if isinstance(content, str) else len(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return 3 + sum(1 + _value_size(part) for part in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(part) for name, part in content.items())
        case "SS" | "NS" | "BS":
            return sum(_value_size({kind[0]: part}) for part in content)
    raise ValueError(f"no such type: {kind}")


@contextmanager
def metered() -> Iterator[Meter]:
    """Count everything that goes through the store's connection meanwhile."""
    meter = Meter()
    events = connection.connection().client.meta.events
    asked: dict[int, dict[str, Any]] = {}  # by thread: several may ask at a time

    def before(params: dict[str, Any], **_: Any) -> None:
        # A COUNT reads what it counts, but does not answer it: ask for the items, to see their size.
        params.pop("Select", None)
        asked[get_ident()] = params

    def after(parsed: dict[str, Any], model: Any, **_: Any) -> None:
        meter.requests += 1
        params = asked.pop(get_ident())
        consistent = bool(params.get("ConsistentRead"))
        if model.name == "GetItem":
            meter.read([parsed["Item"]] if "Item" in parsed else [], consistent=consistent)
        elif model.name == "BatchGetItem":
            for name, asked_for in params["RequestItems"].items():
                found = parsed["Responses"].get(name, [])
                missing = len(asked_for["Keys"]) - len(found)
                for items in [*([item] for item in found), *([[]] * missing)]:
                    meter.read(items, consistent=bool(asked_for.get("ConsistentRead")))
        elif model.name == "Query":
            meter.read(parsed["Items"], consistent=consistent)
        else:
            meter.wrote(parsed.get("ConsumedCapacity"))

    events.register("provide-client-params.dynamodb.*", before, unique_id="meter-before")
    events.register("after-call.dynamodb.*", after, unique_id="meter-after")
    try:
        yield meter
    finally:
        events.unregister("provide-client-params.dynamodb.*", unique_id="meter-before")
        events.unregister("after-call.dynamodb.*", unique_id="meter-after")


@contextmanager
def metered_redirect(database: Any) -> Iterator[Meter]:
    """Count what the redirect asks through its own signed calls."""
    meter = Meter()
    genuine = database.call

    def call(operation: str, body: dict[str, Any], *arguments: Any, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = genuine(operation, {**body, "ReturnConsumedCapacity": "TOTAL"}, *arguments, **more)
        meter.requests += 1
        if operation == "GetItem":
            found = [answer["Item"]] if "Item" in answer else []
            meter.read(found, consistent=body["ConsistentRead"])
        else:
            meter.wrote(answer.get("ConsumedCapacity"))
        return answer

    database.call = call
    try:
        yield meter
    finally:
        del database.call
