"""Builds the events that DynamoDB's streams deliver, for whoever delivers them again: the walk and the tests."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from lahetti.dynamodb import keys

_numbers = itertools.count(1)


def marks_event(marks: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """Return what the Traffic table's stream (keys only) says of new marks, each (code, day, visitor)."""
    found = [{"pk": {"S": keys.mark(code, day)}, "sk": {"S": visitor}} for code, day, visitor in marks]
    return {"Records": [_record("INSERT", item, "KEYS_ONLY", {}) for item in found]}


def cards_event(images: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the Programme table's stream (new images) says of changed score cards, each a raw item."""
    records = []
    for image in images:
        item = {name: image[name] for name in ("pk", "sk")}
        records.append(_record("MODIFY", item, "NEW_IMAGE", {"NewImage": dict(image)}))
    return {"Records": records}


def _record(name: str, item: Mapping[str, Any], view: str, more: Mapping[str, Any]) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "eventID": f"{number:032x}",
        "eventName": name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-north-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_750_000_000 + number,
            "Keys": dict(item),
            "SequenceNumber": f"{number:021d}",
            "SizeBytes": 100,
            "StreamViewType": view,
            **more,
        },
    }
