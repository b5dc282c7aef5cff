"""Every five minutes: bring the counts of shares past their scored clicks up to date."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.points import clicks as points_clicks
from lahetti.points.model import Programme
from lahetti.settings.versions import current_settings

_MINUTES_BACK = range(2, 62)
"""Twelve times its own step, so that a missed run is made up for. The last minute is left out: a consumer that began
in it may still put shares off."""


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Tally what was put off in the hour before the logical time."""
    now = logical_time(event)
    minutes = [f"{now - timedelta(minutes=back):%Y-%m-%dT%H:%M}" for back in _MINUTES_BACK]
    programme = Programme(current_settings(), ZoneInfo(configuration().time_zone))
    # The minutes are of the logical time; points are entered now, or a late run would enter them into a closed race.
    clicks = points_clicks.refresh_clicks(minutes, programme, clock.now)
    logger.info("clicks refreshed", clicks=clicks)
    return {"clicks": clicks}


cold_start.keep_imports()
