"""New items of the outbox from the Programme table's stream: fan-outs go into their queue, mails that are due go out.

Only the keys matter: each item is read as it is now. What SES does not take at the moment stays in the outbox, where
the job `deliver_due_mails` finds it. It does all it can, then raises if anything failed: the stream delivers the batch
again, and what is done already has nothing to do.
"""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger, metrics
from lahetti.mail import delivery, fanouts
from lahetti.mail.delivery import MailContext
from lahetti.records.model import MailStep
from lahetti.settings.versions import read_settings


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Queue the fan-outs and deliver the mails that a batch names."""
    named = [record["dynamodb"]["Keys"]["pk"]["S"].partition("#") for record in event["Records"]]
    mail_context = MailContext(read_settings(), ZoneInfo(configuration().time_zone))
    try:
        fanouts.queue(key for kind, _, key in named if kind == "FANOUT")
    finally:  # neither waits for the other's failure
        steps = delivery.deliver_all([key for kind, _, key in named if kind == "MAIL"], mail_context, clock.now())
    if steps[MailStep.SENT]:
        metrics.add_metric("MailsSent", "Count", steps[MailStep.SENT])
    logger.info("mails delivered", steps={str(step): number for step, number in steps.items()})
    return {"batchItemFailures": []}


cold_start.keep_imports()
