"""A programme as large as wanted, whose answers are made when they are asked for: bytes, pages and sizes as DynamoDB's.

What a job reads of people (the list of all, cards, ledgers, rows of standings) is generated; whatever else it reads or
writes lies on the tables in memory. Requests are serialised and signed, answers parsed, as on AWS: only the network is
not there. Processor time that is spent here is counted apart.
"""

import json
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError

from lahetti.core.configuration import configuration
from lahetti.dynamodb import connection as connections
from lahetti.dynamodb import keys, models
from lahetti.people import items as people_items
from lahetti.people.model import ALWAYS, Home, Person, PersonState, Role, ScoreCard
from lahetti.periods import calendar, challenges
from lahetti.points import items as points_items
from lahetti.points.model import Activity, Entry, ScoredEntry
from lahetti.points.rules import fold
from lahetti.races import standings
from lahetti.settings import versions as settings_versions
from tests.bench.metering import item_size
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.memory_dynamodb.signed_requests import json_of, read_json

_PAGE = 1024 * 1024
_KINDS = 20
"""Ledgers that differ; everybody has one of them."""
_TEAMS = 40
JOINED = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass
class GeneratedProgramme:
    """So many people with so many entries each, made on the days from the first of a quarter on."""

    people: int
    entries: int
    first: datetime
    memory: MemoryDynamoDb = field(default_factory=MemoryDynamoDb)
    spent: float = 0.0
    """Seconds of processor time that making the answers took."""
    requests: int = 0
    read_units: float = 0.0
    _lock: Any = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._ledgers = [self._ledger(kind) for kind in range(_KINDS)]
        self.totals = [fold(ledger) for ledger in self._ledgers]
        raw = [[self._raw_entry(entry) for entry in ledger] for ledger in self._ledgers]
        self._pages = [_one_page(items) for items in raw]
        living = Person(self.id_of(0), "a@virasto.example", "Nimi", Role.AMBASSADOR, PersonState.ACTIVE, "fi", JOINED)
        shown = people_items.put_person(replace(living, begun=JOINED, teams=("team0",))).item.serialize()
        names = ("pk", "sk", "kind", "gsi2pk", "gsi2sk", "view2")
        self._one_listed = {name: shown[name] for name in names}

    def id_of(self, number: int) -> str:
        """Return an id as people have them."""
        return f"0199c0de-{number % 10_000:04d}-7000-8000-{number:012d}"

    def kind_of(self, person: str) -> int:
        """Return which of the ledgers a person has."""
        return int(person[-12:]) % _KINDS

    def card(self, person: str) -> ScoreCard:
        """Return a person's card, which is right."""
        number = int(person[-12:])
        home = Home(ALWAYS, f"team{number % _TEAMS}")
        return ScoreCard(person, f"Nimi {number}", (home,), totals=self.totals[self.kind_of(person)], version=7)

    @contextmanager
    def installed(self) -> Iterator["GeneratedProgramme"]:
        """Be what the store's client gets its answers from."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ACCESS_KEY_ID", "generated")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "generated")
            connections._made.cache_clear()
            models._table_connection.cache_clear()
            settings_versions._CURRENT.clear()
            patch.setattr(challenges, "_OPEN", challenges.Cached(list, seconds=3600))
            endpoint = connections.connection().client._endpoint
            patch.setattr(endpoint.http_session, "send", self._send)
            yield self
        connections._made.cache_clear()
        models._table_connection.cache_clear()
        settings_versions._CURRENT.clear()

    def _send(self, request: AWSPreparedRequest) -> AWSResponse:
        began = time.thread_time()
        operation = str(request.headers["X-Amz-Target"], "ascii").rpartition(".")[2]
        status, body = 200, b""
        try:
            body = self._answer(operation, json.loads(request.body))
        except ClientError as error:
            status, body = 400, json.dumps({**error.response, "__type": error.response["Error"]["Code"]}).encode()
        response = AWSResponse(request.url, status, {"x-amzn-RequestId": "1"}, None)
        response._content = body
        with self._lock:
            self.spent += time.thread_time() - began
        return response

    def _answer(self, operation: str, asked: dict[str, Any]) -> bytes:
        consistent = bool(asked.get("ConsistentRead"))
        if operation == "Query":
            partition = asked["ExpressionAttributeValues"][":0"]["S"]
            if partition == keys.people(PersonState.ACTIVE):
                return self._list(asked)
            if partition.startswith("PERSON#") and "IndexName" not in asked:
                whole, scored, size = self._pages[self.kind_of(partition)]
                self._count([size], consistent=consistent)
                return scored if "ProjectionExpression" in asked else whole
        if operation == "BatchGetItem":
            ((table, request),) = asked["RequestItems"].items()
            if table == configuration().traffic_table:
                return self._batch(
                    table, request, [self._row(key["pk"]["S"], key["sk"]["S"]) for key in request["Keys"]]
                )
            if all(key.get("sk") == {"S": keys.CARD} for key in request["Keys"]):
                people = [key["pk"]["S"].removeprefix("PERSON#") for key in request["Keys"]]
                cards = [people_items.put_card(self.card(one)).item.serialize() for one in people]
                return self._batch(table, request, cards)
        answer = self.memory._make_api_call(operation, read_json(asked))
        self._count([item_size(item) for item in answer.get("Items", [])], consistent=consistent)
        return json.dumps(answer, default=json_of).encode()

    def _count(self, sizes: list[int], *, consistent: bool, each: bool = False) -> None:
        """Count a request, and what it reads by DynamoDB's published rule: together, or each item for itself."""
        blocks = [max(1, math.ceil(size / 4096)) for size in (sizes if each else [sum(sizes)])]
        with self._lock:
            self.requests += 1
            self.read_units += sum(blocks) * (1.0 if consistent else 0.5)

    def _list(self, asked: dict[str, Any]) -> bytes:
        """Return a page of the index of all who take part."""
        start = int(asked["ExclusiveStartKey"]["pk"]["S"][-12:]) + 1 if "ExclusiveStartKey" in asked else 0
        size = item_size(self._listed(0))
        end = min(self.people, start + _PAGE // size)
        found = [self._listed(number) for number in range(start, end)]
        self._count([size * len(found)], consistent=False)
        answer: dict[str, Any] = {"Count": len(found), "ScannedCount": len(found)}
        if asked.get("Select") != "COUNT":
            answer["Items"] = found
        if end < self.people:
            last = self._listed(end - 1)
            answer["LastEvaluatedKey"] = {name: last[name] for name in ("pk", "sk", "gsi2pk", "gsi2sk")}
        return json.dumps(answer).encode()

    def _listed(self, number: int) -> dict[str, Any]:
        return {**self._one_listed, "pk": {"S": keys.person(self.id_of(number))}}

    def _row(self, race_key: str, person: str) -> dict[str, Any]:
        card, race = self.card(person), race_key.removeprefix("RACE#")
        row = standings.row_of(card, race, card.totals.races[race])
        return {
            "pk": {"S": race_key},
            "sk": {"S": person},
            "kind": {"S": "standing"},
            "name": {"S": str(row.name)},
            "team": {"S": str(row.team)},
            "points": {"N": str(row.points)},
            "shares": {"N": str(row.shares)},
            "clicks": {"N": str(row.clicks)},
            "version": {"N": "7"},
            "race": {"S": race_key},
            "place": {"S": str(row.place)},
        }

    def _batch(self, table: str, request: dict[str, Any], items: list[dict[str, Any]]) -> bytes:
        self._count([item_size(item) for item in items], consistent=bool(request.get("ConsistentRead")), each=True)
        return json.dumps({"Responses": {table: items}, "UnprocessedKeys": {}}).encode()

    def _ledger(self, kind: int) -> list[Entry]:
        """Return entries over the days of a quarter: shares and clicks by turns."""
        found = []
        for number in range(self.entries):
            at = self.first + timedelta(hours=6, minutes=number * 91 * 24 * 60 // self.entries % (91 * 24 * 60))
            day = f"{at:%Y-%m-%d}"
            clicked = number % 4 > 0
            found.append(
                Entry(
                    f"CLICKS#{number:010d}#{day}#{kind}" if clicked else f"SHARE#{number:010d}",
                    Activity.CLICKS if clicked else Activity.SHARE_CONFIRMED,
                    1 + (number + kind) % 3,
                    day,
                    tuple(sorted(calendar.standing_races(day))),
                    at,
                    3,
                    shares=int(not clicked),
                    clicks=int(clicked),
                    share=f"{number:010d}",
                    content="0199c0de-0000-7000-8000-000000000000",
                    network="linkedin",
                )
            )
        return found

    def _raw_entry(self, entry: Entry) -> dict[str, Any]:
        (write,) = points_items.put_entries(self.id_of(0), [entry])
        return write.item.serialize()


def _one_page(items: list[dict[str, Any]]) -> tuple[bytes, bytes, int]:
    """Return the answers that hold a ledger, whole and what is added up of it, and how many bytes are read for both."""
    size = sum(map(item_size, items))
    if size > _PAGE:
        raise ValueError("A ledger does not fit into one page of a Query.")
    scored = [{name: item[name] for name in ScoredEntry._fields} for item in items]
    whole, asked_for = (
        json.dumps({"Items": found, "Count": len(items), "ScannedCount": len(items)}, separators=(",", ":")).encode()
        for found in (items, scored)
    )
    return whole, asked_for, size
