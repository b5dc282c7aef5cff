"""A TOML table that knows where it stands, so that what is wrong in it can be named.

Fields are taken one by one with the type they must have; `refuse_rest` then names what nobody took,
which is nearly always a misspelt field. What the values mean is decided by whoever takes them.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self, TypeVar

from lahetti.core.languages import INTERFACE
from lahetti.core.names import LocalisedName

T = TypeVar("T")


class BadFile(Exception):
    """A file of the demo programme holds something a programme cannot; says where and what."""


class Table:
    def __init__(self, values: dict[str, Any], place: str) -> None:
        self._values = dict(values)
        self.place = place

    @classmethod
    def of_file(cls, path: Path) -> Self:
        try:
            return cls(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
        except tomllib.TOMLDecodeError as error:
            raise BadFile(f"{path.name}: {error}") from error

    def wrong(self, field: str, reason: str) -> BadFile:
        return BadFile(f"{self.place}: {field} {reason}")

    def take(self, field: str, kind: type[T]) -> T:
        if field not in self._values:
            raise self.wrong(field, "is missing")
        value = self._values.pop(field)
        if type(value) is not kind:
            raise self.wrong(field, f"must be {kind.__name__}, is {value!r}")
        return value

    def take_or(self, field: str, default: T) -> T:
        return self.take(field, type(default)) if field in self._values else default

    def text(self, field: str) -> str:
        value = self.take(field, str).strip()
        if not value:
            raise self.wrong(field, "is empty")
        return value

    def name(self, field: str) -> LocalisedName:
        """Take a name in each language of the interface: `{ fi = "…", sv = "…", en = "…" }`."""
        texts = self.take(field, dict)
        if texts.keys() != INTERFACE.keys():
            raise self.wrong(field, f"has texts in {', '.join(texts)}, the programme has {', '.join(INTERFACE)}")
        return LocalisedName.of(texts)

    def matching(self, field: str, pattern: re.Pattern[str]) -> str:
        value = self.text(field)
        if not pattern.fullmatch(value):
            raise self.wrong(field, f"is {value!r}, which does not match {pattern.pattern}")
        return value

    def one_of(self, field: str, allowed: Iterable[T]) -> T:
        value = self.take(field, str)
        for candidate in allowed:
            if candidate == value:
                return candidate
        raise self.wrong(field, f"is {value!r}, allowed are {', '.join(map(str, allowed))}")

    def texts(self, field: str, *, of_length: tuple[int, int] = (1, 1000)) -> tuple[str, ...]:
        """Take a list of texts, each with so many characters; a missing list is an empty one."""
        values: list[Any] = self.take_or(field, [])
        for value in values:
            if type(value) is not str:
                raise self.wrong(field, f"must hold texts, holds {value!r}")
            self.check_length(field, value, of_length)
        return tuple(values)

    def known(self, field: str, known: Iterable[str], *, empty: bool = False) -> tuple[str, ...]:
        """Take a list of names that all exist, none twice."""
        values = self.texts(field)
        if unknown := set(values) - set(known):
            raise self.wrong(field, f"names what does not exist: {', '.join(sorted(unknown))}")
        if not (values or empty):
            raise self.wrong(field, "is empty")
        self.check_unique(field, values)
        return values

    def check_length(self, field: str, value: str, lengths: tuple[int, int]) -> None:
        shortest, longest = lengths
        if not shortest <= len(value) <= longest:
            raise self.wrong(
                field,
                f"has {len(value)} characters, allowed are {shortest} to {longest}: {value!r}",
            )

    def check_count(self, field: str, found: int, wanted: int) -> None:
        if found != wanted:
            raise self.wrong(field, f"is there {found} times, the programme has {wanted}")

    def check_unique(self, field: str, values: Iterable[str]) -> None:
        for value, times in Counter(values).items():
            if times > 1:
                raise self.wrong(field, f"holds {value!r} {times} times")

    def table(self, field: str) -> "Table":
        return Table(self.take(field, dict), f"{self.place}, {field}")

    def each(self, field: str, read: Callable[["Table"], T]) -> tuple[T, ...]:
        """Read an array of tables one by one; each is known by its id, name or number."""
        rows = []
        for number, values in enumerate(self.take(field, list), start=1):
            row = Table(values, f"{self.place}, {field} {values.get('id') or values.get('name') or number}")
            rows.append(read(row))
            row.refuse_rest()
        return tuple(rows)

    def refuse_rest(self) -> None:
        if self._values:
            raise self.wrong(", ".join(self._values), "is not a known field")
