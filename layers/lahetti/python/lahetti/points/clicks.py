"""From the marks of visitors to the ledger: a share's counted clicks of a day, in one transaction a person.

Every figure is absolute: how many clicks the day's marks make, against how many the share has been given.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce

from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.core.days import DAYS_KEPT, activity_day
from lahetti.core.errors import Busy, NotFound
from lahetti.dynamodb.connection import StoreError
from lahetti.dynamodb.transactions import Put, retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.people.model import Totals
from lahetti.periods import challenges
from lahetti.points import items
from lahetti.points.confirming import confirm_opened, confirm_share
from lahetti.points.model import Entry, HeldClicks, Programme
from lahetti.points.rules import advanced, count_marks, enter, score_clicks, share_score, with_entries
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share, ShareState, Tally

_SHARES_A_TRANSACTION, _WRITES_A_TRANSACTION = 40, 100
"""The second is DynamoDB's own limit."""
_HELD_DAYS = 30


def tally_clicks(
    touched: Iterable[tuple[str, str]], programme: Programme, now: datetime, *, put_off: bool = True
) -> int:
    """Bring the given (code, day) pairs up to date with their marks; return the clicks that were new.

    Absolute: a batch that is delivered again finds nothing to do. A share that nobody has confirmed yet is confirmed
    by its first counted click. Shares past their scored clicks are put off to the minute's refresh, unless this is it.
    What fails for one person (Busy, StoreError) is raised after everybody else's points are had.
    """
    found = dict(_to_tally(touched, now, put_off=put_off))
    counting = _Counting.of(found, programme.settings)
    people: dict[str, dict[str, set[str]]] = {}
    confirmed: set[str] = set()
    new = 0
    failure: Busy | StoreError | None = None
    for (code, day), share in found.items():
        try:
            if share.state is not ShareState.CONFIRMED and code not in confirmed and counting.tally(share, day).counted:
                confirm_share(share.person, code, programme, now, clicked=day)
                confirmed.add(code)
        except (Busy, StoreError) as error:
            failure = error
        except NotFound:
            continue
        else:
            people.setdefault(share.person, {}).setdefault(code, set()).add(day)
    read = {code: share for (code, _), share in found.items() if code not in confirmed}
    for person, codes in people.items():
        for part in _parts(codes):
            try:
                new += _tally_person(person, part, read, counting, programme, now)
            except (Busy, StoreError) as error:
                failure = error
    if failure is not None:
        raise failure
    return new


@dataclass(frozen=True)
class _Counting:
    """What the marks of a batch's shares are counted by, read once for the whole batch as it is at this moment."""

    settings: Settings
    own_devices: Mapping[tuple[str, str], Mapping[str, int]]
    """Of (person, day): visitors with the second from which on each is the person's own."""
    recalls: Mapping[str, int]
    """Of contents that were recalled, the second."""

    @classmethod
    def of(cls, shares: Mapping[tuple[str, str], Share], settings: Settings) -> "_Counting":
        own_devices = sharing_items.own_devices_of({(share.person, day) for (_, day), share in shares.items()})
        heads = content_items.heads_of({share.content for share in shares.values()})
        recalls = {head.content: head.since for head in heads if head.state is ContentState.RECALLED}
        return cls(settings, own_devices, {content: int(since.timestamp()) for content, since in recalls.items()})

    def tally(self, share: Share, day: str) -> Tally:
        """Count the marks of a share and day as they are at this moment."""
        marks = sharing_items.marks_of(share.code, day)
        own = self.own_devices.get((share.person, day), {})
        return count_marks(marks, self.settings, own, self.recalls.get(share.content))


def refresh_clicks(minutes: Sequence[str], programme: Programme, now: Callable[[], datetime]) -> int:
    """Tally the shares that were put off in these minutes, then forget the minutes; return the new clicks.

    `now` is asked for every few shares: a run of minutes would otherwise enter the last ones into races that have
    closed meanwhile. Where a minute fails (Busy, StoreError), it is not forgotten, and that is raised after all others
    are done.
    """
    new = 0
    failure: Busy | StoreError | None = None
    for minute, waiting in items.shares_to_refresh(minutes).items():
        pairs = [(code, day) for code, _, day in (entry.partition("#") for entry in waiting)]
        failed = False
        for begin in range(0, len(pairs), _SHARES_A_TRANSACTION):
            part = pairs[begin : begin + _SHARES_A_TRANSACTION]
            try:
                new += tally_clicks(part, programme, now(), put_off=False)
            except (Busy, StoreError) as error:
                failure, failed = error, True
        if not failed:
            items.forget_refresh(minute)
    if failure is not None:
        raise failure
    return new


def _to_tally(
    touched: Iterable[tuple[str, str]], now: datetime, *, put_off: bool
) -> Iterator[tuple[tuple[str, str], Share]]:
    """Return the shares of (code, day) pairs that are tallied now, in their order."""
    for code, day in sorted(set(touched)):
        share = sharing_items.find_share(code) or sharing_items.find_share(code, consistent=True)
        if share is not None and not (put_off and _put_off(share, day, now)):
            yield (code, day), share


def _put_off(share: Share, day: str, now: datetime) -> bool:
    """Leave a share past its scored clicks, tallied within a minute, to the minute's refresh; return whether it was."""
    if not share.capped or share.tallied is None or now - share.tallied >= timedelta(minutes=1):
        return False
    items.ask_for_refresh(f"{now:%Y-%m-%dT%H:%M}", {f"{share.code}#{day}"}, now + timedelta(days=2))
    return True


def _parts(codes: Mapping[str, set[str]]) -> Iterator[dict[str, set[str]]]:
    """Split a person's touched shares so that the writes of each part fit into one transaction with the card."""
    part: dict[str, set[str]] = {}
    writes = 1
    for code in sorted(codes):
        most = 1 + 2 * len(codes[code])  # the share itself, for each day an entry and held clicks
        if part and (writes + most > _WRITES_A_TRANSACTION or len(part) == _SHARES_A_TRANSACTION):
            yield part
            part, writes = {}, 1
        part[code] = codes[code]
        writes += most
    if part:
        yield part


def _tally_person(
    person: str,
    codes: dict[str, set[str]],
    read: Mapping[str, Share],
    counting: _Counting,
    programme: Programme,
    now: datetime,
) -> int:
    """Tally a person's shares in one transaction. The first attempt takes shares as they were `read` just before."""

    def attempt(consistent: bool) -> int | None:
        card = people_items.find_card(person, consistent=consistent)
        if card is None:
            return 0 if consistent else None
        totals = card.totals
        writes: list[Put] = []
        entries: list[Entry] = []
        new = 0
        for code, days in codes.items():
            share = None if consistent else read.get(code)
            share = share or sharing_items.find_share(code, consistent=consistent)
            if share is None:
                if consistent:
                    continue
                return None
            tallies = {day: counting.tally(share, day) for day in sorted(days)}
            clicked = next((day for day, tally in tallies.items() if tally.counted), None)
            if share.state is not ShareState.CONFIRMED and clicked:
                # Its first click came since it was looked at: it is confirmed first, then everything is read again.
                confirm_opened(share, programme, now, consistent, clicked)
                return None
            change = _apply(share, tallies, totals, programme, now)
            if change is not None:
                totals = reduce(enter, change.entries, totals)
                entries += change.entries
                new += change.share.clicks - share.clicks
                writes += [sharing_items.put_share(change.share), *_held(code, change.held, now)]
        if entries:
            after = with_entries(card, entries, programme.zone, now)
            writes += [*items.put_entries(person, entries), people_items.put_card(after)]
        return new if not writes or try_transact(*writes) else None

    return retry_on_conflict(attempt)


@dataclass(frozen=True)
class _Change:
    """What a tally brought: the share as it is then, entries, and held clicks by day where they grew."""

    share: Share
    entries: list[Entry]
    held: dict[str, int]


def _apply(
    share: Share, tallies: dict[str, Tally], totals: Totals, programme: Programme, now: datetime
) -> _Change | None:
    """Bring a share up to date with its tallies; return what that brought, or None if nothing is new."""
    kept = dict(share.tally)
    score = share_score(share)
    entries: list[Entry] = []
    held: dict[str, int] = {}
    after = share
    forgotten_before = min(kept) if len(kept) >= DAYS_KEPT else ""
    for of_day, tally in tallies.items():
        if of_day < forgotten_before:
            # Three later days are tallied, and a stream keeps its records for one: this one came long ago.
            continue
        old = kept.get(of_day, Tally())
        top = advanced(old, tally)
        if top == old:
            continue
        day = activity_day(of_day, now, programme.zone)
        score, entry = score_clicks(totals, score, top, of_day, programme.settings, day, challenges.races_of(day), now)
        if entry is not None:
            totals = enter(totals, entry)
            entries.append(entry)
        if top.held > old.held:
            held[of_day] = top.held
        after = replace(
            after,
            clicks=after.clicks + top.counted - old.counted,
            repeats=after.repeats + top.repeats - old.repeats,
            own=after.own + top.own - old.own,
            held=after.held + top.held - old.held,
            data_centre=after.data_centre + top.data_centre - old.data_centre,
        )
        kept[of_day] = top
    if kept == share.tally:
        return None
    after = replace(
        after,
        scored=score.scored,
        capped=score.capped,
        tallied=now,
        tally={day: kept[day] for day in sorted(kept)[-DAYS_KEPT:]},
    )
    return _Change(after, entries, held)


def _held(code: str, held: dict[str, int], now: datetime) -> list[Put]:
    """Return what puts a share's held clicks before an admin; what was released of them before stays so.

    Whoever releases writes the share, too, so its version keeps this from going over a release meanwhile.
    """
    lapses = now + timedelta(days=_HELD_DAYS)
    return [
        items.put_held(
            replace(items.find_held(code, day) or HeldClicks(code, day, clicks, lapses), clicks=clicks, lapses=lapses)
        )
        for day, clicks in held.items()
    ]
