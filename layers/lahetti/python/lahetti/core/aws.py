"""Clients of AWS services: each is made at its first use, once a process, under a lock.

boto3's session is not safe for threads while it makes a client; a finished client is
(https://boto3.amazonaws.com/v1/documentation/api/latest/guide/session.html).
"""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

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
def client(service: Literal["sesv2"]) -> "SESV2Client": ...
@overload
def client(service: Literal["sqs"]) -> "SQSClient": ...
def client(service: Service) -> Any:
    """Return this process's client of a service."""
    with _MAKING:
        return _made(service)


@cache
def _made(service: Service) -> Any:
    import boto3  # late: few requests need a client besides DynamoDB's
    from botocore.config import Config

    limits = LIMITS[service]
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=limits.answer,
        retries={"total_max_attempts": limits.attempts},
        parameter_validation=limits.checks_parameters,
    )
    return boto3.client(service, config=config)
