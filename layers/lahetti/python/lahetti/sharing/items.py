"""Shares, the marks that visitors leave at their links, and the day's key that hashes visitors."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.expressions.condition import size

from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.batches import batch_get, batch_get_by_pk, batch_put
from lahetti.dynamodb.models import ProgrammeItem, TrafficItem, TransientItem
from lahetti.dynamodb.paging import Span, page_of_index
from lahetti.dynamodb.transactions import Put, try_write
from lahetti.networks.networks import Network
from lahetti.sharing.model import Mark, Share, ShareRow, SharerRow, ShareState, Tally

# --- shares


class ShareItem(ProgrammeItem, discriminator="share"):
    """pk = "SHARE#<code>", sk = "SHARE"; gsi1: PERSON#<id> / SHARE#<time>, gsi2: CONTENT#<id> / <person>#<network>.

    A declined share stands in no list: in gsi1 it is below DECLINED#<time>, where only export and erasure find it, and
    gsi2 calls it opened.
    `tally` is {day: [counted, repeats, own, held, data_centre]}, `released` {day: clicks}.
    """

    code = UnicodeAttribute()
    target = UnicodeAttribute()
    person = UnicodeAttribute()
    content = UnicodeAttribute()
    title = UnicodeAttribute()
    network = UnicodeAttribute()
    number = NumberAttribute()
    state = UnicodeAttribute()
    points = NumberAttribute(null=True)
    ref = UnicodeAttribute(null=True)
    own_wording = BooleanAttribute(default=False)
    caption = UnicodeAttribute(null=True)
    opened = UTCDateTimeAttribute()
    confirmed = UTCDateTimeAttribute(null=True)
    remind_at = UTCDateTimeAttribute(null=True)
    clicks = NumberAttribute(default=0)
    repeats = NumberAttribute(default=0)
    own = NumberAttribute(default=0)
    held = NumberAttribute(default=0)
    data_centre = NumberAttribute(default=0)
    scored = NumberAttribute(default=0)
    capped = BooleanAttribute(default=False)
    tally: MapAttribute[str, Any] = MapAttribute(default=dict)
    released: MapAttribute[str, Any] = MapAttribute(null=True)
    tallied = UTCDateTimeAttribute(null=True)
    version = VersionAttribute()


def find_share(code: str, *, consistent: bool = False) -> Share | None:
    """Return a share, or None."""
    item = ShareItem.find(keys.share(code), "SHARE", consistent=consistent)
    return _to_share(item) if item is not None else None


def find_shares(codes: Iterable[str]) -> list[Share]:
    """Return some shares, in any order; those that are not there are left out."""
    return [_to_share(item) for item in batch_get(ShareItem, ((keys.share(code), "SHARE") for code in codes))]


def put_share(share: Share) -> Put:
    """Return the write that stores a share over the version that was read; a new one must not exist."""
    return Put(_from_share(share))


def save_share(share: Share) -> bool:
    """Store a share over the version that was read; return False where another came first."""
    return transactions.save_if_current(_from_share(share))


def shares_of(person: str) -> list[ShareRow]:
    """Return what a person's list shows of their shares, newest first."""
    found = ProgrammeItem.gsi1.query(
        keys.person(person), ProgrammeItem.gsi1sk.startswith("SHARE#"), scan_index_forward=False
    )
    return [_to_row(item.pk.removeprefix("SHARE#"), item.view1.as_dict()) for item in found]


def shares_since(person: str, moment: datetime) -> list[ShareRow]:
    """Return what a person's list shows of the shares that they opened since a moment, oldest first."""
    since = ProgrammeItem.gsi1sk.between(f"SHARE#{moment.astimezone(UTC).isoformat()}", "SHARE#~")
    found = ProgrammeItem.gsi1.query(keys.person(person), since)
    return [_to_row(item.pk.removeprefix("SHARE#"), item.view1.as_dict()) for item in found]


def page_of_person(person: str, span: Span) -> tuple[list[ShareRow], str | None]:
    """Return a page of a person's shares, newest first, and the next page's cursor."""
    found, following = page_of_index(ProgrammeItem.gsi1, keys.person(person), span, begins="SHARE#")
    return [_to_row(item.pk.removeprefix("SHARE#"), item.view1.as_dict()) for item in found], following


def shares_of_content(content: str) -> Iterator[SharerRow]:
    """Walk the shares of a content, by person and network."""
    for item in ProgrammeItem.gsi2.query(keys.content(content)):
        shown = item.view2.as_dict()
        yield SharerRow(
            code=item.pk.removeprefix("SHARE#"),
            person=(item.gsi2sk or "").partition("#")[0],
            network=Network(shown["network"]),
            state=ShareState(shown["state"]),
        )


def _to_share(item: ShareItem) -> Share:
    return Share(
        code=item.code,
        person=item.person,
        content=item.content,
        network=Network(item.network),
        title=item.title,
        target=item.target,
        opened=item.opened,
        number=int(item.number),
        state=ShareState(item.state),
        points=None if item.points is None else int(item.points),
        ref=item.ref,
        own_wording=item.own_wording,
        caption=item.caption,
        confirmed=item.confirmed,
        remind_at=item.remind_at,
        clicks=int(item.clicks),
        repeats=int(item.repeats),
        own=int(item.own),
        held=int(item.held),
        data_centre=int(item.data_centre),
        scored=int(item.scored),
        capped=item.capped,
        tally={day: Tally(*map(int, numbers)) for day, numbers in item.tally.as_dict().items()},
        released={day: int(clicks) for day, clicks in (item.released.as_dict() if item.released else {}).items()},
        tallied=item.tallied,
        version=int(item.version or 0),
    )


def _from_share(share: Share) -> ShareItem:
    return ShareItem(
        keys.share(share.code),
        "SHARE",
        gsi1pk=keys.person(share.person),
        gsi1sk=f"{_listed_below(share)}#{share.opened.isoformat()}",
        view1=_view1(share),
        gsi2pk=keys.content(share.content),
        gsi2sk=f"{share.person}#{share.network.value}",
        view2={"network": share.network.value, "state": _state_for_others(share).value},
        code=share.code,
        target=share.target,
        person=share.person,
        content=share.content,
        title=share.title,
        network=share.network.value,
        number=share.number,
        state=share.state.value,
        points=share.points,
        ref=share.ref,
        own_wording=share.own_wording,
        caption=share.caption,
        opened=share.opened,
        confirmed=share.confirmed,
        remind_at=share.remind_at,
        clicks=share.clicks,
        repeats=share.repeats,
        own=share.own,
        held=share.held,
        data_centre=share.data_centre,
        scored=share.scored,
        capped=share.capped,
        tally={day: list(astuple(tally)) for day, tally in share.tally.items()},
        released=dict(share.released) or None,
        tallied=share.tallied,
        version=share.version or None,
    )


def _listed_below(share: Share) -> str:
    return "DECLINED" if share.state is ShareState.DECLINED else "SHARE"


def _state_for_others(share: Share) -> ShareState:
    return ShareState.OPENED if share.state is ShareState.DECLINED else share.state


def _view1(share: Share) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "content": share.content,
        "title": share.title,
        "network": share.network.value,
        "state": share.state.value,
        "clicks": share.clicks,
        "opened": share.opened.isoformat(),
    }
    if share.remind_at is not None and share.state is ShareState.OPENED:
        shown["remind_at"] = share.remind_at.isoformat()
    return shown


def _to_row(code: str, shown: dict[str, Any]) -> ShareRow:
    remind_at = shown.get("remind_at")
    return ShareRow(
        code=code,
        content=shown["content"],
        title=shown["title"],
        network=Network(shown["network"]),
        state=ShareState(shown["state"]),
        clicks=int(shown["clicks"]),
        opened=datetime.fromisoformat(shown["opened"]),
        remind_at=None if remind_at is None else datetime.fromisoformat(remind_at),
    )


# --- marks of visitors


class MarkItem(TrafficItem, discriminator="mark"):
    """pk = "MARK#<code>#<day>", sk = the visitor's hash; written by the redirect (`functions/redirect`)."""

    hits = NumberAttribute(default=0)
    first = NumberAttribute(default=0)
    ip_hash = UnicodeAttribute(default="")
    data_centre = BooleanAttribute(default=False)


def put_marks(marks: Iterable[tuple[str, str, Mark]], expires: datetime) -> None:
    """Store marks of (code, day) whole, many a request: visits of former days, when nobody waits for a redirect."""
    batch_put(_from_mark(code, day, mark, int(expires.timestamp())) for code, day, mark in marks)


def marks_of(code: str, day: str) -> list[Mark]:
    """Return a share's marks of one day as they are at this moment."""
    found = MarkItem.query(keys.mark(code, day), consistent_read=True)
    return [Mark(item.sk, int(item.hits), int(item.first), item.ip_hash, item.data_centre) for item in found]


def _from_mark(code: str, day: str, mark: Mark, expires: int) -> MarkItem:
    return MarkItem(
        keys.mark(code, day),
        mark.visitor,
        hits=mark.hits,
        first=mark.first,
        ip_hash=mark.ip_hash,
        data_centre=mark.data_centre,
        expires=expires,
    )


# --- people's own devices of a day


class OwnDevicesItem(TransientItem, discriminator="own devices"):
    """pk = "DEVICES#<day>#<person>": visitor hashes with the second from which on each is known as the person's own."""

    devices = UnicodeSetAttribute(null=True)


_MOST_DEVICES = 100
"""Devices in a day's set; what is over is not added."""


def add_own_device(person: str, day: str, visitor: str, since: int, expires: datetime) -> None:
    """Put a device among a person's own of a day; a set that is full stays as it is."""
    item = OwnDevicesItem(keys.own_devices(day, person))
    added = OwnDevicesItem.devices.add({f"{visitor}#{since}"})
    until, kind = OwnDevicesItem.expires.set(int(expires.timestamp())), OwnDevicesItem.kind.set(OwnDevicesItem)
    room = OwnDevicesItem.devices.does_not_exist() | (size(OwnDevicesItem.devices) < _MOST_DEVICES)
    try_write(lambda: item.update([added, until, kind], room))


def own_devices_of(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, int]]:
    """Return {visitor: since} of people's own devices by (person, day), as they are at this moment."""
    whose = {keys.own_devices(day, person): (person, day) for person, day in wanted}
    found: dict[tuple[str, str], dict[str, int]] = {pair: {} for pair in whose.values()}
    for item in batch_get_by_pk(OwnDevicesItem, whose, consistent=True):
        devices = found[whose[item.pk]]
        for visitor, _, since in (device.partition("#") for device in item.devices or ()):
            devices[visitor] = min(devices.get(visitor, int(since)), int(since))
    return found


# --- the day's visitor key


class VisitorKeyItem(TransientItem, discriminator="key"):
    """pk = "KEY#<day>": the random key that a day's visitors are hashed with."""

    key = BinaryAttribute(legacy_encoding=False)


def visitor_key(day: str, fresh: bytes, expires: datetime) -> bytes:
    """Return the day's key; on the day's first need `fresh` becomes it, unless another process was first."""
    pk = keys.visitor_key(day)
    known = VisitorKeyItem.find(pk, consistent=True)
    if known is not None:
        return known.key
    item = VisitorKeyItem(pk, key=fresh, expires=int(expires.timestamp()))
    is_first = try_write(lambda: item.save(TransientItem.pk.does_not_exist()))
    return fresh if is_first else VisitorKeyItem.get(pk, consistent_read=True).key


def delete_visitor_key(day: str) -> None:
    """Delete a day's key; nothing happens where there is none."""
    VisitorKeyItem(keys.visitor_key(day)).delete()
