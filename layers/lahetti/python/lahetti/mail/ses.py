"""SES: one mail as a raw message, many by one call with a body each; whether it took them, or that cannot be known.

A call is never repeated here: after a lost answer SES may have taken the mail already. What follows from that is
decided where the mail was claimed.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.mail.messages import Message, headers, mime, sender
from lahetti.records.model import CANNOT_BE_BUILT

if TYPE_CHECKING:
    from mypy_boto3_sesv2.type_defs import EmailTemplateContentTypeDef

MOST_RECIPIENTS = 50
"""Destinations of one SendBulkEmail (https://docs.aws.amazon.com/ses/latest/dg/quotas.html)."""
LARGEST_CALL = 950_000
"""Bytes of one SendBulkEmail: an inline template with all its data may have 1 MB (same page), less some air."""

# The whole body is one variable: SES escapes nothing in it, and no other mail's layout has to be known to it.
_TEMPLATE: "EmailTemplateContentTypeDef" = {"Subject": "{{subject}}", "Text": "{{text}}", "Html": "{{html}}"}
_NEVER = frozenset({"MessageRejected", "BadRequestException"})
"""What is wrong with a mail itself; whatever else SES answers is wrong with the account or with us, and passes."""
_SERVER_ERROR = 500

T = TypeVar("T")


class NotSent(Exception):
    """SES did not take the mail now; it may later."""


class AccountFault(StrEnum):
    """What keeps the whole account from sending, or from sending to most; no mail is at fault."""

    SANDBOX = "sandbox"
    DAILY_QUOTA = "daily_quota"
    RATE = "rate"
    PAUSED = "paused"
    SENDER = "sender"
    OTHER = "other"


_FAULTS = {
    "TooManyRequestsException": AccountFault.RATE,
    "ThrottlingException": AccountFault.RATE,
    "LimitExceededException": AccountFault.DAILY_QUOTA,
    "SendingPausedException": AccountFault.PAUSED,
    "AccountSuspendedException": AccountFault.PAUSED,
    "MailFromDomainNotVerifiedException": AccountFault.SENDER,
    "ACCOUNT_THROTTLED": AccountFault.RATE,
    "ACCOUNT_DAILY_QUOTA_EXCEEDED": AccountFault.DAILY_QUOTA,
    "ACCOUNT_SENDING_PAUSED": AccountFault.PAUSED,
    "ACCOUNT_SUSPENDED": AccountFault.PAUSED,
    "CONFIGURATION_SET_SENDING_PAUSED": AccountFault.PAUSED,
    "MAIL_FROM_DOMAIN_NOT_VERIFIED": AccountFault.SENDER,
    "CONFIGURATION_SET_NOT_FOUND": AccountFault.OTHER,
}
"""Errors of SendEmail and statuses of SendBulkEmail (botocore's model of sesv2) that are the account's."""
_NOT_VERIFIED = "Email address is not verified"
"""How a rejection begins that is the account's: SES has no code of its own for it, whichever address it names.
https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html"""
_DAY_IS_FULL = "Daily message quota exceeded"
"""What a throttled call says where waiting a moment does not do.
https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html"""


class HeldUp(NotSent):
    """The account's fault: the mail is as good as it was, and waits."""

    def __init__(self, fault: AccountFault, code: str) -> None:
        super().__init__(code)
        self.fault = fault


class Refused(NotSent):
    """SES does not take this mail, and will not."""


class Unknown(Exception):
    """The answer was lost: SES may have taken the mail or not."""


@dataclass(frozen=True)
class Outcome:
    """What became of one mail of many: SES's id for it, or why it was not taken and whether it may be later.

    `fault` is the account's, where it is to blame.
    """

    message: str | None
    reason: str | None = None
    later: bool = False
    fault: AccountFault | None = None


def send(message: Message, limits: aws.Limits | None = None) -> str:
    """Send one mail and return SES's id for it. Raise NotSent, Refused or Unknown."""
    try:
        data = mime(message, configuration().sender)
    except (ValueError, LookupError, MessageError) as error:  # what `email` raises of addresses, names and texts
        raise Refused(CANNOT_BE_BUILT) from error
    answer = _asked(
        lambda: aws.client("sesv2", limits).send_email(
            FromEmailAddress=sender(configuration().sender),
            Destination={"ToAddresses": [message.to]},
            Content={"Raw": {"Data": data}},
            EmailTags=[{"Name": name, "Value": value} for name, value in message.tags.items()],
            ConfigurationSetName=configuration().configuration_set,
        )
    )
    return answer["MessageId"]


def send_many(messages: Sequence[Message]) -> list[Outcome]:
    """Send up to 50 mails by one call; return an outcome each. Raise NotSent, Refused or Unknown for all together."""
    entries: Any = [_entry(message) for message in messages]
    answer = _asked(
        lambda: aws.client("sesv2").send_bulk_email(
            FromEmailAddress=sender(configuration().sender),
            DefaultContent={"Template": {"TemplateContent": _TEMPLATE, "TemplateData": "{}"}},
            BulkEmailEntries=entries,
            ConfigurationSetName=configuration().configuration_set,
        )
    )
    return [_outcome(result.get("MessageId"), result) for result in answer["BulkEmailEntryResults"]]


def fault_of(code: str, told: str) -> AccountFault | None:
    """Return what is wrong with the account where SES answers so; None where it is the mail, or passes by itself."""
    if told.startswith(_NOT_VERIFIED):
        return AccountFault.SENDER if configuration().sender.lower() in told.lower() else AccountFault.SANDBOX
    if _DAY_IS_FULL in told:
        return AccountFault.DAILY_QUOTA
    return _FAULTS.get(code)


def size_of(message: Message) -> int:
    """Return about how many bytes a mail adds to a call of `send_many`, where it is JSON in JSON, all ASCII."""
    body = message.subject + message.text + message.html
    beyond_ascii = len(body.encode()) - len(body)
    return len(body) + 5 * beyond_ascii + 3 * body.count('"') + 2 * body.count("\n") + 600


@cache
def send_rate() -> float:
    """Return how many mails a second the account may send, as it was when this process first asked."""
    return float(aws.client("sesv2").get_account()["SendQuota"]["MaxSendRate"])


def _outcome(message: str | None, result: Mapping[str, Any]) -> Outcome:
    status = result["Status"]
    if status == "SUCCESS":
        return Outcome(message)
    fault = fault_of(status, result.get("Error", ""))
    return Outcome(None, status, fault is not None or status == "TRANSIENT_FAILURE", fault)


def _entry(message: Message) -> dict[str, Any]:
    return {
        "Destination": {"ToAddresses": [message.to]},
        "ReplacementTags": [{"Name": name, "Value": value} for name, value in message.tags.items()],
        "ReplacementEmailContent": {
            "ReplacementTemplate": {"ReplacementTemplateData": json.dumps(_body(message), ensure_ascii=False)}
        },
        "ReplacementHeaders": [{"Name": name, "Value": value} for name, value in headers(message).items()],
    }


def _body(message: Message) -> dict[str, str]:
    return {"subject": message.subject, "text": message.text, "html": message.html}


def _asked(call: Callable[[], T]) -> T:
    """Return SES's answer, or raise what it means that there is none."""
    from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 (late, as the client)

    try:
        return call()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if error.response["ResponseMetadata"]["HTTPStatusCode"] >= _SERVER_ERROR:
            raise Unknown(code) from error
        fault = fault_of(code, error.response["Error"].get("Message", ""))
        if fault is None and code in _NEVER:
            raise Refused(code) from error
        raise HeldUp(fault or AccountFault.OTHER, code) from error
    except ConnectionError as error:  # it never came to a request
        raise NotSent(type(error).__name__) from error
    except HTTPClientError as error:
        raise Unknown(type(error).__name__) from error
