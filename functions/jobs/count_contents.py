"""Every hour: count what contents and the clicks of campaigns have brought."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.analytics.counts import count_contents
from lahetti.campaigns import converting
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Count at the logical time."""
    now = logical_time(event)
    counted = count_contents(now)
    conversions = converting.count(now, ZoneInfo(configuration().time_zone))
    logger.info("contents counted", counted=counted, conversions=conversions)
    return {"counted": counted, "conversions": conversions}


cold_start.keep_imports()
