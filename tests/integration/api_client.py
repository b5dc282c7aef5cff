"""A client of the deployed API that holds every answer against the API's own description."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jsonschema
import requests

from tests.integration.statuses import produced
from tools import openapi
from tools.local_requests import Site

PROBLEM = "application/problem+json"
GATEWAY_REFUSAL = {"message": "Unauthorized"}
"""What the local cloud's authorizer answers; AWS answers a problem document (GatewayResponses of the template)."""


@cache
def description() -> dict[str, Any]:
    """The description, with references that jsonschema can follow from a schema of its own."""
    return openapi.document()


@cache
def operations() -> tuple[tuple[str, str], ...]:
    """Every (method, path) of the API."""
    return tuple((method.upper(), path) for path, of_path in description()["paths"].items() for method in of_path)


def operation_of(method: str, path: str) -> tuple[str, str] | None:
    """Find the operation that a request is answered by; the most literal one where several fit."""
    parts = path.partition("?")[0].split("/")
    fitting = [
        (known, template)
        for known, template in operations()
        if known == method
        and len(template.split("/")) == len(parts)
        and all(a == b or a.startswith("{") for a, b in zip(template.split("/"), parts, strict=True))
    ]
    return min(fitting, key=lambda operation: operation[1].count("{"), default=None)


def check_documented(method: str, path: str, answer: requests.Response) -> None:
    """Fail unless status, content type and body of an answer are as the API's description says."""
    operation = operation_of(method, path)
    if operation is None:
        assert answer.status_code in (404, 405), f"{method} {path} answered {answer.status_code} and is not described"
        return
    if answer.status_code == 401 and answer.json() == GATEWAY_REFUSAL:
        produced.add((*operation, 401))
        return
    known = description()["paths"][operation[1]][operation[0].lower()]["responses"]
    assert str(answer.status_code) in known, f"{method} {path} answered {answer.status_code}: {answer.text[:300]}"
    content = known[str(answer.status_code)].get("content", {})
    if content:
        kind = answer.headers["Content-Type"].partition(";")[0]
        assert kind in content, f"{method} {path} answered {answer.status_code} as {kind}"
        schema = {**content[kind]["schema"], "components": description()["components"]}
        jsonschema.validate(answer.json(), schema, format_checker=jsonschema.FormatChecker())
    else:
        assert not answer.content
    produced.add((*operation, answer.status_code))


@dataclass(frozen=True)
class Api:
    """The API as one person calls it; `device` is the browser that they always use."""

    site: Site
    token: str | None = None
    person: str = ""
    email: str = ""
    device: str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, headers: dict[str, str] | None = None) -> requests.Response:
        """GET a path."""
        return self.send("GET", path, headers=headers)

    def post(self, path: str, body: object, key: str | None = None) -> requests.Response:
        """POST a body as JSON, with an Idempotency-Key if there is one."""
        return self.send("POST", path, body, headers={"Idempotency-Key": key} if key else None)

    def put(self, path: str, body: object = None) -> requests.Response:
        """PUT a body as JSON, or nothing."""
        return self.send("PUT", path, body)

    def patch(self, path: str, body: object) -> requests.Response:
        """PATCH with a body as JSON."""
        return self.send("PATCH", path, body)

    def send(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> requests.Response:
        """Send a request to a path below /api/v1; bytes go as they are, anything else as JSON."""
        full = f"/api/v1{path}"
        sent = {"User-Agent": self.device, **self.headers, **(headers or {})}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.site.request(method, full, headers=sent, data=data)
        check_documented(method, full, answer)
        if method == "GET" and answer.status_code == 200:
            self._ask_again(full, sent, answer)
        return answer

    def _ask_again(self, full: str, sent: dict[str, str], answer: requests.Response) -> None:
        """Hold, once an operation, that what has not changed since an answer is not sent again."""
        operation = operation_of("GET", full)
        if operation is None or (*operation, 304) in produced:
            return
        again = self.site.request("GET", full, headers={**sent, "If-None-Match": answer.headers["ETag"]})
        check_documented("GET", full, again)
        # Where others changed it meanwhile, the next answer is asked for again.
        assert again.status_code == 304 or again.headers["ETag"] != answer.headers["ETag"]
