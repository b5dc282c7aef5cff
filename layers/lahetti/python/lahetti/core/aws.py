"""Clients of AWS services: each is made at its first use, once a process, under a lock.

boto3's session is not safe for threads while it makes a client; a finished client is
(https://boto3.amazonaws.com/v1/documentation/api/latest/guide/session.html).

Where a service does not keep up (it throttles, fails on its side, or does not answer in time), its client raises Busy,
which is answered as 503; SES alone judges itself, mail by mail.
"""

from functools import cache
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from lahetti.core.errors import Busy

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

Service = Literal["cognito-idp", "kms", "lambda", "s3", "sesv2", "sqs"]


class Limits(NamedTuple):
    """How long a client waits for an answer (seconds), and how often it asks in all."""

    answer: int = 5
    attempts: int = 2
    checks_parameters: bool = True


CONNECT_SECONDS = 2
LIMITS: dict[Service, Limits] = {
    "cognito-idp": Limits(),
    "kms": Limits(attempts=4),
    "lambda": Limits(),
    "s3": Limits(attempts=3),
    # A mail that was perhaps taken is not sent twice by itself; and fifty bodies a call take long to check, which SES
    # does itself.
    "sesv2": Limits(answer=20, attempts=1, checks_parameters=False),
    "sqs": Limits(attempts=3),
}
THROTTLED = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
"""What services call it when they are asked for too much at a time: in errors, and in reasons of cancellations."""

_MAKING = Lock()


@overload
def client(service: Literal["cognito-idp"]) -> "CognitoIdentityProviderClient": ...
@overload
def client(service: Literal["kms"]) -> "KMSClient": ...
@overload
def client(service: Literal["lambda"]) -> "LambdaClient": ...
@overload
def client(service: Literal["s3"]) -> "S3Client": ...
@overload
def client(service: Literal["sesv2"], limits: Limits | None = None) -> "SESV2Client": ...
@overload
def client(service: Literal["sqs"]) -> "SQSClient": ...
def client(service: Service, limits: Limits | None = None) -> Any:
    """Return this process's client of a service, with limits of its own where the caller's are tighter."""
    with _MAKING:
        return _made(service, limits or LIMITS[service])


@cache
def _made(service: Service, limits: Limits) -> Any:
    import boto3  # late: few requests need a client besides DynamoDB's
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=limits.answer,
        retries={"total_max_attempts": limits.attempts},
        parameter_validation=limits.checks_parameters,
    )
    made = boto3.client(service, config=config)
    return made if service == "sesv2" else saying_busy(made)


def saying_busy(client: Any) -> Any:
    """Return a client of botocore that raises Busy once its service does not keep up."""
    from botocore.exceptions import ConnectionError, HTTPClientError  # noqa: A004 (late, as the client)

    def answered(parsed: dict[str, Any], **_: Any) -> None:
        if is_overload(parsed.get("Error", {}).get("Code"), parsed["ResponseMetadata"]["HTTPStatusCode"]):
            raise overloaded()

    def unanswered(exception: Exception, **_: Any) -> None:
        if isinstance(exception, ConnectionError | HTTPClientError):
            raise overloaded() from exception

    client.meta.events.register("after-call", answered)
    client.meta.events.register("after-call-error", unanswered)
    return client


def is_overload(code: str | None, status: int) -> bool:
    """Return whether an answer means that the service does not keep up."""
    return code in THROTTLED or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def overloaded() -> Busy:
    """Return what is raised where a service does not keep up: trying again is safe, as every write names its version
    or natural key."""
    return Busy("The service is very busy. Trying again is safe.", reason="overloaded", retry_after=1)
