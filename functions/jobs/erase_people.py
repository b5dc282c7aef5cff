"""Every minute: go on with the erasures of those who have left, until nothing is left of them."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.observability import logger
from lahetti.personal_data import erasing
from lahetti.settings.versions import read_settings


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Go on with all erasures at the logical time."""
    done = erasing.erase_all(read_settings(), logical_time(event))
    logger.info("erasures looked at", done=done)
    return {"done": done}


cold_start.keep_imports()
