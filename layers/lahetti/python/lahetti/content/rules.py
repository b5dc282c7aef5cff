"""Which draft of a content can be stored, and who may see and share a content when."""

import re
from datetime import date, datetime
from typing import Final

from lahetti.content.model import ContentHead, ContentState, Draft, Row
from lahetti.content.urls import checked_url
from lahetti.core.days import require_not_before, require_to_come, require_within_reach
from lahetti.core.errors import Conflict, Invalid
from lahetti.core.plain_texts import require_one_line
from lahetti.people.model import Person
from lahetti.settings.model import Settings
from lahetti.settings.rules import require_topics

OWN_PICTURE = re.compile(r"/picture/[0-9a-f]{64}[.]jpg", re.ASCII)
"""The path of a picture that was copied or uploaded."""
LANGUAGE = re.compile(r"[a-z]{2,3}")
LONGEST: Final = {"title": 200, "summary": 1000, "why": 1000, "disclosure": 200, "picture_text": 200}
"""Characters; forms and API read them here."""
MOST_TOPICS = 10
LONGEST_READING = 240
"""Minutes."""


def checked_draft(draft: Draft, settings: Settings, before: Row | None = None) -> Draft:
    """Return the draft if it can be stored; raise Invalid naming field, value and limit.

    `before` is the content as it is stored: it may keep a team or a topic that was removed since.
    """
    for name, longest in LONGEST.items():
        if len(getattr(draft, name)) > longest:
            raise Invalid(f"{name} has more than {longest} characters.", field=name, limit=longest, reason="too_long")
    if not draft.title.strip():
        raise Invalid("title is empty.", field="title", limit=LONGEST["title"], reason="empty")
    require_one_line("title", draft.title)
    require_one_line("disclosure", draft.disclosure)
    require_one_line("picture_text", draft.picture_text)
    checked_url(draft.url, "address")
    if draft.picture is not None and not OWN_PICTURE.fullmatch(draft.picture):
        checked_url(draft.picture, "picture")
    if not LANGUAGE.fullmatch(draft.language):
        raise Invalid(
            f"{draft.language!r} is not a language code such as fi, sv or en.",
            field="language",
            value=draft.language,
        )
    if len(draft.topics) > MOST_TOPICS:
        raise Invalid(f"At most {MOST_TOPICS} topics.", field="topics", limit=MOST_TOPICS)
    require_topics(draft.topics, settings, () if before is None else before.topics)
    own = () if before is None else before.audience
    unknown = set(draft.audience) - {team for team, _ in settings.teams} - set(own)
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


def require_times(draft: Draft, now: datetime, today: str, before: Row | None = None) -> None:
    """Raise Invalid where a time of a draft is over or out of reach; what a content has already, it may keep.

    `today` is the programme's day.
    """
    if draft.expiry is not None and (before is None or draft.expiry != before.expiry):
        require_within_reach("expiry", draft.expiry, now)
        require_to_come("expiry", draft.expiry, now)
    if draft.wished_until is not None and (before is None or draft.wished_until != before.wished_until):
        require_within_reach("wished_until", draft.wished_until, now)
        require_not_before("wished_until", draft.wished_until, date.fromisoformat(today))


def require_time_on_offer(head: ContentHead, now: datetime, at: datetime | None) -> None:
    """Raise Invalid where a publication is over or out of reach, Conflict where the content would have expired by then.

    A time that a content has already may be over: its publication is only late.
    """
    if at is not None and at != head.planned:
        require_within_reach("at", at, now)
        require_to_come("at", at, now)
    begins = now if at is None else max(now, at)
    if head.expiry is not None and head.expiry <= begins:
        raise Conflict(
            "This content would have expired before it is published.",
            field="expiry",
            value=head.expiry,
            limit=begins,
            reason="expired",
        )


def is_on_offer(head: ContentHead, person: Person, now: datetime) -> bool:
    """Return whether a content can be shared by this person at this moment."""
    return (
        head.state is ContentState.PUBLISHED and head.row.is_for(person) and (head.expiry is None or head.expiry > now)
    )


def is_recalled_from(head: ContentHead, person: Person) -> bool:
    """Return whether a content was recalled that this person could have shared; of others' they learn nothing."""
    return head.state is ContentState.RECALLED and head.row.is_for(person)
