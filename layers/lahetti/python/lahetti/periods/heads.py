"""Opening a race with the promise of its draw's seed.

The hash of the seed is public from then on; the seed itself stays encrypted until the race is closed.
"""

from datetime import date, datetime

from lahetti.periods import seeds
from lahetti.periods.model import RaceHead
from lahetti.security import encryption


def new_head(race: str, first: date, last: date, now: datetime) -> RaceHead:
    """Return the head of an open race that is not stored yet, with a seed and a salt of its own."""
    seed = encryption.random_bytes()
    return RaceHead(
        race=race,
        first=first,
        last=last,
        opened=now,
        seed_hash=seeds.seed_hash(seed),
        sealed_seed=encryption.encrypt(seed, race=race),
        salt=encryption.random_bytes(),
    )
