"""Reports, the newest first, and one to come."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.framework.context import PageContext
from console.framework.errors import read_all
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.reports import goal_fields, planning_form
from console.pages.reports.shown import period_in_words
from lahetti.core.texts import Texts
from lahetti.people.model import Role
from lahetti.reports import promising, rules
from lahetti.reports.model import Report


@page("reports/reports.html")
def all_reports(context: PageContext) -> Values:
    """Return all reports with their periods and where they are."""
    return {
        "lines": [
            (report, period_in_words(report, context.texts), _state(report, context.now, context.zone))
            for report in promising.every_report()
        ],
        "form": planning_form.begun_with(context) if context.person.may(Role.ADMIN) else None,
    }


@all_reports.action("create", Role.ADMIN)
def create(context: PageContext) -> Redirect:
    """Plan a report, once however often this form comes, and go to its page."""
    form = context.form
    read = read_all(
        name=lambda: rules.checked_name(form.text("name")),
        period=lambda: rules.checked_period(planning_form.read_period(form), context.now).id,
        goals=lambda: goal_fields.read(form),
    )
    made = promising.plan(form.id("report"), by=context.person.id, now=context.now, zone=context.zone, **read)
    return Redirect("done.report_planned", f"/console/works/reports/{made.id}")


@all_reports.export("reports")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield all reports."""
    for report in promising.every_report():
        yield {
            "name": report.name,
            "first": report.first,
            "last": report.last,
            "state": _said(_state(report, context.now, context.zone), context.texts),
            "promised": report.promised,
            "written": report.written,
        }


def _state(report: Report, now: datetime, zone: ZoneInfo) -> str:
    if report.written is not None:
        return "written"
    if rules.is_over(report.last, now, zone):
        return "over"
    return "running" if rules.has_begun(report.first, now, zone) else "planned"


def _said(state: str, texts: Texts) -> str:
    return texts(f"report.state.{state}")
