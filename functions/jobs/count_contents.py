"""Every hour: bring facts up to date, what lists show of contents, and the conversions of campaigns."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.analytics.facts.conversions import count_conversions
from lahetti.analytics.facts.counting import count_contents
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Count at the logical time; tell of a gap that was too long for the clicks of all its days."""
    now, zone = logical_time(event), ZoneInfo(configuration().time_zone)
    conversions = count_conversions(now, zone)
    outcome = count_contents(now, zone)
    logger.info("contents counted", counted=outcome.contents, conversions=conversions)
    if outcome.gap is not None:
        since, until = outcome.gap
        logger.warning("days not counted in time", since=since.isoformat(), until=until.isoformat())
        metrics.add_metric("DaysNotCounted", "Count", (until - since).days)
    return {"counted": outcome.contents, "conversions": conversions}


cold_start.keep_imports()
