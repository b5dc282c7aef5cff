"""What people have seen on a day, kept until it is counted; and of which clicks they were told."""

from collections.abc import Iterable
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import size

from lahetti.analytics.model import ScoredClicks
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get_by_pk
from lahetti.dynamodb.models import ProgrammeItem, TransientItem
from lahetti.dynamodb.transactions import try_write


class SeenItem(TransientItem, discriminator="seen"):
    """The contents that a person has seen on a day."""

    contents = UnicodeSetAttribute(null=True)


MOST_SEEN = 1000
"""Contents in a day's set; what is over is not added: an item holds 400 KB."""


def add_seen(day: str, person: str, contents: set[str], expires: datetime) -> None:
    """Add to what a person has seen on a day; a set that is full stays as it is."""
    item = SeenItem(keys.seen(day, person))
    until = SeenItem.expires.set(int(expires.timestamp()))
    room = SeenItem.contents.does_not_exist() | (size(SeenItem.contents) <= MOST_SEEN)
    try_write(lambda: item.update([SeenItem.contents.add(contents), until, SeenItem.kind.set(SeenItem)], room))


def seen_on(wanted: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return what people have seen by (day, person): {person: contents}, of those who have seen anything."""
    whose = {keys.seen(day, person): person for day, person in wanted}
    return {whose[item.pk]: set(item.contents or ()) for item in batch_get_by_pk(SeenItem, whose)}


class ClicksToldItem(ProgrammeItem, discriminator="clicks told"):
    """pk = "PERSON#<id>", sk = "CLICKSTOLD": of how many clicks in all, and which points for them, a person knows."""

    clicks = NumberAttribute()
    points = NumberAttribute()


def clicks_told(person: str) -> ScoredClicks:
    """Return of which clicks a person was told, of none at first."""
    item = ClicksToldItem.find(keys.person(person), keys.CLICKS_TOLD)
    return ScoredClicks() if item is None else ScoredClicks(int(item.clicks), int(item.points))


def keep_clicks_told(person: str, told: ScoredClicks) -> None:
    """Store of which clicks a person was told, unless they know of as many already."""
    item = ClicksToldItem(keys.person(person), keys.CLICKS_TOLD, clicks=told.clicks, points=told.points)
    try_write(lambda: item.save(ClicksToldItem.pk.does_not_exist() | (ClicksToldItem.clicks < told.clicks)))
