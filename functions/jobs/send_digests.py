"""Every five minutes: send the digests whose turn has come; who has one when, `digests.turns` decides."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.alarms import Ring
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger, metrics
from lahetti.mail.digests import run as digests_run
from lahetti.records.ringing import ring_hourly
from lahetti.settings.versions import read_settings


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Send what is due at the logical time."""
    now = logical_time(event)
    run = digests_run.send_digests(read_settings(), ZoneInfo(configuration().time_zone), now)
    if digests_run.is_behind(now):
        ring_hourly(Ring.DIGEST_MISSED, now, left=run.left)
    if run.sent:
        metrics.add_metric("DigestsSent", "Count", run.sent)
    logger.info("digests sent", sent=run.sent, calls=run.calls, left=run.left)
    return {"sent": run.sent, "left": run.left}


cold_start.keep_imports()
