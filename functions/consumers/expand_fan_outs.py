"""Fan-outs from their queue, one an invocation: one that fails holds up no mail and no other.

What fails is tried again by the queue and given up to its dead letters; every step of an expansion can be repeated.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from lahetti.core import clock
from lahetti.core.observability import logger
from lahetti.mail import fanouts
from lahetti.settings.versions import read_settings


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Expand the fan-out that a message names by its key."""
    written = sum(fanouts.expand(record["body"], read_settings(), clock.now()) for record in event["Records"])
    logger.info("fan-out expanded", written=written)
    return {"written": written}


cold_start.keep_imports()
