"""A report is written once, when its period is over and counted: all that it shows is read and frozen."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from lahetti.analytics.facts import items as fact_items
from lahetti.analytics.selections import known_people
from lahetti.core.days import end_of
from lahetti.core.errors import Conflict
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.reports import items, rules
from lahetti.reports.gathering import figures_of_report
from lahetti.reports.model import Choice, Report
from lahetti.reports.promising import find


class NotYet(StrEnum):
    """Why a report cannot be written yet."""

    RUNNING = "running"
    NOT_COUNTED = "not_counted"


def why_not_yet(report: Report, now: datetime, zone: ZoneInfo) -> NotYet | None:
    """Return why a report cannot be written yet: its days are not over, or not counted to their end."""
    if not rules.is_over(report.last, now, zone):
        return NotYet.RUNNING
    counted = (fact_items.counted_at(), known_people(rules.checked_period(report.period, report.created)).counted)
    end = end_of(report.last.isoformat(), zone)
    return NotYet.NOT_COUNTED if any(moment is not None and moment < end for moment in counted) else None


def write(report: str, choice: Choice, by: str, now: datetime, zone: ZoneInfo) -> Report:
    """Write a report and freeze it; writing again changes nothing. Raise NotFound, Invalid, or Conflict."""
    learned = rules.checked_text("learned", choice.learned)
    decided = rules.checked_text("decided", choice.decided)

    def attempt(_: bool) -> Report | None:
        found = find(report, consistent=True)
        if found.written is not None:
            return found
        if (reason := why_not_yet(found, now, zone)) is not None:
            text = f"The days until {found.last} are not over, or not counted yet."
            raise Conflict(text, field="report", value=found.last.isoformat(), reason=reason.value)
        figures = figures_of_report(found, choice, now, zone)
        written = replace(found, written=now, learned=learned, decided=decided, figures=figures)
        logged = audit.entry(by, AuditAction.REPORT_WRITTEN, keys.report(report), now, after={"name": found.name})
        return written if try_transact(items.put_report(written), logged) else None

    return retry_on_conflict(attempt)
