"""What a change set would do, in words, most dangerous first."""

from typing import Any

from tools.account.findings import Account

_DEEDS = {"Add": "makes", "Modify": "changes", "Remove": "REMOVES", "Import": "takes in", "Dynamic": "decides on"}


def newest(account: Account, stack: str) -> str | None:
    """Return the newest change set of a stack that could be carried out, or None where nothing would change."""
    pages = account.client("cloudformation").get_paginator("list_change_sets").paginate(StackName=stack)
    ready = [one for page in pages for one in page["Summaries"] if one["Status"] == "CREATE_COMPLETE"]
    latest = max(ready, key=lambda one: one["CreationTime"], default=None)
    return None if latest is None else str(latest["ChangeSetId"])


def words(account: Account, change_set: str) -> list[str]:
    """Return a line for each resource that would be made, changed, replaced or removed."""
    pages = account.client("cloudformation").get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
    changes = [one["ResourceChange"] for page in pages for one in page.get("Changes", []) if "ResourceChange" in one]
    return [_line(change) for change in sorted(changes, key=_danger)]


def forget(account: Account, stack: str, change_set: str, *, with_stack: bool) -> None:
    """Delete a change set, and the empty stack that was made for it."""
    cloud = account.client("cloudformation")
    cloud.delete_change_set(ChangeSetName=change_set)
    if with_stack:
        cloud.delete_stack(StackName=stack)
        cloud.get_waiter("stack_delete_complete").wait(StackName=stack)


def _line(change: dict[str, Any]) -> str:
    resource = f"{change['LogicalResourceId']} ({change['ResourceType'].removeprefix('AWS::')})"
    replaced = change.get("Replacement")
    if replaced in ("True", "Conditional"):
        may = "REPLACES" if replaced == "True" else "may REPLACE"
        return f"  {may} {resource}: {_why(change)}"
    if change["Action"] == "Modify":
        return f"  changes {resource}: {_why(change)}"
    return f"  {_DEEDS[change['Action']]} {resource}"


def _why(change: dict[str, Any]) -> str:
    targets = [detail["Target"] for detail in change.get("Details", [])]
    names = sorted({target.get("Name") or target["Attribute"] for target in targets})
    return ", ".join(names) or ", ".join(change.get("Scope", [])) or "its template"


def _danger(change: dict[str, Any]) -> tuple[int, str]:
    if change["Action"] == "Remove":
        return 0, change["LogicalResourceId"]
    replaced = {"True": 1, "Conditional": 2}.get(change.get("Replacement", ""), 4)
    return (3 if change["Action"] == "Add" else replaced), change["LogicalResourceId"]
