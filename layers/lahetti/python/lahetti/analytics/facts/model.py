"""A fact: absolute numbers of one content and network in a day or month, or of one channel in a week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lahetti.networks.networks import Network

PROGRAMME = "-"
"""Whose facts hold the hours of all confirmations, and nothing else."""


@dataclass(frozen=True)
class CaptionUse:
    """Confirmed shares that were opened with a ready caption, and the clicks that they brought."""

    shares: int = 0
    clicks: int = 0


@dataclass(frozen=True)
class Fact:
    """What one content brought on one network in a period: `2026-11-30`, `2026-11`, or `2026-W48` (ISO).

    Of a week `content` is the channel's id. A content's fact without a network holds what is no network's: sharers
    (each on the day of their first confirmation), those who saw it, views of its source. Facts of months have
    `channel`, `language` and `topics`, as the content had them when they were summed.
    Shares are of the day on which they were opened and confirmed, visits of their own day, released clicks of the day
    of their release; `held` are visits as they came, also those that were released later. `captions` is by a caption's
    key, `hours` is confirmations by weekday and hour of the programme (`1-09`: Mondays from nine to ten). `views` and
    `reactions` are how much their counts have changed, which can be downwards; None where nobody counts views.
    """

    period: str
    content: str
    network: Network | None = None
    channel: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    opened: int = 0
    confirmed: int = 0
    own_words: int = 0
    clicks: int = 0
    repeats: int = 0
    own: int = 0
    held: int = 0
    data_centre: int = 0
    sharers: int = 0
    seen: int = 0
    views: int | None = None
    reactions: int = 0
    conversions: int = 0
    captions: Mapping[str, CaptionUse] = field(default_factory=dict)
    hours: Mapping[str, int] = field(default_factory=dict)


class Source(StrEnum):
    """Who writes a row of a day: each has rows of its own, so that none overwrites what another counted."""

    SHARES = ""
    SEEN = "SEEN"
    CONVERSIONS = "CONVERSIONS"


@dataclass(frozen=True)
class PeopleFact:
    """People of one period (`W2026-48`, `M2026-11`, `Q2026-4`), of a team or, where that is None, of the programme."""

    period: str
    team: str | None
    with_access: int
    mean_access: float
    begun: int
    active: int
    shares: int
    clicks: int
    counted: datetime


@dataclass(frozen=True)
class CountRun:
    """When the count last ran: `hourly` over what is on offer, `nightly` over all else as well.

    `gap` is the last time that it had not run for so long that clicks of some days may be missing, from and to.
    """

    hourly: datetime
    nightly: datetime
    gap: tuple[datetime, datetime] | None = None
