"""Every quarter of an hour: free seats go to who comes next, those of long unanswered invitations among them."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.people.waiting_list.admitting import fill_free_seats


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Give the seats that are free at the logical time."""
    given = fill_free_seats(logical_time(event), ZoneInfo(configuration().time_zone))
    logger.info("seats given", seats=given)
    return {"given": given}


cold_start.keep_imports()
