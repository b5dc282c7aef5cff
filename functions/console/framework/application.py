"""Routing by Chalice, and what is the same for every answer of the console.

Chalice (1.34) matches the template's path exactly, refuses forms unless it is told not to look at content types
(`form.py` does), and answers a bug as JSON; all of that stays in this module.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from chalice.app import Chalice, Response

from console.framework import answering
from console.framework.answering import Request
from console.framework.page import Page, page_of
from http_adapter.requests import headers_of
from http_adapter.security_headers import security_headers
from lahetti.core.observability import logger

if TYPE_CHECKING:
    import logging


@cache
def page_at(module: str) -> Page:
    """Return the page that a module of `console.pages` makes; it is imported when it is first asked for."""
    return page_of(import_module(module, "console.pages"))


_NO_PAGE = {"statusCode": 404, "headers": {}, "body": "", "isBase64Encoded": False}


class Console:
    """A function's pages as one application: `pages` has paths as the template writes them, each with its module."""

    def __init__(self, pages: Mapping[str, str], page_at: Callable[[str], Page] = page_at) -> None:
        self._pages, self._page_at = pages, page_at
        self._app = Chalice(app_name="console", configure_logs=False)
        self._app.log = cast("logging.Logger", logger)  # which does all that Chalice asks of one
        for path in pages:
            methods = ["GET", "HEAD", "POST"]
            self._app.route(path, methods=methods, name=path, content_types=[])(self._routed(path))

    def answer(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer an event of the REST API (payload 1.0); a path that leads nowhere gets a page that says so."""
        known = event["requestContext"]["resourcePath"] in self._pages
        return _finished(self._app(event, context) if known else dict(_NO_PAGE), event)

    def _routed(self, path: str) -> Callable[..., Response]:
        def routed(**parameters: str) -> Response:
            answer = answering.answer(
                self._page_at(self._pages[path]), _request(path, self._app.current_request), parameters
            )
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
        status = answer["statusCode"]
        page = answering.error_page(answering.reader_language(headers_of(event), status), status)
        allow = {"Allow": headers["allow"]} if "allow" in headers else {}
        answer = {**answer, "body": page.body, "headers": {**page.headers, **allow}}
    headers = {**security_headers(), "Cache-Control": "no-store", **answer["headers"]}
    body = "" if event["httpMethod"] == "HEAD" else answer["body"]
    return {**answer, "headers": headers, "body": body}
