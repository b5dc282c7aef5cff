"""Takes the application of a stage away, and says what stays, what that costs a month, and how it would go.

    make remove                     says what would go and what would stay
    make remove CONFIRM=lahetti     removes the stack of that name

People and their data are in the foundation, which stays: a later make deploy finds it all. Links, client and console
answer nobody meanwhile.
"""

import sys
from collections.abc import Sequence

import boto3

from tools.account import deployed
from tools.account.findings import Account
from tools.cloud.places import REGION
from tools.cloud.report import Failure, say, step
from tools.deploying.wanted import Names

COSTS = {
    "AWS::KMS::Key": "$1.00 a month",
    "AWS::SecretsManager::Secret": "$0.40 a month",
    "AWS::DynamoDB::Table": "$0.28 a GB and month, $0.23 more for its backups where it has some",
    "AWS::S3::Bucket": "$0.023 a GB and month",
    "AWS::Logs::LogGroup": "$0.03 a GB and month, empty after two weeks",
    "AWS::Cognito::UserPool": "nothing while nobody signs in",
}
"""What is kept and costs something: list prices of eu-north-1 and eu-west-1, rounded up.
https://aws.amazon.com/kms/pricing/ https://aws.amazon.com/secrets-manager/pricing/
https://aws.amazon.com/dynamodb/pricing/on-demand/ https://aws.amazon.com/s3/pricing/
https://aws.amazon.com/cloudwatch/pricing/ https://aws.amazon.com/cognito/pricing/"""
_KEPT_OF_THE_APPLICATION = ("AWS::Logs::LogGroup", "AWS::S3::Bucket")


def remove(account: Account, names: Names, confirmed: str) -> None:
    """Remove a stage's application if its name confirms it; say what stays either way."""
    state = deployed.status(account, names.application)
    if state is None:
        say(f"There is no stack {names.application} in region {account.region}.")
    elif confirmed != names.application:
        say(f"Nothing was removed. make remove CONFIRM={names.application} removes {names.application}.")
    kept = _resources(account, names.application) if state is not None else []
    kept = [one for one in kept if one[1] in _KEPT_OF_THE_APPLICATION]
    if state is not None and confirmed == names.application:
        with step(f"removing {names.application} (five to fifteen minutes)"):
            cloud = account.client("cloudformation")
            cloud.delete_stack(StackName=names.application)
            cloud.get_waiter("stack_delete_complete").wait(StackName=names.application)
    if deployed.status(account, names.foundation) is not None:
        kept += _resources(account, names.foundation)
    say("\n".join(what_stays(kept, names)))


def what_stays(kept: Sequence[tuple[str, str, str]], names: Names) -> list[str]:
    """Return the lines that say what stays, with its costs, and how it would go."""
    costly = [(name, COSTS[kind]) for _, kind, name in kept if kind in COSTS]
    if not costly:
        return ["Nothing stays."]
    width = max(len(name) for name, _ in costly)
    return [
        "What stays:",
        *(f"  {name:<{width}}  {cost}" for name, cost in costly),
        f"The stack {names.foundation} holds people and their data. It goes by hand only: update it with",
        "DeletionProtection=false, switch its termination protection off, delete it, then the tables, buckets, pool,",
        "secret and key that it leaves. What is deleted then, no backup brings back.",
    ]


def _resources(account: Account, stack: str) -> list[tuple[str, str, str]]:
    """Return the logical name, kind and physical name of each of a stack's resources."""
    pages = account.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    return [
        (one["LogicalResourceId"], one["ResourceType"], one.get("PhysicalResourceId", one["LogicalResourceId"]))
        for page in pages
        for one in page["StackResourceSummaries"]
        if one["ResourceStatus"] != "DELETE_COMPLETE"
    ]


if __name__ == "__main__":
    given = dict(argument.split("=", 1) for argument in sys.argv[1:])
    present = boto3.Session()
    chosen = present if present.region_name else boto3.Session(region_name=REGION)
    try:
        remove(Account(chosen), Names.of(given.get("Stage", "")), given.get("CONFIRM", ""))
    except Failure as failure:
        sys.exit(f"{failure}")
