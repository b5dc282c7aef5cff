"""Monday's mail: last week on one screen, to the editors and admins who want it.

Written into the outbox on Mondays from half past eight on, once a person and week however often this runs; what still
waits there when the Monday is over is not sent. The numbers are the pages' own, as they may be shown.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from lahetti.analytics import periods
from lahetti.analytics.content_lines import ContentLines, content_lines
from lahetti.analytics.facts import items as facts_items
from lahetti.analytics.facts.rules import week_of
from lahetti.analytics.figures import Figures, figures_of
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.sums import Filters
from lahetti.analytics.waiting import what_waits
from lahetti.core.days import day_of
from lahetti.core.small_groups import Hidden
from lahetti.mail.digests.preview import next_digest
from lahetti.people import items as people_items
from lahetti.people.model import MailState, Person, PersonState, Role
from lahetti.periods.calendar import PeriodKind
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.model import MailKind
from lahetti.settings.model import Settings

FROM = time(8, 30)
"""The hour of the programme's clock from which it is sent."""
FOUR = ("seen", "confirmed", "clicks", "share_rate")
"""The figures of last week, as the console's first page has them."""

Fields = dict[str, str | int]


def write_mails(settings: Callable[[], Settings], zone: ZoneInfo, now: datetime) -> int:
    """Put the mails of last week into the outbox if it is Monday and time; return how many were new."""
    if not is_time(zone, now):
        return 0
    today = date.fromisoformat(day_of(now, zone))
    readers = [person for person in _readers() if records_items.find_mail(_mail_key(today, person)) is None]
    if not readers:
        return 0
    of_all = _of_all(periods.before(periods.current(PeriodKind.WEEK, today)), settings(), zone, now)
    mails = (
        outbox.new_mail(MailKind.MONDAY, person.id, today.isoformat(), now, **of_all, waits=_waits(person, now))
        for person in readers
    )
    return sum(records_items.save_mail(mail) for mail in mails)


def is_time(zone: ZoneInfo, now: datetime) -> bool:
    """Return whether Monday's mail is sent at this moment."""
    local = now.astimezone(zone)
    return local.isoweekday() == 1 and local.time() >= FROM


def _mail_key(monday: date, person: Person) -> str:
    return f"{MailKind.MONDAY.value}#{monday.isoformat()}#{person.id}"


def _readers() -> Iterator[Person]:
    """Walk the editors and admins who want the mail and can get it."""
    for row in people_items.rows_in(PersonState.ACTIVE):
        if row.role.covers(Role.EDITOR) and row.mail_state is MailState.WORKS:
            person = people_items.find_person(row.id)
            if person is not None and person.may(Role.EDITOR) and person.notifications.monday:
                yield person


def _of_all(week: AnalyticsPeriod, settings: Settings, zone: ZoneInfo, now: datetime) -> Fields:
    """Return what every reader is told of a week."""
    lines = content_lines(week, Filters(), "clicks", zone)
    digest = next_digest(settings, zone, now)
    fields: Fields = {"day": day_of(now, zone), "week": week.id, **_contents(lines)}
    if digest is not None:
        fields |= {"digest": digest.at.isoformat(), "news": len(digest.contents) + digest.more}
    for suffix, period in (("", week), ("_before", periods.before(week))):
        figures = _figures(period)
        fields |= {f"{name}{suffix}": _written(getattr(figures, name)) for name in FOUR}
    return fields


def _figures(week: AnalyticsPeriod) -> Figures:
    name = week_of(week.first.isoformat())
    return figures_of(facts_items.facts_of_weeks(name, name), Filters())


def _written(value: object) -> str:
    """Return a figure as the outbox keeps it: the number, or why it may not be shown, or nothing."""
    return value.value if isinstance(value, Hidden) else str(value) if isinstance(value, int | float) else ""


def _contents(lines: ContentLines) -> Fields:
    """Return the content with the most clicks that are shown, and the one that was seen most and hardly shared."""
    best = next((line for line in lines.lines if isinstance(line.figures.clicks, int) and line.figures.clicks), None)
    found: Fields = {} if best is None else {"best": best.title, "best_clicks": _written(best.figures.clicks)}
    return found | ({"unshared": lines.unshared[0].title} if lines.unshared else {})


def _waits(person: Person, now: datetime) -> str:
    return " ".join(f"{waiting.task.value}:{waiting.number}" for waiting in what_waits(person, now))
