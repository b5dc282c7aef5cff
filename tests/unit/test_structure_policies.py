"""Each function against the written list, docs/permissions.md: nothing is granted that does not stand there."""

import re
from typing import Any

import pytest

from tests import templates

PERMISSIONS = (templates.ROOT / "docs" / "permissions.md").read_text()
GRANTED, _, ADDED = PERMISSIONS.partition("## What SAM adds")
FUNCTIONS = templates.functions()

Grant = tuple[str, str]
"""An action and what it may be done on."""
KNOWS_NO_RESOURCE = {"ses:GetAccount"}
"""Actions that can be granted on everything or not at all."""


def rows(text: str) -> list[list[str]]:
    """Cells of the rows of a table in Markdown, without its head."""
    lines = [line.strip("| \n").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return lines[1:]


def written(function: str) -> set[Grant]:
    grants = {
        (action, resource)
        for named, actions, resources, _ in rows(GRANTED)
        if named == function
        for action in actions.split(", ")
        for resource in resources.split(", ")
    }
    added = {policy for named, policy, _ in rows(ADDED) if named in (function, "each")}
    queues = {tuple(policy.split(" on ")) for policy in added if " on " in policy}
    return grants | {(action, queue) for action, queue in queues}


def deployed(role: str) -> set[Grant]:
    statements = [
        statement
        for policy in templates.deployed_roles()[role].get("Policies", [])
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    assert all(statement["Effect"] == "Allow" for statement in statements)
    return {
        (action, name_of(resource))
        for statement in statements
        for action in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }


def statements_of(function: str, action: str) -> list[Any]:
    """The statements of a function's policies that allow an action."""
    return [
        statement
        for policy in templates.deployed_roles()[f"{function}Role"].get("Policies", [])
        for statement in policy["PolicyDocument"]["Statement"]
        if action in as_list(statement["Action"])
    ]


def name_of(resource: Any) -> str:
    """What a resource is called in the list; whatever is no export and no queue of ours stays as it is."""
    match resource:
        case {"Fn::ImportValue": {"Fn::Sub": str(export)}}:
            return export.removeprefix("${Foundation}-").removesuffix("Arn")
        case {"Fn::GetAtt": [str(name), "Arn"]}:
            return name
        case {"Fn::Sub": str(arn)} if arn.endswith("}"):
            return arn.rpartition("${")[2].removesuffix("}")
    return str(resource)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_what_is_written_and_no_more(function: str) -> None:
    assert deployed(f"{function}Role") == written(function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_aws_own_policies_are_those_that_are_written(function: str) -> None:
    attached = {
        arn.removeprefix("arn:aws:iam::aws:policy/")
        for arn in templates.deployed_roles()[f"{function}Role"]["ManagedPolicyArns"]
    }

    assert attached == {
        policy for named, policy, _ in rows(ADDED) if named in (function, "each") and " on " not in policy
    }


def test_codes_and_seeds_are_opened_by_few_and_by_nobody_both() -> None:
    """The encryption context tells them apart: a code has its reward in it, a seed its race."""
    closed_to = {
        function: sorted(context.removeprefix("kms:EncryptionContext:") for context in statement["Condition"]["Null"])
        for function in FUNCTIONS
        for policy in templates.deployed_roles()[f"{function}Role"].get("Policies", [])
        for statement in policy["PolicyDocument"]["Statement"]
        if "kms:Decrypt" in as_list(statement["Action"])
    }

    assert closed_to == {
        "ApiFunction": ["race"],
        "DeliverMailFunction": ["race"],
        "DeliverDueMailsFunction": ["race"],
        "CloseRacesFunction": ["reward"],
    }
    for function in ("ApiFunction", "ConsoleFunction"):
        assert {"Condition" in statement for statement in statements_of(function, "kms:Encrypt")} == {False}, function
    for function in ("DeliverMailFunction", "DeliverDueMailsFunction"):
        assert "kms:Encrypt" not in {action for action, _ in deployed(f"{function}Role")}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_action_and_no_resource_is_a_pattern(function: str) -> None:
    for action, resource in deployed(f"{function}Role"):
        assert "*" not in action, action
        assert ("*" in resource) == (action in KNOWS_NO_RESOURCE), resource


def test_patterns_in_what_the_foundation_exports_are_the_six_characters_of_a_secret() -> None:
    exports = templates.template("infra/foundation.yaml")["Outputs"]
    patterns = {name: output for name, output in exports.items() if re.search(r"[*?]", str(output["Value"]))}

    assert set(patterns) == {"SecretArn", "PicturesArn"}
    assert patterns["PicturesArn"]["Value"] == {"Fn::Sub": "${PicturesBucket.Arn}/*"}
    assert str(patterns["SecretArn"]["Value"]).count("?") == 6


def test_every_function_is_listed_and_every_row_is_of_a_function() -> None:
    assert {row[0] for row in rows(GRANTED)} == set(FUNCTIONS)
    assert {row[0] for row in rows(ADDED)} <= {*FUNCTIONS, "each"}


def test_a_schedule_may_call_its_function_and_give_up_to_the_jobs_queue() -> None:
    others = [role for role in templates.deployed_roles() if role.removesuffix("Role") not in FUNCTIONS]

    for role in others:
        function = role.removesuffix("ScheduleRole")
        assert deployed(role) == {("lambda:InvokeFunction", function), ("sqs:SendMessage", "JobsDeadLetters")}, role
