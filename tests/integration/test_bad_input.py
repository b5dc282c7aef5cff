"""Bad input over HTTP: a problem document names field, value and limit, and nothing is stored."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from lahetti.content import items as content_items
from lahetti.content.channels import items as channels_items
from lahetti.people import items as people_items
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import Person, PersonState
from tests.integration.api_client import PROBLEM, Api, description, operations
from tests.integration.functions import invoke
from tests.integration.people_fixtures import TOPICS, draft, fresh_address

LARGEST = 256 * 1024
NOBODY = "00000000-0000-7000-8000-000000000000"


def invitation(**fields: Any) -> dict[str, Any]:
    """Return the body of an invitation, with these fields changed."""
    return {"email": "joku@virasto.example", "name": "Joku Jossain", **fields}


def reward(**fields: Any) -> dict[str, Any]:
    """Return the body of a reward that could be offered."""
    return {
        "way": "top",
        "name_texts": {"fi": "Leffalippu"},
        "value_cents": 1250,
        "stock": 3,
        "race": "Q2035-4",
        **fields,
    }


def challenge(**fields: Any) -> dict[str, Any]:
    """Return the body of a challenge, with these fields changed."""
    return {"name_texts": {"fi": "Haaste"}, "first_on": "2035-12-01", "last_on": "2035-12-14", **fields}


def channel(**fields: Any) -> dict[str, Any]:
    """Return the body of a channel, with these fields changed."""
    return {"channel": "joku", "name": "Joku", "medium": "blog", "url": "https://joku.example/", **fields}


def conversion(**fields: Any) -> dict[str, Any]:
    """Return the body of a site's report, with these fields changed."""
    return {
        "click_id": "4fG7hJ2k.261124.9bQwErTy01",
        "goal": "account",
        "happened_at": "2026-11-25T12:00:00Z",
        **fields,
    }


# method, path, body, field named, limit named (None: no limit belongs to it)
CASES: list[tuple[str, str, object, str, object]] = [
    ("POST", "/contents", draft(colour="red"), "colour", None),
    ("POST", "/contents", {}, "url", None),
    ("POST", "/contents", draft(title=7), "title", None),
    ("POST", "/contents", draft(title=" "), "title", 200),
    ("POST", "/contents", draft(title="a" * 201), "title", 200),
    ("POST", "/contents", draft(summary="a" * 1001), "summary", 1000),
    ("POST", "/contents", draft(topics=["a"] * 11), "topics", 10),
    ("POST", "/contents", draft(topics=["a" * 41]), "topics.0", 40),
    ("POST", "/contents", draft(topics=["Vero"]), "topics", [topic.topic for topic in TOPICS]),
    ("PATCH", "/me", {"topics": ["Vero"]}, "topics", [topic.topic for topic in TOPICS]),
    ("POST", "/contents", draft(topics=[{"name": "vero"}]), "topics.0", None),
    ("POST", "/contents", draft(points=-1), "points", 0),
    ("POST", "/contents", draft(points=1001), "points", 1000),
    ("POST", "/contents", draft(points=101), "points", ["0", "100"]),
    ("POST", "/contents", draft(points="many"), "points", None),
    ("POST", "/contents", draft(expires_at="2026-11-25T12:00:00"), "expires_at", None),
    ("POST", "/contents", draft(expires_at="tomorrow"), "expires_at", None),
    ("POST", "/contents", draft(language="suomi"), "language", 3),
    ("POST", "/contents", draft(language="F1"), "language", None),
    ("POST", "/contents", draft(campaign="Two words"), "campaign", ["^[a-z0-9][a-z0-9-]*$"]),
    ("POST", "/contents", draft(channel="no-such-channel"), "channel", None),
    ("POST", "/contents", draft(audience=["no-such-team"]), "audience", None),
    ("POST", "/contents", draft(url="http://blogi.virasto.example/"), "url", None),
    ("POST", "/contents", draft(url="https://a:b@blogi.virasto.example/"), "url", None),
    ("POST", "/contents", draft(url="https://blogi.virasto.example/\nx"), "url", None),
    ("POST", "/contents", draft(url="javascript:alert(1)"), "url", None),
    ("POST", "/contents", draft(url="https://[::1"), "url", None),
    ("POST", "/contents", draft(url=fresh_address() + "a" * 2000), "url", 2000),
    ("POST", "/contents", draft(picture_url="data:image/png;base64,AAAA"), "picture_url", None),
    ("POST", "/contents", draft(title="\ud800"), "body", None),
    ("POST", "/contents", draft(**{"\ud800": 1}), "body", None),
    ("GET", "/contents?state=%ED%A0%80", None, "state", None),
    ("PUT", f"/contents/{NOBODY}/captions/x/fi", {"texts": []}, "texts", 1),
    ("PUT", f"/contents/{NOBODY}/captions/x/fi", {"texts": ["a"] * 16}, "texts", 15),
    ("PUT", f"/contents/{NOBODY}/captions/myspace/fi", {"texts": ["a"]}, "network", None),
    ("PUT", f"/contents/{NOBODY}/captions/x/suomi", {"texts": ["a"]}, "language", 3),
    ("POST", f"/contents/{NOBODY}/publish", {"publish_at": "now"}, "publish_at", None),
    ("POST", f"/contents/{NOBODY}/publish", {"publish_at": 10**30}, "publish_at", None),
    ("POST", f"/contents/{'a' * 65}/archive", None, "content_id", 64),
    ("POST", f"/contents/{NOBODY}/recall", {"links": "elsewhere"}, "links", None),
    ("POST", f"/contents/{NOBODY}/share-again", {"edition_at": "today"}, "edition_at", None),
    ("POST", f"/contents/{NOBODY}/send-back", {"comment": "a" * 1001}, "comment", 1000),
    ("POST", f"/contents/{NOBODY}/comments", {"text": "a" * 1001}, "text", 1000),
    ("GET", f"/contents/{'a' * 65}", None, "content_id", 64),
    ("GET", "/contents?state=lost", None, "state", None),
    ("GET", "/contents?cursor=" + "a" * 401, None, "cursor", 400),
    ("GET", "/contents?cursor=%25%25%25", None, "cursor", None),
    ("GET", "/contents?cursor=a", None, "cursor", None),
    ("GET", "/contents?cursor=_____w", None, "cursor", None),
    ("POST", "/people", invitation(email="nobody"), "email", 254),
    ("POST", "/people", invitation(email="a" * 250 + "@b.example"), "email", 254),
    ("POST", "/people", invitation(name=""), "name", 80),
    ("POST", "/people", invitation(name="a" * 81), "name", 80),
    ("POST", "/people", invitation(role="owner"), "role", None),
    ("POST", "/people", invitation(language="de"), "language", None),
    ("POST", "/people", invitation(channels=["joku"]), "channels", None),
    ("POST", "/people", invitation(password="123456"), "password", None),
    ("GET", f"/people/{'a' * 65}", None, "person_id", 64),
    ("PATCH", f"/people/{NOBODY}", {"state": "gone"}, "state", None),
    ("PATCH", f"/people/{NOBODY}", {"email": "other@virasto.example"}, "email", None),
    ("PATCH", "/me", {"role": "admin"}, "role", None),
    ("PATCH", "/me", {"left_out": False}, "left_out", None),
    ("PATCH", "/me", {"anonymous": "perhaps"}, "anonymous", None),
    ("POST", "/channels", channel(channel="Not An Id"), "channel", 40),
    ("POST", "/channels", channel(name=" "), "name", 60),
    ("POST", "/channels", channel(url="ftp://joku.example/"), "url", None),
    ("POST", "/guidelines", {"texts": {"fi": "Teksti", "sv": "Text"}}, "texts.en", None),
    ("POST", "/guidelines", {"texts": {"fi": "a", "sv": "b", "en": "c", "de": "d"}}, "texts.de", None),
    ("POST", "/guidelines", {"texts": {"fi": "a" * 20_001, "sv": "b", "en": "c"}}, "texts.fi", 20_000),
    ("POST", "/guidelines/0/accept", None, "version", 1),
    ("POST", "/guidelines/one/accept", None, "version", None),
    ("POST", "/me/shares", {"content": NOBODY, "network": "myspace"}, "network", None),
    ("POST", "/me/shares", {"content": NOBODY, "network": "x", "words": ""}, "words", 1),
    ("POST", "/me/shares", {"content": NOBODY, "network": "x", "words": "a" * 5001}, "words", 5000),
    ("POST", "/me/shares", {"content": NOBODY, "network": "x", "person": "other"}, "person", None),
    ("GET", f"/me/shares/{'a' * 21}", None, "code", 20),
    ("POST", f"/me/shares/{'a' * 21}/confirm", None, "code", 20),
    ("POST", f"/me/shares/{'a' * 21}/decline", None, "code", 20),
    ("DELETE", f"/me/choices/{'a' * 65}", None, "content_id", 64),
    ("PUT", f"/me/choices/{'a' * 65}", {"choice": "saved"}, "content_id", 64),
    ("DELETE", f"/me/shares/{'a' * 21}/reminder", None, "code", 20),
    ("POST", "/races", challenge(name_texts={"fi": " "}), "name_texts", 80),
    ("POST", "/races", challenge(name_texts={"fi": "Haaste", "sv": "a" * 81}), "name_texts.sv", 80),
    ("POST", "/races", challenge(first_on="2026-01-01"), "first_on", None),
    ("POST", "/races", challenge(last_on="2035-11-30"), "last_on", None),
    ("POST", "/races", challenge(last_on="2100-12-02"), "last_on", 366),
    ("POST", "/races", challenge(last_on="soon"), "last_on", None),
    ("POST", "/races", challenge(ranking="pets"), "ranking", None),
    ("POST", "/races", challenge(goal=0), "goal", 1),
    ("POST", "/races", challenge(goal=10_000_001), "goal", ["1", "10000000"]),
    ("GET", f"/races/{'W' * 41}", None, "race_id", 40),
    ("GET", f"/me/races/{'W' * 41}/place", None, "race_id", 40),
    ("GET", f"/races/{'W' * 41}/teams", None, "race_id", 40),
    ("GET", f"/races/ALL/teams/{'a' * 41}", None, "team_id", 40),
    ("GET", f"/me/races/{'W' * 41}/ticket", None, "race_id", 40),
    ("GET", f"/races/{'W' * 41}/draw", None, "race_id", 40),
    ("POST", "/suggestions", draft(title="a" * 201), "title", 200),
    ("POST", "/suggestions", draft(points=5), "points", None),
    ("POST", f"/suggestions/{NOBODY}/accept", {"decision": "perhaps"}, "decision", None),
    ("POST", f"/suggestions/{NOBODY}/reject", {"note": ""}, "note", 1),
    ("POST", f"/people/{NOBODY}/reversals", {"cause": "SHARE#x", "reason": ""}, "reason", 1),
    ("POST", "/rewards", reward(way="lottery"), "way", None),
    ("POST", "/rewards", reward(stock=0), "stock", 1),
    ("POST", "/rewards", reward(value_cents=1_000_001), "value_cents", 1_000_000),
    ("POST", "/rewards", reward(race="ALL"), "race", None),
    ("POST", "/rewards", reward(race="W2020-01"), "race", None),
    ("POST", f"/rewards/{NOBODY}/vouchers", {"codes": ""}, "codes", 1),
    ("POST", "/claims", {"reward": "a" * 65}, "reward", 64),
    ("GET", "/contents?colour=red", None, "colour", None),
    ("GET", "/me?colour=red", None, "colour", None),
    ("GET", "/awards?first_on=yesterday", None, "first_on", None),
    ("GET", "/awards?first_on=0001-01-01", None, "first_on", ["1900-01-01", "2999-12-31"]),
    ("GET", "/awards?first_on=2026-02-02&last_on=2026-02-01", None, "last_on", None),
    ("POST", f"/claims/{'a' * 301}/approve", None, "claim_id", 300),
    ("POST", f"/claims/{NOBODY}/refuse", {"reason": ""}, "reason", 1),
    ("GET", "/people?limit=0", None, "limit", 1),
    ("GET", "/people?limit=201", None, "limit", 200),
    ("GET", "/people?cursor=a", None, "cursor", None),
    ("GET", "/rewards?cursor=WyJub3RoaW5nIl0", None, "cursor", None),
    ("PATCH", "/me", {"language": None}, "language", None),
    ("PATCH", f"/people/{NOBODY}", {"teams": None}, "teams", None),
    ("PATCH", "/teams/no-such-team", {"name_texts": {"xx": "Tiimi"}}, "name_texts.xx", None),
    ("PATCH", f"/teams/{'a' * 41}", {"name_texts": {"fi": "Tiimi"}}, "team_id", 40),
    ("PATCH", f"/races/{NOBODY}", {"first_on": "soon", "last_on": "2035-12-14"}, "first_on", None),
    ("PATCH", f"/races/{NOBODY}", {"first_on": "2035-12-01"}, "last_on", None),
    ("POST", "/analytics/query", {"metrics": []}, "metrics", 1),
    ("POST", "/analytics/query", {"metrics": ["clicks"]}, "period", None),
    ("POST", "/conversions", conversion(goal="a" * 41), "goal", 40),
    ("POST", "/conversions", conversion(happened_at="2026-11-25T12:00:00"), "happened_at", None),
    ("PUT", "/me/readers", {"clicks": -1, "points": 0}, "clicks", 0),
]


def stored() -> tuple[object, ...]:
    """Return what any of the cases could have changed."""
    contents = tuple(sum(1 for _ in content_items.contents_in(state)) for state in ("draft", "scheduled", "published"))
    channels = len(list(channels_items.all_channels()))
    return (
        *contents,
        channels,
        sum(1 for _ in people_items.ids_in(PersonState.ACTIVE)),
        guidelines_publishing.current().version,
    )


@pytest.fixture(scope="module", autouse=True)
def nothing_is_stored(admin: Api, editor: Api, ambassador: Api) -> Iterator[None]:
    """Hold what is stored after all of these tests against what was stored before them."""
    before = stored(), admin.get("/me").json(), admin.get("/me/shares").json()
    yield
    assert (stored(), admin.get("/me").json(), admin.get("/me/shares").json()) == before


def short(case: object) -> str:
    """Name a case shortly."""
    return str(case)[:40].encode("ascii", "replace").decode()


@pytest.mark.parametrize(("method", "path", "body", "field", "limit"), CASES, ids=short)
def test_a_wrong_value_is_refused_and_named(
    admin: Api, method: str, path: str, body: object, field: str, limit: object
) -> None:
    answer = admin.send(method, path, body)

    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "invalid"), said
    assert said["field"] == field
    allowed = said.get("limits") if isinstance(limit, list) else said.get("limit")
    assert limit is None or allowed == limit
    assert len(answer.content) < 4000


def test_a_value_that_is_refused_is_named(admin: Api) -> None:
    said = admin.post("/contents", draft(points=1001)).json()

    assert (said["field"], said["value"], said["limit"]) == ("points", 1001, 1000)
    assert said["errors"] == [
        {"field": "points", "reason": "too_big", "detail": said["errors"][0]["detail"], "value": 1001, "limit": 1000}
    ]


def test_all_that_is_wrong_is_named_at_once(admin: Api) -> None:
    said = admin.post("/contents", draft(title=7, points=-1, colour="red")).json()

    assert {error["field"] for error in said["errors"]} == {"title", "points", "colour"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{'title': 1}",
        b"[1, 2]",
        b'"text"',
        b"1",
        b"null",
        b"\xff\xfe\x00",
        b'{"points": ' + b"1" * 5000 + b"}",
        b"[" * 100_000,
        b'{"title": ' * 20_000,
        b"\x00",
    ],
    ids=lambda body: body[:12].hex(),
)
def test_what_is_no_object_of_json_is_refused(admin: Api, body: bytes) -> None:
    answer = admin.send("POST", "/contents", body)

    assert (answer.status_code, answer.json()["field"]) == (422, "body")


WRITING = [(method, path) for method, path in operations() if method != "GET"]


def below(path: str) -> str:
    """Return a path below /api/v1 with something in place of its names."""
    names = {"network": "x", "language": "fi", "race_id": "ALL", "version": "1"}
    parts = (names.get(part[1:-1], NOBODY[:20]) if part.startswith("{") else part for part in path.split("/"))
    return "/".join(parts).removeprefix("/api/v1")


@pytest.mark.parametrize(("method", "path"), WRITING, ids=short)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "nonsense"])
def test_a_body_of_another_type_is_not_taken(admin: Api, method: str, path: str, kind: str) -> None:
    answer = admin.send(method, below(path), b"{}", headers={"Content-Type": kind})

    assert (answer.status_code, answer.json()["field"], answer.json()["value"]) == (415, "Content-Type", kind)


BODILESS = [
    (method, path)
    for method, path in operations()
    if not description()["paths"][path][method.lower()].get("requestBody", {}).get("required")
]


@pytest.mark.parametrize(("method", "path"), BODILESS, ids=short)
def test_an_unknown_parameter_is_refused_on_every_route(admin: Api, method: str, path: str) -> None:
    """Where a body is needed, it is judged first."""
    answer = admin.send(method, f"{below(path)}?colour=red", None if method == "GET" else {})

    assert (answer.status_code, answer.json()["field"], answer.json()["reason"]) == (422, "colour", "unknown")


@pytest.mark.parametrize(("method", "path"), operations(), ids=short)
def test_a_body_over_the_limit_is_refused_on_every_route(admin: Api, method: str, path: str) -> None:
    answer = admin.send(method, below(path), b'{"title": "' + b"a" * LARGEST + b'"}')

    assert (answer.status_code, answer.json()["limit"]) == (413, LARGEST)


def test_a_body_at_the_limit_is_read(admin: Api) -> None:
    answer = admin.send("POST", "/contents", json.dumps("a" * (LARGEST - 2)).encode())

    assert answer.status_code == 422


@pytest.mark.parametrize("encoded", [False, True], ids=["text", "base64"])
@pytest.mark.parametrize(("over", "status"), [(0, 422), (1, 413)])
def test_the_function_itself_holds_the_limit_for_what_comes_encoded_too(
    admin_person: Person, encoded: bool, over: int, status: int
) -> None:
    text = json.dumps("a" * (LARGEST - 2 + over))
    body = base64.b64encode(text.encode()).decode() if encoded else text

    answer = invoke("ContentsApiFunction", rest_event("POST", "/api/v1/contents", body, admin_person.id, encoded))

    assert (answer["statusCode"], answer["multiValueHeaders"]["Content-Type"]) == (status, [PROBLEM])


def rest_event(method: str, path: str, body: str, person: str, encoded: bool) -> dict[str, Any]:
    """Return an event of the REST API (payload 1.0), without claims that would pass."""
    return {
        "httpMethod": method,
        "path": path,
        "resource": path,
        "headers": {"Content-Type": "application/json"},
        "multiValueHeaders": {"Content-Type": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "body": body,
        "isBase64Encoded": encoded,
        "requestContext": {
            "authorizer": {"claims": {"cognito:username": person}},
            "identity": {"sourceIp": "192.0.2.7"},
            "path": path,
            "resourcePath": path,
            "httpMethod": method,
            "requestId": "test",
            "stage": "live",
        },
    }


@pytest.mark.parametrize("method", ["DELETE", "PUT", "OPTIONS"])
def test_a_method_that_a_path_has_not_is_refused_with_those_that_it_has(admin: Api, method: str) -> None:
    answer = admin.send(method, "/me")

    assert (answer.status_code, answer.headers["Allow"], answer.json()["code"]) == (
        405,
        "GET, PATCH",
        "method_not_allowed",
    )


def test_a_cursor_of_another_list_or_of_ones_own_making_shows_nothing_that_is_not_ones_own(
    ambassador: Api, editor: Api
) -> None:
    forged = base64.urlsafe_b64encode(b"9999-12-31T00:00:00+00:00#zzz").decode().rstrip("=")
    drafts = {row["content"] for row in editor.get("/contents?state=draft").json()["items"]}

    answer = ambassador.get(f"/contents?cursor={forged}")

    assert answer.status_code == 200
    assert not drafts & {row["content"] for row in answer.json()["items"]}
