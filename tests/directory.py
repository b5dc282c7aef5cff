"""A directory for tests: requests to the function that answers it, in this process or over HTTP."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from lahetti.people.directory import tokens
from scim import handler
from tests.events import Context, rest_event

BASE = "/scim/v2"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


@dataclass(frozen=True)
class Answered:
    """An answer: its status, its JSON (None without a body), its headers by their names in lower case."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Directory:
    """A directory with a token that an admin made for it."""

    token: str

    @classmethod
    def connected(cls, now: datetime) -> "Directory":
        """Return a directory with a new token."""
        return cls(tokens.make_token("Entra", "admin", now)[1])

    def ask(self, method: str, url: str, body: object = None, **headers: str) -> Answered:
        """Send a request; `url` is what follows /scim/v2."""
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/scim+json", **headers}
        return answered(method, url, sent, body if isinstance(body, str) or body is None else json.dumps(body))

    def create(self, name: str, **more: Any) -> Any:
        """Create a user as Entra does; return the answer's body."""
        answer = self.ask("POST", "/Users", user(name, **more))
        assert answer.status == 201, answer
        return answer.body

    def patch(self, url: str, *operations: dict[str, Any]) -> Answered:
        """Patch a resource."""
        return self.ask("PATCH", url, {"schemas": [PATCH], "Operations": list(operations)})

    def find(self, kind: str, wanted: str, **query: str) -> list[Any]:
        """Return what fits a filter."""
        answer = handler_answer(self, kind, {"filter": wanted, **query})
        assert answer.status == 200, answer
        assert answer.body["totalResults"] == len(answer.body.get("Resources", []))
        return list(answer.body.get("Resources", []))


def handler_answer(directory: Directory, kind: str, query: dict[str, str]) -> Answered:
    """Ask with query parameters."""
    return answered("GET", f"/{kind}", {"Authorization": f"Bearer {directory.token}"}, None, query)


def user(name: str, **more: Any) -> dict[str, Any]:
    """Return a user as Entra sends one."""
    email = f"{name}@vero.fi"
    return {
        "schemas": [USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "externalId": f"entra-{name}",
        "userName": email,
        "active": True,
        "displayName": f"{name.title()} Virtanen",
        "emails": [{"primary": True, "type": "work", "value": email}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": f"{name.title()} Virtanen", "familyName": "Virtanen", "givenName": name.title()},
        "preferredLanguage": "fi",
        **more,
    }


def answered(
    method: str, url: str, headers: dict[str, str], body: str | None, query: dict[str, str] | None = None
) -> Answered:
    """Have the function answer a request, as API Gateway hands it on."""
    parts = urlsplit(url)
    names = [unquote(part) for part in parts.path.strip("/").split("/")]
    resource = f"{BASE}/{{endpoint}}/{{id}}" if len(names) > 1 else f"{BASE}/{{endpoint}}"
    asked = query or dict(parse_qsl(parts.query, keep_blank_values=True))
    event = rest_event(
        method,
        resource,
        parameters=dict(zip(("endpoint", "id"), names, strict=False)),
        query=asked,
        headers=headers,
        body=body,
    )
    answer = handler.lambda_handler(event, Context())
    sent = {name.lower(): values[0] for name, values in answer["multiValueHeaders"].items()}
    return Answered(answer["statusCode"], json.loads(answer["body"]) if answer["body"] else None, sent)


def wsgi(environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """Be the function as a WSGI application, for clients that speak to one in their own process."""
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").title(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
    url = environ["PATH_INFO"].removeprefix(BASE)
    body = environ["wsgi.input"].read().decode()
    query = dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
    answer = answered(environ["REQUEST_METHOD"], url, headers, body or None, query)
    start_response(f"{answer.status} -", list(answer.headers.items()))
    return [b"" if answer.body is None else json.dumps(answer.body).encode()]
