"""Lets the application stand still while a table is restored, and go on: two parameters of its stack.

CloudFormation remembers what is to run, so nothing is lost where this process is killed, and `make deploy` meanwhile
changes nothing of it. While it stands still, schedules are off, no function runs but the redirect (links go on), and
the sources of the streams are gone; they are made anew at the streams' end.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.literals import CapabilityType
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef, WaiterConfigTypeDef

_CAPABILITIES: tuple["CapabilityType", ...] = ("CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND")
_LOOKS: "WaiterConfigTypeDef" = {"Delay": 5, "MaxAttempts": 720}
"""Every five seconds for an hour."""


def pause(client: "CloudFormationClient", stack: str) -> None:
    """Let nothing but the redirect run. Doing it again changes nothing."""
    _update(client, stack, {"Paused": "true"})


def resume(client: "CloudFormationClient", stack: str) -> None:
    """Let everything run again, streams from their end on. Doing it again changes nothing."""
    _update(client, stack, {"Paused": "false", "StreamsFrom": "LATEST"})


def _update(client: "CloudFormationClient", stack: str, changes: dict[str, str]) -> None:
    _wait_for_others(client, stack)
    known = _parameters(client, stack)
    if all(known.get(name) == value for name, value in changes.items()):
        return
    parameters: list[ParameterTypeDef] = [
        {"ParameterKey": name, "ParameterValue": changes[name]}
        if name in changes
        else {"ParameterKey": name, "UsePreviousValue": True}
        for name in {**known, **changes}
    ]
    client.update_stack(
        StackName=stack, UsePreviousTemplate=True, Parameters=parameters, Capabilities=list(_CAPABILITIES)
    )
    client.get_waiter("stack_update_complete").wait(StackName=stack, WaiterConfig=_LOOKS)


def _wait_for_others(client: "CloudFormationClient", stack: str) -> None:
    """Wait for an update that is under way, as after a run of this that was killed."""
    status = client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
    if status.endswith("_IN_PROGRESS"):
        client.get_waiter("stack_update_complete").wait(StackName=stack, WaiterConfig=_LOOKS)


def is_paused(client: "CloudFormationClient", stack: str) -> bool:
    """Return whether a restore has stopped the application and not let it go on yet."""
    return _parameters(client, stack).get("Paused") == "true"


def _parameters(client: "CloudFormationClient", stack: str) -> dict[str, str]:
    described = client.describe_stacks(StackName=stack)["Stacks"][0].get("Parameters", [])
    return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in described}
