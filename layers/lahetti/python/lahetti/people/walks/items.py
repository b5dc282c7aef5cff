"""The checkpoint of a walk, and what its parts came to: in the Transient table, gone with the walk."""

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from pynamodb.attributes import BinaryAttribute, ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_delete, batch_get_by_pk
from lahetti.dynamodb.models import TransientItem
from lahetti.dynamodb.transactions import try_write
from lahetti.people.walks.model import Walk


class WalkItem(TransientItem, discriminator="walk"):
    """pk = "WALK#<name>"."""

    walk = UnicodeAttribute()
    run = UnicodeAttribute()
    subject: ListAttribute[str] = ListAttribute()
    parts = NumberAttribute()
    done = NumberAttribute()


class WalkPartItem(TransientItem, discriminator="walkpart"):
    """pk = "WALK#<name>#<walk>#<part>"; JSON, deflated: some 70 bytes a person and race before that."""

    result = BinaryAttribute(legacy_encoding=False)


def find_walk(name: str) -> Walk | None:
    """Return the walk of a name that is under way, or None; one whose time has run out may be among them."""
    item = WalkItem.find(keys.walk(name), consistent=True)
    if item is None:
        return None
    expires = datetime.fromtimestamp(int(item.expires or 0), UTC)
    return Walk(name, item.walk, item.run, tuple(item.subject), int(item.parts), int(item.done), expires)


def begin_walk(walk: Walk, *, over: Walk | None) -> bool:
    """Store a new walk in place of one whose time has run out; return False where another came first."""
    item = WalkItem(
        keys.walk(walk.name),
        walk=walk.id,
        run=walk.run,
        subject=list(walk.subject),
        parts=walk.parts,
        done=walk.done,
        expires=int(walk.expires.timestamp()),
    )
    free = WalkItem.pk.does_not_exist() if over is None else WalkItem.walk == over.id
    return try_write(lambda: item.save(free))


def take_walk(walk: Walk) -> bool:
    """Let the walk's run hold it, whoever did before; return False where the walk has ended meanwhile."""
    return try_write(
        lambda: WalkItem(keys.walk(walk.name)).update([WalkItem.run.set(walk.run)], WalkItem.walk == walk.id)
    )


def advance(walk: Walk) -> bool:
    """Count one more part as done; return False where the walk's run does not hold it any more."""
    item, done = WalkItem(keys.walk(walk.name)), walk.done + 1
    return try_write(lambda: item.update([WalkItem.done.set(done)], _is_held(walk)))


def end_walk(walk: Walk) -> None:
    """Forget a walk and what its parts came to, unless another run holds it."""
    # The checkpoint first: one that says "done" without its results would stop every later run.
    if try_write(lambda: WalkItem(keys.walk(walk.name)).delete(_is_held(walk))):
        batch_delete(WalkPartItem(keys.walk_part(walk.name, walk.id, part)) for part in range(walk.parts))


def save_result(walk: Walk, part: int, result: Any) -> None:
    """Store what a part came to, any JSON."""
    WalkPartItem(
        keys.walk_part(walk.name, walk.id, part),
        result=zlib.compress(json.dumps(result, separators=(",", ":")).encode()),
        expires=int(walk.expires.timestamp()),
    ).save()


def results(walk: Walk) -> list[Any]:
    """Return what the parts came to that are stored, in any order."""
    wanted = (keys.walk_part(walk.name, walk.id, part) for part in range(walk.parts))
    found = batch_get_by_pk(WalkPartItem, wanted, consistent=True)
    return [json.loads(zlib.decompress(item.result)) for item in found]


def _is_held(walk: Walk) -> Condition:
    is_held: Condition = (WalkItem.walk == walk.id) & (WalkItem.run == walk.run) & (WalkItem.done == walk.done)
    return is_held
