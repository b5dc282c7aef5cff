"""The resolver of the JSON API, who is calling, and how answers and errors are given, in one place each."""

import hashlib
import json
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from http_adapter import problems as problem_documents
from http_adapter import requests
from http_adapter.problems import FALLBACK_LANGUAGE
from http_adapter.problems import MEDIA_TYPE as PROBLEM
from http_adapter.security_headers import DATA_HEADERS
from lahetti.core import clock, texts
from lahetti.core.configuration import configuration
from lahetti.core.errors import Invalid, LahettiError, NotFound, TooLarge, UnknownMediaType
from lahetti.core.json_texts import read_json
from lahetti.core.observability import logger, metrics
from lahetti.core.plain_texts import has_control_characters
from lahetti.people import members
from lahetti.people import rules as people_rules
from lahetti.people.model import Person, Role
from lahetti.points.model import Programme
from lahetti.security.sign_ins import SignIn
from lahetti.settings.versions import current_settings
from lahetti.sharing import own_devices

LARGEST_BODY = 256 * 1024
"""Bytes; the local cloud has no such limit of its own, so the code holds it."""
LONGEST_KEY = 100
"""Characters of an Idempotency-Key."""
JSON = "application/json"


class PreconditionFailed(LahettiError):
    """The caller's If-Match names another edition than the one there is."""

    status, code = 412, "precondition_failed"


class MethodNotAllowed(LahettiError):
    """The path has no such method."""

    status, code = 405, "method_not_allowed"


class InternalError(LahettiError):
    """A bug of ours; its trace is in the log."""

    status, code = 500, "internal"


class Unchanged(Exception):
    """The caller has this very answer. Raised, as what a route returns is held against its model."""

    def __init__(self, headers: dict[str, Any]) -> None:
        super().__init__()
        self.headers = headers


app = APIGatewayRestResolver(enable_validation=True)

LambdaHandler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]


def handler(subjects: Iterable[ModuleType]) -> LambdaHandler:
    """Return the handler of a function that answers the routes of these subjects (modules with a `router`).

    An adapter: it takes a request apart, calls one use case, and puts its answer together.
    """
    for subject in subjects:
        app.include_router(subject.router, prefix="/api/v1")

    @logger.inject_lambda_context
    @metrics.log_metrics
    def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer an event of the REST API (payload 1.0)."""
        return resolve(event, context)

    return lambda_handler


def caller(role: Role = Role.AMBASSADOR) -> Person:
    """Return who is calling, if their role covers this one: the role decision of every route."""
    person = members.signed_in(sign_in(), role)
    _know_device(person)
    return person


def known_caller() -> Person:
    """Return who is calling, also while they pause: for the few routes that are about themselves alone."""
    person = members.known_here(sign_in())
    _know_device(person)
    return person


def _know_device(person: Person) -> None:
    """Put the caller's device down as their own for the day: their visits to their own links do not count."""
    agent = header("user-agent")
    address = app.current_event.request_context.identity.source_ip
    if agent and address:
        own_devices.mark(person.id, (address, agent), clock.now())


def header(name: str) -> str:
    """Return a header of the request by its name in lower case, or an empty text."""
    return requests.headers_of(app.current_event.raw_event).get(name, "")


def sign_in() -> SignIn:
    """Return who the id token says has signed in, and when; what they may do here, `caller` decides."""
    authorizer = app.current_event.request_context.authorizer
    claims: dict[str, Any] = (authorizer.claims if authorizer else None) or {}
    return people_rules.sign_in_claims(claims, configuration().user_pool_client)


def programme() -> Programme:
    """Return what activities are judged by at this moment."""
    return Programme(current_settings(), ZoneInfo(configuration().time_zone))


def answer(body: BaseModel) -> Response[Any]:
    """Answer a change with what came of it, and with its edition (ETag)."""
    return _written(body, 200, {"ETag": etag(body)})


def created(body: BaseModel, path: str, *, new: bool = True) -> Response[Any]:
    """Answer what was made, and where it is, or what was there already."""
    location = {"Location": f"/api/v1{path}"} if new else {}
    return _written(body, 201 if new else 200, {"ETag": etag(body), **location})


def representation(body: BaseModel, *, kept: bool = False) -> Response[Any]:
    """Answer with an ETag, or 304 without a body when the caller has this very answer already.

    `kept`: a browser may keep the answer, and asks with its tag; others are about a person, and nobody keeps them.
    """
    headers: dict[str, Any] = {"ETag": etag(body), "Cache-Control": "private, no-cache" if kept else "no-store"}
    if headers["ETag"] in _tags("if-none-match"):
        raise Unchanged(headers)
    return _written(body, 200, headers)


def is_conditional() -> bool:
    """Return whether the caller names the edition that is to be changed (If-Match)."""
    return bool(_tags("if-match"))


def require_match(current: BaseModel) -> None:
    """Raise PreconditionFailed where the caller changes another edition (If-Match) than the current one."""
    tags = _tags("if-match")
    if tags and etag(current) not in tags and "*" not in tags:
        raise PreconditionFailed("Somebody has changed this meanwhile.", field="If-Match", value=", ".join(tags)[:200])


def etag(body: BaseModel) -> str:
    """Return the tag of an edition."""
    return f'"{hashlib.sha256(body.model_dump_json().encode()).hexdigest()[:24]}"'


def _tags(name: str) -> list[str]:
    return [tag for part in header(name).split(",") if (tag := part.strip().removeprefix("W/"))]


def _written(body: BaseModel, status: int, headers: dict[str, str]) -> Response[Any]:
    all_headers: dict[str, Any] = {"Cache-Control": "no-store", **headers}
    return Response(status, JSON, body.model_dump(mode="json"), headers=all_headers)


@app.exception_handler(Unchanged)
def unchanged(found: Unchanged) -> Response[Any]:
    """Answer 304: the caller's copy is good."""
    return Response(304, JSON, None, headers=found.headers)


@app.exception_handler(LahettiError)
def refused(error: LahettiError) -> Response[Any]:
    """Answer what a rule refused."""
    return problem(error, _language())


_REASONS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "too_long": "too_many",
    "too_short": "too_few",
    "greater_than_equal": "too_small",
    "greater_than": "too_small",
    "less_than_equal": "too_big",
    "less_than": "too_big",
    "enum": "not_allowed",
    "literal_error": "not_allowed",
    "string_pattern_mismatch": "pattern",
}
"""Our reasons for pydantic's kinds of errors; any other is a value of the wrong type."""
_LIMITS = ("max_length", "min_length", "le", "ge", "lt", "gt", "expected", "pattern")
"""What pydantic calls a limit in the context of an error."""
_LONGEST_VALUE = 200


@app.exception_handler(RequestValidationError)
def malformed(error: RequestValidationError) -> Response[Any]:
    """Answer an input of the wrong shape, naming every field of it that is wrong."""
    if any(found["loc"][0] == "response" for found in error.errors()):
        return _our_fault(error)  # what a route returned does not fit its own model: our fault, not the caller's
    return invalid_fields([_field_error(found) for found in error.errors()])


def invalid_fields(errors: list[Invalid]) -> Response[Any]:
    """Answer several inputs that are wrong at once; the first one speaks for all."""
    language = _language()
    said = problem_documents.invalid_fields(errors, language)
    detail = "; ".join(f"{one['field']}: {one['detail']}" for one in said[:5])
    document = {**problem_documents.document(errors[0], language), "detail": detail, "errors": said}
    return _problem_response(document, {}, language)


_KEY = "[key]"
"""What pydantic puts behind a key of a map that is refused itself."""


def _field_error(found: dict[str, Any]) -> Invalid:
    _, *path = found["loc"]
    value, context = found.get("input"), found.get("ctx") or {}
    short = isinstance(value, str | int | float | bool) and len(str(value)) <= _LONGEST_VALUE
    limit = next((context[name] for name in _LIMITS if name in context), None)
    if "expected" in context:
        limit = _alternatives(context["expected"])
    return Invalid(
        found["msg"],
        field=".".join(str(part) for part in path if part != _KEY) or "body",
        value=value if short else None,
        limit=limit,
        reason=_REASONS.get(found["type"], "wrong_type"),
    )


def _alternatives(expected: str) -> list[str]:
    """Return the values of pydantic's sentence, as in `'a', 'b' or 'c'`."""
    return [part.strip().strip("'") for part in expected.replace(" or ", ", ").split(",")]


@app.exception_handler(ServiceError)
def unrouted(error: ServiceError) -> Response[Any]:
    """Answer what the framework itself refuses."""
    return problem(LahettiError(str(error.msg)), _language())


@app.not_found
def nowhere(_: Exception) -> Response[Any]:
    """Answer a path that no route has, or that has none of this method."""
    method, path = app.current_event.http_method, app.current_event.path
    # Powertools tells the two apart nowhere.
    routes = [*app._static_routes, *app._dynamic_routes]
    allowed = sorted({route.method for route in routes if route.rule.match(path)})
    if not allowed:
        return problem(NotFound(f"There is no {path[:200]}."), _language())
    detail = f"{path[:200]} takes {' and '.join(allowed)}, not {method}."
    error = MethodNotAllowed(detail, value=method, limit=allowed)
    return problem(error, _language(), {"Allow": ", ".join(allowed)})


def problem(
    error: LahettiError, language: str = FALLBACK_LANGUAGE, headers: dict[str, str] | None = None
) -> Response[Any]:
    """Answer with a problem document."""
    more = {**problem_documents.headers_of(error), **(headers or {})}
    return _problem_response(problem_documents.document(error, language), more, language)


_FIELDS = {
    "address": "url",
    "at": "publish_at",
    "expiry": "expires_at",
    "first": "first_on",
    "last": "last_on",
    "picture": "picture_url",
    "seen": "contents",
    "time": "happened_at",
    "wished_until": "wished_until_on",
}
"""What a body calls that which rules name otherwise."""


def _problem_response(document: dict[str, Any], headers: dict[str, str], language: str) -> Response[Any]:
    if "field" in document:
        document["field"] = _FIELDS.get(document["field"], document["field"])
    all_headers: dict[str, Any] = {"Cache-Control": "no-store", "Content-Language": language, **headers}
    return Response(document["status"], PROBLEM, json.dumps(document, ensure_ascii=False), headers=all_headers)


def _language() -> str:
    return texts.named(header("accept-language")) or FALLBACK_LANGUAGE


@app.exception_handler(Exception)
def unexpected(error: Exception) -> Response[Any]:
    """Answer a bug with nothing but that there is one."""
    return _our_fault(error)


def _our_fault(error: Exception) -> Response[Any]:
    logger.exception("unexpected", exc_info=error)
    return problem(InternalError("Something went wrong on our side. Please try again shortly."), _language())


def refuse_unknown_names(resolver: Any, next_middleware: Any) -> Response[Any]:
    """Refuse query names that the route does not have, like unknown fields, and an Idempotency-Key that is too long."""
    route = resolver.context["_route"]
    is_ours = not route.func.__module__.startswith("aws_lambda_powertools.")  # it answers where no route is
    known = {field.alias for field in route.dependant.query_params} if is_ours else set()
    errors = [
        Invalid("The parameter is unknown.", field=name[:100], reason="unknown")
        for name in sorted(app.current_event.query_string_parameters or {})
        if is_ours and name not in known
    ]
    if len(header("idempotency-key")) > LONGEST_KEY:
        text = f"A key has at most {LONGEST_KEY} characters."
        errors.append(Invalid(text, field="Idempotency-Key", limit=LONGEST_KEY, reason="too_long"))
    return invalid_fields(errors) if errors else next_middleware(resolver)


app.use([refuse_unknown_names])


def resolve(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer an event; a body that is too large, or no JSON at all, does not reach a route."""
    error = _refused_body(event)
    answered = _as_event(problem(error, _language_of(event))) if error else app.resolve(event, context)
    refusals = {name: [value] for name, value in DATA_HEADERS.items()}
    return {**answered, "multiValueHeaders": {**refusals, **answered["multiValueHeaders"]}}


def _language_of(event: dict[str, Any]) -> str:
    return texts.named(requests.headers_of(event).get("accept-language")) or FALLBACK_LANGUAGE


def _refused_body(event: dict[str, Any]) -> LahettiError | None:
    body = requests.body_of(event)
    if len(body) > LARGEST_BODY:
        text = f"At most {LARGEST_BODY} bytes are taken."
        return TooLarge(text, field="body", value=len(body), limit=LARGEST_BODY, reason="request")
    if not body:
        return None
    kind = requests.headers_of(event).get("content-type", JSON).partition(";")[0].strip() or JSON
    if kind != JSON:
        return UnknownMediaType(f"{kind[:100]} is not taken.", field="Content-Type", value=kind[:100], limit=JSON)
    # The framework would answer 500 to what its own reading of the body raises beside a plain syntax error: numbers
    # of thousands of digits, lists in lists without end, bytes that are no UTF-8. Half a surrogate pair can be read
    # and then neither stored nor answered.
    try:
        read = read_json(body)
        json.dumps(read, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        where = f" near character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        return Invalid(f"The body is not JSON that can be read{where}.", field="body", reason="unreadable")
    path = _with_control_characters(read)
    if path is not None:
        return Invalid("The text holds a control character.", field=path or "body", reason="control")
    return None


def _with_control_characters(read: object, path: str = "") -> str | None:
    """Return where in a body a text, or a name, holds characters that no text has, or None."""
    match read:
        case str():
            return path if has_control_characters(read) else None
        case dict():
            named = [*((name, path) for name in read), *((value, _below(path, name)) for name, value in read.items())]
        case list():
            named = [(value, _below(path, number)) for number, value in enumerate(read)]
        case _:
            return None
    return next((found for value, of in named if (found := _with_control_characters(value, of)) is not None), None)


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)[:_LONGEST_VALUE]


def _as_event(response: Response[Any]) -> dict[str, Any]:
    headers = {name: [str(value)] for name, value in response.headers.items()}
    headers["Content-Type"] = [PROBLEM]
    return {
        "statusCode": response.status_code,
        "body": response.body,
        "isBase64Encoded": False,
        "multiValueHeaders": headers,
    }
