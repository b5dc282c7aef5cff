"""Every minute: begin to erase whom the directory deleted long ago, and go on with all erasures until all is gone."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.observability import logger
from lahetti.personal_data import erasing, leaving
from lahetti.settings.versions import read_settings


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Go on with all erasures at the logical time."""
    settings, now = read_settings(), logical_time(event)
    begun = leaving.erase_departed(settings, now)
    done = erasing.erase_all(settings, now)
    logger.info("erasures looked at", begun=begun, done=done)
    return {"done": done}


cold_start.keep_imports()
