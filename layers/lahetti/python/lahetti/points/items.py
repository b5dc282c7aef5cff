"""The ledger (append-only entries under their person, one for each cause), held clicks, and shares to count again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_delete, batch_get, batch_get_by_pk, batch_put
from lahetti.dynamodb.models import ProgrammeItem, TransientItem
from lahetti.dynamodb.transactions import Put
from lahetti.points.model import Activity, Entry, HeldClicks, LedgerOpening, OpeningCause, Reason, ScoredEntry

# --- the ledger

_SCORED = list(ScoredEntry._fields)
_Stored = Mapping[str, Mapping[str, Any]]
"""An item as DynamoDB answers it: {attribute: {type: value}}."""


class EntryItem(ProgrammeItem, discriminator="entry"):
    """pk = "PERSON#<id>", sk = "ENTRY#<cause>", so that the same activity is never entered twice."""

    person = UnicodeAttribute()
    cause = UnicodeAttribute()
    activity = UnicodeAttribute()
    points = NumberAttribute()
    shares = NumberAttribute(default=0)
    clicks = NumberAttribute(default=0)
    reasons: ListAttribute[str] = ListAttribute(default=list)
    rules = NumberAttribute()
    day = UnicodeAttribute()
    races: ListAttribute[str] = ListAttribute(default=list)
    at = UTCDateTimeAttribute()
    share = UnicodeAttribute(null=True)
    content = UnicodeAttribute(null=True)
    network = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)


def ledger_of(person: str, *, consistent: bool = False) -> list[Entry]:
    """Return a whole ledger by cause; at the caps of the points about 10,000 short entries a year.

    Entries are read from the answers themselves: an item of PynamoDB for each takes ten times as long.
    """
    return [_read_entry(stored) for stored in _ledger(person, None, consistent=consistent)]


def scored_entries(person: str) -> list[ScoredEntry]:
    """Return what of a whole ledger is added up, as it is at this moment; half as long to read as `ledger_of`."""
    return [_read_scored(stored) for stored in _ledger(person, _SCORED, consistent=True)]


def _ledger(person: str, attributes: list[str] | None, *, consistent: bool) -> Iterator[_Stored]:
    table, in_ledger = EntryItem._get_connection(), EntryItem.sk.startswith("ENTRY#")
    start: Any = None
    while True:
        answer = table.query(
            keys.person(person),
            in_ledger,
            attributes_to_get=attributes,
            consistent_read=consistent,
            exclusive_start_key=start,
            return_consumed_capacity="TOTAL",
        )
        yield from answer["Items"]
        start = answer.get("LastEvaluatedKey")
        if start is None:
            return


def find_entry(person: str, cause: str) -> Entry | None:
    """Return the entry of a cause as it is at this moment, or None."""
    item = EntryItem.find(keys.person(person), keys.entry(cause), consistent=True)
    return _to_entry(item) if item is not None else None


def find_entries(person: str, causes: Iterable[str]) -> list[Entry]:
    """Return those entries of these causes that are there at this moment, in the order of the causes."""
    wanted = [(keys.person(person), keys.entry(cause)) for cause in causes]
    found = {item.sk: _to_entry(item) for item in batch_get(EntryItem, wanted, consistent=True)}
    return [found[sort] for _, sort in wanted if sort in found]


def put_entries(person: str, entries: Iterable[Entry]) -> list[Put]:
    """Return the writes that put entries into a ledger, each only if its cause is not there yet."""
    return [Put(_from_entry(person, entry), EntryItem.pk.does_not_exist()) for entry in entries]


def move_ledger(person: str, other: str) -> None:
    """Move a whole ledger to another id, without notes. Killed anywhere, doing it again finishes it."""
    entries = ledger_of(person, consistent=True)
    batch_put(_from_entry(other, replace(entry, note="")) for entry in entries)
    batch_delete(_from_entry(person, entry) for entry in entries)


def _to_entry(item: EntryItem) -> Entry:
    return Entry(
        cause=item.cause,
        activity=Activity(item.activity),
        points=int(item.points),
        day=item.day,
        races=tuple(item.races),
        at=item.at,
        rules=int(item.rules),
        shares=int(item.shares),
        clicks=int(item.clicks),
        reasons=tuple(Reason(reason) for reason in item.reasons),
        share=item.share,
        content=item.content,
        network=item.network,
        note=item.note or "",
    )


def _read_scored(stored: _Stored) -> ScoredEntry:
    return ScoredEntry(
        Activity(stored["activity"]["S"]),
        int(stored["points"]["N"]),
        stored["day"]["S"],
        tuple([race["S"] for race in stored["races"]["L"]]),
        datetime.fromisoformat(stored["at"]["S"]),
        int(stored["shares"]["N"]),
        int(stored["clicks"]["N"]),
    )


def _read_entry(stored: _Stored) -> Entry:
    """Return the entry that DynamoDB's own attributes hold, as `_to_entry` does of an item."""
    optional = {name: stored[name]["S"] if name in stored else None for name in ("share", "content", "network")}
    return Entry(
        cause=stored["cause"]["S"],
        activity=Activity(stored["activity"]["S"]),
        points=int(stored["points"]["N"]),
        day=stored["day"]["S"],
        races=tuple(race["S"] for race in stored["races"]["L"]),
        at=datetime.fromisoformat(stored["at"]["S"]),
        rules=int(stored["rules"]["N"]),
        shares=int(stored["shares"]["N"]),
        clicks=int(stored["clicks"]["N"]),
        reasons=tuple(Reason(reason["S"]) for reason in stored["reasons"]["L"]),
        note=stored["note"]["S"] if "note" in stored else "",
        **optional,
    )


def _from_entry(person: str, entry: Entry) -> EntryItem:
    return EntryItem(
        keys.person(person),
        keys.entry(entry.cause),
        person=person,
        cause=entry.cause,
        activity=entry.activity.value,
        points=entry.points,
        shares=entry.shares,
        clicks=entry.clicks,
        reasons=[reason.value for reason in entry.reasons],
        rules=entry.rules,
        day=entry.day,
        races=list(entry.races),
        at=entry.at,
        share=entry.share,
        content=entry.content,
        network=entry.network,
        note=entry.note or None,
    )


# --- openings of ledgers


class LedgerOpeningItem(ProgrammeItem, discriminator="opening"):
    """pk = "PERSON#<id>", sk = "OPENING#<time>#<admin>"."""

    cause = UnicodeAttribute()
    reason = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    by = UnicodeAttribute()


def put_opening(person: str, opening: LedgerOpening) -> Put:
    """Return the write that notes that an admin has opened a person's ledger."""
    item = LedgerOpeningItem(
        keys.person(person),
        keys.opening(opening.at.isoformat(), opening.by),
        cause=opening.cause.value,
        reason=opening.reason,
        at=opening.at,
        by=opening.by,
    )
    return Put(item)


def openings_of(person: str, *, consistent: bool = False) -> list[LedgerOpening]:
    """Return the openings of a person's ledger, the last first."""
    found = LedgerOpeningItem.query(
        keys.person(person),
        LedgerOpeningItem.sk.startswith("OPENING#"),
        scan_index_forward=False,
        consistent_read=consistent,
    )
    return [LedgerOpening(OpeningCause(item.cause), item.reason, item.at, item.by) for item in found]


# --- held clicks


class HeldClicksItem(ProgrammeItem, discriminator="held"):
    """pk = "HELD#<code>#<day>", sk = "HELD"; gsi1: HELD / <day>#<code> while some wait. `expires`: when they lapse."""

    code = UnicodeAttribute()
    day = UnicodeAttribute()
    clicks = NumberAttribute()
    released = NumberAttribute(default=0)
    refused = NumberAttribute(default=0)
    expires = NumberAttribute()


def find_held(code: str, day: str) -> HeldClicks | None:
    """Return what was held of a share and day, as it is at this moment, or None."""
    item = HeldClicksItem.find(keys.held(code, day), "HELD", consistent=True)
    return _to_held(item) if item is not None else None


def all_held() -> list[HeldClicks]:
    """Return what waits for an admin, the oldest day first; what has lapsed may be among it."""
    found = [item.pk for item in ProgrammeItem.gsi1.query("HELD")]
    held = {item.pk: item for item in batch_get(HeldClicksItem, ((pk, "HELD") for pk in found))}
    return [_to_held(held[pk]) for pk in found if pk in held]


def put_held(held: HeldClicks) -> Put:
    """Return the write that stores held clicks, listed while some of them wait.

    It has no version of its own: whoever writes it writes its share, too, whose version decides.
    """
    shown = {"code": held.code, "day": held.day, "clicks": held.clicks} if held.waiting else None
    return Put(
        HeldClicksItem(
            keys.held(held.code, held.day),
            "HELD",
            gsi1pk="HELD" if shown else None,
            gsi1sk=f"{held.day}#{held.code}" if shown else None,
            view1=shown,
            code=held.code,
            day=held.day,
            clicks=held.clicks,
            released=held.released,
            refused=held.refused,
            expires=int(held.lapses.timestamp()),
        )
    )


def _to_held(item: HeldClicksItem) -> HeldClicks:
    lapses = datetime.fromtimestamp(int(item.expires), UTC)
    return HeldClicks(item.code, item.day, int(item.clicks), lapses, int(item.released), int(item.refused))


# --- shares that are to be counted again


class RefreshItem(TransientItem, discriminator="refresh"):
    """pk = "REFRESH#<minute>": shares past their scored clicks whose count is to be brought up to date."""

    codes = UnicodeSetAttribute(null=True)


def ask_for_refresh(minute: str, codes: set[str], expires: datetime) -> None:
    """Add shares to those that the job of this minute refreshes."""
    RefreshItem(keys.refresh(minute)).update(
        [
            RefreshItem.codes.add(codes),
            RefreshItem.expires.set(int(expires.timestamp())),
            RefreshItem.kind.set(RefreshItem),
        ]
    )


def shares_to_refresh(minutes: Iterable[str]) -> dict[str, set[str]]:
    """Return the shares that were put off: {minute: shares}, of those minutes that have any."""
    whose = {keys.refresh(minute): minute for minute in minutes}
    found = batch_get_by_pk(RefreshItem, whose, consistent=True)
    return {whose[item.pk]: set(item.codes) for item in found if item.codes}


def forget_refresh(minute: str) -> None:
    """Delete a minute's list once its shares are up to date."""
    RefreshItem(keys.refresh(minute)).delete()
