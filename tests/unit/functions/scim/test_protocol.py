"""What is asked, found and refused: tokens, filters, pages, errors in SCIM's own shape, and input that is hostile."""

import hashlib
import json
from datetime import date
from typing import Any

import pytest

from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.people.directory import items as records
from lahetti.people.directory import tokens
from lahetti.records import items as records_items
from scim import handler
from tests.directory import ERROR, GROUP, PATCH, USER, Answered, Directory, answered, handler_answer, user
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.scim.conftest import NOW


def require_error(answer: Answered, status: int, kind: str | None = None) -> None:
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/scim+json"
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert answer.body["schemas"] == [ERROR]
    assert answer.body["status"] == str(status)
    assert answer.body.get("scimType") == kind
    assert answer.body["detail"]


@pytest.mark.parametrize("path", ["/Users", "/Groups/g", "/ServiceProviderConfig", "/Schemas", "/Bulk", "/nowhere"])
@pytest.mark.parametrize(
    "authorization", [None, "Bearer ", "Bearer wrong", "Basic YWRtaW46YWRtaW4=", "bearer\ud800", "x" * 10_000]
)
def test_nothing_is_answered_without_a_token_that_holds(
    path: str, authorization: str | None, directory: Directory
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}

    answer = answered("GET", path, headers, None)

    require_error(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_tokens_are_two_at_most_are_kept_as_hashes_and_hold_until_they_are_revoked(
    directory: Directory, database: MemoryDynamoDb
) -> None:
    second, told = tokens.make_token(" Okta ", "admin", NOW)
    with pytest.raises(Conflict):
        tokens.make_token("third", "admin", NOW)
    assert Directory(told).ask("GET", "/Users").status == 200
    assert second.digest == hashlib.sha256(told.encode()).hexdigest()
    assert told not in json.dumps([str(item) for item in database.programme.states.values()], default=str)

    tokens.revoke_token(second.digest, "admin", NOW)

    require_error(Directory(told).ask("GET", "/Users"), 401)
    assert directory.ask("GET", "/Users").status == 200
    assert [(token.name, token.used_on) for token in tokens.tokens()] == [("Entra", date(2026, 12, 1))]
    with pytest.raises(NotFound):
        tokens.revoke_token(second.digest, "admin", NOW)
    tokens.make_token("third", "admin", NOW)
    logged = [(line.who, line.what) for line in records_items.audit_about(keys.DIRECTORY, Span())[0]]
    assert sorted(logged) == [("admin", "directory token made")] * 3 + [("admin", "directory token revoked")]


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\nb"])
def test_a_token_has_a_name_on_one_line(name: str, directory: Directory) -> None:
    with pytest.raises(Invalid):
        tokens.make_token(name, "admin", NOW)


@pytest.mark.parametrize(
    "wanted",
    [
        'userName eq "aino@vero.fi"',
        'userName eq "AINO@VERO.FI"',
        'username Eq "aino@vero.fi"',
        'externalId eq "entra-aino"',
        'emails[type eq "work"].value eq "aino@vero.fi"',
        'emails.value eq "Aino@vero.fi"',
        'emails eq "aino@vero.fi"',
        'externalId eq "entra-aino" and active eq true',
        'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "aino@vero.fi"',
        'name.givenName eq "Aino"',
        'displayName co "ino"',
        'not (userName sw "berit")',
        'userName eq "aino@vero.fi" or userName eq "nobody"',
    ],
)
def test_a_filter_finds_who_is_meant(wanted: str, directory: Directory) -> None:
    made = directory.create("aino")
    directory.create("berit")

    assert [found["id"] for found in directory.find("Users", wanted)] == [made["id"]]


@pytest.mark.parametrize(
    "wanted",
    [
        'userName eq "nobody@vero.fi"',
        'externalId eq "ENTRA-AINO"',
        'externalId eq "' + "x" * 900 + '"',
        'emails[type eq "home"].value eq "aino@vero.fi"',
        'emails[type eq "work"].value eq "nobody@vero.fi"',
        'userName eq "aino@vero.fi" and active eq false',
    ],
)
def test_what_fits_nothing_is_an_empty_list(wanted: str, directory: Directory) -> None:
    directory.create("aino")

    answer = handler_answer(directory, "Users", {"filter": wanted})

    assert answer.status == 200
    assert answer.body["totalResults"] == 0
    assert answer.body.get("Resources", []) == []


def test_equal_values_are_found_without_reading_everybody(directory: Directory, database: MemoryDynamoDb) -> None:
    directory.create("aino")
    for wanted in (
        'userName eq "aino@vero.fi"',
        'externalId eq "entra-aino"',
        'emails[type eq "work"].value eq "aino@vero.fi"',
    ):
        asked: list[Any] = []
        database.before = lambda operation, parameters, asked=asked: asked.append((operation, parameters))  # type: ignore[misc]
        directory.find("Users", wanted)
        database.before = lambda *_: None

        assert "DIRECTORY#USERS" not in str([found for operation, found in asked if operation == "Query"])


@pytest.mark.parametrize(
    "wanted", ["userName", 'title eq "Boss"', 'userName eq "a', "(" * 400, "x eq 1 " * 60, 'a eq "' + "x" * 1000 + '"']
)
def test_a_filter_that_cannot_be_read_is_refused(wanted: str, directory: Directory) -> None:
    require_error(handler_answer(directory, "Users", {"filter": wanted}), 400, "invalidFilter")


def test_pages_hold_everybody_once(directory: Directory) -> None:
    made = [directory.create(f"p{number}")["id"] for number in range(7)]
    seen: list[str] = []
    for start in (1, 4, 7):
        body = handler_answer(directory, "Users", {"startIndex": str(start), "count": "3"}).body
        assert (body["totalResults"], body["startIndex"]) == (7, start)
        assert body["itemsPerPage"] == len(body["Resources"])
        seen += [one["id"] for one in body["Resources"]]

    assert seen == made
    beyond = handler_answer(directory, "Users", {"startIndex": "8"}).body
    assert (beyond["totalResults"], beyond.get("Resources", [])) == (7, [])
    none = handler_answer(directory, "Users", {"count": "0"}).body
    assert (none["totalResults"], none.get("Resources", [])) == (7, [])
    assert handler_answer(directory, "Users", {"startIndex": "-5", "count": "1000"}).body["itemsPerPage"] == 7


def test_discovery_says_what_is_kept_and_what_is_not_supported(directory: Directory) -> None:
    config = directory.ask("GET", "/ServiceProviderConfig").body
    kinds = directory.ask("GET", "/ResourceTypes").body["Resources"]
    schema = directory.ask("GET", f"/Schemas/{USER}").body

    supported = {name: value["supported"] for name, value in config.items() if "supported" in value}
    assert [name for name, on in supported.items() if on] == ["patch", "filter"]
    assert sorted(kind["endpoint"] for kind in kinds) == ["/Groups", "/Users"]
    names = {attribute["name"] for attribute in schema["attributes"]}
    assert {"userName", "emails", "active"} <= names
    assert not names & {"password", "phoneNumbers", "title", "roles"}


@pytest.mark.parametrize(
    ("method", "url", "body", "status", "kind"),
    [
        ("POST", "/Users", "", 400, "invalidSyntax"),
        ("POST", "/Users", "{", 400, "invalidSyntax"),
        ("POST", "/Users", "[]", 400, "invalidSyntax"),
        ("POST", "/Users", '{"userName": "\ud800"}', 400, None),
        ("POST", "/Users", '{"a":' * 10_000, 400, "invalidSyntax"),
        ("POST", "/Users", {"schemas": [USER]}, 400, "invalidValue"),
        ("POST", "/Users", {"schemas": ["urn:example:unknown"], "userName": "a@vero.fi"}, 400, None),
        ("POST", "/Users", user("aino", userName="x" * 300), 400, "invalidValue"),
        ("POST", "/Users", user("aino", displayName="a\nb"), 400, "invalidValue"),
        ("POST", "/Users", user("aino", displayName="a\x00b"), 400, "invalidValue"),
        ("POST", "/Users", user("aino", emails=[{"value": "no address", "type": "work"}]), 400, "invalidValue"),
        ("POST", "/Users", user("aino", emails=[{"value": f"a{n}@vero.fi"} for n in range(11)]), 400, "invalidValue"),
        ("POST", "/Users", user("aino", active="perhaps"), 400, "invalidValue"),
        ("POST", "/Groups", {"schemas": [GROUP], "displayName": " "}, 400, "invalidValue"),
        ("POST", "/Groups", {"schemas": [GROUP], "displayName": "x" * 257}, 400, "invalidValue"),
        ("PATCH", "/Users/nobody", {"schemas": [PATCH], "Operations": [{"op": "fly"}]}, 400, None),
        ("PATCH", "/Users/nobody", {"schemas": [PATCH], "Operations": []}, 400, None),
        ("PUT", "/Users/nobody", user("aino"), 404, None),
        ("DELETE", "/Users/nobody", None, 404, None),
        ("DELETE", "/Groups/nobody", None, 404, None),
        ("GET", "/Users/nobody", None, 404, None),
        ("GET", "/nowhere", None, 404, None),
        ("PUT", "/Users", None, 405, None),
        (
            "POST",
            "/Bulk",
            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": []},
            501,
            None,
        ),
        ("GET", "/Me", None, 501, None),
    ],
)
def test_what_cannot_be_done_is_told_as_an_error_of_the_protocol(
    method: str, url: str, body: Any, status: int, kind: str | None, directory: Directory
) -> None:
    answer = directory.ask(method, url, body)

    assert answer.status == status, answer
    require_error(answer, status, answer.body.get("scimType") if kind is None else kind)
    assert list(records.users()) == []


def test_a_body_of_a_megabyte_is_refused_and_one_at_the_limit_is_read(directory: Directory) -> None:
    require_error(directory.ask("POST", "/Users", user("aino", nickName="x" * 1_000_000)), 413)
    assert list(records.users()) == []

    whole = json.dumps(user("aino", nickName=""))
    room = handler.LARGEST_BODY - len(whole)
    assert directory.ask("POST", "/Users", user("aino", nickName="x" * room)).status == 201
    assert directory.ask("POST", "/Users", user("berit", nickName="x" * (room + 1))).status == 413


def test_another_media_type_is_refused(directory: Directory) -> None:
    answer = directory.ask("POST", "/Users", json.dumps(user("aino")), **{"Content-Type": "text/xml"})

    require_error(answer, 415)


def test_unknown_extensions_and_attributes_are_dropped_and_say_nothing(directory: Directory) -> None:
    extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    made = directory.create("aino", **{extension: {"department": "HR", "manager": {"value": "boss"}}, "title": "x"})

    answer = directory.patch(
        f"/Users/{made['id']}",
        {"op": "Add", "path": f"{extension}:department", "value": "IT"},
        {"op": "Add", "path": "title", "value": "Boss"},
        {"op": "Replace", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+358"},
    )

    assert answer.status == 200
    assert "HR" not in json.dumps(answer.body)
    assert "Boss" not in json.dumps(answer.body)


def test_a_bug_is_a_500_of_the_protocol_that_says_nothing(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(handler.tokens, "require_token", broken)

    answer = directory.ask("GET", "/Users")

    require_error(answer, 500)
    assert "secret" not in json.dumps(answer.body)
