"""What a content is, and which draft of one can be stored."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from lahetti.content.addresses import LONGEST_ADDRESS, checked_address
from lahetti.core.errors import Invalid
from lahetti.people.model import Person
from lahetti.settings.model import Settings

LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONGEST = {"title": 200, "summary": 1000, "why": 1000, "disclosure": 200, "address": LONGEST_ADDRESS}
_MOST_TOPICS = 10
LONGEST_READING = 240
"""Minutes."""


class ContentState(StrEnum):
    """Where a content is on its way."""

    SUGGESTED = "suggested"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    RECALLED = "recalled"


@dataclass(frozen=True)
class Draft:
    """A content as an editor writes it. An empty audience is everybody; `points` replaces a share's points.

    Until the end of `wished_until` its sharing is wished for; `minutes` is how long it takes to read.
    """

    channel: str
    address: str
    title: str
    language: str
    summary: str = ""
    why: str = ""
    disclosure: str = ""
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    picture: str | None = None
    campaign: str | None = None
    points: int | None = None
    expiry: datetime | None = None
    wished_until: date | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Row:
    """What a list shows of a content; `sharers` is how many people have shared it, where they are five or more."""

    content: str
    channel: str
    title: str
    language: str
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    picture: str | None = None
    published: str | None = None
    expiry: str | None = None
    wished_until: str | None = None
    minutes: int | None = None
    sharers: int | None = None

    def is_for(self, person: Person) -> bool:
        """Tell whether the person belongs to the audience."""
        return not self.audience or bool(set(self.audience) & set(person.teams))


@dataclass(frozen=True)
class Content:
    """A content whole, as its own page shows it; `captions` is {(network, language): texts}."""

    row: Row
    state: ContentState
    address: str
    summary: str
    why: str
    disclosure: str
    chosen_by: str
    points: int | None
    campaign: str | None
    captions: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    version: int = 0
    planned: datetime | None = None
    created_by: str = ""


def checked_draft(draft: Draft, settings: Settings) -> Draft:
    """Return the draft if it can be stored; raise Invalid naming field, value and limit."""
    for name, longest in _LONGEST.items():
        if len(getattr(draft, name)) > longest:
            raise Invalid(f"{name} has more than {longest} characters.", field=name, limit=longest, reason="too_long")
    if not draft.title.strip():
        raise Invalid("title is empty.", field="title", limit=_LONGEST["title"], reason="empty")
    checked_address(draft.address, "address")
    if draft.picture is not None:
        checked_address(draft.picture, "picture")
    if not LANGUAGE.fullmatch(draft.language):
        raise Invalid(
            f"{draft.language!r} is not a language code such as fi, sv or en.",
            field="language",
            value=draft.language,
        )
    if len(draft.topics) > _MOST_TOPICS or not all(1 <= len(topic.strip()) <= 40 for topic in draft.topics):
        raise Invalid(f"At most {_MOST_TOPICS} topics of 1 to 40 characters.", field="topics", limit=_MOST_TOPICS)
    unknown = set(draft.audience) - {team for team, _ in settings.teams}
    if unknown:
        raise Invalid(f"There is no team {min(unknown)}.", field="audience", value=min(unknown))
    if draft.minutes is not None and not 1 <= draft.minutes <= LONGEST_READING:
        raise Invalid(
            f"minutes is {draft.minutes}; 1 to {LONGEST_READING} is allowed.",
            field="minutes",
            value=draft.minutes,
            limit=[1, LONGEST_READING],
        )
    if draft.points is not None and not 0 <= draft.points <= settings.daily_points:
        raise Invalid(
            f"points is {draft.points}; 0 to {settings.daily_points} is allowed.",
            field="points",
            value=draft.points,
            limit=[0, settings.daily_points],
        )
    return draft
