"""Every minute: deliver mails whose time has come, settle open claims."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger, metrics
from lahetti.mail import delivery
from lahetti.mail.delivery import MailContext
from lahetti.records.model import MailStep
from lahetti.settings.versions import read_settings


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Do what is due at the logical time."""
    now = logical_time(event)
    mail_context = MailContext(read_settings(), ZoneInfo(configuration().time_zone))
    steps = delivery.deliver_all(delivery.mails_due(now), mail_context, now)
    if steps[MailStep.SENT]:
        metrics.add_metric("MailsSent", "Count", steps[MailStep.SENT])
    logger.info("due mails delivered", steps={str(step): number for step, number in steps.items()})
    return {"sent": steps[MailStep.SENT]}


cold_start.keep_imports()
