"""What stands in a ledger, and what the rules need to know of a share and of the programme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lahetti.settings.model import Settings


class Activity(StrEnum):
    """What earns points."""

    SHARE_CONFIRMED = "share_confirmed"
    OWN_WORDING = "own_wording"
    CLICKS = "clicks"
    CLICKS_REFUSED = "clicks_refused"
    SUGGESTION_ACCEPTED = "suggestion_accepted"
    COLLEAGUE_JOINED = "colleague_joined"
    REVERSAL = "reversal"
    CLAIM = "claim"
    REFUND = "refund"


class Reason(StrEnum):
    """Why an entry has fewer points than its activity would bring."""

    DAILY_SHARES = "daily_shares"
    DAILY_POINTS = "daily_points"
    SCORED_CLICKS = "scored_clicks"
    RECALLED = "recalled"


@dataclass(frozen=True)
class Entry:
    """One line of a ledger. `cause` is the natural key that makes it enter once; `note` is why an admin made it."""

    cause: str
    activity: Activity
    points: int
    day: str
    races: tuple[str, ...]
    at: datetime
    rules: int
    shares: int = 0
    clicks: int = 0
    reasons: tuple[Reason, ...] = ()
    share: str | None = None
    content: str | None = None
    network: str | None = None
    note: str = ""


class ScoredEntry(NamedTuple):
    """What of an entry is added up; a ledger that is walked with all others is read with nothing else."""

    activity: Activity
    points: int
    day: str
    races: tuple[str, ...]
    at: datetime
    shares: int
    clicks: int


@dataclass(frozen=True)
class ShareScore:
    """What the rules need to know of a share; `tally` is {day: counted clicks}."""

    code: str
    content: str
    network: str
    value: int | None = None
    own_wording: bool = False
    scored: int = 0
    capped: bool = False
    tally: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Programme:
    """What every activity is judged by: the settings of this moment and the zone that days are counted in."""

    settings: Settings
    zone: ZoneInfo


@dataclass(frozen=True)
class LedgerPage:
    """Some entries, newest first; `corrected` are those that reversals among them take back, by their cause."""

    entries: tuple[Entry, ...]
    corrected: Mapping[str, Entry]
    after: str | None
    """The cause from behind which the next page begins, or None."""


class OpeningCause(StrEnum):
    """What an admin may open somebody's ledger for."""

    CLAIM = "claim"
    HELD_CLICKS = "held_clicks"
    COMPLAINT = "complaint"
    OWN_WISH = "own_wish"


@dataclass(frozen=True)
class LedgerOpening:
    """An admin has opened a person's ledger, which the person reads with the reason; `by` is the admin."""

    cause: OpeningCause
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True)
class HeldClicks:
    """Clicks of one share and day that came too fast: all of them, and how many were released and refused since."""

    code: str
    day: str
    clicks: int
    lapses: datetime
    released: int = 0
    refused: int = 0

    @property
    def decided(self) -> int:
        """How many do not wait any more."""
        return self.released + self.refused

    @property
    def waiting(self) -> int:
        """How many wait for a decision."""
        return self.clicks - self.decided
