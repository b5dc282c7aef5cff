"""What the walk looks at behind the addresses: rows, cards, and the functions that streams and schedules call."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import boto3

from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.dynamodb import keys
from lahetti.periods import calendar
from lahetti.races import items as races_items
from lahetti.records import items as records_items
from tools.walk.expectations import same


class Inside:
    """The deployed stacks, by the variables that lead to them."""

    def __init__(self, environment: Mapping[str, str], zone: ZoneInfo) -> None:
        self._environment = environment
        self._zone = zone

    def rows(self, person: str) -> list[tuple[str, str | None, int]]:
        """Return (race, place key, points) of a person's row in each running race, the week's first."""
        rows = []
        for race in calendar.standing_races(day_of(clock.now(), self._zone)):
            row = races_items.find_standing(race, person, consistent=True)
            rows.append((race, row.place if row else None, int(row.points) if row else 0))
        return rows

    def mails(self, person: str) -> list[str]:
        """Return the keys of all mails to a person that are in the outbox."""
        found = records_items.mails_of_person(person)
        return [mail.key for mail in found]

    def card_image(self, person: str) -> dict[str, Any]:
        """Return the raw item of a score card, as the stream shows it."""
        key = {"pk": {"S": keys.person(person)}, "sk": {"S": keys.CARD}}
        table = self._environment["LAHETTI_PROGRAMME_TABLE"]
        found = boto3.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True)
        return dict(found["Item"])

    def items_naming(self, *words: str) -> list[str]:
        """Return the keys of all items of all tables that hold one of some words."""
        scan = boto3.client("dynamodb").get_paginator("scan")
        names = [self._environment[f"LAHETTI_{table}_TABLE"] for table in ("PROGRAMME", "TRAFFIC", "TRANSIENT")]
        items = [item for name in names for page in scan.paginate(TableName=name) for item in page["Items"]]
        return [item["pk"]["S"] for item in items if any(word in repr(item) for word in words)]

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Call the function that a variable names and return its answer; it must not fail."""
        answer = boto3.client("lambda").invoke(
            FunctionName=self._environment[function], Payload=json.dumps(event).encode()
        )
        said = json.loads(answer["Payload"].read())
        same(f"failure of {function}", answer.get("FunctionError"), None)
        return said
