"""What mail a person wishes: when the digest comes, about which topics, and when it is quiet.

What a person has not chosen is the programme's: its days, its hour, its quiet hours.
"""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from lahetti.core.errors import Invalid
from lahetti.core.quiet_hours import QuietHours, clock_time, quiet_hours
from lahetti.settings.model import Settings

WORKDAYS = (1, 2, 3, 4, 5)
"""ISO weekdays of `daily`."""
_MOST_TOPICS, _LONGEST_TOPIC = 20, 40


class DigestMode(StrEnum):
    """When somebody wishes the digest."""

    INSTANT = "instant"
    DAILY = "daily"
    DAYS = "days"
    OFF = "off"


class MailState(StrEnum):
    """Whether an address takes mail; one that does not gets none from us any more."""

    WORKS = "works"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True)
class Notifications:
    """A person's wishes. No `days`: the programme's; no `quiet`: the programme's; no `topics`: all."""

    digest: DigestMode = DigestMode.DAYS
    days: tuple[int, ...] = ()
    quiet: QuietHours | None = None
    topics: tuple[str, ...] = ()

    def digest_days(self, settings: Settings) -> tuple[int, ...]:
        """Return the ISO weekdays on which a digest may come; none for instant and off."""
        match self.digest:
            case DigestMode.DAILY:
                return WORKDAYS
            case DigestMode.DAYS:
                return self.days or settings.digest_days
        return ()

    def quiet_hours(self, settings: Settings) -> QuietHours:
        """Return when it is quiet for this person."""
        return self.quiet or programme_quiet_hours(settings)


def programme_quiet_hours(settings: Settings) -> QuietHours:
    """Return the quiet hours of everybody who has chosen none."""
    return quiet_hours(settings.quiet_hours)


def digest_time(settings: Settings) -> time:
    """Return the hour at which digests go out."""
    return clock_time(settings.digest_time)


def notifications(
    digest: str | None, days: tuple[int, ...] = (), quiet: str | None = None, topics: tuple[str, ...] = ()
) -> Notifications:
    """Return the wishes that are stored in a profile."""
    return Notifications(
        DigestMode(digest or DigestMode.DAYS), days, quiet_hours(quiet) if quiet is not None else None, topics
    )


def checked_notifications(wished: Notifications) -> Notifications:
    """Return the wishes if they can be kept; raise Invalid naming the field."""
    if not set(wished.days) <= set(range(1, 8)) or len(set(wished.days)) != len(wished.days):
        raise Invalid("Days are numbers from 1 (Monday) to 7, each once.", field="digest_days", limit=[1, 7])
    if len(wished.topics) > _MOST_TOPICS or not all(1 <= len(topic) <= _LONGEST_TOPIC for topic in wished.topics):
        raise Invalid(
            f"At most {_MOST_TOPICS} topics of 1 to {_LONGEST_TOPIC} characters.", field="topics", limit=_MOST_TOPICS
        )
    return wished
