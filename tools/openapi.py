"""Writes docs/openapi.json: the API as its own code describes it (OpenAPI 3.1), in an order that does not change.

Run it with `python -m tools.openapi` after a change of a route; a test holds the file against the code.
"""

import inspect
import json
import re
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"
METHODS = ("get", "put", "post", "delete", "patch")
# Five subjects have states of their own; the framework tells them apart by their modules.
STATES = {
    "content": "ContentState",
    "notes": "NoteState",
    "people": "PersonState",
    "race_heads": "RaceState",
    "sharing": "ShareState",
}
# The framework adds these to every route; our own problem document is answered in their place.
NEVER_ANSWERED = ("HTTPValidationError", "ValidationError", "ResponseValidationError")


def document() -> dict[str, Any]:
    """Return the description of the API."""
    from api import application, handler  # noqa: F401 (late: it builds the whole API, and the handler adds the routes)

    text = application.app.get_openapi_json_schema(
        title="Lähetti",
        version="1",
        description="Share the organisation's posts, see who reads them, race for the top ten.",
    )
    text = re.sub(r"lahetti__([a-z_]+?)__\w*State\b", lambda found: STATES[found[1]], text)
    described: dict[str, Any] = json.loads(text)
    for name in NEVER_ANSWERED:
        described["components"]["schemas"].pop(name, None)
    described["components"]["securitySchemes"] = {
        "signIn": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An id token of the service's own Cognito client, from a sign-in with PKCE.",
        }
    }
    functions = {
        (route.openapi_path, route.method.lower()): route.func
        for route in [*application.app._static_routes, *application.app._dynamic_routes]
    }
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            _complete(operation, functions[path, method])
    return _sorted(described)


def written(description: dict[str, Any]) -> str:
    """Return the text of the file."""
    return json.dumps(description, ensure_ascii=False, indent=1) + "\n"


def _complete(operation: dict[str, Any], function: Any) -> None:
    """Name an operation after its function, tell what the function says of itself, and drop what is never answered."""
    sentence, _, more = inspect.cleandoc(function.__doc__).partition(". ")
    operation["operationId"] = function.__name__
    operation["summary"] = sentence.removesuffix(".")
    if more:
        operation["description"] = more
    operation["security"] = [{"signIn": []}]
    invalid = operation["responses"].get("422", {})
    if any("HTTPValidationError" in json.dumps(content) for content in invalid.get("content", {}).values()):
        del operation["responses"]["422"]


def _sorted(described: dict[str, Any]) -> dict[str, Any]:
    """Put paths, methods, statuses and schemas in order; members of a schema stay as they were declared."""
    paths = {
        path: {method: operations[method] for method in METHODS if method in operations}
        for path, operations in sorted(described["paths"].items())
    }
    for operations in paths.values():
        for operation in operations.values():
            operation["responses"] = dict(sorted(operation["responses"].items()))
    components = {name: dict(sorted(part.items())) for name, part in sorted(described["components"].items())}
    return {**described, "paths": paths, "components": components}


if __name__ == "__main__":
    FILE.write_text(written(document()), encoding="utf-8")
    print(f"{FILE.name}: {len(document()['paths'])} paths")
