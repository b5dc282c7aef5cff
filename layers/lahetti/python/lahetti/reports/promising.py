"""A report before it is written: planned with its period and goals, its goals changed until that begins, removed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import uuid_utils.compat

from lahetti.core.errors import Conflict, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.reports import items, rules
from lahetti.reports.model import Goal, Report


def new_id() -> str:
    """Return the id of a report to come; the form carries it, so that one sent twice makes one report."""
    return str(uuid_utils.compat.uuid7())


def every_report() -> list[Report]:
    """Return all reports, those that were made last first."""
    return items.reports()


def find(report: str, *, consistent: bool = False) -> Report:
    """Return a report; raise NotFound."""
    found = items.find_report(report, consistent=consistent)
    if found is None:
        raise NotFound("There is no such report.", field="report", value=report[:40])
    return found


def plan(
    report: str, name: str, period: str, goals: Mapping[Goal, int], by: str, now: datetime, zone: ZoneInfo
) -> Report:
    """Plan a report under an id that the form chose, with what is promised; planned twice it is one. Raise Invalid."""
    days = rules.checked_period(period, now)
    rules.checked_goals(goals, days, now, zone)
    made = Report(
        id=report,
        name=rules.checked_name(name),
        period=days.id,
        first=days.first,
        last=days.last,
        created=now,
        goals=dict(goals),
        promised=now if goals else None,
    )
    logged = audit.entry(by, AuditAction.REPORT_PLANNED, keys.report(report), now, after=_logged(made))
    return made if try_transact(items.put_report(made), logged) else find(report, consistent=True)


def change_goals(report: str, goals: Mapping[Goal, int], by: str, now: datetime, zone: ZoneInfo) -> Report:
    """Promise something else; the same again changes nothing. Raise NotFound, Invalid, or Conflict once it began."""

    def attempt(_: bool) -> Report | None:
        found = find(report, consistent=True)
        if found.goals == goals:
            return found
        if rules.has_begun(found.first, now, zone):
            raise Conflict(
                f"The period began on {found.first}: what was promised stands.",
                field="goals",
                value=found.first.isoformat(),
                reason="begun",
            )
        rules.checked_goals(goals, rules.checked_period(found.period, now), now, zone)
        changed = replace(found, goals=dict(goals), promised=now if goals else None)
        logged = audit.entry(
            by,
            AuditAction.REPORT_GOALS_CHANGED,
            keys.report(report),
            now,
            before=_goals(found),
            after=_goals(changed),
        )
        return changed if try_transact(items.put_report(changed), logged) else None

    return retry_on_conflict(attempt)


def remove(report: str, by: str, now: datetime) -> None:
    """Take a report away, written or not; the audit log keeps what was promised. Once more changes nothing."""

    def attempt(_: bool) -> bool | None:
        found = items.find_report(report, consistent=True)
        if found is None:
            return True
        logged = audit.entry(by, AuditAction.REPORT_REMOVED, keys.report(report), now, before=_logged(found))
        return try_transact(items.delete_report(found), logged) or None

    retry_on_conflict(attempt)


def _logged(report: Report) -> dict[str, Any]:
    days = {"first": report.first.isoformat(), "last": report.last.isoformat()}
    return {"name": report.name, **days, **_goals(report)}


def _goals(report: Report) -> dict[str, Any]:
    return {f"goal_{goal.value}": report.goals.get(goal) for goal in Goal}
