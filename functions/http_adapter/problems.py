"""Errors as problem documents (RFC 9457), their `detail` in the language that the caller reads."""

from collections.abc import Iterable
from datetime import date
from http import HTTPStatus
from typing import Any

from lahetti.core.error_texts import sentence
from lahetti.core.errors import LahettiError
from lahetti.core.texts import Texts

MEDIA_TYPE = "application/problem+json"
FALLBACK_LANGUAGE = "en"
"""The language that every error has a message in, whatever the catalogues say."""


def document(error: LahettiError, language: str = FALLBACK_LANGUAGE) -> dict[str, Any]:
    """Return what is answered: `field`, `value` and `limit` name the input, `see` where it can be mended."""
    members = _members(error, language)
    return {
        "type": "about:blank",
        "status": error.status,
        "code": error.code,
        "title": phrase(error.status),
        "detail": members.pop("detail"),
        **members,
        **({} if error.see is None else {"see": error.see}),
    }


def invalid_fields(errors: Iterable[LahettiError], language: str) -> list[dict[str, Any]]:
    """Return what is answered of several fields that are wrong at once."""
    return [_members(error, language) for error in errors]


def headers_of(error: LahettiError) -> dict[str, str]:
    """Return the headers that belong to an error."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return {**headers, "WWW-Authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else headers


def phrase(status: int) -> str:
    """Return what RFC 9110 calls a status; Python learned two of the names only in 3.13."""
    return {413: "Content Too Large", 422: "Unprocessable Content"}.get(status) or HTTPStatus(status).phrase


def _members(error: LahettiError, language: str) -> dict[str, Any]:
    """Return the field of an error, what is wrong with it, its value and its limits; what is not known is left out."""
    known = {
        "field": error.field,
        "reason": error.reason,
        "detail": _detail(error, language),
        "value": _plain(error.value),
        **_limits(error.limit),
    }
    return {name: value for name, value in known.items() if value is not None}


def _detail(error: LahettiError, language: str) -> str:
    """Return the catalogue's sentence; a message says more, with ids and names, to whoever reads English."""
    if language == FALLBACK_LANGUAGE:
        return error.message
    return sentence(error, Texts("errors", language)) or error.message


def _plain(value: object) -> str | int | float | None:
    """Return a value as JSON holds it: moments and days by ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | None) else str(value)


def _limits(limit: object) -> dict[str, Any]:
    """Return one number as `limit`; anything else that is allowed, also the least and the most, as `limits`."""
    match limit:
        case None:
            return {}
        case int() | float():
            return {"limit": limit}
        case str() | date():
            return {"limits": [_plain(limit)]}
        case Iterable():
            return {"limits": [str(one) for one in limit]}
        case _:
            return {"limits": [str(limit)]}
