"""Heads of races: a race is opened with the promise of its draw's seed, and moves from state to state by its version.

The hash of the seed is public from then on; the seed itself stays encrypted until the race is closed.
"""

from datetime import date, datetime
from enum import StrEnum

from lahetti import draws, encryption, keys, store


class State(StrEnum):
    """Where a race is on its way."""

    OPEN = "open"
    CLOSING = "closing"
    FROZEN = "frozen"
    REVEALED = "revealed"
    CLOSED = "closed"


def new_head(race: str, first: date, last: date, now: datetime) -> store.races.RaceHead:
    """Build the head of an open race that is not stored yet."""
    seed = encryption.random_bytes()
    head = store.races.RaceHead(
        keys.race(race),
        keys.HEAD,
        race=race,
        first=first.isoformat(),
        last=last.isoformat(),
        opened=now,
        seed_hash=draws.seed_hash(seed),
        sealed_seed=encryption.encrypt(seed, race=race),
        salt=encryption.random_bytes(),
    )
    place(head, State.OPEN)
    return head


def place(head: store.races.RaceHead, state: State) -> None:
    """Put a head among those of a state."""
    head.state = state.value
    head.gsi1pk, head.gsi1sk = keys.races(state), f"{head.last}#{head.race}"
    head.shown1 = {"race": head.race}
