"""Brings the stored data to the shape that this release knows: `make upgrade`, after every deployment.

A migration changes items one by one, can be repeated, and leaves alone what has its new shape already: killed anywhere,
the same command goes on. Functions of this release read both shapes meanwhile; those of an older one refuse to work
once the first item may have changed (`lahetti.dynamodb.data_version`), so there is no way back but a restore.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from lahetti.dynamodb.data_version import DATA_VERSION
from lahetti.records import items as records_items
from tools import stacks
from tools.cloud.places import REGION
from tools.cloud.report import Failure, say, step
from tools.deploy import APPLICATION, FOUNDATION

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]
"""As DynamoDB's API writes it."""


@dataclass(frozen=True)
class Migration:
    """To the shape `number`: `change` returns an item of the Programme table in it, or None where it has it already."""

    number: int
    what: str
    change: Callable[[Item], Item | None]


MIGRATIONS: tuple[Migration, ...] = ()
"""One a number from 2 to DATA_VERSION, in their order; the first release's shape is 1."""
_MOST_WALKS = 10
"""Walks through the table of one migration: one changes all but what others change at the same moment."""


def upgrade(
    database: "DynamoDBClient", table: str, migrations: Sequence[Migration] = MIGRATIONS, version: int = DATA_VERSION
) -> int:
    """Do what was not done yet; return how many items were changed. Doing it again changes none."""
    newest, done = records_items.find_data_version()
    changed = 0
    for migration in migrations:
        if not done < migration.number <= version:
            continue
        newest = max(newest, migration.number)
        records_items.note_data_version(newest, done)
        with step(migration.what):
            changed += _until_none_is_left(database, table, migration)
        done = migration.number
        records_items.note_data_version(newest, done)
    return changed


def _until_none_is_left(database: "DynamoDBClient", table: str, migration: Migration) -> int:
    """Walk the table until a walk finds nothing to change; raise Failure where that never comes."""
    changed = 0
    for _ in range(_MOST_WALKS):
        walked = _walk(database, table, migration)
        if walked == 0:
            return changed
        changed += walked
    raise Failure(f"Migration {migration.number} finds items to change after {_MOST_WALKS} walks: {migration.what}.")


def _walk(database: "DynamoDBClient", table: str, migration: Migration) -> int:
    """Change the items of a table; return how many were to be changed, those among them that changed meanwhile."""
    changed = 0
    start: dict[str, Any] = {}
    while True:
        answer: Any = database.scan(TableName=table, ConsistentRead=True, **start)
        for item in answer["Items"]:
            after = migration.change(item)
            if after is not None and after != item:
                _save(database, table, item, after)
                changed += 1
        if not answer.get("LastEvaluatedKey"):
            return changed
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _save(database: "DynamoDBClient", table: str, before: Item, after: Item) -> None:
    """Write an item unless somebody has changed it since: then the next walk changes it."""
    watched = ["version"] if "version" in before else sorted(name for name in before if before[name] != after.get(name))
    watched = watched or ["pk"]
    try:
        database.put_item(
            TableName=table,
            Item=after,
            ConditionExpression=" AND ".join(f"#{place} = :{place}" for place in range(len(watched))),
            ExpressionAttributeNames={f"#{place}": name for place, name in enumerate(watched)},
            ExpressionAttributeValues={f":{place}": before[name] for place, name in enumerate(watched)},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise


if __name__ == "__main__":
    session = boto3.Session()
    region = session.region_name or REGION
    try:
        found = stacks.variables(session.client("cloudformation", region_name=region), (FOUNDATION, APPLICATION))
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"There is no deployed Lähetti in {region}: {error}")
    os.environ.update({**found, "AWS_REGION": region, "AWS_DEFAULT_REGION": region})
    try:
        number = upgrade(session.client("dynamodb", region_name=region), os.environ["LAHETTI_PROGRAMME_TABLE"])
    except Failure as failure:
        sys.exit(f"{failure}")
    say(f"The data is of version {DATA_VERSION}; {number} items were changed.")
