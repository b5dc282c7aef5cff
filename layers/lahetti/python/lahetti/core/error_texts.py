"""What a rule refused, in the person's words: `error.<code>.<field>.<reason>`, or what is nearest to it."""

from __future__ import annotations

from datetime import date, datetime
from string import Formatter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lahetti.core.configuration import configuration

if TYPE_CHECKING:
    from lahetti.core.errors import LahettiError
    from lahetti.core.texts import Texts

_OF_COLUMNS = ("column_missing", "column_twice")
"""Reasons whose value is a column of a file, by the name that the code has for it."""


def sentence(error: LahettiError, texts: Texts) -> str | None:
    """Return the sentence of the catalogue `errors` that fits an error best, or None if none does."""
    field, *parts = (error.field or "").split(".")
    values = _values(error, parts, texts)
    for key in _keys(error, field):
        if key in texts and all(values.get(name) is not None for name in _placeholders(texts, key)):
            return texts(key, **values)
    return None


def _values(error: LahettiError, parts: list[str], texts: Texts) -> dict[str, object]:
    number, network = (parts[-1], parts[0]) if parts else ("", "")
    place = f"network.{network}"
    return {
        "value": texts(f"column.{error.value}").lower() if error.reason in _OF_COLUMNS else _read(error.value, texts),
        "limit": _read(error.limit, texts),
        "number": int(number) + 1 if number.isdecimal() else 1,
        "place": texts(place) if place in texts else None,
        "over": _over(error),
        "n": error.limit if isinstance(error.limit, int) else 0,
        **dict(zip(("least", "most"), map(texts.number, _range(error)), strict=False)),
    }


def _read(value: object, texts: Texts) -> object:
    """Return a moment or a day as the person reads it, in the programme's zone; anything else as it is."""
    match value:
        case datetime():
            return texts.moment(value, ZoneInfo(configuration().time_zone))
        case date():
            return texts.day(value)
    return value


def _keys(error: LahettiError, field: str) -> list[str]:
    """Return what such an error may be called, the most exact first."""
    code, reason = error.code, error.reason
    exact = [f"error.{code}.{field}.{reason}", f"error.{code}.{reason}"] if reason else []
    limited = [f"error.{code}.limit"] if isinstance(error.limit, int) else []
    ranged = [f"error.{code}.range"] if _range(error) else []
    return [*exact, f"error.{code}.{field}", *limited, *ranged, f"error.{code}"]


def _placeholders(texts: Texts, key: str) -> set[str]:
    return {name for form in texts.forms(key) for _, name, _, _ in Formatter().parse(form) if name}


def _range(error: LahettiError) -> tuple[int, ...]:
    """Return the least and the most of a number that is outside them."""
    match error.limit:
        case [int(least), int(most)] if error.reason is None:
            return least, most
    return ()


def _over(error: LahettiError) -> int:
    numbers = isinstance(error.value, int) and isinstance(error.limit, int)
    return error.value - error.limit if numbers else 0  # type: ignore[operator]
