"""This week: where the console opens. What waits, the next digest, and what the week has brought so far."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from console.framework.context import PageContext
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.onboarding import first_steps
from console.pages.works.shown import in_words
from lahetti.analytics import periods
from lahetti.analytics.facts import items as facts_items
from lahetti.analytics.facts.rules import week_of
from lahetti.analytics.figures import Figures, figures_of
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.sums import Filters
from lahetti.analytics.waiting import Task, what_waits
from lahetti.content import listing
from lahetti.content.channels import catalogue
from lahetti.content.feeds import settings as feed_settings
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.mail import held_up
from lahetti.mail.digests.preview import next_digest
from lahetti.people.model import Role
from lahetti.periods.calendar import PeriodKind
from lahetti.settings.versions import current_settings

_PLACES = {
    Task.SUGGESTIONS: "/console/suggestions",
    Task.NOTES: "/console/notes",
    Task.READINGS: "/console/contents?state=draft&waiting=yes",
    Task.DRAFTS: "/console/contents?state=draft",
    Task.FEEDS: "/console/channels",
    Task.ENDING: "/console/contents?state=published",
    Task.HELD_CLICKS: "/console/races/held",
    Task.CLAIMS: "/console/rewards/claims",
    Task.CODES: "/console/rewards",
    Task.BOUNCED: "/console/people",
}
"""Where each kind of thing that waits is seen to."""
_FOUR = ("seen", "confirmed", "clicks", "share_rate")
_GAP_IS_TOLD = timedelta(days=30)


@page("week.html")
def week(context: PageContext) -> Values:
    """Return what waits for this editor or admin, the programme's next digest, and the week so far in four figures."""
    person = context.person
    run = facts_items.last_run()
    channels = {channel.channel: channel.name for channel in catalogue.channels()}
    return {
        "waiting": [(waiting, _PLACES[waiting.task]) for waiting in what_waits(person, context.now)],
        "digest": next_digest(current_settings(), ZoneInfo(configuration().time_zone), context.now),
        "channels": channels,
        "four": _four(context),
        "counted": run.hourly if run else None,
        "gap": run.gap if run and run.gap and context.now - run.gap[1] < _GAP_IS_TOLD else None,
        "broken": [(channel, feed) for channel, feed in feed_settings.feeds_of(person).items() if feed.reason],
        "mail_faults": held_up.faults_now(context.now) if person.may(Role.ADMIN) else (),
        "steps": first_steps(channels, listing.numbers(person)) if person.may(Role.ADMIN) else (),
    }


def _four(context: PageContext) -> list[tuple[str, str, str]]:
    """Return this week's figures so far, with those of the whole last week below them."""
    this = periods.current(PeriodKind.WEEK, date.fromisoformat(day_of(context.now, context.zone)))
    last, texts = periods.before(this), context.texts
    now, before = (_figures_of(week) for week in (this, last))

    def shown(figures: Figures, name: str) -> str:
        return in_words(getattr(figures, name), texts, per_cent=name == "share_rate")

    return [
        (
            texts(f"works.way.{name}" if name == "seen" else f"works.figure.{name}"),
            shown(now, name),
            texts("week.last", n=shown(before, name)),
        )
        for name in _FOUR
    ]


def _figures_of(week: AnalyticsPeriod) -> Figures:
    name = week_of(week.first.isoformat())
    return figures_of(facts_items.facts_of_weeks(name, name), Filters())
