"""Brings a stack to what its template says, whatever an earlier try has left; or says in words what would change."""

import json
from collections.abc import Mapping
from pathlib import Path

from tools.account import change_sets, deployed
from tools.account.findings import Account, Verdict
from tools.cloud.report import Failure, say
from tools.stacks import Sam

KEPT_KINDS = (
    "AWS::DynamoDB::Table",
    "AWS::Cognito::UserPool",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
    "AWS::S3::Bucket",
)
"""What no update may replace or remove: it would begin anew, empty."""
STACK_POLICY = {
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"},
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["Update:Replace", "Update:Delete"],
            "Resource": "*",
            "Condition": {"StringEquals": {"ResourceType": list(KEPT_KINDS)}},
        },
    ]
}


def bring_up(account: Account, sam: Sam, stack: str, template: Path, parameters: Mapping[str, str]) -> None:
    """Create or update a stack; raise Failure with what CloudFormation says went wrong first."""
    clear_the_way(account, stack)
    try:
        sam.deploy(stack, template, parameters)
    except Failure as failure:
        reasons = failures(account, stack)
        if not reasons:
            raise
        raise Failure("\n".join([f"CloudFormation could not bring up {stack}:", *reasons])) from failure


def clear_the_way(account: Account, stack: str) -> None:
    """Remove what a creation that failed has left; raise Failure where the stack takes no update now."""
    state = deployed.status(account, stack)
    if state in deployed.BROKEN_CREATIONS:
        say(f"  An earlier try has left {stack} ({state}): it is removed and made anew.")
        cloud = account.client("cloudformation")
        cloud.delete_stack(StackName=stack)
        cloud.get_waiter("stack_delete_complete").wait(StackName=stack)
        return
    found = deployed.leftovers(account, stack)
    if found.verdict is Verdict.RED or (state or "").endswith("_IN_PROGRESS"):
        raise Failure(f"{found.subject} {found.seen} {found.remedy}")


def plan(account: Account, sam: Sam, stack: str, template: Path, parameters: Mapping[str, str]) -> list[str]:
    """Return in words what `bring_up` would change."""
    state = deployed.status(account, stack)
    if state in deployed.BROKEN_CREATIONS:
        return [f"  {stack} is what a failed try has left ({state}): it would be removed and made anew."]
    sam.deploy(stack, template, parameters, execute=False)
    change_set = change_sets.newest(account, stack)
    lines = change_sets.words(account, change_set) if change_set else []
    if change_set:
        change_sets.forget(account, stack, change_set, with_stack=state is None)
    return lines or ["  nothing"]


def protect(account: Account, stack: str) -> None:
    """Let nobody delete the stack, and no update replace or remove what is to be kept."""
    cloud = account.client("cloudformation")
    told = cloud.describe_stacks(StackName=stack)["Stacks"][0]
    if not told.get("EnableTerminationProtection"):
        cloud.update_termination_protection(StackName=stack, EnableTerminationProtection=True)
    body = json.dumps(STACK_POLICY)
    if cloud.get_stack_policy(StackName=stack).get("StackPolicyBody") != body:
        cloud.set_stack_policy(StackName=stack, StackPolicyBody=body)


def failures(account: Account, stack: str) -> list[str]:
    """Return what failed in a stack's last operation, with CloudFormation's reasons, the first one first."""
    if deployed.status(account, stack) is None:
        return []
    pages = account.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack)
    found: list[str] = []
    for event in (event for page in pages for event in page["StackEvents"]):  # the newest first
        reason = event.get("ResourceStatusReason", "")
        if event["ResourceType"] == "AWS::CloudFormation::Stack" and reason == "User Initiated":
            break
        if event["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason:
            found.insert(0, f"  {event['LogicalResourceId']} ({event['ResourceType']}): {reason}")
    return found
