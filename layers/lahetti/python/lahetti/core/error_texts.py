"""What a rule refused, in the person's words: `error.<code>.<field>.<reason>`, or what is nearest to it.

Whatever an error carries is put into the words of the language before it stands in a sentence: numbers, days, and what
the program calls roles, languages, networks and states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
_UNREAD = ("no_number", "missing")
"""Reasons of a number that could not be read, whose sentence is that of its limits where they are known."""
_NAMED = ("role", "language", "network", "state", "medium")
"""Fields whose values are words of the program; a catalogue may have those of people, as `role.editor`."""
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.+Z-]+)?")


def sentence(error: LahettiError, texts: Texts) -> str | None:
    """Return the sentence of the catalogue `errors` that fits an error best, or None if none does."""
    field, *parts = (error.field or "").split(".")
    values = _values(error, field, parts, texts)
    for key in _keys(error, field):
        if key in texts and all(values.get(name) is not None for name in _placeholders(texts, key)):
            return texts(key, **values)
    return None


def _values(error: LahettiError, field: str, parts: list[str], texts: Texts) -> dict[str, object]:
    number, network = (parts[-1], parts[0]) if parts else ("", "")
    place = f"network.{network}"
    value, limit = (in_words(one, field, texts) for one in (error.value, error.limit))
    least_and_most = zip(("least", "most"), (in_words(one, field, texts) for one in _range(error)), strict=False)
    return {
        "value": texts(f"column.{error.value}").lower() if error.reason in _OF_COLUMNS else value,
        "limit": limit,
        "number": int(number) + 1 if number.isdecimal() else 1,
        "place": texts(place) if place in texts else None,
        "over": texts.number(_over(error)),
        "n": error.limit if isinstance(error.limit, int) else 0,
        **dict(least_and_most),
    }


def in_words(value: object, field: str, texts: Texts) -> str | None:
    """Return what a person reads of a value of a field; None where there is none."""
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case int():
            return texts.number(value)
        case datetime():
            return texts.moment(value, ZoneInfo(configuration().time_zone))
        case date():
            return texts.day(value)
        case str():
            return _text_in_words(value, field, texts)
        case Iterable():
            return ", ".join(words for one in value if (words := in_words(one, field, texts)) is not None)
    return str(value)


def _text_in_words(value: str, field: str, texts: Texts) -> str:
    if field in _NAMED and f"{field}.{value}" in texts:
        return texts(f"{field}.{value}")
    return _DAY.sub(lambda found: _read_day_in_words(found[1], texts), value)


def _read_day_in_words(text: str, texts: Texts) -> str:
    try:
        return _day_in_words(date.fromisoformat(text), texts)
    except ValueError:
        return text


def _day_in_words(day: date, texts: Texts) -> str:
    return texts("period.day", day=day.day, month=texts(f"month.{day.month}"), year=day.year)


def _keys(error: LahettiError, field: str) -> list[str]:
    """Return what such an error may be called, the most exact first."""
    code, reason, ranged = error.code, error.reason, bool(_range(error))
    keys = [f"error.{code}.{field}.{reason}"] if reason else []
    keys += [f"error.{code}.{field}.range", f"error.{code}.range"] if ranged and reason in _UNREAD else []
    keys += [f"error.{code}.{reason}"] if reason else []
    keys += [f"error.{code}.{field}"]
    keys += [f"error.{code}.limit"] if isinstance(error.limit, int) else []
    keys += [f"error.{code}.range"] if ranged else []
    return [*keys, f"error.{code}"]


def _placeholders(texts: Texts, key: str) -> set[str]:
    return {name for form in texts.forms(key) for _, name, _, _ in Formatter().parse(form) if name}


def _range(error: LahettiError) -> tuple[int | str, ...]:
    """Return the least and the most of a number or a day that is outside them."""
    match error.limit:
        case [int(least), int(most)] | [str(least), str(most)] if _DAY.match(f"{least}") or isinstance(least, int):
            return least, most
    return ()


def _over(error: LahettiError) -> int:
    numbers = isinstance(error.value, int) and isinstance(error.limit, int)
    return error.value - error.limit if numbers else 0  # type: ignore[operator]
