"""What can go wrong, as the API's description has it; `http_adapter.problems` writes the documents."""

from enum import StrEnum

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from api.models import Output
from http_adapter.problems import MEDIA_TYPE, phrase


class ProblemCode(StrEnum):
    """What went wrong, for a program. A code is never given another meaning; new ones may come."""

    ACCESS_ENDED = "access_ended"
    ANSWER_TOO_LARGE = "answer_too_large"
    ANSWER_TOO_SLOW = "answer_too_slow"
    BAD_REQUEST = "bad_request"
    BUSY = "busy"
    CANNOT_FETCH = "cannot_fetch"
    CANNOT_FOLLOW = "cannot_follow"
    CHANGED_ANSWER = "changed_answer"
    CHANGED_MEANWHILE = "changed_meanwhile"
    CODE_OVER = "code_over"
    CODE_USED = "code_used"
    CODE_WRONG = "code_wrong"
    CONFLICT = "conflict"
    GUIDELINES_FIRST = "guidelines_first"
    INTERNAL = "internal"
    INVALID = "invalid"
    LAST_ADMIN = "last_admin"
    LIMIT_REACHED = "limit_reached"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ALLOWED = "not_allowed"
    NOT_CONFIRMED = "not_confirmed"
    NOT_ENOUGH_POINTS = "not_enough_points"
    NOT_FOUND = "not_found"
    NOT_ON_OFFER = "not_on_offer"
    NOT_PROVEN = "not_proven"
    NOT_PUBLIC = "not_public"
    NOT_SIGNED_IN = "not_signed_in"
    OFFER_CHANGED = "offer_changed"
    OUT_OF_STOCK = "out_of_stock"
    PRECONDITION_FAILED = "precondition_failed"
    RECALLED = "recalled"
    RECALLED_MEANWHILE = "recalled_meanwhile"
    REFUSED = "refused"
    SEAT_PASSED_ON = "seat_passed_on"
    SEATS_FULL = "seats_full"
    SERVER_NEEDED = "server_needed"
    SIGN_IN_AGAIN = "sign_in_again"
    TERMS_FIXED = "terms_fixed"
    STRONGER_SIGN_IN = "stronger_sign_in"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_MANY_REQUESTS = "too_many_requests"
    TOO_MANY_WAITING = "too_many_waiting"
    TRIES_OVER = "tries_over"
    UNKNOWN_CLICK = "unknown_click"
    UNKNOWN_MEDIA_TYPE = "unknown_media_type"
    UNREACHABLE = "unreachable"
    UNSIGNED = "unsigned"
    URL_TAKEN = "url_taken"
    VOUCHERS_MISSING = "vouchers_missing"
    WRONG_TYPE = "wrong_type"


class FieldProblem(Output):
    """One input that is wrong: where, why (`reason` for a program, `detail` for a person), and what is allowed."""

    field: str
    reason: str | None = None
    detail: str
    value: str | int | float | bool | None = None
    limit: int | float | None = None
    limits: list[str] | None = None


class Problem(Output):
    """What went wrong (RFC 9457); `field`, `value` and `limit` name the input, `see` where it can be mended."""

    type: str = "about:blank"
    status: int
    code: ProblemCode
    title: str
    detail: str
    field: str | None = None
    reason: str | None = None
    value: str | int | float | bool | None = None
    limit: int | float | None = None
    limits: list[str] | None = None
    see: str | None = None
    errors: list[FieldProblem] | None = None


UNCHANGED: OpenAPIResponse = {"description": "The caller's edition is the current one", "content": {}}
"""The answer 304 to a request with If-None-Match."""
_OF_ANY = (401, 403, 413, 422, 429, 500, 503)
"""What any route may answer."""


def reads(description: str, *statuses: int) -> dict[int, OpenAPIResponse]:
    """Describe the answers of a route that changes nothing, with the problems that not every route has."""
    return {200: {"description": description}, 304: UNCHANGED, **problems(*statuses)}


def changes(description: str, *statuses: int) -> dict[int, OpenAPIResponse]:
    """Describe the answers of a route that changes something."""
    return {200: {"description": description}, **problems(415, *statuses)}


def creates(description: str, *statuses: int, known: str | None = None) -> dict[int, OpenAPIResponse]:
    """Describe the answers of a route that makes something; `known` is told where the same thing was there already."""
    before: dict[int, OpenAPIResponse] = {} if known is None else {200: {"description": known}}
    return {**before, 201: {"description": description}, **problems(415, *statuses)}


def problems(*statuses: int) -> dict[int, OpenAPIResponse]:
    """Describe the problems that a route may answer, with those that any may."""
    return {
        status: {"description": phrase(status), "content": {MEDIA_TYPE: {"model": Problem}}}
        for status in sorted({*_OF_ANY, *statuses})
    }
