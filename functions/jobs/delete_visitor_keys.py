"""Every quarter of an hour: delete the visitor keys of days that have ended; then nobody can undo those hashes."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.core.observability import logger
from lahetti.sharing import items as sharing_items

_DAYS_BACK = 4
"""Covers an outage of the schedule; older keys were deleted by the table's own expiry."""


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Delete the keys of the days before the logical time's."""
    now, zone = logical_time(event), ZoneInfo(configuration().time_zone)
    today = date.fromisoformat(day_of(now, zone))  # not 24 hours back: some days have 23 or 25
    days = [(today - timedelta(days=back)).isoformat() for back in range(1, _DAYS_BACK)]
    for day in days:
        sharing_items.delete_visitor_key(day)
    logger.info("visitor keys deleted", days=days)
    return {"days": days}


cold_start.keep_imports()
