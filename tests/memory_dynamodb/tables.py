"""Tables in memory: items by key with their former states, found by the table's key or by an index of it.

An item is never changed in place: each write makes a new state. The foundation's template says keys and indexes.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from tests.bench.metering import item_size
from tests.memory_dynamodb.expressions import Item, Value, WrongRequest, number
from tools.templates import foundation

Key = tuple[str, str]
"""Partition and sort key of an item; a table without a sort key has "" for it."""
States = list[Item | None]
"""What an item was, oldest first; None where there was none."""
LARGEST_ITEM = 400 * 1024
"""Bytes of an item (quotas of DynamoDB)."""
_KEPT_STATES = 4


class Schema(NamedTuple):
    """By what a table or an index finds items, and what an index shows of them; None: all."""

    partition: str
    sort: str | None
    shown: frozenset[str] | None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.partition,) if self.sort is None else (self.partition, self.sort)


class Change(NamedTuple):
    """A record of a table's stream; `image` is the item afterwards where the stream carries it."""

    event: str
    keys: Item
    image: Item | None


@dataclass
class Table:
    """One table; `indexes` by name, with the table itself under None."""

    name: str
    indexes: Mapping[str | None, Schema]
    view: str | None
    stream: list[Change] = field(default_factory=list)
    states: dict[Key, States] = field(default_factory=dict)
    _places: dict[tuple[str | None, str], set[Key]] = field(default_factory=lambda: defaultdict(set))

    @property
    def schema(self) -> Schema:
        return self.indexes[None]

    def key_of(self, item: Item, *, alone: bool = False) -> Key:
        """Return an item's key; `alone`: nothing but the key may be given."""
        names = self.schema.names
        if any(name not in item for name in names) or (alone and len(item) != len(names)):
            raise WrongRequest("the provided key element does not match the schema")
        key = [_key_text(item, name) for name in names]
        return key[0], key[1] if len(key) > 1 else ""

    def find(self, key: Key) -> Item:
        """Return an item as it is now; an empty one where there is none."""
        states = self.states.get(key)
        return (states[-1] if states else None) or {}

    def write(self, key: Key, item: Item | None) -> None:
        """Let an item be this from now on, or be gone."""
        before = self.find(key) or None
        if item is not None:
            self._check(item)
            for name, schema in self.indexes.items():
                if schema.partition in item:
                    self._places[name, item[schema.partition]["S"]].add(key)
        states = self.states.setdefault(key, [])
        states.append(item)
        del states[:-_KEPT_STATES]
        if self.view is not None and item != before:
            event = "INSERT" if before is None else "MODIFY" if item is not None else "REMOVE"
            keys = {name: ((item or before) or {})[name] for name in self.schema.names}
            self.stream.append(Change(event, keys, item if self.view == "NEW_IMAGE" else None))

    def settle(self) -> None:
        """Let time pass until every read finds what was written so far."""
        for states in self.states.values():
            states[:] = states[-1:] * _KEPT_STATES

    def _check(self, item: Item) -> None:
        for schema in self.indexes.values():
            for name in schema.names:
                if name in item:
                    _key_text(item, name)
        if is_larger([item], LARGEST_ITEM):
            raise WrongRequest("item size has exceeded the maximum allowed size")

    def partition(self, index: str | None, value: str, state: Callable[[States], Item | None]) -> list[Item]:
        """Return the items of a partition as they show themselves there, in the order of their sort key.

        `state` chooses which of its states an item is read in. Items of an index that have the same sort key come in
        an order of which DynamoDB says nothing.
        """
        schema = self.indexes[index]
        found = []
        for key in self._places.get((index, value), ()):
            item = state(self.states[key])
            if item and all(name in item for name in schema.names) and item[schema.partition]["S"] == value:
                found.append(self._shown(index, item))
        found.sort(key=lambda item: self.position(index, item))
        return found

    def _shown(self, index: str | None, item: Item) -> Item:
        shown = self.indexes[index].shown
        return item if shown is None else {name: value for name, value in item.items() if name in shown}

    def position(self, index: str | None, item: Item) -> tuple[str, int, Key]:
        """Return where an item stands in its partition."""
        sort = self.indexes[index].sort
        own = self.key_of(item)
        return ("" if sort is None else item[sort]["S"]), zlib.crc32("\0".join(own).encode()), own

    def key_at(self, index: str | None, item: Item) -> Item:
        """Return the attributes that say where a page ended."""
        return {name: item[name] for name in {*self.schema.names, *self.indexes[index].names}}


def tables(names: Mapping[str, str]) -> dict[str, Table]:
    """Return the foundation's tables by the names that a deployment gives them: {"ProgrammeTable": name}."""
    declared = foundation("AWS::DynamoDB::Table")
    return {names[resource]: _table(names[resource], properties) for resource, properties in declared.items()}


def _table(name: str, properties: Mapping[str, Any]) -> Table:
    indexes: dict[str | None, Schema] = {None: _schema(properties["KeySchema"], None)}
    for index in properties.get("GlobalSecondaryIndexes", ()):
        projection = index["Projection"]
        if projection["ProjectionType"] != "INCLUDE":
            raise NotImplementedError(f"projection of {index['IndexName']}: {projection}")
        keys = (*indexes[None].names, *(key["AttributeName"] for key in index["KeySchema"]))
        indexes[index["IndexName"]] = _schema(index["KeySchema"], frozenset({*keys, *projection["NonKeyAttributes"]}))
    return Table(name, indexes, properties.get("StreamSpecification", {}).get("StreamViewType"))


def _schema(keys: Iterable[Mapping[str, str]], shown: frozenset[str] | None) -> Schema:
    names = {key["KeyType"]: key["AttributeName"] for key in keys}
    return Schema(names["HASH"], names.get("RANGE"), shown)


def _key_text(item: Item, name: str) -> str:
    text = item[name].get("S")
    if not isinstance(text, str) or not text:
        raise WrongRequest(f"{name} is not a valid key: {item[name]}")
    return text


def is_larger(items: Sequence[Item], size: int) -> bool:
    """Return whether items are larger than so many bytes. Most are not by far, which is seen at once."""
    return 4 * sum(len(repr(item)) for item in items) > size and sum(map(item_size, items)) > size


def kept(item: Mapping[str, Value]) -> Item:
    """Return a copy of an item as DynamoDB keeps it."""
    return {name: kept_value(value) for name, value in item.items()}


def kept_value(value: Value) -> Value:
    """Return a copy of a value as DynamoDB keeps it: numbers in one form, elements of a set once."""
    ((kind, content),) = value.items()
    match kind:
        case "S" if isinstance(content, str):
            return value.copy()
        case "N" if isinstance(content, str):
            return {"N": number(Decimal(content))}
        case "B" if isinstance(content, bytes | bytearray):
            return {"B": bytes(content)}
        case "BOOL" | "NULL" if isinstance(content, bool):
            return value.copy()
        case "L":
            return {"L": [kept_value(part) for part in content]}
        case "M":
            return {"M": kept(content)}
        case "SS" | "NS" | "BS":
            parts = [kept_value({kind[0]: part})[kind[0]] for part in content]
            if not parts or len(set(parts)) != len(parts):
                raise WrongRequest(f"one or more parameter values were invalid: {value}")
            return {kind: sorted(parts)}
    raise WrongRequest(f"not a value: {value}")
