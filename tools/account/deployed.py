"""How the stacks stand: which are there, what a failed try has left behind, what holds them."""

from tools.account.findings import Account, Finding, Verdict

BROKEN_CREATIONS = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS")
"""A stack of such a state was never whole: it takes no update and is removed before the next creation.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html"""


def status(account: Account, stack: str) -> str | None:
    """Return a stack's state, or None where there is none of that name."""
    from botocore.exceptions import ClientError

    try:
        found = account.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:  # CloudFormation has no code of its own for it
        if (
            error.response["Error"]["Code"] == "ValidationError"
            and "does not exist" in error.response["Error"]["Message"]
        ):
            return None
        raise
    state: str = found[0]["StackStatus"]
    return None if state == "DELETE_COMPLETE" else state


def is_new(state: str | None) -> bool:
    """Return whether a deployment creates the stack rather than changes it."""
    return state is None or state in BROKEN_CREATIONS


def has_resource(account: Account, stack: str, resource: str) -> bool:
    """Return whether a stack that was once whole holds a resource."""
    if is_new(status(account, stack)):
        return False
    pages = account.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    return any(
        one["LogicalResourceId"] == resource and one["ResourceStatus"] != "DELETE_COMPLETE"
        for page in pages
        for one in page["StackResourceSummaries"]
    )


def leftovers(account: Account, stack: str) -> Finding:
    """Whether a stack is whole, absent, or what a failed try has left."""
    state = status(account, stack)
    if state is None:
        return Finding(f"stack {stack}", Verdict.AMBER, "is not there yet.", "make deploy makes it.")
    if state in BROKEN_CREATIONS:
        return Finding(
            f"stack {stack}",
            Verdict.RED,
            f"is what a failed try has left ({state}).",
            "make deploy removes it and makes it anew.",
        )
    if state == "UPDATE_ROLLBACK_FAILED":
        return Finding(
            f"stack {stack}",
            Verdict.RED,
            "could not go back after an update that failed (UPDATE_ROLLBACK_FAILED).",
            f"aws cloudformation continue-update-rollback --stack-name {stack} --region {account.region}",
        )
    if state.endswith("_IN_PROGRESS"):
        return Finding(f"stack {stack}", Verdict.AMBER, f"is being changed ({state}).", "Wait until that is over.")
    return Finding(f"stack {stack}", Verdict.GREEN, f"is whole ({state}).")
