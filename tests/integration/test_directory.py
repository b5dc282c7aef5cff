"""The deployed function that the organisation's directory speaks to: whom it answers, and what becomes of people."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from scim_sanity import http_client
from scim_sanity.http_client import SCIMResponse
from scim_sanity.probe import runner

from lahetti.core import clock
from lahetti.people import members
from lahetti.people.directory import tokens
from lahetti.people.model import Person, PersonState
from tests.directory import ERROR, GROUP, PATCH, user
from tests.integration.api_client import Api
from tests.integration.console_client import ConsoleVisitor
from tests.integration.people_fixtures import Cast, SignInRefused
from tools import templates
from tools.local_requests import Site

SCIM = "application/scim+json"
PATHS = [event["Path"] for event in templates.events("ScimFunction", "Api").values()]


@pytest.fixture
def token(programme: None) -> Iterator[str]:
    """A key that an admin has made for a directory."""
    for old in tokens.tokens():
        tokens.revoke_token(old.digest, "tests", clock.now())
    made, told = tokens.make_token("Tests", "tests", clock.now())
    yield told
    tokens.revoke_token(made.digest, "tests", clock.now())


def asked(site: Site, token: str | None, method: str, path: str, body: object = None) -> Any:
    headers = {"Content-Type": SCIM, **({} if token is None else {"Authorization": f"Bearer {token}"})}
    data = None if body is None else json.dumps(body).encode()
    return site.request(method, f"/scim/v2{path}", headers=headers, data=data)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_directory_with_a_key_is_answered_and_nobody_else(
    method: str, path: str, token: str, cast: Cast, ambassador: Api, admin: Api
) -> None:
    wanted = path.removeprefix("/scim/v2").format(endpoint="Users", id="nobody")
    callers = {"no token": None, "garbage": "garbage", "ambassador": ambassador.token, "admin": admin.token}

    for caller, proof in callers.items():
        refused = asked(cast.site, proof, method, wanted, {})
        assert (refused.status_code, refused.headers["Content-Type"]) == (401, SCIM), caller
        assert refused.json()["schemas"] == [ERROR]
    assert asked(cast.site, token, method, wanted, {}).status_code in (200, 400, 404, 405)


def test_the_key_of_a_directory_opens_nothing_else(token: str, cast: Cast, admin_visitor: ConsoleVisitor) -> None:
    for path in ("/api/v1/me", "/api/v1/people"):
        answer = cast.site.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
    assert "Tests" in admin_visitor.get("/console/people/directory").text


def test_somebody_is_provisioned_takes_part_loses_access_and_is_deleted(token: str, cast: Cast) -> None:
    name = f"scim-{uuid.uuid4().hex[:12]}"
    email = f"{name}@vero.fi"

    def ask(method: str, path: str, body: object = None) -> Any:
        return asked(cast.site, token, method, path, body)

    def found() -> Any:
        query = {"filter": f'emails[type eq "work"].value eq "{email}"', "startIndex": "1", "count": "1"}
        headers = {"Authorization": f"Bearer {token}"}
        return cast.site.request("GET", "/scim/v2/Users", headers=headers, params=query).json()

    assert (found()["totalResults"], found().get("Resources", [])) == (0, [])
    made = ask("POST", "/Users", user(name))
    assert made.status_code == 201, made.text
    id_ = made.json()["id"]
    assert made.headers["Location"].endswith(f"/scim/v2/Users/{id_}")
    assert ask("POST", "/Users", user(name)).status_code == 409
    assert [one["id"] for one in found()["Resources"]] == [id_]
    group = ask("POST", "/Groups", {"schemas": [GROUP], "displayName": name, "members": [{"value": id_}]})
    assert group.status_code == 201, group.text

    api = cast.api(person_of(email))
    assert api.get("/me").json()["teams"] == [name]

    inactive = {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": "False"}]}
    assert ask("PATCH", f"/Users/{id_}", inactive).json()["active"] is False
    assert api.get("/me").status_code in (401, 403)
    assert person_of(email).state is PersonState.DEACTIVATED
    assert found()["Resources"][0]["active"] is False

    assert ask("DELETE", f"/Groups/{group.json()['id']}").status_code == 204
    assert ask("DELETE", f"/Users/{id_}").status_code == 204
    assert ask("GET", f"/Users/{id_}").status_code == 404
    assert found()["totalResults"] == 0


def person_of(email: str) -> Person:
    found = members.known_email(email)
    if found is None:
        raise SignInRefused(f"Nobody has the address {email}.")
    return found


def test_a_body_of_a_megabyte_is_refused_in_the_shape_of_the_protocol(token: str, cast: Cast) -> None:
    answer = asked(cast.site, token, "POST", "/Users", user("aino", nickName="x" * 1_000_000))

    assert (answer.status_code, answer.json()["status"]) == (413, "413")


def test_scim_sanity_as_entra_finds_no_fault_in_what_is_deployed(
    token: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def request(
        self: http_client.SCIMClient, method: str, url: str, headers: dict[str, str], payload: dict[str, Any] | None
    ) -> SCIMResponse:
        path = url.removeprefix(cast.site.origin)
        data = None if payload is None else json.dumps(payload).encode()
        answer = cast.site.request(method, path, headers=headers, data=data)
        return SCIMResponse(answer.status_code, dict(answer.headers), answer.text)

    monkeypatch.setattr(http_client.SCIMClient, "_request_with_requests", request)

    report = runner.run_probe_api(
        f"{cast.site.origin}/scim/v2", token=token, profile="entra", user_domain="vero.fi", skip_cleanup=False
    )

    assert [found for found in report["results"] if found["status"] not in ("pass", "skip")] == []


def test_a_key_is_made_and_revoked_in_the_console(token: str, cast: Cast, admin_visitor: ConsoleVisitor) -> None:
    made = admin_visitor.send("/console/people/directory", "make", name="Okta")
    told = made.text.split("<code>")[1].split("</code>")[0]
    assert asked(cast.site, told, "GET", "/Users").status_code == 200

    key = next(one.digest for one in tokens.tokens() if one.name == "Okta")
    admin_visitor.send("/console/people/directory", "revoke", key=key, confirmed="yes")

    assert asked(cast.site, told, "GET", "/Users").status_code == 401
