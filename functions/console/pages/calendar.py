"""When contents go out, by month or ISO week; what is scheduled is moved here, and one's own address is made here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from console.framework.context import PageContext
from console.framework.editing import EditedField, changed_fields, original
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from lahetti.content import publishing
from lahetti.content.calendar import addresses, rules
from lahetti.content.calendar import reading as calendar_reading
from lahetti.content.calendar.model import CalendarPeriod
from lahetti.content.channels import catalogue
from lahetti.content.model import ContentState
from lahetti.content.reading import content_of_editor
from lahetti.core.configuration import configuration
from lahetti.core.days import midnight_of, require_to_come
from lahetti.core.errors import Invalid
from lahetti.settings.versions import current_settings

_COLOURS = 6
"""How many channels look different; the next ones begin again, and every one is named in words."""


@dataclass(frozen=True)
class ShownChannel:
    """A channel's name, and which of the calendar's colours is its."""

    name: str
    colour: int


@page("calendar.html")
def calendar(context: PageContext) -> Values:
    """Return a month or a week of the editor's channels, and the address of their own calendar."""
    period, settings = _period(context), current_settings()
    since = midnight_of(period.monday.isoformat(), context.zone)
    found = calendar_reading.entries_since(context.person, since)
    weeks = rules.weeks_of(period, found, settings, context.zone, context.now)
    empty_weeks, empty_days = rules.gaps_in(weeks)
    own = [channel for channel in catalogue.channels() if context.person.may_edit(channel.channel)]
    shown = [entry for week in weeks for day in week.days for entry in day.entries]
    address = addresses.address_of(context.person)
    return {
        "period": period,
        "title": _name(context, period),
        "before": _link(context, rules.before(period)),
        "after": _link(context, rules.after(period)),
        "other": _link(context, _other(context, period)),
        "weeks": weeks,
        "week_links": {week.number: _link(context, rules.week_of(week.days[0].day)) for week in weeks},
        "empty_weeks": [context.texts.number(number) for number in empty_weeks],
        "empty_days": empty_days,
        "is_over": weeks[-1].days[-1].is_over,
        "channels": {one.channel: ShownChannel(one.name, place % _COLOURS) for place, one in enumerate(own)},
        "digest_time": _clock(context, settings.digest_time),
        "clock": lambda moment: context.texts.clock(moment, context.zone),
        "local": context.local,
        "originals": {
            entry.row.content: original([_time(context, entry.row.title, entry.at)])
            for entry in shown
            if entry.state is ContentState.SCHEDULED
        },
        "refused": context.form.text("content") if context.errors else "",
        "typed": context.value("moved_to"),
        "typed_original": context.form.original,
        "address": None
        if address is None
        else f"{configuration().web_origin}/calendar/{addresses.token_of(address)}.ics",
    }


@calendar.action("move")
def move(context: PageContext) -> Redirect:
    """Let a content that is scheduled go out at another time."""
    content = context.form.text("content")
    found = content_of_editor(content, context.person)
    planned = found.planned if found.state is ContentState.SCHEDULED else None

    def faults(changed: dict[str, Any]) -> list[Invalid]:
        try:
            if "moved_to" in changed:
                require_to_come("moved_to", changed["moved_to"], context.now)
        except Invalid as wrong:
            return [wrong]
        return []

    at = changed_fields(context.form, [_time(context, found.row.title, planned)], faults).get("moved_to")
    if at is None:
        return Redirect("done.content_not_moved")
    publishing.reschedule(content, context.person, current_settings(), context.now, at)
    return Redirect("done.content_moved")


@calendar.action("make_address")
def make_address(context: PageContext) -> Redirect | Confirm:
    """Make the address of one's own calendar; where there is one that works, after saying that it ends."""
    t = context.texts
    if not context.form.confirmed and addresses.address_of(context.person) is not None:
        return Confirm(t("calendar.renew_question"), (t("calendar.renew_follows"),), t("calendar.renew"))
    addresses.make(context.person, context.now)
    return Redirect("done.calendar_address_made")


@calendar.action("revoke_address")
def revoke_address(context: PageContext) -> Redirect | Confirm:
    """Let the address of one's own calendar lead nowhere any more, after asking."""
    t = context.texts
    if not context.form.confirmed:
        return Confirm(t("calendar.revoke_question"), (t("calendar.revoke_follows"),), t("calendar.revoke"))
    addresses.revoke(context.person, context.now)
    return Redirect("done.calendar_address_revoked")


def _period(context: PageContext) -> CalendarPeriod:
    """Return the week or month that is asked for, else the month of today."""
    today = context.now.astimezone(context.zone).date()
    return (
        rules.week_named(context.query.get("week", ""))
        or rules.month_named(context.query.get("month", ""))
        or rules.month_of(today)
    )


def _other(context: PageContext, period: CalendarPeriod) -> CalendarPeriod:
    """Return the month of a week, or of a month the week of today, where it lies in it, or else its first one."""
    if period.is_week:
        return rules.month_of(_thursday(period))
    today = context.now.astimezone(context.zone).date()
    return rules.week_of(today if period.first <= today <= period.last else period.first)


def _thursday(week: CalendarPeriod) -> date:
    """Return the day that says which year and month an ISO week belongs to."""
    return date.fromordinal(week.first.toordinal() + 3)


def _link(context: PageContext, period: CalendarPeriod | None) -> tuple[str, str] | None:
    """Return the address of a period, and its name."""
    if period is None:
        return None
    query = {"week": period.name, "month": None} if period.is_week else {"month": period.name, "week": None}
    return context.link(**query), _name(context, period)


def _name(context: PageContext, period: CalendarPeriod) -> str:
    t = context.texts
    if period.is_week:
        year, _, number = period.name.partition("-W")
        return t("period.week", number=int(number), year=year)
    return t("period.month", word=t(f"period.month.{period.first.month}"), year=period.first.year)


def _clock(context: PageContext, time: str) -> str:
    hour, _, minute = time.partition(":")
    return context.texts("format.clock", hour=int(hour), minute=minute)


def _time(context: PageContext, title: str, planned: datetime | None) -> EditedField:
    label = context.texts("calendar.time_of", title=title)
    return EditedField("moved_to", label, planned, context.local(planned), _needed_moment)


def _needed_moment(form: Form) -> datetime:
    found = form.moment("moved_to")
    if found is None:
        raise Invalid("A content that is scheduled has a time.", field="moved_to", reason="needed")
    return found
