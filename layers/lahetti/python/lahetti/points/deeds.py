"""From a deed to the ledger: one transaction a deed, which also decides "once".

It holds the deed's own change of state, the ledger entry if its cause is not there yet, and the score card if its
version is still the one that was read. A lost version is read anew and judged anew, five times with jitter.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from lahetti import keys, periods, sharing, store
from lahetti.errors import Busy, NotFound
from lahetti.people import shown_card
from lahetti.points.rules import (
    Card,
    DayScore,
    Deed,
    Entry,
    RaceScore,
    Reason,
    ShareScore,
    Tally,
    advanced,
    count_marks,
    enter,
    pruned,
    score_clicks,
    score_share,
)
from lahetti.settings import Settings

ATTEMPTS = 5
_DAYS_OF_TALLY = 3
_SHARES_A_TRANSACTION, _WRITES_A_TRANSACTION = 40, 100
"""The second is DynamoDB's own limit."""
_LATE_WRITERS = timedelta(hours=1)
"""How long a card keeps what is over: whoever began in time may write as late as functions can last."""
_OF_CONFIRMATION = (Deed.SHARE_CONFIRMED, Deed.OWN_WORDING)
_HELD_DAYS = 30

Result = TypeVar("Result")


@dataclass(frozen=True)
class Programme:
    """What every deed is judged by: the settings of this moment and the zone that days are counted in."""

    settings: Settings
    zone: ZoneInfo


def confirm_share(
    person: str, code: str, programme: Programme, now: datetime, clicked: str | None = None
) -> tuple[Entry, ...]:
    """Confirm one's own share; return its entries. Confirming again returns the same ones and changes nothing.

    `clicked` is the day of the counted click that confirms it where the person has not.
    Raise NotFound, or Busy when others keep changing the same score card.
    """

    def attempt(consistent: bool) -> tuple[Entry, ...] | None:
        share = sharing.own_share(person, code, consistent=consistent)
        if share.state == sharing.State.CONFIRMED:
            return tuple(e for e in ledger(person, consistent=True) if e.share == code and e.deed in _OF_CONFIRMATION)
        return _confirm(share, programme, now, consistent, clicked)

    return until_it_holds(attempt)


def tally_clicks(
    touched: Iterable[tuple[str, str]], programme: Programme, now: datetime, *, put_off: bool = True
) -> int:
    """Bring the given (code, day) pairs up to date with their marks; return the clicks that were new.

    Absolute: a batch that is delivered again finds nothing to do. A share that nobody has confirmed yet is confirmed
    by its first counted click. Shares past their scored clicks are put off to the minute's refresh, unless this is it.
    What fails for one person (Busy, store.Unanswered) is raised after everybody else's points are had.
    """
    people: dict[str, dict[str, set[str]]] = {}
    read: dict[str, store.shares.Share] = {}
    new = 0
    failure: Busy | store.Unanswered | None = None
    for code, day in sorted(set(touched)):
        share = read.get(code) or store.shares.find_share(code) or store.shares.find_share(code, consistent=True)
        if share is None or (put_off and _put_off(share, day, now)):
            continue
        if share.state == sharing.State.OPENED and _count(code, day, programme.settings).counted:
            try:
                confirm_share(share.person, code, programme, now, clicked=day)
            except (Busy, store.Unanswered) as error:
                failure = error
                continue
            except NotFound:
                continue
            read.pop(code, None)
        else:
            read[code] = share
        people.setdefault(share.person, {}).setdefault(code, set()).add(day)
    for person, codes in people.items():
        for part in _parts(codes):
            try:
                new += _tally_person(person, part, read, programme, now)
            except (Busy, store.Unanswered) as error:
                failure = error
    if failure is not None:
        raise failure
    return new


def refresh_clicks(minutes: Sequence[str], programme: Programme, now: datetime) -> int:
    """Tally the shares that were put off in these minutes, then forget the minutes; return the new clicks.

    Where a minute fails (Busy, store.Unanswered), it is not forgotten, and that is raised after all others are done.
    """
    new = 0
    failure: Busy | store.Unanswered | None = None
    for minute in minutes:
        waiting = store.transient.shares_to_refresh(minute)
        if not waiting:
            continue
        pairs = [(code, day) for code, _, day in (entry.partition("#") for entry in waiting)]
        try:
            new += tally_clicks(pairs, programme, now, put_off=False)
        except (Busy, store.Unanswered) as error:
            failure = error
        else:
            store.transient.forget_refresh(minute)
    if failure is not None:
        raise failure
    return new


def ledger(person: str, *, consistent: bool = False) -> list[Entry]:
    """Return a person's entries, oldest first."""
    items = store.ledger.ledger_of(person, consistent=consistent)
    return sorted((entry_of(item) for item in items), key=lambda entry: entry.at)


def own_card(person: str) -> Card:
    """Return a person's score card, empty before it is made."""
    stored = store.people.find_card(person)
    return card_of(stored) if stored else Card()


def _confirm(
    share: store.shares.Share, programme: Programme, now: datetime, consistent: bool, clicked: str | None = None
) -> tuple[Entry, ...] | None:
    """Try to confirm a share that is opened; return its entries, or None if the attempt was overtaken."""
    stored = store.people.find_card(share.person, consistent=consistent)
    if stored is None:
        if consistent:
            raise NotFound("Nobody takes part who could have points for this share.", field="code", value=share.code)
        return None
    day = periods.deed_day(clicked or periods.day_of(now, programme.zone), now, programme.zone)
    card = card_of(stored)
    entries = score_share(card, _share_score(share), programme.settings, day, periods.standing_races(day), now)
    share.state = sharing.State.CONFIRMED.value
    share.confirmed = now
    sharing.show(share)
    put_card(stored, card, entries, programme, now)
    return entries if written(store.Put(share), *entry_writes(share.person, entries), store.Put(stored)) else None


def _put_off(share: store.shares.Share, day: str, now: datetime) -> bool:
    """Leave a share past its scored clicks, tallied within a minute, to the minute's refresh; tell whether it was."""
    if not share.capped or share.tallied is None or now - share.tallied >= timedelta(minutes=1):
        return False
    store.transient.ask_for_refresh(f"{now:%Y-%m-%dT%H:%M}", {f"{share.code}#{day}"}, now + timedelta(days=2))
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
    read: Mapping[str, store.shares.Share],
    programme: Programme,
    now: datetime,
) -> int:
    """Tally a person's shares in one transaction. The first attempt takes shares as they were `read` just before."""

    def attempt(consistent: bool) -> int | None:
        stored = store.people.find_card(person, consistent=consistent)
        if stored is None:
            return 0 if consistent else None
        card = before = card_of(stored)
        writes: list[store.Put] = []
        entries: list[Entry] = []
        new = 0
        for code, days in codes.items():
            share = None if consistent else read.get(code)
            share = share or store.shares.find_share(code, consistent=consistent)
            if share is None:
                if consistent:
                    continue
                return None
            tallies = {day: _count(code, day, programme.settings) for day in sorted(days)}
            clicked = next((day for day, tally in tallies.items() if tally.counted), None)
            if share.state == sharing.State.OPENED and clicked:
                # Its first click came since it was looked at: it is confirmed first, then everything is read again.
                _confirm(share, programme, now, consistent, clicked)
                return None
            change = _apply(share, tallies, card, programme, now)
            if change is not None:
                card = reduce(enter, change.entries, card)
                entries += change.entries
                new += change.clicks
                writes += [store.Put(share), *_held(share, change.held, now)]
        if entries:
            put_card(stored, before, entries, programme, now)
            writes += [*entry_writes(person, entries), store.Put(stored)]
        return new if not writes or written(*writes) else None

    return until_it_holds(attempt)


@dataclass(frozen=True)
class _Change:
    """What a tally brought to a share: new counted clicks, entries, and held clicks by day where they grew."""

    clicks: int
    entries: list[Entry]
    held: dict[str, int]


def _apply(
    share: store.shares.Share, tallies: dict[str, Tally], card: Card, programme: Programme, now: datetime
) -> _Change | None:
    """Bring a share up to date with its tallies; return what that brought, or None if nothing is new."""
    kept: dict[str, Any] = share.tally.as_dict()
    score = _share_score(share)
    entries: list[Entry] = []
    held: dict[str, int] = {}
    clicks = int(share.clicks)
    changed = False
    forgotten_before = min(kept) if len(kept) >= _DAYS_OF_TALLY else ""
    for of_day, tally in tallies.items():
        if of_day < forgotten_before:
            # Three later days are tallied, and a stream keeps its records for one: this one came long ago.
            continue
        old = Tally(*(int(number) for number in kept.get(of_day, (0, 0, 0, 0))))
        top = advanced(old, tally)
        if top == old:
            continue
        changed = True
        day = periods.deed_day(of_day, now, programme.zone)
        score, entry = score_clicks(card, score, top, of_day, programme.settings, day, periods.standing_races(day), now)
        if entry is not None:
            card = enter(card, entry)
            entries.append(entry)
        if top.held > old.held:
            held[of_day] = top.held
        share.clicks += top.counted - old.counted
        share.repeats += top.repeats - old.repeats
        share.own += top.own - old.own
        share.held += top.held - old.held
        kept[of_day] = list(_numbers(top))
    if not changed:
        return None
    share.scored, share.capped, share.tallied = score.scored, score.capped, now
    share.tally = {day: kept[day] for day in sorted(kept)[-_DAYS_OF_TALLY:]}
    sharing.show(share)
    return _Change(int(share.clicks) - clicks, entries, held)


def _count(code: str, day: str, settings: Settings) -> Tally:
    marks = store.traffic.marks_of(code, day)
    return count_marks(((int(m.hits), int(m.first), m.own) for m in marks), settings.clicks_a_minute)


def _held(share: store.shares.Share, held: dict[str, int], now: datetime) -> list[store.Put]:
    """Return what puts a share's held clicks before an admin."""
    return [
        store.Put(
            store.shares.HeldClicks(
                keys.held(share.code, day),
                "HELD",
                gsi1pk="HELD",
                gsi1sk=f"{day}#{share.code}",
                shown1={"code": share.code, "day": day, "clicks": clicks},
                code=share.code,
                day=day,
                clicks=clicks,
                expires=int((now + timedelta(days=_HELD_DAYS)).timestamp()),
            )
        )
        for day, clicks in held.items()
    ]


def put_card(
    stored: store.people.ScoreCard, card: Card, entries: Iterable[Entry], programme: Programme, now: datetime
) -> None:
    """Bring a stored card up to date with entries; days and races that are over for everybody leave it.

    What left too early would start anew at 0 with the next late entry, and so would the standings. Days and races
    that begin after `now` stay, too: somebody who began later may have written before.
    """
    card = reduce(enter, entries, card)
    first = periods.open_days(now - _LATE_WRITERS, programme.zone)[0]
    days = [day for day in card.days if day >= first]
    races = [race for race in card.races if not periods.is_over(race, first)]
    write_card(stored, pruned(card, days, races))


def write_card(stored: store.people.ScoreCard, card: Card) -> None:
    """Copy a card's values onto the item that keeps them."""
    stored.spendable, stored.lifetime = card.spendable, card.lifetime
    stored.days = {day: [s.shares, s.points] for day, s in card.days.items()}
    stored.races = {race: [s.points, s.shares, s.clicks, s.last] for race, s in card.races.items()}
    stored.shown1 = shown_card(stored)


def card_of(stored: store.people.ScoreCard) -> Card:
    """Return the values of a stored card."""
    return Card(
        spendable=int(stored.spendable),
        lifetime=int(stored.lifetime),
        days={day: DayScore(*map(int, numbers)) for day, numbers in stored.days.as_dict().items()},
        races={race: RaceScore(*map(int, numbers)) for race, numbers in stored.races.as_dict().items()},
    )


def entry_of(item: store.ledger.LedgerEntry) -> Entry:
    """Return the values of a stored entry."""
    return Entry(
        cause=item.cause,
        deed=Deed(item.deed),
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
    )


def entry_writes(person: str, entries: Iterable[Entry]) -> list[store.Put]:
    """Return what puts entries into a ledger, each only if its cause is not there yet."""
    writes = []
    for entry in entries:
        item = store.ledger.new_entry(
            person,
            entry.cause,
            deed=entry.deed.value,
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
        )
        writes.append(store.Put(item, type(item).pk.does_not_exist()))
    return writes


def _share_score(share: store.shares.Share) -> ShareScore:
    return ShareScore(
        code=share.code,
        content=share.content,
        network=share.network,
        value=None if share.value is None else int(share.value),
        own_wording=share.own_wording,
        scored=int(share.scored),
        capped=share.capped,
        tally={day: int(numbers[0]) for day, numbers in share.tally.as_dict().items()},
    )


def _numbers(tally: Tally) -> tuple[int, int, int, int]:
    return tally.counted, tally.repeats, tally.own, tally.held


def written(*writes: store.Write) -> bool:
    """Do all of the writes or none; return False where another came first."""
    try:
        store.write_together(*writes)
    except store.Refused:
        return False
    return True


def until_it_holds(attempt: Callable[[bool], Result | None]) -> Result:
    """Try until an attempt was not overtaken; only the first reads eventually. Raise Busy after five."""
    for number in range(ATTEMPTS + 1):
        if number > 1:  # the first of five repetitions follows at once: most often the first read was only old
            time.sleep(random.uniform(0, 0.05 * 2 ** (number - 1)))  # noqa: S311 (jitter, not a secret)
        result = attempt(number > 0)
        if result is not None:
            return result
    raise Busy("Too much is happening to these points at once. Trying again is safe.", retry_after=1)
