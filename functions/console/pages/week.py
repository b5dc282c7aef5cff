"""This week: where the console opens. What waits, the next digest, and what the week has brought so far."""

from zoneinfo import ZoneInfo

from console.framework.context import PageContext
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.onboarding import first_steps
from lahetti.analytics.waiting import Task, what_waits
from lahetti.content import listing
from lahetti.content.channels import catalogue
from lahetti.content.feeds import settings as feed_settings
from lahetti.core.configuration import configuration
from lahetti.mail.digests.preview import next_digest
from lahetti.people.model import Role
from lahetti.settings.versions import current_settings

_PLACES = {
    Task.SUGGESTIONS: "/console/suggestions",
    Task.NOTES: "/console/notes",
    Task.DRAFTS: "/console/contents?state=draft",
    Task.FEEDS: "/console/channels",
    Task.ENDING: "/console/contents?state=published",
    Task.HELD_CLICKS: "/console/races/held",
    Task.CLAIMS: "/console/rewards/claims",
    Task.CODES: "/console/rewards",
    Task.BOUNCED: "/console/people",
}
"""Where each kind of thing that waits is seen to."""


@page("week.html")
def week(context: PageContext) -> Values:
    """Return what waits for this editor or admin, and the programme's next digest."""
    person = context.person
    channels = {channel.channel: channel.name for channel in catalogue.channels()}
    return {
        "waiting": [(waiting, _PLACES[waiting.task]) for waiting in what_waits(person, context.now)],
        "digest": next_digest(current_settings(), ZoneInfo(configuration().time_zone), context.now),
        "channels": channels,
        "broken": [(channel, feed) for channel, feed in feed_settings.feeds_of(person).items() if feed.reason],
        "steps": first_steps(channels, listing.numbers(person)) if person.may(Role.ADMIN) else (),
    }
