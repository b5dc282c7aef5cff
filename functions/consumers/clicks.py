"""First visits from the Traffic table's stream become counted clicks and points.

Only the keys matter: which share and day were touched. The count itself is read from the marks, absolutely, so a batch
that comes twice, late or in other pieces finds nothing to do.
"""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger, metrics
from lahetti.points import clicks as points_clicks
from lahetti.points.model import Programme
from lahetti.settings.versions import current_settings


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Tally the shares that a batch of marks touched."""
    places = {record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]}
    # The stream's filter lets nothing but marks through; what else came would stop all clicks behind it.
    marks = [place.split("#") for place in places if place.startswith("MARK#")]
    touched = {(code, day) for _, code, day in marks}
    programme = Programme(current_settings(), ZoneInfo(configuration().time_zone))
    clicks = points_clicks.tally_clicks(touched, programme, clock.now())
    if clicks:
        metrics.add_metric("ClicksCounted", "Count", clicks)
    logger.info("clicks tallied", shares=len(touched), clicks=clicks)
    return {"batchItemFailures": []}


cold_start.keep_imports()
