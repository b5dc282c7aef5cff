"""Heads of races: a race is opened with the promise of its draw's seed, and moves from state to state by its version.

The hash of the seed is public from then on; the seed itself stays encrypted until the race is closed.
"""

from datetime import date, datetime
from enum import StrEnum

from lahetti.dynamodb import keys
from lahetti.periods import items, seeds
from lahetti.security import encryption


class RaceState(StrEnum):
    """Where a race is on its way."""

    OPEN = "open"
    CLOSING = "closing"
    FROZEN = "frozen"
    REVEALED = "revealed"
    CLOSED = "closed"


def new_head(race: str, first: date, last: date, now: datetime) -> items.RaceHead:
    """Build the head of an open race that is not stored yet."""
    seed = encryption.random_bytes()
    head = items.RaceHead(
        keys.race(race),
        keys.HEAD,
        race=race,
        first=first.isoformat(),
        last=last.isoformat(),
        opened=now,
        seed_hash=seeds.seed_hash(seed),
        sealed_seed=encryption.encrypt(seed, race=race),
        salt=encryption.random_bytes(),
    )
    place(head, RaceState.OPEN)
    return head


def place(head: items.RaceHead, state: RaceState) -> None:
    """Put a head among those of a state."""
    head.state = state.value
    head.gsi1pk, head.gsi1sk = keys.races(state), f"{head.last}#{head.race}"
    head.view1 = {"race": head.race}
