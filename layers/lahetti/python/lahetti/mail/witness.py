"""The hash of a race's seed in people's mails: a witness outside the table that the race is kept in.

Each person's next mail after the start of a race with offers names it, whichever mail that is. Nothing is stored for
it: the mails and digests that a person got since the start tell whether one has named it already.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.cache import Cached
from lahetti.core.days import end_of, midnight_of
from lahetti.core.names import LocalisedName
from lahetti.core.texts import Texts
from lahetti.periods import items as periods_items
from lahetti.periods.model import RaceHead
from lahetti.periods.names import race_name
from lahetti.records import items as records_items
from lahetti.rewards import catalogue

_FRESH_SECONDS = 60
_LOOKED_AT = 5
"""A person's newest mails among which one that was sent is looked for; where they all wait, the hash comes again."""


@dataclass(frozen=True)
class SeedPromise:
    """The hash of the seed of a race that has offers, and when the race began."""

    race: str
    name: LocalisedName | None
    seed_hash: str
    began: datetime


def running_promises(now: datetime, zone: ZoneInfo) -> tuple[SeedPromise, ...]:
    """Return the promises of the races with offers that run at a moment; offers are at most a minute old."""
    return tuple(
        SeedPromise(head.race, head.name, head.seed_hash, max(began, head.opened))
        for head in RACES_WITH_OFFERS.get()
        if (began := midnight_of(head.first.isoformat(), zone)) <= now < end_of(head.last.isoformat(), zone)
    )


def of_a_mail(person: str, now: datetime, zone: ZoneInfo) -> tuple[SeedPromise, ...]:
    """Return the promises that a mail sent now has to name: no other mail has gone to the person since their races."""
    promises = running_promises(now, zone)
    if not promises:
        return ()
    mails = records_items.mails_of_person(person, _LOOKED_AT)
    return since_last([mail.sent for mail in mails if mail.sent is not None], promises)


def since_last(sent: Iterable[datetime | None], promises: Iterable[SeedPromise]) -> tuple[SeedPromise, ...]:
    """Return the promises of races that began after each of these moments, at which something was sent."""
    last = max((moment for moment in sent if moment is not None), default=None)
    return tuple(promise for promise in promises if last is None or last < promise.began)


def lines(promises: Iterable[SeedPromise], texts: Texts) -> tuple[str, ...]:
    """Return what a mail says of each promise."""
    return tuple(
        texts("witness.seed", race=promise.name or race_name(promise.race, texts), hash=promise.seed_hash)
        for promise in promises
    )


def _read() -> tuple[RaceHead, ...]:
    races = {reward.offer.race for reward in catalogue.rewards() if reward.offer.race is not None}
    return tuple(sorted(periods_items.find_heads(sorted(races)), key=lambda head: (head.last, head.race)))


RACES_WITH_OFFERS = Cached(_read, _FRESH_SECONDS)
