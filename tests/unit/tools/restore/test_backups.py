"""What AWS is asked for, held against botocore's own model of DynamoDB; answers as the service documents them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import botocore.waiter
import pytest
from botocore.stub import Stubber

from tools.cloud.report import Failure
from tools.restore.backups import PointInTimeRecovery, drop_table

TABLE, COPY = "lahetti-ProgrammeTable-1ABC", "lahetti-ProgrammeTable-1ABC-restored-20261130T071500Z"
AT = datetime(2026, 11, 30, 7, 15, tzinfo=UTC)
ASKED = {
    "SourceTableName": TABLE,
    "TargetTableName": COPY,
    "RestoreDateTime": AT,
    "BillingModeOverride": "PAY_PER_REQUEST",
    "GlobalSecondaryIndexOverride": [],
}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PointInTimeRecovery, Stubber]]:
    monkeypatch.setattr(botocore.waiter.time, "sleep", lambda _: None)
    client = boto3.client("dynamodb", region_name="eu-north-1", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stubber:
        yield PointInTimeRecovery(client), stubber
        stubber.assert_no_pending_responses()


def described(table: str, status: str = "ACTIVE") -> dict[str, Any]:
    return {"Table": {"TableName": table, "TableStatus": status}}


def window(first: datetime, last: datetime, status: str = "ENABLED") -> dict[str, Any]:
    recovery = {
        "PointInTimeRecoveryStatus": status,
        "EarliestRestorableDateTime": first,
        "LatestRestorableDateTime": last,
    }
    return {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": recovery,
        }
    }


def not_there(stubber: Stubber, operation: str = "describe_table") -> None:
    stubber.add_client_error(operation, "ResourceNotFoundException", "Requested resource not found", 400)


def test_the_moment_is_restored_into_a_table_without_indexes_and_awaited(
    service: tuple[PointInTimeRecovery, Stubber],
) -> None:
    backups, stubber = service
    not_there(stubber)
    stubber.add_response("describe_table", described(TABLE), {"TableName": TABLE})
    stubber.add_response("describe_continuous_backups", window(AT - timedelta(days=35), AT + timedelta(hours=1)))
    stubber.add_response(
        "restore_table_to_point_in_time",
        {"TableDescription": {"TableName": COPY, "TableStatus": "CREATING"}},
        ASKED,
    )
    for status in ("CREATING", "CREATING", "ACTIVE"):
        stubber.add_response("describe_table", described(COPY, status), {"TableName": COPY})

    backups.bring(TABLE, AT, COPY)


def test_a_copy_that_is_under_way_is_waited_for_and_not_asked_for_again(
    service: tuple[PointInTimeRecovery, Stubber],
) -> None:
    backups, stubber = service
    for status in ("CREATING", "CREATING", "ACTIVE"):
        stubber.add_response("describe_table", described(COPY, status), {"TableName": COPY})

    backups.bring(TABLE, AT, COPY)


@pytest.mark.parametrize("at", [AT - timedelta(days=36), AT + timedelta(minutes=1)])
def test_a_moment_outside_of_the_window_is_refused_with_the_window(
    service: tuple[PointInTimeRecovery, Stubber], at: datetime
) -> None:
    backups, stubber = service
    not_there(stubber)
    stubber.add_response("describe_table", described(TABLE), {"TableName": TABLE})
    stubber.add_response("describe_continuous_backups", window(AT - timedelta(days=35), AT))

    with pytest.raises(Failure, match=r"between 2026-10-26T07:15:00\+0000 and 2026-11-30T07:15:00\+0000"):
        backups.bring(TABLE, at, COPY)


def test_a_table_without_backups_and_one_that_is_gone_are_told_apart(
    service: tuple[PointInTimeRecovery, Stubber],
) -> None:
    backups, stubber = service
    not_there(stubber)
    stubber.add_response("describe_table", described(TABLE), {"TableName": TABLE})
    stubber.add_response("describe_continuous_backups", window(AT, AT, "DISABLED"))
    with pytest.raises(Failure, match="no point-in-time recovery"):
        backups.bring(TABLE, AT, COPY)

    not_there(stubber)
    not_there(stubber)
    with pytest.raises(Failure, match="system backup"):
        backups.bring(TABLE, AT, COPY)


def test_the_copy_is_deleted_once_and_nothing_else_ever(service: tuple[PointInTimeRecovery, Stubber]) -> None:
    backups, stubber = service
    stubber.add_response("delete_table", {}, {"TableName": COPY})
    stubber.add_response("describe_table", described(COPY, "DELETING"), {"TableName": COPY})
    not_there(stubber)
    backups.drop(COPY)

    not_there(stubber, "delete_table")
    backups.drop(COPY)

    with pytest.raises(ValueError, match="no copy"):
        drop_table(backups._database, TABLE)
