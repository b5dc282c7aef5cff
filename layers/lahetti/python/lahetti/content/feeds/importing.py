"""Feeds as they are fetched, read and taken in. A feed that fails says so on its channel and harms no other.

A content, the channel's number of the day and its audit entry are one transaction, and the feed's own state is written
last: killed anywhere and run again, nothing is missed and nothing is there twice.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from zoneinfo import ZoneInfo

from lahetti.content import editing
from lahetti.content import items as content_items
from lahetti.content.feeds.choice import Candidate, sift, taken, usable, views_by_key
from lahetti.content.feeds.documents import LIMITS, read_feed
from lahetti.content.feeds.health import is_due, next_fetch
from lahetti.content.rules import Draft
from lahetti.core.days import day_of
from lahetti.core.errors import Conflict
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Put
from lahetti.networks.safe_fetch import CannotFetch, Fetched, Limits, Refused, fetch
from lahetti.people import members
from lahetti.records.outbox import MailKind
from lahetti.settings.model import Settings

Fetch = Callable[[str, Limits, Mapping[str, str]], Fetched]
_HANDS = 8
"""Feeds that are waited for at a time. Only one is read at a time, which is what takes memory."""
_LONGEST_TAG = 500


@dataclass(frozen=True)
class Outcome:
    """What became of one feed: `reason` says why it is broken, `skipped` counts items that cannot be used."""

    channel: str
    contents: tuple[str, ...] = ()
    waiting: int = 0
    reason: str | None = None
    skipped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One run of the job: when, by which settings, how things are fetched."""

    settings: Settings
    zone: ZoneInfo
    now: datetime
    fetch: Fetch = fetch
    reading: Lock = field(default_factory=Lock)


def import_feeds(run: Run) -> list[Outcome]:
    """Fetch every feed that is due and take in what is new; raise ExceptionGroup in the end if any failed by a bug."""
    due = [
        channel.channel
        for channel in content_items.whole_channels()
        if channel.feed is not None and is_due(channel.feed.due, run.now)
    ]
    with ThreadPoolExecutor(_HANDS) as hands:
        under_way = [hands.submit(import_feed, channel, run) for channel in due]
    errors = [error for error in (done.exception() for done in under_way) if isinstance(error, Exception)]
    if errors:
        raise ExceptionGroup("feeds that could not be imported", errors)
    return [outcome for outcome in (done.result() for done in under_way) if outcome is not None]


def import_feed(channel: str, run: Run) -> Outcome | None:
    """Fetch one channel's feed and take in what is new. None: it is not due, or somebody else is at it."""
    found = content_items.find_channel(channel, consistent=True)
    if found is None or found.feed is None or not is_due(found.feed.due, run.now):
        return None
    feed = found.feed
    day = day_of(run.now, run.zone)
    if feed.day != day:
        feed.day, feed.taken = day, 0
    try:
        return _fetched(found, run)
    except Conflict:
        return None  # due still: the next run looks at what it is then


def _fetched(channel: content_items.Channel, run: Run) -> Outcome:
    try:
        fetched = run.fetch(channel.feed.address, LIMITS, _conditions(channel.feed, run.settings))
        return _unchanged(channel, run) if fetched.is_unchanged else _take(channel, fetched, run)
    except CannotFetch as error:
        return _broken(channel, error, run)


def _take(channel: content_items.Channel, fetched: Fetched, run: Run) -> Outcome:
    feed = channel.feed
    with run.reading:
        items = read_feed(fetched)
        first_seen = {key: datetime.fromtimestamp(int(at), UTC) for key, at in feed.first_seen.as_dict().items()}
        sifted = sift(items, first_seen, run.now)
    viewed = views_by_key(items)
    known = content_items.contents_at({*(candidate.key for candidate in sifted.young), *viewed})
    chosen, waiting = taken(sifted, known, run.settings.feed_items_a_day - int(feed.taken))
    made = []
    for candidate in reversed(chosen):  # the newest last, so that it is the first of a list
        feed.taken = int(feed.taken) + 1
        draft = _draft(candidate, channel)
        new = editing.take_from_feed(draft, channel, run.settings, run.now, published=feed.publishes)
        made.append(new)
        known[candidate.key] = new
    _keep_views({known[key]: views for key, views in viewed.items() if key in known}, run.now)
    feed.tag = fetched.tag if fetched.tag and len(fetched.tag) <= _LONGEST_TAG else None
    feed.modified = fetched.modified if fetched.modified and len(fetched.modified) <= _LONGEST_TAG else None
    feed.waiting = waiting
    feed.first_seen = {key: int(at.timestamp()) for key, at in sifted.first_seen.items()}
    feed.skipped = {reason.value: count for reason, count in sifted.skipped.items()}
    _well(channel, run)
    return Outcome(channel.channel, tuple(made), waiting, None, {**feed.skipped.as_dict()})


def _keep_views(views: Mapping[str, int], now: datetime) -> None:
    before = content_items.views_of(views) if views else {}
    for content_id, number in views.items():
        if before.get(content_id) != number:
            content_items.set_views(content_id, number, now)


def _unchanged(channel: content_items.Channel, run: Run) -> Outcome:
    _well(channel, run)
    return Outcome(channel.channel, waiting=int(channel.feed.waiting))


def _well(channel: content_items.Channel, run: Run) -> None:
    feed = channel.feed
    feed.failures, feed.reason, feed.detail, feed.broken_since = 0, None, None, None
    feed.fetched = run.now
    feed.due = next_fetch(run.now, run.settings.feed_minutes, 0)
    _save(channel)


def _broken(channel: content_items.Channel, error: CannotFetch, run: Run) -> Outcome:
    feed = channel.feed
    feed.failures = int(feed.failures) + 1
    feed.reason, feed.detail = error.code, error.message
    feed.due = next_fetch(run.now, run.settings.feed_minutes, int(feed.failures), error.retry_after)
    if feed.broken_since is None:
        feed.broken_since = run.now
        _save_and_tell(channel, error, run)
    else:
        _save(channel)
    return Outcome(channel.channel, reason=error.code)


def _save_and_tell(channel: content_items.Channel, error: CannotFetch, run: Run) -> None:
    """Note that a feed has broken, and tell the admins in the same transaction: once, until it was well again."""
    told: dict[str, str | int] = {"channel": channel.channel, "name": channel.name, "reason": error.code}
    if isinstance(error, Refused):
        told["answered"] = error.answered
    moments = {"at": run.now.isoformat(), "next": channel.feed.due.isoformat()}
    cause = f"{channel.channel}#{run.now.isoformat()}"
    try:
        transactions.transact(
            Put(channel), *members.tell_admins(MailKind.FEED_BROKEN, cause, run.now, **told, **moments)
        )
    except transactions.TransactionConflict as refused:
        raise Conflict("Somebody else changed this channel at the same time.") from refused


def _save(channel: content_items.Channel) -> None:
    if not transactions.save_if_current(channel):
        raise Conflict("Somebody else changed this channel at the same time.")


def _conditions(feed: content_items.Feed, settings: Settings) -> dict[str, str]:
    """Return what asks for the feed only if it has changed; what waits in it from another day is looked at anyway."""
    if int(feed.waiting) > 0 and int(feed.taken) < settings.feed_items_a_day:
        return {}
    conditions = {"If-None-Match": feed.tag, "If-Modified-Since": feed.modified}
    return {name: value for name, value in conditions.items() if value}


def _draft(candidate: Candidate, channel: content_items.Channel) -> Draft:
    item = usable(candidate.item)
    return Draft(
        channel=channel.channel,
        address=item.address,
        title=item.title,
        summary=item.summary,
        language=item.language or channel.language,
        picture=item.picture,
    )
