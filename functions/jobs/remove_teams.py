"""Every five minutes: take teams that were removed from the people who still have them."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.people import teams


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Go on with the removals that are under way at the logical time; killed anywhere, the next run goes on."""
    taken = teams.take_away_removed(logical_time(event), ZoneInfo(configuration().time_zone))
    logger.info("removed teams taken from people", people=taken)
    return {"people": taken}


cold_start.keep_imports()
