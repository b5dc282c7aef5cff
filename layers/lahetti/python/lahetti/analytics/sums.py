"""Facts chosen by filters, told apart by a dimension, and added up; what of it may be shown is not decided here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter

from lahetti.analytics.facts.model import PROGRAMME, Fact
from lahetti.analytics.periods import current
from lahetti.networks.networks import Network
from lahetti.periods.calendar import PeriodKind


class Dimension(StrEnum):
    """By what figures are told apart; weeks and months are named as periods are (`W2026-48`)."""

    CHANNEL = "channel"
    NETWORK = "network"
    LANGUAGE = "language"
    TOPIC = "topic"
    CONTENT = "content"
    CAPTION = "caption"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


OF_NETWORKS = frozenset({Dimension.NETWORK, Dimension.CAPTION})
"""Where they are told apart, each confirmed share is one sharer: a caption is one network's."""
SUMMED = frozenset({Dimension.NETWORK, Dimension.CAPTION, Dimension.DAY})
"""Their rows of too few people are one row together, without a key."""
NO_CAPTION = ""
"""The key of what was shared without a ready caption, or with one that was edited."""


@dataclass(frozen=True)
class Filters:
    """What a reader chooses of a period's facts; `contents` are those of a campaign."""

    channel: str | None = None
    language: str | None = None
    topic: str | None = None
    network: Network | None = None
    contents: frozenset[str] | None = None
    team: str | None = None

    def choose(self, facts: Iterable[Fact]) -> list[Fact]:
        """Return the facts of contents that the filters leave; facts without a network stay where one is chosen."""
        return [fact for fact in facts if fact.content != PROGRAMME and self._leaves(fact)]

    def without(self, name: str) -> "Filters":
        """Return the filters without one of them."""
        return replace(self, **{name: None})

    def _leaves(self, fact: Fact) -> bool:
        return (
            self.channel in (None, channel_of(fact))
            and self.language in (None, fact.language)
            and (self.topic is None or self.topic in fact.topics)
            and self.network in (None, fact.network or self.network)
            and (self.contents is None or fact.content in self.contents)
        )


@dataclass(frozen=True)
class Sum:
    """What facts add up to; `views` is None where nobody counts any."""

    seen: int = 0
    sharers: int = 0
    opened: int = 0
    confirmed: int = 0
    own_words: int = 0
    clicks: int = 0
    repeats: int = 0
    own: int = 0
    held: int = 0
    data_centre: int = 0
    reactions: int = 0
    conversions: int = 0
    views: int | None = None


_ADDED = tuple(field.name for field in fields(Sum) if field.name not in ("sharers", "views"))
_numbers = attrgetter(*_ADDED)


def add_up(facts: Iterable[Fact], *, of_network: bool = False) -> Sum:
    """Add facts up; `of_network`: each confirmed share is one sharer."""
    known = list(facts)
    total: dict[str, int] = dict(zip(_ADDED, map(sum, zip(*map(_numbers, known), strict=True)), strict=False))
    views = [fact.views for fact in known if fact.views is not None]
    sharers = sum(fact.confirmed if of_network else fact.sharers for fact in known)
    return Sum(sharers=sharers, views=sum(views) if views else None, **total)


def parts_by(dimension: Dimension, facts: Iterable[Fact]) -> Mapping[str, list[Fact]]:
    """Tell facts apart: {key: facts}. By topics, which a content has several of, a fact may stand in more than one.

    Facts without a network stand under none; a caption's have its confirmed shares and clicks and nothing else.
    """
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        for key, part in _keyed(dimension, fact):
            found.setdefault(key, []).append(part)
    return found


def channel_of(fact: Fact) -> str:
    """Return the channel of a fact; those of weeks are of one."""
    return fact.content if "W" in fact.period else fact.channel


def _keyed(dimension: Dimension, fact: Fact) -> Iterable[tuple[str, Fact]]:
    match dimension:
        case Dimension.TOPIC:
            return [(topic, fact) for topic in fact.topics]
        case Dimension.NETWORK:
            return [(fact.network.value, fact)] if fact.network else []
        case Dimension.CAPTION:
            return _by_caption(fact) if fact.network else []
        case Dimension.CHANNEL:
            return [(channel_of(fact), fact)]
        case Dimension.LANGUAGE:
            return [(fact.language, fact)]
        case Dimension.CONTENT:
            return [(fact.content, fact)]
    return [(_in_time(dimension, fact.period), fact)]


def _by_caption(fact: Fact) -> list[tuple[str, Fact]]:
    uses = [(key, use.shares, use.clicks) for key, use in fact.captions.items()]
    shares, clicks = sum(use[1] for use in uses), sum(use[2] for use in uses)
    uses.append((NO_CAPTION, fact.confirmed - shares, fact.clicks - clicks))
    return [
        (key, Fact(fact.period, fact.content, fact.network, confirmed=confirmed, clicks=clicks))
        for key, confirmed, clicks in uses
        if confirmed or clicks
    ]


def _in_time(dimension: Dimension, period: str) -> str:
    """Return the key of a fact's day, week or month; a longer period keeps its own one."""
    if "-W" in period:
        return f"W{period.replace('-W', '-')}"
    if len(period) == len("2026-11"):
        return f"M{period}"
    if dimension is Dimension.DAY:
        return period
    kind = PeriodKind.WEEK if dimension is Dimension.WEEK else PeriodKind.MONTH
    return current(kind, date.fromisoformat(period)).id
