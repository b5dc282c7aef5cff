"""Everything that lies in the Programme table of one person, whatever its kind."""

from collections.abc import Iterator
from typing import Any

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem

_PLACING = {"pk", "sk", "gsi1pk", "gsi1sk", "view1", "gsi2pk", "gsi2sk", "view2", "kind", "version", "expires"}
"""Where an item lies and how lists show it: nothing that its other attributes do not say."""


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
    """Return an item's kind, and the item as JSON holds it, without its keys."""
    simple: dict[str, Any] = item.to_simple_dict()
    return simple["kind"], {name: value for name, value in simple.items() if name not in _PLACING}
