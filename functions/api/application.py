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

from http_adapter import problems as problem_documents
from http_adapter import requests
from http_adapter.problems import MEDIA_TYPE as PROBLEM
from http_adapter.problems import phrase
from http_adapter.security_headers import DATA_HEADERS
from lahetti.core.configuration import configuration
from lahetti.core.errors import Invalid, LahettiError, TooLarge, UnknownMediaType
from lahetti.core.observability import logger
from lahetti.people import members
from lahetti.people import rules as people_rules
from lahetti.people.model import Person, Role
from lahetti.points.deeds import Programme
from lahetti.settings.versions import current_settings

LARGEST_BODY = 256 * 1024
"""Bytes; the local cloud has no such limit of its own, so the code holds it."""
JSON = "application/json"


class Output(BaseModel):
    """An answer. There are dozens and a request needs a few, so each is built at its first use."""

    model_config = ConfigDict(defer_build=True)


class FieldError(Output):
    """One input of the wrong shape: where, what is wrong, the value where it is short, and what is allowed."""

    field: str
    detail: str
    value: Any = None
    limit: Any = None


class Problem(Output):
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
    errors: list[FieldError] | None = None


class Input(BaseModel):
    """A body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000, defer_build=True)


class Unchanged(Exception):
    """The caller has this very answer. Raised, as what a route returns is held against its model."""

    def __init__(self, headers: dict[str, Any]) -> None:
        super().__init__()
        self.headers = headers


app = APIGatewayRestResolver(enable_validation=True)


def caller(role: Role = Role.AMBASSADOR) -> Person:
    """Return who is calling, if their role covers this one: the role decision of every route."""
    return members.signed_in(_sign_in(), role)


def known_caller() -> Person:
    """Return who is calling, also while they pause: for the few routes that are about themselves alone."""
    return members.known_here(_sign_in())


def device() -> tuple[str, str] | None:
    """Return address and user agent of the caller, for the day's visitor hash only."""
    agent = app.current_event.headers.get("User-Agent") or app.current_event.headers.get("user-agent")
    address = app.current_event.request_context.identity.source_ip
    return (address, agent) if agent and address else None


def _sign_in() -> str:
    authorizer = app.current_event.request_context.authorizer
    claims: dict[str, Any] = (authorizer.claims if authorizer else None) or {}
    return people_rules.sign_in_claims(claims, configuration().user_pool_client)


def programme() -> Programme:
    """Return what deeds are judged by at this moment."""
    return Programme(current_settings(), ZoneInfo(configuration().time_zone))


def problems(*statuses: int) -> dict[int, Any]:
    """Describe the problems that a route may answer, with those that any may.

    A route that takes a body names 415 and 422, one with parameters alone 422.
    """
    return {
        status: {"description": phrase(status), "content": {PROBLEM: {"model": Problem}}}
        for status in sorted({401, 403, 413, 500, *statuses})
    }


def answer(body: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response[Any]:
    """Answer with a model as JSON that nobody keeps."""
    common: dict[str, Any] = {"Cache-Control": "no-store", **(headers or {})}
    return Response(status, JSON, body.model_dump(mode="json"), headers=common)


def answer_if_changed(body: BaseModel) -> Response[Any]:
    """Answer with an ETag, or 304 without a body when the caller has this very answer already."""
    text = body.model_dump_json()
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    headers: dict[str, Any] = {"ETag": tag, "Cache-Control": "private, no-cache"}
    asked = app.current_event.headers.get("If-None-Match") or app.current_event.headers.get("if-none-match") or ""
    if tag in [part.strip().removeprefix("W/") for part in asked.split(",")]:
        raise Unchanged(headers)
    return Response(200, JSON, json.loads(text), headers=headers)


@app.exception_handler(Unchanged)
def unchanged(found: Unchanged) -> Response[Any]:
    """Answer 304: the caller's copy is good."""
    return Response(304, JSON, None, headers=found.headers)


@app.exception_handler(LahettiError)
def told(error: LahettiError) -> Response[Any]:
    """Answer what a rule refused."""
    return problem(
        error.status,
        error.code,
        error.message,
        field=error.field,
        value=error.value,
        limit=error.limit,
        see=error.see,
        headers=dict(problem_documents.headers_of(error)),
    )


_LIMITS = ("max_length", "min_length", "le", "ge", "lt", "gt", "expected", "pattern")
"""What pydantic calls a limit in the context of an error."""
_LONGEST_VALUE = 200


@app.exception_handler(RequestValidationError)
def malformed(error: RequestValidationError) -> Response[Any]:
    """Answer an input of the wrong shape, naming every field of it that is wrong."""
    if any(found["loc"][0] == "response" for found in error.errors()):
        return _our_fault(error)  # what a route returned does not fit its own model: our fault, not the caller's
    errors = [_field_error(found) for found in error.errors()]
    detail = "; ".join(f"{found.field}: {found.detail}" for found in errors[:5])
    first = errors[0]
    return problem(422, "invalid", detail, field=first.field, value=first.value, limit=first.limit, errors=errors)


def _field_error(found: dict[str, Any]) -> FieldError:
    _, *path = found["loc"]
    value, context = found.get("input"), found.get("ctx") or {}
    short = isinstance(value, str | int | float | bool) and len(str(value)) <= _LONGEST_VALUE
    return FieldError(
        field=".".join(str(part) for part in path) or "body",
        detail=found["msg"],
        value=value if short else None,
        limit=next((context[name] for name in _LIMITS if name in context), None),
    )


@app.exception_handler(ServiceError)
def unrouted(error: ServiceError) -> Response[Any]:
    """Answer a path or method that no route has."""
    return problem(error.status_code, HTTPStatus(error.status_code).name.lower(), str(error.msg))


@app.not_found
def nowhere(_: Exception) -> Response[Any]:
    """Answer a path that no route has, or that has none of this method."""
    method, path = app.current_event.http_method, app.current_event.path
    # Powertools tells the two apart nowhere.
    routes = [*app._static_routes, *app._dynamic_routes]
    allowed = sorted({route.method for route in routes if route.rule.match(path)})
    if not allowed:
        return problem(404, "not_found", f"There is no {path[:200]}.")
    detail = f"{path[:200]} takes {' and '.join(allowed)}, not {method}."
    return problem(
        405, "method_not_allowed", detail, value=method, limit=allowed, headers={"Allow": ", ".join(allowed)}
    )


def problem(status: int, code: str, detail: str, headers: dict[str, Any] | None = None, **more: Any) -> Response[Any]:
    """Answer with a problem document."""
    body = Problem(status=status, code=code, title=phrase(status), detail=detail, **more)
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(status, PROBLEM, body.model_dump_json(exclude_none=True), headers=kept)


@app.exception_handler(Exception)
def unexpected(error: Exception) -> Response[Any]:
    """Answer a bug with nothing but that there is one; its trace is in the log."""
    return _our_fault(error)


def _our_fault(error: Exception) -> Response[Any]:
    logger.exception("unexpected", exc_info=error)
    return problem(500, "internal", "Something went wrong on our side. Please try again shortly.")


def resolve(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer an event; a body that is too large, or no JSON at all, does not reach a route."""
    refused = _refused_body(event)
    answered = _as_event(told(refused)) if refused else app.resolve(event, context)
    refusals = {name: [value] for name, value in DATA_HEADERS.items()}
    return {**answered, "multiValueHeaders": {**refusals, **answered["multiValueHeaders"]}}


def _refused_body(event: dict[str, Any]) -> LahettiError | None:
    body = requests.body_of(event)
    if len(body) > LARGEST_BODY:
        return TooLarge(f"At most {LARGEST_BODY} bytes are taken.", field="body", value=len(body), limit=LARGEST_BODY)
    if not body:
        return None
    kind = requests.headers_of(event).get("content-type", JSON).partition(";")[0].strip() or JSON
    if kind != JSON:
        return UnknownMediaType(f"{kind[:100]} is not taken.", field="Content-Type", value=kind[:100], limit=JSON)
    # The framework would answer 500 to what its own reading of the body raises beside a plain syntax error: numbers
    # of thousands of digits, lists in lists without end, bytes that are no UTF-8. Half a surrogate pair can be read
    # and then neither stored nor answered.
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        where = f" near character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        return Invalid(f"The body is not JSON that can be read{where}.", field="body")
    return None


def _as_event(response: Response[Any]) -> dict[str, Any]:
    headers = {name: [str(value)] for name, value in response.headers.items()}
    headers["Content-Type"] = [PROBLEM]
    return {
        "statusCode": response.status_code,
        "body": response.body,
        "isBase64Encoded": False,
        "multiValueHeaders": headers,
    }
