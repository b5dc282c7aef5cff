"""Every ten minutes: on Mondays from half past eight on, write the mails that tell of last week."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.mail import monday
from lahetti.settings.versions import read_settings


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Write what is due at the logical time."""
    zone, now = ZoneInfo(configuration().time_zone), logical_time(event)
    written = monday.write_mails(read_settings, zone, now)
    logger.info("Monday's mails written", written=written)
    return {"written": written}


cold_start.keep_imports()
