"""A report of the walk's own about the last whole month, and the programme's: promised too late, frozen, opened."""

from datetime import date

from lahetti.analytics import periods
from lahetti.core import clock
from lahetti.core.days import day_of
from lahetti.core.errors import Invalid
from lahetti.periods.calendar import PeriodKind
from lahetti.reports import promising, rules, writing
from lahetti.reports.model import Choice, Goal
from tools.walk.expectations import Different, same
from tools.walk.state import Walk


def report_is_opened(walk: Walk) -> str:
    """Write a report and take it out again; open the programme's, where it has one."""
    month = periods.before(periods.current(PeriodKind.MONTH, date.fromisoformat(day_of(clock.now(), walk.zone))))
    name, made = f"Kävely {walk.id}", promising.new_id()
    same("a promise after the beginning", _promised(walk, made, name, month.id, {Goal.CLICKS: 1}), "begun")
    same("a report without a promise", _promised(walk, made, name, month.id, {}), None)
    try:
        pages = []
        for learned in (f"Ensin {walk.id}", f"Toiseksi {walk.id}"):
            writing.write(made, Choice(learned=learned), walk.admin_person, clock.now(), walk.zone)
            pages.append(_opened(walk, made))
        same("whether the page shows what was typed first", f"Ensin {walk.id}" in pages[0], True)
        same("whether writing again changes the page", f"Toiseksi {walk.id}" in pages[1], False)
    finally:
        promising.remove(made, walk.admin_person, clock.now())
    told = f"A report of {month.id} is written; a promise comes too late for it, and writing it again changes nothing."
    promised = next((report for report in promising.every_report() if report.written and report.goals), None)
    if promised is None:
        return told
    _opened(walk, promised.id)
    kept = sum(rules.kept(promised, goal) is True for goal in promised.goals)
    return f"{told} The programme's own is opened: {kept} of {len(promised.goals)} promises were kept."


def _promised(walk: Walk, report: str, name: str, period: str, goals: dict[Goal, int]) -> str | None:
    """Plan a report; return why that is refused, or None."""
    try:
        promising.plan(report, name, period, goals, walk.admin_person, clock.now(), walk.zone)
    except Invalid as error:
        return error.reason
    return None


def _opened(walk: Walk, report: str) -> str:
    """Return the page of a report, as the admin's browser gets it."""
    answer = walk.admin.follow("GET", f"/console/works/reports/{report}")
    if answer.status_code != 200 or 'class="sheet' not in answer.text:
        raise Different(f"the report's page: expected it with its sheet, saw {answer.status_code} {answer.text[:300]}")
    return answer.text
