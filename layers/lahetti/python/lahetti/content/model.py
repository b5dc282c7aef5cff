"""What a content is: its states, the draft that an editor writes, its stored parts, and how lists show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from lahetti.core.errors import NotFound
from lahetti.people.model import Person


class ContentState(StrEnum):
    """Where a content is on its way."""

    SUGGESTED = "suggested"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    RECALLED = "recalled"
    REJECTED = "rejected"


class Links(StrEnum):
    """Where the links of a recalled content lead: to the organisation's front page, or on as before."""

    FRONT_PAGE = "front_page"
    KEEP = "keep"


@dataclass(frozen=True)
class Recall:
    """Why a content is recalled, in words for those who shared it, where its links lead, and what to share instead."""

    links: Links
    reason: str
    replacement: str | None = None


class Recalled(NotFound):
    """The content was on offer to this person and has been recalled since; `see` is what to share instead."""

    code = "recalled"


@dataclass(frozen=True)
class Draft:
    """A content as an editor writes it. An empty audience is everybody; `points` replaces a share's points.

    `picture_text` says what the picture shows. Until the end of `wished_until` its sharing is wished for; `minutes`
    is how long it takes to read. `other_pictures` are tried one after the other where the picture cannot be had.
    """

    channel: str
    url: str
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
    other_pictures: tuple[str, ...] = ()
    picture_text: str = ""


@dataclass(frozen=True)
class Review:
    """That a draft was submitted for its second reader: by whom and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """What a draft waits for: that somebody reads this edition who is none of `not_by`."""

    edition: datetime
    not_by: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What a list shows of a content; `sharers` is how many people have shared it, where that may be shown.

    `picture` is a copy of our own: lists show no other; `picture_text` says what it shows. `planned` is when one
    that is scheduled goes out, `campaign` the id of the one that it belongs to, `networks` are those that it has
    captions for. `waiting` is there while a draft waits for its second reader.
    """

    content: str
    channel: str
    title: str
    language: str
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    picture: str | None = None
    published: datetime | None = None
    expiry: datetime | None = None
    wished_until: date | None = None
    minutes: int | None = None
    sharers: int | None = None
    planned: datetime | None = None
    campaign: str | None = None
    networks: tuple[str, ...] = ()
    picture_text: str = ""
    waiting: Waiting | None = None

    def waits_for(self, person: Person) -> bool:
        """Return whether the person, as an editor of its channel, may be the second reader that it waits for."""
        return self.waiting is not None and person.id not in self.waiting.not_by

    def is_for(self, person: Person) -> bool:
        """Return whether the person belongs to the audience."""
        return not self.audience or bool(set(self.audience) & set(person.teams))

    def is_in_wished_language(self, person: Person) -> bool:
        """Return whether the person wants to be offered contents in its language: all, where none was chosen."""
        return not person.notifications.languages or self.language in person.notifications.languages


@dataclass(frozen=True)
class Membership:
    """The campaign that a content belongs to at present: its id, and what its links say of it.

    `refs` is {network: ref} where clicks get an id: random, and one a campaign, content and network.
    """

    campaign: str
    utm_campaign: str
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ContentHead:
    """State and list part of a content.

    `since` is the moment by which lists order it: planned while it is scheduled, otherwise that of its last change of
    state. `captioned` holds "<network>#<language>" of every caption that there is. `campaign` is what its links say
    while it belongs to none. `other_pictures` are what comes next where the picture cannot be had. `former` is the
    content that had its URL before. `changed` and `changed_by` are of the last change to what its readers meet, once
    there was one; `comments` is how many there are.
    """

    content: str
    channel: str
    state: ContentState
    since: datetime
    title: str
    language: str
    created_by: str
    chosen_by: str
    created: datetime
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    picture: str | None = None
    other_pictures: tuple[str, ...] = ()
    campaign: str | None = None
    points: int | None = None
    captioned: tuple[str, ...] = ()
    planned: datetime | None = None
    published: datetime | None = None
    expiry: datetime | None = None
    wished_until: date | None = None
    minutes: int | None = None
    sharers: int | None = None
    membership: Membership | None = None
    recall: Recall | None = None
    former: str | None = None
    picture_text: str = ""
    changed: datetime | None = None
    changed_by: str | None = None
    review: Review | None = None
    comments: int = 0
    version: int = field(default=0, compare=False)

    @property
    def edition(self) -> datetime:
        """The moment since when its texts, captions, URL and picture are as they are."""
        return self.changed or self.created

    @property
    def last_changed_by(self) -> str:
        """Who wrote this edition."""
        return self.changed_by or self.created_by

    @property
    def waiting(self) -> Waiting | None:
        """Which edition waits for a second reader, and who cannot be that reader; None where none waits."""
        if self.review is None or self.state is not ContentState.DRAFT:
            return None
        return Waiting(self.edition, tuple(sorted({self.review.by, self.last_changed_by})))

    @property
    def utm_campaign(self) -> str:
        """What links say it was shared for: the campaign, else the content's own word, else its channel."""
        return self.membership.utm_campaign if self.membership else self.campaign or self.channel

    def ref_on(self, network: str) -> str | None:
        """Return what a click on a network begins its id with; None where clicks get none."""
        return self.membership.refs.get(network) if self.membership else None

    @property
    def row(self) -> Row:
        """What a list shows of it, with the picture wherever that lies."""
        return Row(
            content=self.content,
            channel=self.channel,
            title=self.title,
            language=self.language,
            topics=self.topics,
            audience=self.audience,
            picture=self.picture,
            published=self.published,
            expiry=self.expiry,
            wished_until=self.wished_until,
            minutes=self.minutes,
            sharers=self.sharers,
            picture_text=self.picture_text,
            campaign=self.membership.campaign if self.membership else None,
            networks=tuple(sorted({place.partition("#")[0] for place in self.captioned})),
            waiting=self.waiting,
        )


@dataclass(frozen=True)
class ContentTexts:
    """The long part of a content: read on its own page and when a share is opened."""

    content: str
    url: str
    summary: str = ""
    why: str = ""
    disclosure: str = ""


@dataclass(frozen=True)
class Captions:
    """The ready-made captions of a content for one network and language.

    `keys` are those of the texts, in their order; `spent` are keys of former texts, which no other text gets.
    """

    content: str
    network: str
    language: str
    texts: tuple[str, ...]
    keys: tuple[str, ...] = ()
    spent: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContentCounts:
    """What a content has brought: the sums of its facts; `views` are those that its channel's feed reports.

    `viewed` is {day: how much the views have changed} of the last three days on which they did.
    `sharers`, `shares` and `clicks` are of confirmed shares; `seen` are people, `audience` those whom it was for as it
    was counted.
    """

    audience: int = 0
    sharers: int = 0
    shares: int = 0
    clicks: int = 0
    seen: int = 0
    views: int | None = None
    viewed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """A content whole, as its own page shows it; `captions` is {(network, language): texts}, `caption_keys` theirs."""

    row: Row
    state: ContentState
    url: str
    summary: str
    why: str
    disclosure: str
    chosen_by: str
    points: int | None
    campaign: str | None
    edition: datetime
    last_changed_by: str
    captions: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    caption_keys: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    version: int = 0
    planned: datetime | None = None
    created_by: str = ""
    recall: Recall | None = None
    former: str | None = None
    review: Review | None = None
