"""Feeds as they are fetched, read and taken in. A feed that fails says so on its channel and harms no other.

A content, the channel's number of the day and its audit entry are one transaction, and the feed's own state is written
last: killed anywhere and run again, nothing is missed and nothing is there twice.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lahetti.content import items as content_items
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.counts import items as counts_items
from lahetti.content.drafting import new_content_id, take_from_feed
from lahetti.content.feeds import items as guid_items
from lahetti.content.feeds.apart import Read, read_apart
from lahetti.content.feeds.choice import Candidate, Sifted, overview_of, sift, taken, usable, views_by_key
from lahetti.content.feeds.documents import LIMITS, CutShort
from lahetti.content.feeds.due_times import is_due, next_fetch
from lahetti.content.feeds.guids import guid_digests, is_same, mark_of
from lahetti.content.from_url import fetch_page
from lahetti.content.model import ContentCounts, Draft
from lahetti.content.rules import MOST_TOPICS
from lahetti.content.urls import checked_url
from lahetti.core.days import day_of, with_day
from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Put
from lahetti.networks.model import CannotFetch, Fetched, FetchRefused, Limits
from lahetti.networks.safe_fetch import fetch
from lahetti.people import admins
from lahetti.records.model import MailKind
from lahetti.settings.model import Settings
from lahetti.settings.topics import topics_called

if TYPE_CHECKING:
    from lahetti.networks.page_metadata import Page

Fetch = Callable[[str, Limits, Mapping[str, str]], Fetched]
_WORKERS = 8
"""Feeds that are waited for at a time. Only one is read at a time, which is what takes memory."""
_LONGEST_TAG = 500
_TOLD_AFTER = timedelta(hours=6)
"""How long a feed has failed when the admins are told: YouTube's fail for hours on most days."""


@dataclass(frozen=True)
class FeedOutcome:
    """What became of one feed: `reason` says why it is broken, `skipped` counts items that cannot be used."""

    channel: str
    contents: tuple[str, ...] = ()
    waiting: int = 0
    reason: str | None = None
    skipped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportRun:
    """One run of the job: when, by which settings, how things are fetched and read."""

    settings: Settings
    zone: ZoneInfo
    now: datetime
    fetch: Fetch = fetch
    read: Read = read_apart
    page: "Callable[[str], Page]" = fetch_page
    reading: Lock = field(default_factory=Lock)


def import_feeds(run: ImportRun) -> list[FeedOutcome]:
    """Fetch every feed that is due and take in what is new; raise ExceptionGroup in the end if any failed by a bug."""
    due = [
        channel.channel
        for channel in channels_items.channels_with_feeds()
        if channel.feed is not None and not channel.archived and is_due(channel.feed.due, run.now)
    ]
    with ThreadPoolExecutor(_WORKERS) as workers:
        under_way = [workers.submit(import_feed, channel, run) for channel in due]
    errors = [error for error in (done.exception() for done in under_way) if isinstance(error, Exception)]
    if errors:
        raise ExceptionGroup("feeds that could not be imported", errors)
    return [outcome for outcome in (done.result() for done in under_way) if outcome is not None]


def import_feed(channel: str, run: ImportRun) -> FeedOutcome | None:
    """Fetch one channel's feed and take in what is new. None: not due, archived, or somebody else is at it."""
    found = channels_items.find_channel(channel, consistent=True)
    if found is None or found.feed is None or found.archived or not is_due(found.feed.due, run.now):
        return None
    feed = found.feed
    day = day_of(run.now, run.zone)
    if feed.day != day:
        feed = replace(feed, day=day, taken=0)
    try:
        return _fetched(found, feed, run)
    except Conflict:
        return None  # due still: the next run looks at what it is then


def _fetched(channel: Channel, feed: Feed, run: ImportRun) -> FeedOutcome:
    try:
        fetched = run.fetch(feed.url, LIMITS, _conditions(feed, run.settings))
        if fetched.is_unchanged:
            _save(replace(channel, feed=_well(feed, run)))
            return FeedOutcome(channel.channel, waiting=feed.waiting)
        return _take(channel, feed, fetched, run)
    except CannotFetch as error:
        return _broken(channel, feed, error, run)


def _take(channel: Channel, feed: Feed, fetched: Fetched, run: ImportRun) -> FeedOutcome:
    with run.reading:
        document = run.read(fetched)
        sifted = sift(document.items, feed.first_seen, run.now)
    viewed = views_by_key(document.items)
    known = content_items.contents_at({*(candidate.key for candidate in sifted.young), *viewed})
    guids = _with_changed_urls(channel.channel, sifted, known)
    chosen, waiting = taken(sifted, known, run.settings.feed_items_a_day - feed.taken)
    made = []
    for candidate in reversed(chosen):  # the newest last, so that it is the first of a list
        feed = replace(feed, taken=feed.taken + 1)
        channel = replace(channel, feed=feed)
        new = _taken(candidate, guids.get(candidate.key), channel, run, published=feed.publishes)
        channel = replace(channel, version=channel.version + 1)
        made.append(new)
        known[candidate.key] = new
    _keep_views({known[key]: views for key, views in viewed.items() if key in known}, run)
    feed = replace(
        feed,
        fetched=run.now,
        waiting=waiting,
        first_seen=sifted.first_seen,
        skipped={reason.value: count for reason, count in sifted.skipped.items()},
        overview=overview_of(document, run.now),
    )
    if document.is_cut:
        error = CutShort("The feed breaks off: its end is missing.")
        outcome = _broken(channel, replace(feed, tag=None, modified=None, failures=0), error, run)
        return replace(outcome, contents=tuple(made), waiting=waiting, skipped=feed.skipped)
    feed = replace(_well(feed, run), tag=_if_short(fetched.tag), modified=_if_short(fetched.modified))
    _save(replace(channel, feed=feed))
    return FeedOutcome(channel.channel, tuple(made), waiting, None, feed.skipped)


def _with_changed_urls(channel: str, sifted: Sifted, known: dict[str, str]) -> dict[str, str]:
    """Add to the known ones those that only have another URL by now; return the guids' digests by the keys of URLs.

    The guid of one that is known by its URL alone is kept from now on.
    """
    guids = guid_digests(channel, sifted.young)
    marks = guid_items.marks_of(set(guids.values())) if guids else {}
    for candidate in sifted.young:
        digest = guids.get(candidate.key)
        mark = marks.get(digest) if digest else None
        if candidate.key not in known and mark is not None and is_same(mark, candidate.item):
            known[candidate.key] = mark.content
        elif candidate.key in known and digest and mark is None:
            guid_items.save_mark(mark_of(digest, known[candidate.key], candidate.item))
    return guids


def _taken(candidate: Candidate, digest: str | None, channel: Channel, run: ImportRun, *, published: bool) -> str:
    content = new_content_id()
    mark = () if digest is None else (guid_items.put_mark(mark_of(digest, content, candidate.item)),)
    draft = _draft(candidate, channel, run)
    return take_from_feed(draft, channel, run.settings, run.now, *mark, content=content, published=published)


def _if_short(header: str | None) -> str | None:
    return header if header and len(header) <= _LONGEST_TAG else None


def _keep_views(views: Mapping[str, int], run: ImportRun) -> None:
    known = counts_items.counts_of(views) if views else {}
    today = day_of(run.now, run.zone)
    for content_id, number in views.items():
        before = known.get(content_id, ContentCounts())
        if before.views != number:
            viewed = with_day(before.viewed, today, number - (before.views or 0))
            counts_items.set_views(content_id, number, viewed, run.now)


def _well(feed: Feed, run: ImportRun) -> Feed:
    due = next_fetch(run.now, run.settings.feed_minutes, 0)
    return replace(feed, failures=0, reason=None, detail=None, broken_since=None, told=None, fetched=run.now, due=due)


def _broken(channel: Channel, feed: Feed, error: CannotFetch, run: ImportRun) -> FeedOutcome:
    failures = feed.failures + 1
    due = next_fetch(run.now, run.settings.feed_minutes, failures, error.retry_after)
    since = feed.broken_since or run.now
    tells = feed.told is None and run.now - since >= _TOLD_AFTER
    if feed.told is None and not tells and error.retry_after is None:
        due = min(due, since + _TOLD_AFTER)  # the try that decides whether it is told
    after = replace(
        feed,
        failures=failures,
        reason=error.code,
        detail=error.message,
        due=due,
        broken_since=since,
        told=run.now if tells else feed.told,
    )
    mails = _mails(channel, error, since, due, run) if tells else []
    _save(replace(channel, feed=after), *mails)
    return FeedOutcome(channel.channel, reason=error.code)


def _mails(channel: Channel, error: CannotFetch, since: datetime, due: datetime, run: ImportRun) -> list[Put]:
    """Return the mails that tell the admins that a feed is broken: once, until it was well again."""
    fields: dict[str, str | int] = {"channel": channel.channel, "name": channel.name, "reason": error.code}
    if isinstance(error, FetchRefused):
        fields["answered"] = error.answered
    moments = {"at": since.isoformat(), "next": due.isoformat()}
    cause = f"{channel.channel}#{since.isoformat()}"
    return admins.mail_admins(MailKind.FEED_BROKEN, cause, run.now, **fields, **moments)


def _save(channel: Channel, *mails: Put) -> None:
    if mails:
        saved = transactions.try_transact(channels_items.put_channel(channel), *mails)
    else:
        saved = channels_items.save_channel(channel)
    if not saved:
        raise Conflict("Somebody else changed this channel at the same time.")


def _conditions(feed: Feed, settings: Settings) -> dict[str, str]:
    """Return what asks for the feed only if it has changed; what waits in it from another day is looked at anyway."""
    if feed.waiting > 0 and feed.taken < settings.feed_items_a_day:
        return {}
    conditions = {"If-None-Match": feed.tag, "If-Modified-Since": feed.modified}
    return {name: value for name, value in conditions.items() if value}


def _draft(candidate: Candidate, channel: Channel, run: ImportRun) -> Draft:
    item = usable(candidate.item)
    return Draft(
        channel=channel.channel,
        url=item.url,
        title=item.title,
        summary=item.summary,
        language=item.language or channel.language,
        picture=item.picture or _picture_of_page(item.url, run),
        other_pictures=item.other_pictures,
        topics=topics_called(item.categories, run.settings)[:MOST_TOPICS],
    )


def _picture_of_page(url: str, run: ImportRun) -> str | None:
    """Return the picture that a page names, for an item whose feed names none."""
    try:
        picture = run.page(url).picture
        return checked_url(picture, "picture") if picture else None
    except Invalid:  # also where the page cannot be fetched: the item needs no picture
        return None
