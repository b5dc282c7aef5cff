"""Copies a table's items over the live ones: what differs is set back, what is missing comes back, the newer goes.

A few things happened outside and cannot be undone by a table: mails that went out, codes that were handed out, prizes
of closed races, the log of what was done. Of those the live item stays where there is one. Everything is compared
before it is written, so that a copy that was killed and started again ends the same and costs only reads.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from tools.restore.wanted import Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]
"""As DynamoDB's API writes it: {"pk": {"S": …}, …}."""
_WORKERS = 4
_MOST_READ, _MOST_WRITTEN = 100, 25
_ATTEMPTS = 8
_HAPPENED = frozenset({"mail", "audit", "award", "reward", "voucher", "code"})
"""Kinds of items of which the live one stays."""
NOT_SENT = "not sent: restored"
_ENDED = "sessions_end_before"


@dataclass
class Changes:
    """What a copy did, by kind of item; `newer` are the items that the moment did not know, with their kinds."""

    came_back: Counter[str] = field(default_factory=Counter)
    set_back: Counter[str] = field(default_factory=Counter)
    stayed: Counter[str] = field(default_factory=Counter)
    newer: dict[Key, str] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    """People whose role or state is another again, as "<id>: <today's> → <the moment's>"."""


@dataclass(frozen=True)
class Copying:
    """From one table to another; `closed` are the live table's closed races, `now` seconds since the epoch."""

    database: "DynamoDBClient"
    source: str
    target: str
    closed: Collection[str]
    now: int
    sleep: Callable[[float], None] = time.sleep

    def newer(self) -> dict[Key, str]:
        """Return the items that the source does not have and that do not stay by themselves, with their kinds."""
        found: dict[Key, str] = {}
        for live in _parts(self._scan(self.target), _MOST_READ):
            known = self._read(self.source, map(key_of, live))
            found.update(
                (key_of(item), _kind(item)) for item in live if key_of(item) not in known and not self._happened(item)
            )
        return found

    def copy(self, keeps: Callable[[Key], bool]) -> Changes:
        """Let the target be as the source is, but for what happened and the newer items that are kept."""
        changes = Changes(newer=self.newer())
        for items in _parts(self._scan(self.source), _MOST_READ):
            self._copy(items, changes)
        gone = [key for key in changes.newer if not keeps(key)]
        self._write([{"DeleteRequest": {"Key": {"pk": {"S": pk}, "sk": {"S": sk}}}} for pk, sk in gone])
        return changes

    def _copy(self, items: Sequence[Item], changes: Changes) -> None:
        live = self._read(self.target, map(key_of, items))
        puts = []
        for item in items:
            before = live.get(key_of(item))
            after = _as_restored(item, before)
            if before == after or self._is_over(item):
                continue
            if before is not None and self._happened(before):
                changes.stayed[_kind(item)] += 1
                continue
            (changes.came_back if before is None else changes.set_back)[_kind(item)] += 1
            if before is not None and (moved := _role_changed(before, after)):
                changes.roles.append(moved)
            puts.append({"PutRequest": {"Item": after}})
        self._write(puts)

    def _happened(self, live: Item) -> bool:
        pk, sk = key_of(live)
        if _kind(live) in _HAPPENED:
            return True
        race = pk.removeprefix("RACE#") if pk.startswith("RACE#") else sk.removeprefix("TICKET#").removesuffix("#TEAM")
        return (pk.startswith("RACE#") or sk.startswith("TICKET#")) and race in self.closed

    def _is_over(self, item: Item) -> bool:
        return "expires" in item and int(item["expires"]["N"]) <= self.now

    def _scan(self, table: str) -> Iterator[Item]:
        start: dict[str, Any] = {}
        while True:
            answer = self.database.scan(TableName=table, ConsistentRead=True, **start)
            yield from answer["Items"]
            if not answer.get("LastEvaluatedKey"):
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _read(self, table: str, keys: Iterable[Key]) -> dict[Key, Item]:
        wanted: Any = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]
        found: dict[Key, Item] = {}
        for attempt in range(_ATTEMPTS):
            asked: Any = {table: {"Keys": wanted, "ConsistentRead": True}}
            answer: Any = self.database.batch_get_item(RequestItems=asked)
            found.update((key_of(item), item) for item in answer["Responses"].get(table, []))
            wanted = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
            if not wanted:
                return found
            self.sleep(2**attempt / 10)
        raise TimeoutError(f"DynamoDB does not answer for {len(wanted)} items of {table}: run the same command again.")

    def _write(self, requests: Sequence[Mapping[str, Any]]) -> None:
        with ThreadPoolExecutor(_WORKERS) as workers:
            for _ in workers.map(self._write_batch, _parts(requests, _MOST_WRITTEN)):
                pass

    def _write_batch(self, requests: Sequence[Mapping[str, Any]]) -> None:
        wanted: Any = list(requests)
        for attempt in range(_ATTEMPTS):
            answer: Any = self.database.batch_write_item(RequestItems={self.target: wanted})
            wanted = answer.get("UnprocessedItems", {}).get(self.target, [])
            if not wanted:
                return
            self.sleep(2**attempt / 10)
        raise TimeoutError(f"DynamoDB does not take {len(wanted)} items of {self.target}: run the same command again.")


def key_of(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _kind(item: Item) -> str:
    kind: str = item.get("kind", {}).get("S", "?")
    return kind


def _as_restored(item: Item, live: Item | None) -> Item:
    """Return an item as it comes back: a fan-out tells nobody any more, and sessions that were ended stay ended.

    Mails are settled once they lie there.
    """
    if _kind(item) == "fanout":
        return {**item, "not_sent": {"S": NOT_SENT}}
    ended = [one[_ENDED]["S"] for one in (item, live or {}) if _ENDED in one]
    return {**item, _ENDED: {"S": max(ended)}} if ended else item


def _role_changed(before: Item, after: Item) -> str | None:
    if _kind(after) != "person":
        return None
    now, then = (" ".join(item[name]["S"] for name in ("role", "state") if name in item) for item in (before, after))
    return None if now == then else f"{after['pk']['S'].removeprefix('PERSON#')}: {now} → {then}"


def _parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    walk = iter(items)
    while part := list(islice(walk, size)):
        yield part
