"""Every hour: count what contents have brought; in the night, how many people saw them the day before."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

from jobs.logical_time import logical_time
from lahetti.analytics.counts import count_contents, count_seen
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.races import reconciliation


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Count at the logical time."""
    now, zone = logical_time(event), ZoneInfo(configuration().time_zone)
    seen = count_seen(reconciliation.everybody(), now, zone)
    counted = count_contents(now)
    logger.info("contents counted", counted=counted, seen=seen)
    return {"counted": counted, "seen": seen}
