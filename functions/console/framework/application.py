"""Routing by Chalice, and what is the same for every answer of the console.

Chalice (1.34) matches the template's path exactly, refuses forms unless it is told not to look at content types
(`form.py` does), and answers a bug as JSON; all of that stays in this module.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from chalice.app import Chalice, Response

from console.framework import answering
from console.framework.answering import Request
from console.framework.page import Page
from http_adapter.requests import headers_of
from http_adapter.security_headers import security_headers
from lahetti.core.observability import logger

if TYPE_CHECKING:
    import logging


class Console:
    """All pages as one application: `paths` as the template writes them, `page_at` returns the page at one of them."""

    def __init__(self, paths: Iterable[str], page_at: Callable[[str], Page]) -> None:
        self._page_at = page_at
        self._app = Chalice(app_name="console", configure_logs=False)
        self._app.log = cast("logging.Logger", logger)  # which does all that Chalice asks of one
        for path in paths:
            methods = ["GET", "HEAD", "POST"]
            self._app.route(path, methods=methods, name=path, content_types=[])(self._routed(path))

    def answer(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer an event of the REST API (payload 1.0)."""
        return _finished(self._app(event, context), event)

    def _routed(self, path: str) -> Callable[..., Response]:
        def routed(**parameters: str) -> Response:
            answer = answering.answer(self._page_at(path), _request(path, self._app.current_request), parameters)
            return Response(answer.body, dict(answer.headers), answer.status)

        return routed


def _request(resource: str, request: Any) -> Request:
    event = request.to_original_event()
    body = request.raw_body
    return Request(
        method=request.method,
        resource=resource,
        path=event["path"],
        query=event.get("queryStringParameters") or {},
        headers=headers_of(event),
        body=body if isinstance(body, bytes) else str(body or "").encode(),
    )


def _finished(answer: dict[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """Complete what Chalice answers: its own errors in words, the security headers on everything, no body for HEAD."""
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    if answer["statusCode"] >= 400 and not headers.get("content-type", "").startswith("text/html"):
        page = answering.error_page(headers_of(event).get("accept-language"), answer["statusCode"])
        allow = {"Allow": headers["allow"]} if "allow" in headers else {}
        answer = {**answer, "body": page.body, "headers": {**page.headers, **allow}}
    headers = {**security_headers(), "Cache-Control": "no-store", **answer["headers"]}
    body = "" if event["httpMethod"] == "HEAD" else answer["body"]
    return {**answer, "headers": headers, "body": body}
