"""Everything that lies in the Programme table of one person, whatever its kind."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem

_PLACING = {"pk", "sk", "gsi1pk", "gsi1sk", "view1", "gsi2pk", "gsi2sk", "view2", "kind", "version", "expires"}
"""Where an item lies and how lists show it: nothing that its other attributes do not say."""

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}[+]0000")


def items_of(person: str) -> Iterator[ProgrammeItem]:
    """Walk a person's own partition, and what both indexes have of them: shares, awards, posts, notes, mails, audit."""
    own = keys.person(person)
    yield from ProgrammeItem.query(own)
    listed = [
        *ProgrammeItem.gsi1.query(own),
        *ProgrammeItem.gsi2.query(own),
        *ProgrammeItem.gsi1.query(f"AUDIT#{own}"),
    ]
    yield from batch_get(ProgrammeItem, ((item.pk, item.sk) for item in listed))


def plain(item: ProgrammeItem) -> tuple[str, dict[str, Any]]:
    """Return an item's kind, and the item as JSON holds it, without its keys; every moment as `…T10:00:00+00:00`."""
    simple: dict[str, Any] = item.to_simple_dict()
    kind = simple["kind"]
    if kind == "card":
        simple["races"] = {race: _race(*score) for race, score in simple["races"].items()}
    return kind, {name: _with_moments(value) for name, value in simple.items() if name not in _PLACING}


def _race(points: int, shares: int, clicks: int, last: int) -> dict[str, Any]:
    at = datetime.fromtimestamp(last, UTC).isoformat() if last else None
    return {"points": points, "shares": shares, "clicks": clicks, "last_entry": at}


def _with_moments(value: Any) -> Any:
    """Return a value with its moments as all else writes them; PynamoDB has a form of its own."""
    match value:
        case str() if _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value).isoformat()
        case dict():
            return {name: _with_moments(inside) for name, inside in value.items()}
        case list():
            return [_with_moments(inside) for inside in value]
    return value
