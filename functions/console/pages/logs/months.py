"""Lists by month: which one is shown, and the ones beside it."""

import re
from datetime import date

from console.framework.context import PageContext

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


def month_of(context: PageContext) -> str:
    """Return the month that is asked for, as in `2026-11`: this one where none is, or none that can be read."""
    wanted = context.query.get("month", "")
    return wanted if _MONTH.fullmatch(wanted) else f"{context.now:%Y-%m}"


def months(context: PageContext, month: str) -> dict[str, str | None]:
    """Return a month in words, the one before it, and the one after it, where that has begun."""
    first = date.fromisoformat(f"{month}-01")
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    after = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    return {
        "month": month,
        "month_words": context.texts("logs.month", month=context.texts(f"logs.month.{first.month}"), year=first.year),
        "month_before": f"{before:%Y-%m}",
        "month_after": f"{after:%Y-%m}" if after <= context.now.date() else None,
    }
