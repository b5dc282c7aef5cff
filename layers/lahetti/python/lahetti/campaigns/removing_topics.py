"""Removing a topic: refused while a campaign that is not over is about it, whose contents would then change.

What else has the topic, contents and people's wishes, goes on without it at once, as nothing shows what is removed.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from lahetti.campaigns import items
from lahetti.campaigns.rules import last_day
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.errors import Conflict
from lahetti.settings import topics, versions
from lahetti.settings.model import Topic

_NAMED = 5
"""Campaigns that a refusal names."""


def remove_topic(topic: str, by: str, now: datetime) -> Topic:
    """Remove a topic. Removing again changes nothing. Raise NotFound, Busy, or Conflict that names the campaigns."""
    if topic not in {one.topic for one in versions.read_settings().former_topics}:
        require_removable(topic, now)
    return topics.take_off(topic, by, now)


def require_removable(topic: str, now: datetime) -> Topic:
    """Return a topic that can be removed; raise NotFound, or Conflict that names the campaigns which are about it."""
    found = topics.find_topic(topic)
    today = date.fromisoformat(day_of(now, ZoneInfo(configuration().time_zone)))
    needing = [one for one in items.all_campaigns() if topic in one.plan.topics and last_day(one) >= today]
    needing = [one for one in needing if one.deleted_on is None]
    if needing:
        names = ", ".join(f"”{one.plan.name}”" for one in needing[:_NAMED])
        raise Conflict(
            f"{len(needing)} campaigns are about the topic {topic}: {names}.",
            field="topic",
            value=names,
            limit=len(needing),
            reason="campaigns",
        )
    return found
