"""The checked-in description of the API is what the code says now, and is itself in order."""

import json
import re

import jsonschema
import pytest

from api import application, routes_people
from lahetti.core.errors import Busy, Invalid, LahettiError
from tools import openapi

DESCRIPTION = openapi.document()
OPERATIONS = list(openapi.operations(DESCRIPTION))


def test_the_checked_in_file_is_what_the_code_describes_now() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.written(DESCRIPTION), (
        "A route has changed: write the file anew with python -m tools.openapi."
    )


def test_it_is_written_the_same_every_time() -> None:
    assert openapi.written(openapi.document()) == openapi.written(DESCRIPTION)


VERBS = (
    "accept|add|approve|archive|claim|confirm|create|decide|delete|follow|forget|get|invite|list|offer|open|publish|"
    "recall|refuse|reject|report|reverse|set|settle|suggest|update|upload|write"
)
"""What an operation does, before what it does it to."""


def test_every_path_is_an_api_path_behind_a_sign_in() -> None:
    for _, path, operation in OPERATIONS:
        assert path.startswith("/api/v1/")
        assert operation["security"] == [{"signIn": []}]
    assert DESCRIPTION["components"]["securitySchemes"]["signIn"]["type"] == "openIdConnect"


def test_operations_are_named_by_a_verb_and_a_noun_of_their_own() -> None:
    names = [operation["operationId"] for *_, operation in OPERATIONS]

    assert len(set(names)) == len(names)
    assert not [name for name in names if not re.fullmatch(rf"({VERBS})(_[a-z]+)+", name)]


def test_operations_stand_under_the_subjects_that_are_described() -> None:
    tags = [tag for *_, operation in OPERATIONS for tag in operation["tags"]]

    assert set(tags) == {tag["name"] for tag in DESCRIPTION["tags"]}
    assert all(operation["summary"] and operation["description"] for *_, operation in OPERATIONS)


def test_schemas_are_titled_as_they_are_named_and_their_members_not_at_all() -> None:
    for name, schema in DESCRIPTION["components"]["schemas"].items():
        assert schema["title"] == name
        assert '"title":' not in json.dumps(list(schema.get("properties", {}).values())).replace('"title": {', "")


def test_every_post_takes_a_key_and_every_get_the_edition_that_the_caller_has() -> None:
    for method, _, operation in OPERATIONS:
        headers = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"}

        assert ("Idempotency-Key" in headers) == (method == "post")
        assert ("If-None-Match" in headers) == (method == "get") == ("304" in operation["responses"])
        assert ("If-Match" in headers) == ("412" in operation["responses"])


def test_what_is_new_has_an_address_and_what_is_answered_an_edition() -> None:
    for *_, operation in OPERATIONS:
        for status, response in operation["responses"].items():
            headers = set(response.get("headers", {}))

            assert ("Location" in headers) == (status == "201")
            assert ("ETag" in headers) == (int(status) < 400)
            assert ("Retry-After" in headers) == (status in ("429", "503"))


def test_every_error_that_a_rule_of_the_api_raises_has_its_code_in_the_description() -> None:
    def below(kind: type[LahettiError]) -> set[str]:
        return {kind.code}.union(*(below(one) for one in kind.__subclasses__()))

    described = DESCRIPTION["components"]["schemas"]["ProblemCode"]["enum"]

    # Others' tests load more of the package: what only jobs and the console raise.
    assert set(described) - {"too_many_requests"} <= below(LahettiError)
    assert below(LahettiError) - {
        "changed_meanwhile",
        "has_begun",
        "mail_stopped",
        "not_a_feed",
        "not_a_picture",
        "queue_full",
    } <= set(described)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=lambda part: str(part)[:60])
def test_what_a_route_can_be_sent_it_says_how_it_refuses(method: str, path: str, operation: dict[str, object]) -> None:
    statuses = set(operation["responses"])  # type: ignore[call-overload]

    assert {"401", "403", "413", "422", "429", "500"} <= statuses
    assert ("415" in statuses) == ("requestBody" in operation)


def test_every_refusal_is_a_problem_document() -> None:
    for _, _, operation in OPERATIONS:
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert response["content"] == {
                    application.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}
                }


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    used = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(DESCRIPTION)))

    assert used == set(DESCRIPTION["components"]["schemas"])


def test_every_schema_is_a_schema() -> None:
    for schema in DESCRIPTION["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_a_body_of_an_unknown_field_is_refused_by_its_schema() -> None:
    for _, _, operation in OPERATIONS:
        if "requestBody" in operation:
            name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert DESCRIPTION["components"]["schemas"][name]["additionalProperties"] is False


def test_the_models_of_the_routes_are_the_models_of_the_description() -> None:
    properties = DESCRIPTION["components"]["schemas"]["PersonOut"]["properties"]

    assert set(properties) == set(routes_people.PersonOut.model_fields)


def test_the_answers_that_no_request_can_be_made_to_get_are_problem_documents_too() -> None:
    for error in (Busy("Try again.", retry_after=1), Invalid("Wrong.", field="a", value=1, limit=2)):
        response = application.problem(error, "en")
        schema = {**DESCRIPTION["components"]["schemas"]["Problem"], "components": DESCRIPTION["components"]}
        jsonschema.validate(json.loads(response.body or ""), schema)
