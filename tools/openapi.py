"""Writes docs/openapi.json: the API as its own code describes it (OpenAPI 3.1), in an order that does not change.

Run it with `python -m tools.openapi` after a change of a route; a test holds the file against the code. What is the
same of many operations (headers, sign-in, what may go wrong) is added here, in one place.
"""

import importlib
import inspect
import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lahetti.core.texts import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "openapi.json"
WORDS = Path(__file__).with_name("openapi_words.toml")
METHODS = ("get", "put", "post", "delete", "patch")
# The framework adds these to every route; our own problem document is answered in their place.
NEVER_ANSWERED = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
TAGS = {
    "start": "What a client needs before it draws any screen.",
    "contents": "Channels, contents and their captions: what is on offer, and what editors do with it.",
    "suggestions": "What ambassadors suggest to editors.",
    "notes": "What ambassadors write to editors and admins.",
    "people": "The caller, the programme, its people and its guidelines.",
    "passkeys": "What the caller signs in with instead of a code.",
    "sessions": "Where the caller is signed in.",
    "sign_in": "Signing in by mailed code without a browser, renewing the session, signing out.",
    "teams": "The teams that people belong to.",
    "shares": "Opening, confirming and following shares, and the points that they bring.",
    "reactions": "Posts that are followed, and how the networks answer.",
    "readers": "The readers that the caller brought, and those of everybody.",
    "races": "Races, places, teams and draws.",
    "rewards": "Rewards, what was won, and claims.",
    "conversions": "Wanted deeds that followed a click, as sites report them.",
    "analytics": "What contents brought, and how many people take part.",
}
DESCRIPTION = f"""\
Share the organisation's posts, see who reads them, race for the top ten.

Sign in by `POST /sign-in` and send the id token as `Authorization: Bearer`. Every error is a
problem document (RFC 9457) whose `code` never changes its meaning; its `detail` is in the language of
`Accept-Language` ({", ".join(sorted(LANGUAGES))}). A path that has no such method answers 405 with `Allow`. The
service takes 200 requests a second, 400 at once; above that it answers 429: try again after `Retry-After`, or a second.
Fields and names that the API does not know are refused with 422. docs/api.md says more.
"""
RATE = {"description": "Seconds to wait before the next try", "schema": {"type": "integer", "minimum": 1}}
ETAG = {"description": "The edition of what is answered", "schema": {"type": "string"}}
RESPONSE_HEADERS: dict[str, dict[str, Any]] = {
    "201": {
        "Location": {"description": "Where the new thing is", "schema": {"type": "string", "format": "uri-reference"}}
    },
    "401": {"WWW-Authenticate": {"description": "How to sign in", "schema": {"type": "string", "const": "Bearer"}}},
    "429": {"Retry-After": RATE},
    "503": {"Retry-After": RATE},
}
ACCEPT_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "The language of `detail` in a problem document",
    "schema": {"type": "string"},
    "example": "fi",
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the edition that the caller has: 304 answers that it is the current one",
    "schema": {"type": "string"},
    "example": '"3f1c0a9d5b7e42880f6d1c2a"',
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the edition that is changed: 412 answers that somebody else has changed it",
    "schema": {"type": "string"},
    "example": '"3f1c0a9d5b7e42880f6d1c2a"',
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A text of the caller's own: the same request with it, sent again within a day, is done once",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100},
    "example": "4c1f6f0e-3f2b-4c55-9a3e-0d6f7a1b2c3d",
}
SIGNATURE = [
    {
        "name": name,
        "in": "header",
        "required": True,
        "description": description,
        "schema": {"type": "string"},
        "example": example,
    }
    for name, description, example in (
        ("webhook-id", "The message's own id, the same when it is sent again", "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"),
        ("webhook-timestamp", "When it was sent, in seconds since 1970", "1795601700"),
        (
            "webhook-signature",
            "The signatures, each with its version",
            "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
        ),
    )
]
"""As Standard Webhooks says: https://github.com/standard-webhooks/standard-webhooks."""


def document() -> dict[str, Any]:
    """Return the description of the API."""
    from api import application  # late: it builds the whole API

    for module in handlers():
        importlib.import_module(module)  # adds its routes
    text = application.app.get_openapi_json_schema(title="Lahetti", version="1", description=DESCRIPTION)
    described: dict[str, Any] = json.loads(text)
    for name in NEVER_ANSWERED:
        described["components"]["schemas"].pop(name, None)
    words = _Words(described["components"]["schemas"])
    for name, schema in described["components"]["schemas"].items():
        _title(name, schema)
    words.explain_members()
    described["components"]["securitySchemes"] = {
        "signIn": {
            "type": "openIdConnect",
            "openIdConnectUrl": (
                "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_EXAMPLE/.well-known/openid-configuration"
            ),
            "description": "An id token of the service's own client, from a sign-in on the service's own pages; the "
            "address of its issuer has the region and the pool of the deployment.",
        },
        "siteSecret": {
            "type": "apiKey",
            "in": "header",
            "name": "webhook-signature",
            "description": "A signature as Standard Webhooks says, with a secret of the site's that an admin has made.",
        },
    }
    routes = {
        (route.openapi_path, route.method.lower()): route.func
        for route in [*application.app._static_routes, *application.app._dynamic_routes]
    }
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            _complete(method, operation, routes[path, method])
            words.explain_operation(operation)
    described["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    described["externalDocs"] = {"description": "How to sign in, page and retry", "url": "api.md"}
    return _sorted(described)


def handlers() -> list[str]:
    """Return the modules of the API's functions."""
    return sorted(f"api.{path.stem}" for path in (ROOT / "functions" / "api").glob("handler_*.py"))


class _Words:
    """What members and parameters mean, and examples of them (openapi_words.toml); larger examples are put together."""

    def __init__(self, schemas: dict[str, Any]) -> None:
        self.schemas = schemas
        self.known: dict[str, dict[str, Any]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))

    def explain_members(self) -> None:
        """Explain the members of all schemas, each by its name."""
        for name, schema in self.schemas.items():
            for member, described in schema.get("properties", {}).items():
                words = self._words(f"{name}.{member}", member)
                described["description"] = words["description"]
                if "example" in words:
                    described["examples"] = [words["example"]]

    def explain_operation(self, operation: dict[str, Any]) -> None:
        """Explain an operation's parameters, and give an example of what is sent and of what is answered."""
        for parameter in operation["parameters"]:
            if parameter["in"] != "header":
                words = self._words(f"parameter.{parameter['name']}", parameter["name"])
                parameter["description"] = words["description"]
                parameter["example"] = words["example"] if "example" in words else self._example(parameter["schema"])
        contents = [operation.get("requestBody", {}).get("content", {})]
        contents += [response.get("content", {}) for response in operation["responses"].values()]
        for content in contents:
            if "application/json" in content:
                content["application/json"]["example"] = self._example(content["application/json"]["schema"])

    def _words(self, *names: str) -> dict[str, Any]:
        return next((self.known[name] for name in names if name in self.known), {"description": ""})

    def _example(self, schema: dict[str, Any]) -> Any:
        if schema.get("examples"):
            return schema["examples"][0]
        match schema:
            case {"$ref": reference}:
                return self._example(self.schemas[reference.rpartition("/")[2]])
            case {"anyOf": [first, *_]} | {"enum": [first, *_]}:
                return self._example(first) if "anyOf" in schema else first
            case {"const": only}:
                return only
            case {"type": "array", "items": items}:
                return [self._example(items)]
            case {"type": "object", "properties": properties}:
                return {name: self._example(member) for name, member in properties.items()}
        raise ValueError(f"openapi_words.toml gives no example of {schema}")


def written(description: dict[str, Any]) -> str:
    """Return the text of the file."""
    return json.dumps(description, ensure_ascii=False, indent=1) + "\n"


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Walk (method, path, operation) of a description."""
    for path, of_path in description["paths"].items():
        for method, operation in of_path.items():
            yield method, path, operation


def _title(name: str, schema: dict[str, Any]) -> None:
    """Title a schema by its name, and its members not at all: a generator would make a class of every title."""
    schema["title"] = name
    for member in schema.get("properties", {}).values():
        _untitle(member)


def _untitle(schema: Any) -> None:
    if isinstance(schema, dict):
        schema.pop("title", None)
        for part in schema.values():
            _untitle(part)
    elif isinstance(schema, list):
        for part in schema:
            _untitle(part)


def _complete(method: str, operation: dict[str, Any], function: Any) -> None:
    """Name an operation after its function, tell what the function says of itself, and add what all of a kind have."""
    sentence, _, more = inspect.cleandoc(function.__doc__).partition(". ")
    operation["operationId"] = function.__name__
    operation["tags"] = [function.__module__.rpartition("routes_")[2]]
    operation["summary"] = sentence.removesuffix(".")
    operation["description"] = more or inspect.cleandoc(function.__doc__)
    by_site = getattr(sys.modules[function.__module__], "SIGNED_BY_SITES", False)
    by_anyone = getattr(sys.modules[function.__module__], "OPEN_TO_ANYONE", False)
    operation["security"] = [] if by_anyone else [{"siteSecret": []}] if by_site else [{"signIn": []}]
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        _untitle(parameter["schema"])
    parameters.append(ACCEPT_LANGUAGE)
    if by_site:
        parameters += SIGNATURE
    if method == "get":
        parameters.append(IF_NONE_MATCH)
    if method == "post":
        parameters.append(IDEMPOTENCY_KEY)
    if "412" in operation["responses"]:
        parameters.append(IF_MATCH)
    for status, response in operation["responses"].items():
        headers = dict(RESPONSE_HEADERS.get(status, {}))
        if status in ("200", "201", "304"):
            headers["ETag"] = ETAG
        if headers:
            response["headers"] = headers


def _sorted(described: dict[str, Any]) -> dict[str, Any]:
    """Put paths, methods, statuses and schemas in order; members of a schema stay as they were declared."""
    paths = {
        path: {method: of_path[method] for method in METHODS if method in of_path}
        for path, of_path in sorted(described["paths"].items())
    }
    for of_path in paths.values():
        for operation in of_path.values():
            operation["responses"] = dict(sorted(operation["responses"].items()))
    components = {name: dict(sorted(part.items())) for name, part in sorted(described["components"].items())}
    return {**described, "paths": paths, "components": components}


if __name__ == "__main__":
    FILE.write_text(written(document()), encoding="utf-8")
    print(f"{FILE.name}: {len(document()['paths'])} paths")
