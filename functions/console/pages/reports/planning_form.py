"""The form of a report to come: its period, and what is promised of it before it begins."""

from collections.abc import Iterator
from datetime import date, timedelta

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.rendering import Values
from console.pages.reports import goal_fields
from lahetti.analytics import periods
from lahetti.core.days import LAST_DAY, day_of
from lahetti.core.texts import Texts
from lahetti.periods.calendar import PeriodKind
from lahetti.reports import promising, rules

_OWN_DAYS = "days"
_KINDS = (PeriodKind.QUARTER, PeriodKind.MONTH)
_AHEAD, _BACK = 4, 4


def begun_with(context: PageContext) -> Values:
    """Return what the form begins with: the quarter to come."""
    today = date.fromisoformat(day_of(context.now, context.zone))
    following = periods.current(PeriodKind.QUARTER, today).last + timedelta(days=1)
    return {
        "report": promising.new_id(),
        "periods": [*_offered(today, context.texts), (_OWN_DAYS, context.texts("report.form.own_days"))],
        "chosen": periods.current(PeriodKind.QUARTER, following).id,
        "goals": goal_fields.fields({}),
        "longest_name": rules.LONGEST_NAME,
    }


def read_period(form: Form) -> str:
    """Return the id of the period that was chosen; raise Invalid for days that are none."""
    chosen = form.text("period")
    if chosen != _OWN_DAYS:
        return chosen
    return periods.days_between(form.needed_day("first"), form.needed_day("last"), LAST_DAY).id


def _offered(today: date, texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield quarters and months to choose from, the latest first, with their names."""
    for kind in _KINDS:
        period = periods.current(kind, today)
        for _ in range(_AHEAD):
            period = periods.current(kind, period.last + timedelta(days=1))
        for _ in range(_AHEAD + 1 + _BACK):
            yield period.id, periods.label(period, texts)
            period = periods.before(period)
