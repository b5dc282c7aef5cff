import threading
from typing import Any

import boto3
import pytest

from lahetti.core import aws


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What boto3 was asked to make: (service, configuration)."""
    clients: list[tuple[str, Any]] = []

    def make(service: str, config: Any) -> object:
        clients.append((service, config))
        return object()

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
