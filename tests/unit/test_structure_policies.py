"""Each function's role: nothing more than its code can call, no pattern, and the page that says so is current."""

import re

import pytest

from tests import reachable_actions
from tools import permissions, templates

FUNCTIONS = templates.functions()
QUERIES = {("Query", "ProgrammeTable")}
NEVER_CALLED = {
    "ConversionsApiFunction": QUERIES,
    "SignInApiFunction": QUERIES,
    "StandingsFunction": QUERIES,
    "MailEventsFunction": QUERIES,
    "RemoveTeamsFunction": QUERIES,
    "CollectMetricsFunction": QUERIES,
    "ErasePeopleFunction": {("ConditionCheckItem", "ProgrammeTable")},
    "WebFunction": {("ConditionCheckItem", "ProgrammeTable")},
}
"""What counts as reached and never runs: the function calls a neighbour of it in the same class or helper."""
OF_THE_GUARD = {("dynamodb:GetItem", "ProgrammeTable")}
"""Before its first request for the table the store itself looks which shape the data has."""
KNOWS_NO_RESOURCE = {"ses:GetAccount"}
"""Actions that can be granted on everything or not at all."""


def test_the_page_of_permissions_is_what_the_template_grants_now() -> None:
    assert permissions.FILE.read_text(encoding="utf-8") == permissions.written(), (
        "A policy has changed: write the page anew with python -m tools.permissions."
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_nothing_that_its_code_cannot_reach(function: str) -> None:
    reached = reachable_actions.of(FUNCTIONS[function]["Handler"])

    unused = [
        f"{action} on {resource}"
        for grant in permissions.grants(f"{function}Role")
        for action in grant.actions
        for resource in grant.resources
        if not reached.holds(action, resource) and (action, resource) not in given_up(function) | OF_THE_GUARD
    ]

    assert unused == [], f"no code of {function} calls this: take it out of template.yaml"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_granted_what_its_code_calls_beside_the_database(function: str) -> None:
    granted = {action for grant in permissions.grants(f"{function}Role") for action in grant.actions}

    assert reachable_actions.of(FUNCTIONS[function]["Handler"]).others <= granted


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_granted_what_its_code_calls_of_what_must_never_be_lost(function: str) -> None:
    """Of Programme and its indexes; of the other tables too much counts as reached for a reader of the code to tell."""
    reached = reachable_actions.of(FUNCTIONS[function]["Handler"]).of_tables
    granted = {(action.removeprefix("dynamodb:"), resource) for action, resource in deployed(f"{function}Role")}

    lacking = {pair for pair in reached - granted if pair[1].startswith("Programme")}

    assert lacking - NEVER_CALLED.get(function, set()) == set(), f"grant it to {function} in template.yaml"
    assert NEVER_CALLED.get(function, set()) <= lacking, f"{function} of NEVER_CALLED says what is not so any more"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_whoever_uses_the_programme_may_look_which_shape_its_data_has(function: str) -> None:
    granted = deployed(f"{function}Role")

    if any(resource.startswith("Programme") for action, resource in granted if action.startswith("dynamodb:")):
        assert granted >= OF_THE_GUARD


def given_up(function: str) -> set[tuple[str, str]]:
    """What SAM lets a function do so that failed events end in its queue."""
    declared = FUNCTIONS[function]
    ends = [*templates.events(function, "DynamoDB").values(), declared.get("EventInvokeConfig", {})]
    given = [end["DestinationConfig"]["OnFailure"]["Destination"] for end in ends if "DestinationConfig" in end]
    queues = {("sqs:SendMessage", queue["Fn::GetAtt"][0]) for queue in given if "Fn::GetAtt" in queue}
    buckets = {bucket["Fn::If"][1]["Fn::GetAtt"][0] for bucket in given if "Fn::If" in bucket}
    return queues | {
        grant for bucket in buckets for grant in (("s3:PutObject", f"files of {bucket}"), ("s3:ListBucket", bucket))
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_aws_own_policies_are_for_the_log_the_traces_and_the_events_source(function: str) -> None:
    expected = {"service-role/AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess"}
    if templates.events(function, "DynamoDB"):
        expected.add("service-role/AWSLambdaDynamoDBExecutionRole")
    if templates.events(function, "SQS"):
        expected.add("service-role/AWSLambdaSQSQueueExecutionRole")

    assert set(permissions.managed(f"{function}Role")) == expected


def deployed(role: str) -> set[tuple[str, str]]:
    """Pairs of an action and what it may be done on."""
    return {
        (action, resource)
        for grant in permissions.grants(role)
        for action in grant.actions
        for resource in grant.resources
    }


def test_a_role_allows_and_does_not_deny() -> None:
    """So that what is granted is what the statements add up to."""
    for role in templates.deployed_roles().values():
        for policy in role.get("Policies", []):
            statements = policy["PolicyDocument"]["Statement"]
            for statement in statements if isinstance(statements, list) else [statements]:
                assert statement["Effect"] == "Allow"


def test_codes_and_seeds_are_opened_by_few_and_by_nobody_both() -> None:
    """A code has its reward in its context, a seed its race, an answer its survey; a file has none of them."""
    opening = {
        function: grant.condition
        for function in FUNCTIONS
        for grant in permissions.grants(f"{function}Role")
        if "kms:Decrypt" in grant.actions
    }
    no_seed, no_code = (f"not with `{what}`, `survey` in the encryption context" for what in ("race", "reward"))

    assert opening == {
        "PeopleApiFunction": no_seed,
        "RacesApiFunction": no_seed,
        "DeliverMailFunction": no_seed,
        "DeliverDueMailsFunction": no_seed,
        "CloseRacesFunction": no_code,
        "ConversionsApiFunction": "only with `site` in the encryption context",
        "AdminConsoleFunction": "only with `voucher_file` in the encryption context",
        "RunSurveysFunction": "not with `race`, `reward`, `site`, `voucher_file` in the encryption context",
    }


def test_a_context_that_keeps_from_opening_does_not_keep_from_closing() -> None:
    closing = {
        function: grant.condition
        for function in FUNCTIONS
        for grant in permissions.grants(f"{function}Role")
        if "kms:Encrypt" in grant.actions
    }

    assert set(closing) == {"RacesApiFunction", "AdminConsoleFunction", "CloseRacesFunction", "WebFunction"}
    assert closing["RacesApiFunction"] is closing["AdminConsoleFunction"] is None


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_action_and_no_resource_is_a_pattern(function: str) -> None:
    for action, resource in deployed(f"{function}Role"):
        assert "*" not in action, action
        assert ("*" in resource) == (action in KNOWS_NO_RESOURCE), resource


def test_patterns_in_what_the_foundation_exports_are_the_six_characters_of_a_secret() -> None:
    exports = templates.template("infra/foundation.yaml")["Outputs"]
    patterns = {name: output for name, output in exports.items() if re.search(r"[*?]", str(output["Value"]))}

    assert set(patterns) == {"SecretArn", "PicturesArn", "ExportsArn", "ErasuresArn"}
    assert patterns["PicturesArn"]["Value"] == {"Fn::Sub": "${PicturesBucket.Arn}/*"}
    assert patterns["ExportsArn"]["Value"] == {"Fn::Sub": "${PicturesBucket.Arn}/exports/*"}
    assert patterns["ErasuresArn"]["Value"] == {"Fn::Sub": "${PicturesBucket.Arn}/erasures/*"}
    assert str(patterns["SecretArn"]["Value"]).count("?") == 6


def test_schedules_may_call_the_jobs_and_give_up_to_their_queue() -> None:
    others = [role for role in templates.deployed_roles() if role.removesuffix("Role") not in FUNCTIONS]
    jobs = {("lambda:InvokeFunction", function) for function in FUNCTIONS if templates.events(function, "ScheduleV2")}

    assert others == ["SchedulesRole"]
    assert deployed("SchedulesRole") == jobs | {("sqs:SendMessage", "JobsDeadLetters")}


def test_schedules_of_this_account_alone_take_their_role() -> None:
    (statement,) = templates.deployed_roles()["SchedulesRole"]["AssumeRolePolicyDocument"]["Statement"]

    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert "schedule-group/" in statement["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"]


def test_every_role_is_bounded_where_the_account_bounds_roles() -> None:
    bounded = {"Fn::If": ["HasBoundary", {"Ref": "PermissionsBoundary"}, {"Ref": "AWS::NoValue"}]}

    for name, role in templates.deployed_roles().items():
        assert role["PermissionsBoundary"] == bounded, name
