"""What SES reports of mails, by SNS: bounces and complaints end the mail to an address; a sending settles a claim.

Events come at least once and in any order. A temporary bounce means nothing: SES itself has tried for hours.
https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import json
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from lahetti.core import clock
from lahetti.core.observability import logger, metrics
from lahetti.mail import delivery
from lahetti.mail.digests import run
from lahetti.people import changing
from lahetti.people.model import MailState


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001
    """Take SES's events out of SNS's."""
    for record in event["Records"]:
        take(json.loads(record["Sns"]["Message"]))


def take(reported: dict[str, Any]) -> None:
    """Do what follows from one of SES's events."""
    kind = reported["eventType"]
    match kind:
        case "Send":
            _note_sent({name: values[0] for name, values in reported["mail"].get("tags", {}).items()})
        case "Bounce" if reported["bounce"]["bounceType"] == "Permanent":
            _stop(reported["bounce"]["bouncedRecipients"], MailState.BOUNCED)
        case "Complaint":
            _stop(reported["complaint"]["complainedRecipients"], MailState.COMPLAINED)
        case "Reject" | "Rendering Failure":
            logger.error("mail refused after it was taken", kind=kind, message_id=reported["mail"]["messageId"])


def _note_sent(tags: dict[str, str]) -> None:
    if "mail" in tags:
        delivery.note_reported(delivery.key_of(tags["mail"]), clock.now())
    elif "digest" in tags:
        run.note_reported(tags["person"], int(tags["digest"]))


def _stop(recipients: list[dict[str, Any]], state: MailState) -> None:
    for recipient in recipients:
        person = changing.stop_mail(recipient["emailAddress"], state, clock.now())
        logger.info("mail stopped", person=person, why=state.value)
    metrics.add_metric("AddressesStopped", "Count", len(recipients))


cold_start.keep_imports()
