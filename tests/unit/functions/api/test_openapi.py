"""The checked-in description of the API is what the code says now, and is itself in order."""

import json
import re
import tomllib
from typing import Any

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
    "accept|add|answer|approve|archive|begin|claim|confirm|create|decide|decline|delete|end|export|follow|forget|get|invite|leave|list|offer|open|publish|query|"
    "recall|refuse|reject|remove|renew|report|restore|return|reverse|set|settle|share|"
    "sign|submit|suggest|unschedule|update|upload|withdraw|write"
)
"""What an operation does, before what it does it to."""


def test_every_path_is_an_api_path_behind_a_sign_in_or_a_signature_unless_it_is_how_one_signs_in_and_out() -> None:
    for _, path, operation in OPERATIONS:
        assert path.startswith("/api/v1/")
        schemes = ["siteSecret" if path == "/api/v1/conversions" else "signIn"]
        if path.startswith("/api/v1/sign-"):
            schemes = []
        assert operation["security"] == [{scheme: []} for scheme in schemes]
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


SCHEMAS = DESCRIPTION["components"]["schemas"]


def names() -> set[str]:
    """Return what the words of tools/openapi_words.toml can be about, the most exact names first in each pair."""
    of_members = {
        (f"{schema}.{member}", member) for schema in SCHEMAS for member in SCHEMAS[schema].get("properties", {})
    }
    of_parameters = {
        (f"parameter.{parameter['name']}", parameter["name"])
        for *_, operation in OPERATIONS
        for parameter in operation["parameters"]
        if parameter["in"] != "header"
    }
    known = tomllib.loads(openapi.WORDS.read_text(encoding="utf-8"))
    return {exact if exact in known else name for exact, name in of_members | of_parameters}


def test_every_name_is_explained_and_nothing_else_is() -> None:
    known = set(tomllib.loads(openapi.WORDS.read_text(encoding="utf-8")))

    assert names() - known == set(), "explain these in tools/openapi_words.toml"
    assert known - names() == set(), "nothing is called so any more: take it out of tools/openapi_words.toml"


def test_everything_is_described_and_the_sentences_end_alike() -> None:
    for *_, operation in OPERATIONS:
        assert operation["description"].endswith((".", ")"))
        for described in operation["parameters"]:
            assert described["description"]
            assert "example" in described
    for schema in SCHEMAS.values():
        assert schema["description"].endswith(".")
        assert all(member["description"] for member in schema.get("properties", {}).values())


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=lambda part: str(part)[:60])
def test_examples_are_what_the_schemas_take(method: str, path: str, operation: dict[str, Any]) -> None:
    contents = [operation.get("requestBody", {}).get("content", {})]
    contents += [response.get("content", {}) for response in operation["responses"].values()]
    bodies = [content["application/json"] for content in contents if "application/json" in content]

    assert bodies
    for body in bodies:
        schema = {**body["schema"], "components": DESCRIPTION["components"]}
        jsonschema.validate(body["example"], schema, format_checker=jsonschema.FormatChecker())
    for parameter in operation["parameters"]:
        schema = {**parameter["schema"], "components": DESCRIPTION["components"]}
        jsonschema.validate(parameter["example"], schema, format_checker=jsonschema.FormatChecker())


def test_times_days_and_addresses_are_told_by_their_names() -> None:
    formats = {"_at": "date-time", "_on": "date", "url": "uri"}
    for name, schema in SCHEMAS.items():
        for member, described in schema.get("properties", {}).items():
            for ending, wanted in formats.items():
                found = {part.get("format") for part in described.get("anyOf", [described])} - {None}
                if (
                    member.endswith(ending)
                    and not (ending == "url" and name.endswith("In"))
                    and member != "picture_url"
                ):
                    assert found == {wanted}, f"{name}.{member}"
                if wanted in found and wanted != "uri":
                    assert member.endswith(ending), f"{name}.{member}"


def test_a_list_is_items_and_next_and_takes_limit_and_cursor() -> None:
    lists = [name for name, schema in SCHEMAS.items() if "next" in schema.get("properties", {})]

    assert len(lists) > 10
    assert all({"items", "next"} <= set(SCHEMAS[name]["required"]) for name in lists)
    for _, path, operation in OPERATIONS:
        answered = json.dumps(operation["responses"].get("200", {}))
        is_list = any(f'/{name}"' in answered for name in lists)
        asked = {parameter["name"] for parameter in operation["parameters"]}

        assert ({"limit", "cursor"} <= asked) == is_list, path
        assert operation["operationId"].startswith("list_") <= is_list, path


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

    # Others' tests load more of the package: what only jobs, the console and forms without a sign-in raise.
    assert set(described) - {"too_many_requests"} <= below(LahettiError)
    assert below(LahettiError) - {
        "changed_meanwhile",
        "cut_short",
        "no_such_cause",
        "not_a_feed",
        "not_a_picture",
        "queue_full",
        "survey_link_used",
        "work_account_refused",
    } <= set(described)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=lambda part: str(part)[:60])
def test_what_a_route_can_be_sent_it_says_how_it_refuses(method: str, path: str, operation: dict[str, object]) -> None:
    statuses = set(operation["responses"])  # type: ignore[call-overload]

    open_to_anyone = ("/api/v1/sign-in", "/api/v1/sign-out")

    assert {"413", "422", "429", "500"} <= statuses
    assert ("401" in statuses) == (path not in open_to_anyone)
    assert ("403" in statuses) == (path not in ("/api/v1/conversions", *open_to_anyone))  # a site has no role
    assert ("415" in statuses) == (method != "get")


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
    properties = DESCRIPTION["components"]["schemas"]["MemberOut"]["properties"]

    assert set(properties) == set(routes_people.MemberOut.model_fields)


def test_the_answers_that_no_request_can_be_made_to_get_are_problem_documents_too() -> None:
    for error in (Busy("Try again.", retry_after=1), Invalid("Wrong.", field="a", value=1, limit=2)):
        response = application.problem(error, "en")
        schema = {**DESCRIPTION["components"]["schemas"]["Problem"], "components": DESCRIPTION["components"]}
        jsonschema.validate(json.loads(response.body or ""), schema)
