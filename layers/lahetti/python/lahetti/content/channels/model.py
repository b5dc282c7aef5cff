"""A channel, and the state of its feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

MEDIA = (
    "blog",
    "youtube",
    "video",
    "x",
    "facebook",
    "instagram",
    "linkedin",
    "slideshare",
    "mastodon",
    "site",
    "other",
)
"""What a channel may be; its words are `medium.<medium>` of the console's catalogues."""
LONGEST_NAME = 60


@dataclass(frozen=True)
class FeedOverview:
    """What stood in a feed when it was read: its own name, how many items, the moment of the newest, its language."""

    title: str
    items: int
    newest: datetime | None
    language: str | None


@dataclass(frozen=True)
class Feed:
    """A channel's feed: where it is, how it fares, how many items were taken on which day.

    `reason` is a code of what kept it from being read, None while the feed is well; the admins were mailed of it at
    `told`. `waiting` items are new and over
    the day's number. `first_seen` holds {start of a URL's key: when} of items without a date, to the second; `skipped`
    {reason: items} of the last reading, `overview` what it found; `tag` and `modified` are what the server called that
    answer.
    """

    url: str
    publishes: bool = False
    due: datetime | None = None
    fetched: datetime | None = None
    tag: str | None = None
    modified: str | None = None
    failures: int = 0
    reason: str | None = None
    detail: str | None = None
    broken_since: datetime | None = None
    told: datetime | None = None
    day: str | None = None
    taken: int = 0
    waiting: int = 0
    first_seen: Mapping[str, datetime] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    overview: FeedOverview | None = None


@dataclass(frozen=True)
class Channel:
    """One of the organisation's own sources; `medium` says what it is, `language` what its contents are in.

    An `archived` one brings nothing new; what there is of it stays.
    """

    channel: str
    name: str
    medium: str
    language: str
    url: str
    feed: Feed | None = None
    archived: bool = False
    version: int = field(default=0, compare=False)
