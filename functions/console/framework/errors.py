"""Errors of a form in the person's language: `error.<code>.<field>.<reason>`, or the key that is nearest to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lahetti.core.errors import LahettiError
from lahetti.core.texts import Texts

_OF_COLUMNS = ("column_missing", "column_twice")
"""Reasons whose value is a column of a file, by the name that the code has for it."""


@dataclass(frozen=True)
class FieldError:
    """A sentence, and the field that it is about; None: the form as a whole."""

    field: str | None
    text: str


class FormErrors(Exception):
    """Several fields are wrong at once."""

    def __init__(self, errors: Sequence[LahettiError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = tuple(errors)


def read_all(**reads: Callable[[], Any]) -> dict[str, Any]:
    """Read several fields of a form; raise FormErrors with all that cannot be read."""
    found, wrong = {}, list[LahettiError]()
    for name, read in reads.items():
        try:
            found[name] = read()
        except LahettiError as error:
            wrong.append(error)
    if wrong:
        raise FormErrors(wrong)
    return found


@dataclass(frozen=True)
class Difference:
    """A field that two people wrote: its name, its label in words, what is stored now, and what this person typed."""

    name: str
    label: str
    theirs: str
    own: str


class EditConflict(Exception):
    """Somebody else changed the thing since the form was made; `version` is what it is now."""

    def __init__(self, version: int, differences: Sequence[Difference]) -> None:
        super().__init__(f"version {version}")
        self.version = version
        self.differences = tuple(differences)


def in_words(errors: Iterable[LahettiError], texts: Texts) -> tuple[FieldError, ...]:
    """Return the sentences that are shown for some errors."""
    return tuple(FieldError(error.field, _sentence(error, texts)) for error in errors)


def _sentence(error: LahettiError, texts: Texts) -> str:
    field, *parts = (error.field or "").split(".")
    number, network = (parts[-1], parts[0]) if parts else ("", "")
    limit = error.limit
    values = {
        "value": texts(f"column.{error.value}").lower() if error.reason in _OF_COLUMNS else error.value,
        "limit": limit,
        "number": int(number) + 1 if number.isdecimal() else 1,
        "place": texts(f"network.{network}") if f"network.{network}" in texts else "",
        "over": _over(error),
        "n": error.limit if isinstance(error.limit, int) else 0,
        **dict(zip(("least", "most"), map(texts.number, _range(error)), strict=False)),
    }
    for key in _keys(error, field):
        if key in texts:
            return texts(key, **values)
    return texts("error.other")


def _keys(error: LahettiError, field: str) -> list[str]:
    """Return the keys that fit an error, the most exact first."""
    code, reason = error.code, error.reason
    exact = [f"error.{code}.{field}.{reason}", f"error.{code}.{reason}"] if reason else []
    limited = [f"error.{code}.limit"] if isinstance(error.limit, int) else []
    ranged = [f"error.{code}.range"] if _range(error) else []
    return [*exact, f"error.{code}.{field}", *limited, *ranged, f"error.{code}"]


def _range(error: LahettiError) -> tuple[int, ...]:
    """Return the least and the most of a number that is outside them."""
    match error.limit:
        case [int(least), int(most)] if error.reason is None:
            return least, most
    return ()


def _over(error: LahettiError) -> int:
    numbers = isinstance(error.value, int) and isinstance(error.limit, int)
    return error.value - error.limit if numbers else 0  # type: ignore[operator]
