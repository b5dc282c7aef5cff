"""A request and an answer as this function sees them, and their shape as events of the REST API (payload 1.0)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from lahetti.configuration import configuration
from lahetti.errors import LahettiError, NotAllowed
from security_headers import security_headers


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

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "Request":
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        return cls(
            method=event["httpMethod"],
            resource=event["resource"],
            path=event["path"],
            parameters=event.get("pathParameters") or {},
            query=event.get("queryStringParameters") or {},
            headers=headers,
            cookies=read_cookies(headers.get("cookie", "")),
            body=_text(event),
        )


def _text(event: Mapping[str, Any]) -> str:
    """Return the body as text; what is no UTF-8 is no form of ours."""
    body = event.get("body") or ""
    return base64.b64decode(body).decode(errors="replace") if event.get("isBase64Encoded") else body


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


def require_own_origin(request: Request) -> None:
    """Raise NotAllowed where a form or a script of another site asks."""
    if request.headers.get("origin") != configuration().web_origin:
        raise NotAllowed("Only pages of this service may ask for this.")


def read_cookies(header: str) -> dict[str, str]:
    """Return the cookies of a request; of two of one name the first, which has the longer path (RFC 6265, 5.4)."""
    cookies: dict[str, str] = {}
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        cookies.setdefault(name, value)
    return cookies


def cookie(name: str, value: str, path: str, seconds: int) -> str:
    """Write a cookie that no script reads and that other sites' forms and pictures do not send."""
    return f"{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax"


def cleared(name: str, path: str) -> str:
    """Take a cookie away."""
    return cookie(name, "", path, 0)


def redirect(to: str, cookies: tuple[str, ...] = (), status: int = 302) -> Answer:
    """Send the browser elsewhere."""
    return Answer(status, headers={"Location": to}, cookies=cookies)


def json_answer(body: Mapping[str, object], cookies: tuple[str, ...] = ()) -> Answer:
    """Answer a script."""
    return Answer(200, json.dumps(body), "application/json", cookies=cookies)


def problem(error: LahettiError, cookies: tuple[str, ...] = (), headers: Mapping[str, str] | None = None) -> Answer:
    """Answer what was refused (RFC 9457)."""
    body = {
        "type": "about:blank",
        "status": error.status,
        "code": error.code,
        "title": HTTPStatus(error.status).phrase,
        "detail": error.message,
    }
    retry = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return Answer(
        error.status,
        json.dumps(body),
        "application/problem+json",
        headers={**retry, **(headers or {})},
        cookies=cookies,
    )
