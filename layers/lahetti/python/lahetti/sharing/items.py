"""Shares: one ambassador, one content, one network, one link."""

from collections.abc import Iterable, Iterator
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem


class Share(ProgrammeItem, discriminator="share"):
    """A share with its own target, so that the redirect needs one read.

    `tally` is {day: [counted, repeats, own, held]} of the last three days; `clicks` and its siblings are running
    totals; `scored` are the clicks that used up a place under the cap. `view1` is the row of the owner's list.
    """

    code = UnicodeAttribute()
    target = UnicodeAttribute()
    person = UnicodeAttribute()
    content = UnicodeAttribute()
    title = UnicodeAttribute()
    network = UnicodeAttribute()
    state = UnicodeAttribute()
    value = NumberAttribute(null=True)
    own_wording = BooleanAttribute(default=False)
    opened = UTCDateTimeAttribute()
    confirmed = UTCDateTimeAttribute(null=True)
    remind_at = UTCDateTimeAttribute(null=True)
    clicks = NumberAttribute(default=0)
    repeats = NumberAttribute(default=0)
    own = NumberAttribute(default=0)
    held = NumberAttribute(default=0)
    scored = NumberAttribute(default=0)
    capped = BooleanAttribute(default=False)
    tally: MapAttribute[str, Any] = MapAttribute(default=dict)
    tallied = UTCDateTimeAttribute(null=True)
    version = VersionAttribute()


def find_share(code: str, *, consistent: bool = False) -> Share | None:
    """Return a share, or None."""
    try:
        return Share.get(keys.share(code), "SHARE", consistent_read=consistent)
    except Share.DoesNotExist:
        return None


def find_shares(codes: Iterable[str]) -> list[Share]:
    """Return some shares, in any order; those that are not there are left out."""
    return batch_get(Share, ((keys.share(code), "SHARE") for code in codes))


def shares_of(person: str) -> list[tuple[str, dict[str, Any]]]:
    """Return (code, row) of a person's shares, newest first."""
    found = ProgrammeItem.gsi1.query(
        keys.person(person), ProgrammeItem.gsi1sk.startswith("SHARE#"), scan_index_forward=False
    )
    return [(item.pk.removeprefix("SHARE#"), item.view1.as_dict()) for item in found]


def shares_of_content(content: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk (code, row) of the shares of a content."""
    for item in ProgrammeItem.gsi2.query(keys.content(content)):
        yield item.pk.removeprefix("SHARE#"), item.view2.as_dict()


def owners_of_content(content: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Walk (code, person, row) of the shares of a content."""
    for item in ProgrammeItem.gsi2.query(keys.content(content)):
        yield item.pk.removeprefix("SHARE#"), (item.gsi2sk or "").partition("#")[0], item.view2.as_dict()


def sharers_of(content: str) -> Iterator[str]:
    """Walk the people who have a share of a content, once a share."""
    for item in ProgrammeItem.gsi2.query(keys.content(content)):
        yield (item.gsi2sk or "").partition("#")[0]
