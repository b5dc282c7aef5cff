"""The table as it was at a moment, brought beside the live one: on AWS by point-in-time recovery.

The local cloud accepts point-in-time recovery and applies none, so the drill brings a copy that it made itself
(`tools.restore.drill`). All else of a restore is the same code in both.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tools.cloud.report import Failure

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import WaiterConfigTypeDef

_LOOKS: "WaiterConfigTypeDef" = {"Delay": 20, "MaxAttempts": 3 * 60 * 4}
"""Every 20 seconds for four hours: "the restore process can take several hours", most are done within the first one.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html"""


class Backups(Protocol):
    """Where the state of a moment comes from."""

    def bring(self, table: str, at: datetime, copy: str) -> None:
        """Have the table of that moment under the name of the copy, whole; one that is there already stays."""

    def drop(self, copy: str) -> None:
        """Delete the copy; nothing happens where there is none."""


class PointInTimeRecovery:
    """AWS's own backups: every second of the last 35 days, up to five minutes ago."""

    def __init__(self, database: "DynamoDBClient") -> None:
        self._database = database

    def bring(self, table: str, at: datetime, copy: str) -> None:
        """Restore into a new table, without indexes: it is only read through. Raise Failure that says why not."""
        if not _is_there(self._database, copy):
            self._require(table, at)
            self._database.restore_table_to_point_in_time(
                SourceTableName=table,
                TargetTableName=copy,
                RestoreDateTime=at,
                BillingModeOverride="PAY_PER_REQUEST",
                GlobalSecondaryIndexOverride=[],
            )
        self._database.get_waiter("table_exists").wait(TableName=copy, WaiterConfig=_LOOKS)

    def drop(self, copy: str) -> None:
        drop_table(self._database, copy)

    def _require(self, table: str, at: datetime) -> None:
        if not _is_there(self._database, table):
            raise Failure(
                f"The table {table} itself is gone: AWS keeps its last state for 35 days as a system backup. Restore "
                "that one under the same name (DynamoDB console, Backups), run make deploy, and this again if needed."
            )
        described = self._database.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        recovery = described.get("PointInTimeRecoveryDescription", {})
        if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
            raise Failure(f"The table {table} has no point-in-time recovery: there is nothing to restore from.")
        first, last = recovery["EarliestRestorableDateTime"], recovery["LatestRestorableDateTime"]
        if not first <= at <= last:
            raise Failure(f"AT has to lie between {first:%Y-%m-%dT%H:%M:%S%z} and {last:%Y-%m-%dT%H:%M:%S%z}.")


def drop_table(database: "DynamoDBClient", copy: str) -> None:
    """Delete a copy and wait until it is gone. A table that is not called like one is never deleted."""
    if "-restored-" not in copy:
        raise ValueError(f"{copy} is no copy")
    try:
        database.delete_table(TableName=copy)
    except database.exceptions.ResourceNotFoundException:
        return
    database.get_waiter("table_not_exists").wait(TableName=copy)


def _is_there(database: "DynamoDBClient", table: str) -> bool:
    try:
        database.describe_table(TableName=table)
    except database.exceptions.ResourceNotFoundException:
        return False
    return True
