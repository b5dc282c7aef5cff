"""Every night: count how many people saw each content on the last three days."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.analytics.facts.counting import count_seen
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.people.walks.walking import everybody


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Count the days before the logical time's."""
    seen = count_seen(everybody(), logical_time(event), ZoneInfo(configuration().time_zone))
    logger.info("seen contents counted", seen=seen)
    return {"seen": seen}


cold_start.keep_imports()
