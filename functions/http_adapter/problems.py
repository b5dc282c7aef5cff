"""Errors as problem documents (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from lahetti.core.errors import LahettiError

MEDIA_TYPE = "application/problem+json"


def document(error: LahettiError) -> dict[str, Any]:
    """Return what is answered: `field`, `value` and `limit` name the input, `see` where it can be mended."""
    known = {"field": error.field, "value": error.value, "limit": error.limit, "see": error.see}
    return {
        "type": "about:blank",
        "status": error.status,
        "code": error.code,
        "title": phrase(error.status),
        "detail": error.message,
        **{name: value for name, value in known.items() if value is not None},
    }


def headers_of(error: LahettiError) -> dict[str, str]:
    """Return the headers that belong to an error."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return {**headers, "WWW-Authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else headers


def phrase(status: int) -> str:
    """Return what RFC 9110 calls a status; Python learned two of the names only in 3.13."""
    return {413: "Content Too Large", 422: "Unprocessable Content"}.get(status) or HTTPStatus(status).phrase
