"""Which items of a feed become contents: newest first, a few a day, none twice, none that is old.

An item is known by its URL's key, whatever else of it changes. One without a date counts from when it was first
seen, which the feed's state remembers for as long as the item is in the feed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lahetti.content.channels.model import FeedOverview
from lahetti.content.feeds.documents import FeedDocument, Item
from lahetti.content.urls import canonical_key, checked_url
from lahetti.core.errors import Invalid

WINDOW = timedelta(days=7)
"""How old an item may be that is taken (docs/product.md, Content)."""
_FARTHEST = timedelta(days=366)
"""A date beyond that is a default of a program, and counts as none."""
_LONGEST_OTHER = 500
"""Characters of the address of a picture that is kept for the case that the first cannot be had."""
MOST_UNDATED = 200
"""Items without a date whose first sight is remembered (about 5 KB of the channel's item)."""


class Skipped(StrEnum):
    """Why an item cannot become a content, ever."""

    NO_TITLE = "no_title"
    NO_URL = "no_url"
    NOT_HTTPS = "not_https"
    BAD_URL = "bad_url"
    UNREADABLE_DATE = "unreadable_date"
    SAME_URL = "same_url"
    TOO_MANY_UNDATED = "too_many_undated"


@dataclass(frozen=True)
class Candidate:
    """An item that can be used, under its URL's key, with the moment that it counts from.

    `guid` is empty where the feed calls another item by it, too.
    """

    item: Item
    key: str
    moment: datetime
    guid: str = ""


@dataclass(frozen=True)
class Sifted:
    """The usable items that are young enough, newest first; `first_seen` is what to remember of undated ones."""

    young: tuple[Candidate, ...]
    first_seen: Mapping[str, datetime]
    skipped: Mapping[Skipped, int]


def sift(items: Iterable[Item], first_seen: Mapping[str, datetime], now: datetime) -> Sifted:
    """Separate the items that may be taken from those that cannot be used and those that are too old."""
    skipped: Counter[Skipped] = Counter()
    candidates: dict[str, Candidate] = {}
    seen: dict[str, datetime] = {}
    called: dict[str, set[str]] = {}
    for item in items:
        reason = _unusable(item)
        if reason is not None:
            skipped[reason] += 1
            continue
        key = canonical_key(item.url)
        called.setdefault(item.guid, set()).add(key)
        moment = item.published
        if moment is None or moment > now + _FARTHEST:
            short = key[:16]
            if short not in seen and len(seen) == MOST_UNDATED:
                skipped[Skipped.TOO_MANY_UNDATED] += 1
                continue
            moment = seen.setdefault(short, first_seen.get(short, now))
        candidate = Candidate(item, key, min(moment, now))
        known = candidates.get(key)
        if known is not None and not _is_same(known.item, item):
            skipped[Skipped.SAME_URL] += 1
        if known is None or candidate.moment > known.moment:
            candidates[key] = candidate
    young = [
        replace(candidate, guid=candidate.item.guid if len(called[candidate.item.guid]) == 1 else "")
        for candidate in candidates.values()
        if now - candidate.moment <= WINDOW
    ]
    # Sorting keeps the feed's order where moments are equal, as they are for what was first seen together.
    young.sort(key=lambda candidate: candidate.moment, reverse=True)
    return Sifted(tuple(young), seen, dict(skipped))


def taken(sifted: Sifted, known: Collection[str], left: int) -> tuple[tuple[Candidate, ...], int]:
    """Return the new ones that today's number leaves room for, and how many new ones wait for another day."""
    new = [candidate for candidate in sifted.young if candidate.key not in known]
    return tuple(new[: max(left, 0)]), max(len(new) - max(left, 0), 0)


def overview_of(document: FeedDocument, now: datetime) -> FeedOverview:
    """Return what a feed holds as its channel's page says it; a newest item of the future is of now."""
    dates = [item.published for item in document.items if item.published and item.published <= now + _FARTHEST]
    languages = Counter(item.language for item in document.items if item.language)
    said = languages.most_common(1)
    language = document.language or (said[0][0] if said else None)
    return FeedOverview(document.title, len(document.items), min(max(dates), now) if dates else None, language)


def views_by_key(items: Iterable[Item]) -> dict[str, int]:
    """Return how often the items that say so were viewed, by their URLs' keys, however old they are."""
    viewed = [item for item in items if item.views is not None and _unusable(item) is None]
    return {canonical_key(item.url): item.views or 0 for item in viewed}


def usable(item: Item) -> Item:
    """Return an item without those of its pictures that have no https URL, or one that is too long."""
    pictures = [url for url in (item.picture, *item.other_pictures) if url and _is_url(url)]
    others = tuple(url for url in pictures[1:] if len(url) <= _LONGEST_OTHER)
    return replace(item, picture=pictures[0] if pictures else None, other_pictures=others)


def _is_url(url: str) -> bool:
    try:
        checked_url(url, "picture")
    except Invalid:
        return False
    return True


def _is_same(one: Item, other: Item) -> bool:
    """Return whether two items of a feed under one URL are one that stands in it twice."""
    return one.guid == other.guid if one.guid and other.guid else one.title == other.title


def _unusable(item: Item) -> Skipped | None:
    if not item.title:
        return Skipped.NO_TITLE
    if not item.url:
        return Skipped.NO_URL
    if item.url.lower().startswith("http:"):
        return Skipped.NOT_HTTPS
    if item.undatable:
        return Skipped.UNREADABLE_DATE
    try:
        checked_url(item.url, "address")
        canonical_key(item.url)
    except (Invalid, ValueError):  # what w3lib cannot take apart
        return Skipped.BAD_URL
    return None
