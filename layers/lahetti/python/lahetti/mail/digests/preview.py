"""The next digest as the console tells of it: when it goes out, with which contents, to how many."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.content import items as content_items
from lahetti.content.model import ContentState, Row
from lahetti.mail.digests.choice import MOST
from lahetti.mail.digests.turns import CUT_OFF, is_held
from lahetti.people import items as people_items
from lahetti.people.model import DigestMode, MailState, Notifications, PersonState
from lahetti.people.rules import digest_time
from lahetti.settings.model import Settings

_A_WEEK = 7


@dataclass(frozen=True)
class NextDigest:
    """The programme's next digest: its moment, what is new in it so far, and how many tens of people get it at least.

    No single pause or choice is to be read from the number. People who have days or quiet hours of their own, or chosen
    topics, get theirs at other times or with less in it.
    """

    at: datetime
    contents: tuple[Row, ...]
    more: int
    tens: int


def next_digest(settings: Settings, zone: ZoneInfo, now: datetime) -> NextDigest | None:
    """Return what goes out at the programme's next digest time, or None where the programme has no digest days."""
    turns = list(_turns(settings, zone, now))
    ahead = [turn for turn in turns if turn > now]
    if not ahead:
        return None
    at = ahead[0]
    before = max((turn for turn in turns if turn <= now), default=now - timedelta(days=_A_WEEK))
    new = sorted(_new(before - CUT_OFF, at - CUT_OFF, now), key=lambda found: found[0], reverse=True)
    rows = tuple(row for _, row in new)
    return NextDigest(at, rows[:MOST], len(rows[MOST:]), _readers(at, settings, zone) // 10)


def _turns(settings: Settings, zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    """Walk the programme's digest times from a week back to a week ahead."""
    today = now.astimezone(zone).date()
    for day in (today + timedelta(days=away) for away in range(-_A_WEEK, _A_WEEK + 1)):
        if day.isoweekday() in settings.digest_days:
            yield _turn(day, settings, zone)


def _turn(day: date, settings: Settings, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, digest_time(settings), zone).astimezone(UTC)


def _new(after: datetime, up_to: datetime, now: datetime) -> Iterator[tuple[datetime, Row]]:
    """Walk what is on offer and was published after a moment, and what is planned to be until another."""
    for _, row in content_items.contents_in(ContentState.PUBLISHED):
        if row.published is None or row.published <= after:
            break
        if row.expiry is None or row.expiry > now:
            yield row.published, row
    for position, row in content_items.contents_in(ContentState.SCHEDULED):
        planned = datetime.fromisoformat(position.rpartition("#")[0])
        if planned <= up_to:
            yield planned, replace(row, planned=planned)


def _readers(at: datetime, settings: Settings, zone: ZoneInfo) -> int:
    """Count those who have a digest at this moment."""
    rows = people_items.rows_in(PersonState.ACTIVE)
    return sum(row.mail_state is MailState.WORKS and _has_turn(row.notifications, at, settings, zone) for row in rows)


def _has_turn(wished: Notifications, at: datetime, settings: Settings, zone: ZoneInfo) -> bool:
    return (
        wished.digest not in (DigestMode.OFF, DigestMode.INSTANT)
        and at.astimezone(zone).isoweekday() in wished.digest_days(settings)
        and not is_held(wished, settings, zone, at)
    )
