"""What the API's frame decides for all routes: bodies, methods, problems, bugs, unchanged answers."""

import base64
import json
from types import SimpleNamespace
from typing import Any

import pytest

from api import application, handler_people, handler_shares, paging  # noqa: F401 (the handlers add their routes)
from api.models import Output
from lahetti.core.errors import Busy, Invalid, LahettiError, NotSignedIn
from lahetti.dynamodb.batches import batch_put
from lahetti.people import items as people_items
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links, own_devices
from tests.hostile_sizes import PUBLIC_PATH, at_most, megabyte
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.memory_world import JOINED, ambassador
from tests.sign_ins import claims

JSON = {"Content-Type": "application/json"}


def event(
    method: str = "GET",
    path: str = "/api/v1/nothing",
    body: str | None = None,
    headers: dict[str, str] | None = None,
    encoded: bool = False,
) -> dict[str, Any]:
    """Return an event of the REST API (payload 1.0) of somebody who is not signed in."""
    headers = JSON if headers is None else headers
    return {
        "httpMethod": method,
        "path": path,
        "resource": path,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "body": body,
        "isBase64Encoded": encoded,
        "requestContext": {"identity": {"sourceIp": "192.0.2.7"}, "resourcePath": path, "httpMethod": method},
    }


def asked(**fields: Any) -> tuple[int, dict[str, Any], dict[str, list[str]]]:
    """Return status, body and headers of the answer to an event."""
    answer = application.resolve(event(**fields), None)
    return answer["statusCode"], json.loads(answer["body"]), answer["multiValueHeaders"]


def test_a_path_that_no_route_has_is_not_found() -> None:
    status, body, headers = asked(path="/api/v1/nothing")

    assert (status, body["code"], body["detail"]) == (404, "not_found", "There is no /api/v1/nothing.")
    assert headers["Content-Type"] == [application.PROBLEM]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/me", "GET, PATCH"),
        ("GET", "/api/v1/me/shares/0123456789/confirm", "POST"),
        ("PATCH", "/api/v1/me/shares/0123456789/reminder", "DELETE, PUT"),
        ("PUT", "/api/v1/guidelines/1/accept", "POST"),
    ],
)
def test_a_method_that_a_path_has_not_is_told_which_it_has(method: str, path: str, allowed: str) -> None:
    status, body, headers = asked(method=method, path=path)

    assert (status, body["code"], headers["Allow"]) == (405, "method_not_allowed", [allowed])
    assert body["limits"] == allowed.split(", ")


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize(("sign", "bytes_each"), [("a", 1), ("ä", 2), ("😀", 4)])
def test_the_limit_of_a_body_counts_bytes(sign: str, bytes_each: int, encoded: bool) -> None:
    fits = json.dumps(sign * ((application.LARGEST_BODY - 2) // bytes_each), ensure_ascii=False)
    over = json.dumps(sign * (application.LARGEST_BODY // bytes_each), ensure_ascii=False)

    def sent(text: str) -> int:
        body = base64.b64encode(text.encode()).decode() if encoded else text
        return asked(method="POST", body=body, encoded=encoded)[0]

    assert (sent(fits), sent(over)) == (404, 413)


@pytest.mark.parametrize("kind", ["text/plain", "application/json-patch+json", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_said_to_be_json_is_not_taken(kind: str) -> None:
    status, body, _ = asked(method="POST", body="{}", headers={"content-type": kind})

    assert (status, body["value"], body["limits"]) == (415, kind, ["application/json"])


@pytest.mark.parametrize("headers", [{}, JSON, {"content-type": "application/json; charset=utf-8"}])
def test_a_body_that_is_said_to_be_json_or_nothing_is_read(headers: dict[str, str]) -> None:
    assert asked(method="POST", body="{}", headers=headers)[0] == 404


@pytest.mark.parametrize(
    "body", ["{", "[" * 100_000, '{"a": ' + "1" * 5000 + "}", "NaN,", '{"a": "\\ud800"}', '{"\\udfff": 1}']
)
def test_what_cannot_be_read_as_json_is_refused_before_any_route(body: str) -> None:
    status, found, _ = asked(method="POST", body=body)

    assert (status, found["field"], found["reason"]) == (422, "body", "unreadable")


def test_bytes_that_are_no_text_are_refused() -> None:
    body = base64.b64encode(b"\xff\xfe").decode()

    assert asked(method="POST", body=body, encoded=True)[0] == 422


@pytest.mark.parametrize("claims", [None, {}, {"cognito:username": "x", "token_use": "access", "aud": "client"}])
def test_who_brings_no_id_token_of_our_client_is_asked_to_sign_in(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, str] | None
) -> None:
    monkeypatch.setattr(application, "configuration", Configured)
    request = event(path="/api/v1/me")
    request["requestContext"]["authorizer"] = {"claims": claims} if claims is not None else None

    answer = application.resolve(request, None)

    assert answer["statusCode"] == 401
    assert answer["multiValueHeaders"]["WWW-Authenticate"] == ["Bearer"]


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/guidelines", "/api/v1/me/shares/0123456789"])
def test_whoever_uses_the_client_does_so_from_a_device_of_their_own(
    database: MemoryDynamoDb, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "clock", SimpleNamespace(now=lambda: JOINED))
    monkeypatch.setattr(own_devices, "_known", set())
    monkeypatch.setattr(own_devices, "_keys", {})
    batch_put([people_items.put_person(ambassador("aino")).item])
    request = event(path=path, headers={"User-Agent": "Phone"})
    request["requestContext"]["authorizer"] = {"claims": claims("aino", JOINED)}

    application.resolve(request, None)

    day = "2026-01-01"
    key = sharing_items.visitor_key(day, b"", JOINED)
    known = sharing_items.own_devices_of([("aino", day)])["aino", day]
    assert known == {links.visitor_of(key, "192.0.2.7", "Phone"): int(JOINED.timestamp())}


class Configured:
    """As much of the configuration as a token is held against."""

    user_pool_client = "client"


def test_a_bug_is_answered_with_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the table's name and other things that are nobody's business")

    monkeypatch.setattr(application, "configuration", broken)

    status, body, _ = asked(path="/api/v1/me")

    assert (status, body["code"]) == (500, "internal")
    assert "business" not in json.dumps(body)


def test_an_answer_that_does_not_fit_its_own_model_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from api import routes_people

    monkeypatch.setattr(routes_people, "known_caller", lambda *_: None)
    monkeypatch.setattr(routes_people, "me_out", lambda _: routes_people.MeOut.model_construct(person=7))

    status, body, _ = asked(path="/api/v1/me")

    assert (status, body["code"]) == (500, "internal")


def test_whoever_comes_while_others_do_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise Busy("Too much is happening.", retry_after=3)

    monkeypatch.setattr(application, "configuration", busy)

    status, body, headers = asked(path="/api/v1/me")

    assert (status, body["code"], headers["Retry-After"]) == (503, "busy", ["3"])


@pytest.mark.parametrize("error", [LahettiError("Wrong."), NotSignedIn("Who?")])
def test_a_problem_says_no_more_than_the_error_knows(error: LahettiError) -> None:
    body = json.loads(application.problem(error, "en").body or "")

    assert set(body) == {"type", "status", "code", "title", "detail"}
    assert body["status"] == error.status


@pytest.mark.parametrize(
    ("limit", "members"),
    [
        (None, {}),
        (7, {"limit": 7}),
        (0.5, {"limit": 0.5}),
        ([0, 100], {"limits": ["0", "100"]}),
        (("fi", "sv"), {"limits": ["fi", "sv"]}),
        ("2026-12-01", {"limits": ["2026-12-01"]}),
    ],
)
def test_a_limit_is_one_number_and_anything_else_is_a_list(limit: object, members: dict[str, object]) -> None:
    body = json.loads(application.problem(Invalid("Wrong.", field="a", limit=limit), "en").body or "")

    assert {name: body[name] for name in ("limit", "limits") if name in body} == members


@pytest.mark.parametrize(
    ("accepted", "language", "detail"),
    [
        (None, "en", "There is no /api/v1/nothing."),
        ("de", "en", "There is no /api/v1/nothing."),
        ("fi", "fi", "Tätä ei löydy, tai et saa nähdä sitä."),
        ("sv-FI,fi;q=0.5", "sv", "Det här finns inte, eller så får du inte se det."),
    ],
)
def test_a_problem_is_told_in_the_language_of_the_caller(accepted: str | None, language: str, detail: str) -> None:
    _, body, headers = asked(headers=JSON | ({"Accept-Language": accepted} if accepted else {}))

    assert (body["detail"], headers["Content-Language"]) == (detail, [language])


def test_a_sentence_without_the_limit_that_it_names_gives_way_to_the_next() -> None:
    told = [
        json.loads(application.problem(Invalid("Wrong.", field="name", reason=reason, limit=limit), "fi").body or "")
        for reason, limit in (("too_long", 80), ("wrong_type", None), (None, None))
    ]

    assert [body["detail"] for body in told] == [
        "Teksti on liian pitkä. Enintään 80 merkkiä.",
        "Tieto on väärää tyyppiä.",
        "Tämä tieto ei kelpaa.",
    ]


def with_query(**names: str) -> dict[str, Any]:
    """Return the event of a GET with a query string."""
    asked_for = event(path="/api/v1/me")
    return asked_for | {
        "queryStringParameters": names,
        "multiValueQueryStringParameters": {name: [value] for name, value in names.items()},
    }


def test_a_query_name_that_a_route_does_not_have_is_refused_before_who_is_asking() -> None:
    answer = application.resolve(with_query(colour="red", b="1"), None)
    body = json.loads(answer["body"])

    assert (answer["statusCode"], body["code"], body["field"], body["reason"]) == (422, "invalid", "b", "unknown")
    assert [error["field"] for error in body["errors"]] == ["b", "colour"]


@pytest.mark.parametrize(
    ("method", "path", "status"), [("TRACE", "/api/v1/notes", 405), ("GET", "/api/v1/nothing", 404)]
)
def test_where_no_route_is_no_parameter_is_judged(method: str, path: str, status: int) -> None:
    asked_for = with_query(colour="red") | {"httpMethod": method, "path": path, "resource": path}

    assert application.resolve(asked_for, None)["statusCode"] == status


def test_an_idempotency_key_has_a_length() -> None:
    status, body, _ = asked(
        method="POST",
        path="/api/v1/notes",
        body='{"about": "walk_through"}',
        headers=JSON | {"Idempotency-Key": "k" * 101},
    )

    assert (status, body["field"], body["limit"]) == (422, "Idempotency-Key", 100)


class Edition(Output):
    """Something of which there are editions."""

    name: str


@pytest.mark.parametrize(
    "tags", ["", "*", application.etag(Edition(name="a")), f'W/{application.etag(Edition(name="a"))}, "b"']
)
def test_who_changes_the_current_edition_may(monkeypatch: pytest.MonkeyPatch, tags: str) -> None:
    monkeypatch.setattr(application, "header", {"if-match": tags}.__getitem__)

    application.require_match(Edition(name="a"))


def test_who_changes_an_edition_that_is_over_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "header", {"if-match": application.etag(Edition(name="a"))}.__getitem__)

    with pytest.raises(application.PreconditionFailed):
        application.require_match(Edition(name="b"))


@pytest.mark.parametrize(
    ("of_rule", "of_api"), [("address", "url"), ("picture", "picture_url"), ("captions.x.1", "captions.x.1")]
)
def test_a_field_that_rules_name_otherwise_is_named_as_the_body_has_it(of_rule: str, of_api: str) -> None:
    body = json.loads(application.problem(Invalid("Wrong.", field=of_rule)).body or "")

    assert body["field"] == of_api


@pytest.mark.parametrize("unit", ["[", '{"a":', "1", '"\\u00', "{},", " "])
def test_a_hostile_body_is_refused_at_once(unit: str) -> None:
    """More than is taken is not read at all."""
    for size in (application.LARGEST_BODY, 2**20):
        with at_most(PUBLIC_PATH):
            body = megabyte(unit, size).decode()
            status, _, _ = asked(method="POST", path="/api/v1/notes", body=body, headers=JSON)

        assert status in {413, 422}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "a\x00b"}, "title"),
        ({"captions": ["fine", {"text": "\x1b[2J"}]}, "captions.1.text"),
        ({"a\x07": 1}, "body"),
        (["\x85"], "0"),
        ("\x00", "body"),
    ],
)
def test_a_control_character_anywhere_in_a_body_is_refused_with_its_place(body: object, field: str) -> None:
    status, answer, _ = asked(method="POST", path="/api/v1/notes", body=json.dumps(body), headers=JSON)

    assert (status, answer["field"], answer["reason"]) == (422, field, "control")


def test_line_ends_of_every_system_are_none() -> None:
    status, answer, _ = asked(
        method="POST",
        path="/api/v1/notes",
        body='{"about": "walk_through", "text": "a\\r\\nb\\rc\\n\\td"}',
        headers=JSON,
    )

    assert (status, answer["code"]) == (401, "not_signed_in")
