import threading
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from lahetti.core import aws
from lahetti.core.errors import Busy


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What boto3 was asked to make: (service, configuration)."""
    clients: list[tuple[str, Any]] = []

    def make(service: str, config: Any) -> object:
        clients.append((service, config))
        return Mock()

    monkeypatch.setattr(boto3, "client", make)
    aws._made.cache_clear()
    return clients


@pytest.fixture(autouse=True)
def _forget() -> Any:
    yield
    aws._made.cache_clear()


def test_threads_that_need_a_client_at_the_same_time_share_one(made: list[tuple[str, Any]]) -> None:
    start = threading.Barrier(8)
    found: list[object] = []

    def need() -> None:
        start.wait()
        found.append(aws.client("kms"))

    threads = [threading.Thread(target=need) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1
    assert len(made) == 1


@pytest.mark.parametrize("service", aws.LIMITS)
def test_every_client_gives_up_before_its_function_does(service: aws.Service, made: list[tuple[str, Any]]) -> None:
    aws.client(service)  # type: ignore[call-overload]

    ((_, config),) = made
    assert (config.connect_timeout + config.read_timeout) * config.retries["total_max_attempts"] <= 29


def test_a_mail_is_never_sent_twice_by_the_client_itself(made: list[tuple[str, Any]]) -> None:
    aws.client("sesv2")

    assert made[0][1].retries == {"total_max_attempts": 1}


ENCRYPTED: Any = {"KeyId": "key", "Plaintext": b"seed"}


@pytest.fixture
def key_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "unit")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    with Stubber(aws.client("kms")) as answers:
        yield answers


@pytest.mark.parametrize(
    ("code", "status"), [("ThrottlingException", 400), ("TooManyRequestsException", 400), ("KMSInternalException", 500)]
)
def test_a_service_that_does_not_keep_up_is_busy(key_service: Stubber, code: str, status: int) -> None:
    key_service.add_client_error("encrypt", code, http_status_code=status)

    with pytest.raises(Busy) as busy:
        aws.client("kms").encrypt(**ENCRYPTED)

    assert (busy.value.reason, busy.value.retry_after) == ("overloaded", 1)


def test_a_refusal_stays_what_it_is(key_service: Stubber) -> None:
    key_service.add_client_error("encrypt", "AccessDeniedException", http_status_code=400)

    with pytest.raises(ClientError):
        aws.client("kms").encrypt(**ENCRYPTED)


def test_a_service_that_does_not_answer_is_busy(key_service: Stubber) -> None:
    key_service.deactivate()

    with pytest.raises(Busy):  # as no socket may be opened here, nobody answers
        aws.client("kms").encrypt(**ENCRYPTED)
