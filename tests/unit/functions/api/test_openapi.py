"""The checked-in description of the API is what the code says now, and is itself in order."""

import json
import re

import jsonschema
import pytest

from api import application, routes_people
from lahetti.core.errors import Busy, Invalid
from tools import openapi

DESCRIPTION = openapi.document()
OPERATIONS = [
    (method, path, operation)
    for path, operations in DESCRIPTION["paths"].items()
    for method, operation in operations.items()
]


def test_the_checked_in_file_is_what_the_code_describes_now() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.written(DESCRIPTION), (
        "A route has changed: write the file anew with python -m tools.openapi."
    )


def test_it_is_written_the_same_every_time() -> None:
    assert openapi.written(openapi.document()) == openapi.written(DESCRIPTION)


def test_every_path_is_an_api_path_behind_a_sign_in() -> None:
    for _, path, operation in OPERATIONS:
        assert path.startswith("/api/v1/")
        assert operation["security"] == [{"signIn": []}]


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for *_, operation in OPERATIONS]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z_]+", name) for name in names)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=lambda part: str(part)[:60])
def test_what_a_route_can_be_sent_it_says_how_it_refuses(method: str, path: str, operation: dict[str, object]) -> None:
    statuses = set(operation["responses"])  # type: ignore[call-overload]

    assert {"401", "403", "413", "500"} <= statuses
    assert ("415" in statuses) == ("requestBody" in operation)
    assert ("422" in statuses) == bool("requestBody" in operation or operation.get("parameters"))


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
        response = application.told(error)
        schema = {**DESCRIPTION["components"]["schemas"]["Problem"], "components": DESCRIPTION["components"]}
        jsonschema.validate(json.loads(response.body or ""), schema)
