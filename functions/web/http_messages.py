"""A request and an answer as this function sees them, and their shape as events of the REST API (payload 1.0)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from http_adapter import problems, requests
from http_adapter.cookies import read_cookies
from http_adapter.security_headers import security_headers
from lahetti.core.errors import LahettiError


@dataclass(frozen=True)
class Request:
    """`resource` is the path as the template writes it; names of headers are in lower case."""

    method: str
    resource: str
    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    ip: str = ""

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "Request":
        headers = requests.headers_of(event)
        return cls(
            method=event["httpMethod"],
            resource=event["resource"],
            path=event["path"],
            parameters=event.get("pathParameters") or {},
            query=event.get("queryStringParameters") or {},
            headers=headers,
            cookies=read_cookies(headers.get("cookie", "")),
            ip=event["requestContext"]["identity"]["sourceIp"],
            body=requests.body_of(event).decode(errors="replace"),  # what is not UTF-8 is not a form of ours
        )


@dataclass(frozen=True)
class Answer:
    """Nobody keeps an answer unless its headers say otherwise."""

    status: int
    body: str | bytes = ""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()

    def as_event(self) -> dict[str, Any]:
        headers = {
            **security_headers(),
            "Cache-Control": "no-store",
            "Content-Type": self.content_type,
            **self.headers,
        }
        several = {name: [value] for name, value in headers.items()}
        if self.cookies:
            several["Set-Cookie"] = list(self.cookies)
        packed = isinstance(self.body, bytes)
        body = base64.b64encode(self.body).decode() if isinstance(self.body, bytes) else self.body
        return {"statusCode": self.status, "multiValueHeaders": several, "body": body, "isBase64Encoded": packed}


def redirect(to: str, cookies: tuple[str, ...] = (), status: int = 302) -> Answer:
    """Send the browser elsewhere."""
    return Answer(status, headers={"Location": to}, cookies=cookies)


def json_answer(body: Mapping[str, object], cookies: tuple[str, ...] = ()) -> Answer:
    """Answer a script."""
    return Answer(200, json.dumps(body), "application/json", cookies=cookies)


def problem(error: LahettiError, cookies: tuple[str, ...] = (), headers: Mapping[str, str] | None = None) -> Answer:
    """Answer what was refused (RFC 9457)."""
    return Answer(
        error.status,
        json.dumps(problems.document(error)),
        problems.MEDIA_TYPE,
        headers={**problems.headers_of(error), **(headers or {})},
        cookies=cookies,
    )
