"""Every hour: count what contents have brought."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.analytics.counts import count_contents
from lahetti.core.observability import logger


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Count at the logical time."""
    counted = count_contents(logical_time(event))
    logger.info("contents counted", counted=counted)
    return {"counted": counted}


cold_start.keep_imports()
