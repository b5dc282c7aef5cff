"""The application stands still and goes on by two parameters of its stack, held against botocore's own model."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import botocore.waiter
import pytest
from botocore.stub import Stubber
from mypy_boto3_cloudformation import CloudFormationClient

from tools.restore import stack

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
OTHER = {"ParameterKey": "WebDomain", "ParameterValue": "lahetti.example.fi"}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[CloudFormationClient, Stubber]]:
    monkeypatch.setattr(botocore.waiter.time, "sleep", lambda _: None)
    client = boto3.client("cloudformation", region_name="eu-north-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stubber:
        yield client, stubber
        stubber.assert_no_pending_responses()


def describe(stubber: Stubber, status: str = "UPDATE_COMPLETE", **parameters: str) -> None:
    listed = [OTHER, *({"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items())]
    known: dict[str, Any] = {"StackName": "lahetti", "CreationTime": datetime(2026, 1, 1, tzinfo=UTC)}
    stubber.add_response(
        "describe_stacks",
        {"Stacks": [{**known, "StackStatus": status, "Parameters": listed}]},
        {"StackName": "lahetti"},
    )


def expect_update(stubber: Stubber, **changes: str) -> None:
    asked = [{"ParameterKey": "WebDomain", "UsePreviousValue": True}]
    asked += [{"ParameterKey": key, "ParameterValue": value} for key, value in changes.items()]  # type: ignore[dict-item]
    expected = {"StackName": "lahetti", "UsePreviousTemplate": True, "Parameters": asked, "Capabilities": CAPABILITIES}
    stubber.add_response("update_stack", {"StackId": "lahetti"}, expected)
    describe(stubber, "UPDATE_IN_PROGRESS")
    describe(stubber)


def test_a_pause_changes_one_parameter_and_keeps_all_others(service: tuple[CloudFormationClient, Stubber]) -> None:
    client, stubber = service
    for _ in range(2):
        describe(stubber, Paused="false")
    expect_update(stubber, Paused="true")

    stack.pause(client, "lahetti")


def test_going_on_reads_the_streams_from_their_end(service: tuple[CloudFormationClient, Stubber]) -> None:
    client, stubber = service
    for _ in range(2):
        describe(stubber, Paused="true", StreamsFrom="TRIM_HORIZON")
    expect_update(stubber, Paused="false", StreamsFrom="LATEST")

    stack.resume(client, "lahetti")


def test_what_is_so_already_is_not_asked_for_again(service: tuple[CloudFormationClient, Stubber]) -> None:
    client, stubber = service
    for _ in range(2):
        describe(stubber, Paused="true", StreamsFrom="LATEST")

    stack.pause(client, "lahetti")


def test_an_update_that_is_under_way_is_waited_for_first(service: tuple[CloudFormationClient, Stubber]) -> None:
    client, stubber = service
    describe(stubber, "UPDATE_IN_PROGRESS", Paused="true")
    describe(stubber, "UPDATE_COMPLETE", Paused="true")
    describe(stubber, Paused="true")

    stack.pause(client, "lahetti")


@pytest.mark.parametrize(("value", "paused"), [("true", True), ("false", False)])
def test_whether_it_stands_still_is_known_by_the_stack(
    service: tuple[CloudFormationClient, Stubber], value: str, paused: bool
) -> None:
    client, stubber = service
    describe(stubber, Paused=value)

    assert stack.is_paused(client, "lahetti") is paused
