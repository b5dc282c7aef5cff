"""The resolver of the JSON API, who is calling, and how errors are answered (RFC 9457), in one place each."""

import hashlib
import json
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict

from lahetti import people
from lahetti.configuration import configuration
from lahetti.errors import LahettiError, TooLarge
from lahetti.observability import logger
from lahetti.people import Person, Role
from lahetti.points.deeds import Programme
from lahetti.settings import current_settings

LARGEST_BODY = 256 * 1024
"""Bytes; the local cloud has no such limit of its own, so the code holds it."""
PROBLEM = "application/problem+json"


class Problem(BaseModel):
    """What went wrong (RFC 9457); `field`, `value` and `limit` name the input, `see` where it can be mended."""

    type: str = "about:blank"
    status: int
    code: str
    title: str
    detail: str
    field: str | None = None
    value: Any = None
    limit: Any = None
    see: str | None = None
    errors: list[dict[str, str]] | None = None


class Input(BaseModel):
    """A body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000)


app = APIGatewayRestResolver(enable_validation=True)


def caller(role: Role = Role.AMBASSADOR) -> Person:
    """Return who is calling, if their role covers this one: the role decision of every route."""
    authorizer = app.current_event.request_context.authorizer
    claims: dict[str, Any] = (authorizer.claims if authorizer else None) or {}
    return people.signed_in(people.sign_in_claims(claims, configuration().user_pool_client), role)


def device() -> tuple[str, str] | None:
    """Return address and user agent of the caller, for the day's visitor hash only."""
    agent = app.current_event.headers.get("User-Agent") or app.current_event.headers.get("user-agent")
    address = app.current_event.request_context.identity.source_ip
    return (address, agent) if agent and address else None


def programme() -> Programme:
    """Return what deeds are judged by at this moment."""
    return Programme(current_settings(), ZoneInfo(configuration().time_zone))


def problems(*statuses: int) -> dict[int, Any]:
    """Describe the problems that a route may answer, with those that any may."""
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {PROBLEM: {"model": Problem}}}
        for status in sorted({401, 403, 413, 500, *statuses})
    }


def answer(body: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response[Any]:
    """Answer with a model as JSON that nobody keeps."""
    common: dict[str, Any] = {"Cache-Control": "no-store", **(headers or {})}
    return Response(status, "application/json", body.model_dump(mode="json"), headers=common)


def answer_if_changed(body: BaseModel) -> Response[Any]:
    """Answer with an ETag, or 304 without a body when the caller has this very answer already."""
    text = body.model_dump_json()
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    headers: dict[str, Any] = {"ETag": tag, "Cache-Control": "private, no-cache"}
    asked = app.current_event.headers.get("If-None-Match") or app.current_event.headers.get("if-none-match") or ""
    if tag in [part.strip().removeprefix("W/") for part in asked.split(",")]:
        return Response(304, "application/json", None, headers=headers)
    return Response(200, "application/json", json.loads(text), headers=headers)


@app.exception_handler(LahettiError)
def told(error: LahettiError) -> Response[Any]:
    """Answer what a rule refused."""
    headers: dict[str, Any] = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return problem(
        error.status,
        error.code,
        error.message,
        field=error.field,
        value=error.value,
        limit=error.limit,
        see=error.see,
        headers=headers,
    )


@app.exception_handler(RequestValidationError)
def malformed(error: RequestValidationError) -> Response[Any]:
    """Answer an input of the wrong shape, naming every field of it that is wrong."""
    errors = [
        {"field": ".".join(str(part) for part in found["loc"] if part != "body") or "body", "detail": found["msg"]}
        for found in error.errors()
    ]
    detail = "; ".join(f"{found['field']}: {found['detail']}" for found in errors[:5])
    return problem(422, "invalid", detail, field=errors[0]["field"] if errors else None, errors=errors)


@app.exception_handler(ServiceError)
def unrouted(error: ServiceError) -> Response[Any]:
    """Answer a path or method that no route has."""
    return problem(error.status_code, HTTPStatus(error.status_code).name.lower(), str(error.msg))


@app.not_found
def nowhere(_: Exception) -> Response[Any]:
    """Answer a path or method that no route has."""
    method, path = app.current_event.http_method, app.current_event.path
    return problem(404, "not_found", f"There is no {method} {path}.")


def problem(status: int, code: str, detail: str, headers: dict[str, Any] | None = None, **more: Any) -> Response[Any]:
    """Answer with a problem document."""
    body = Problem(status=status, code=code, title=HTTPStatus(status).phrase, detail=detail, **more)
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(status, PROBLEM, body.model_dump_json(exclude_none=True), headers=kept)


@app.exception_handler(Exception)
def unexpected(error: Exception) -> Response[Any]:
    """Answer a bug with nothing but that there is one; its trace is in the log."""
    logger.exception("unexpected", exc_info=error)
    return problem(500, "internal", "Something went wrong on our side. Please try again shortly.")


def resolve(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer an event; a body over the limit is not even read."""
    if len((event.get("body") or "").encode()) > LARGEST_BODY:
        too_large = TooLarge(f"At most {LARGEST_BODY} bytes are taken.", field="body", limit=LARGEST_BODY)
        return _as_event(told(too_large))
    return app.resolve(event, context)


def _as_event(response: Response[Any]) -> dict[str, Any]:
    headers = {name: [str(value)] for name, value in response.headers.items()}
    headers["Content-Type"] = [PROBLEM]
    return {
        "statusCode": response.status_code,
        "body": response.body,
        "isBase64Encoded": False,
        "multiValueHeaders": headers,
    }
