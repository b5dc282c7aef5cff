"""The page on which a person reads what is kept of them: each kind of it explained, with their own data in words.

It is made of what the JSON holds and of nothing else, field by field, so that neither can hold what the other lacks.
What a kind and its fields are called stands in the catalogues `own_data`; words that the console has, too, in its own.
The page loads nothing and runs nothing; its policy stands in it, because a bucket sends no headers of ours.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from lahetti.core import templates
from lahetti.core.languages import INTERFACE
from lahetti.core.names import LocalisedName
from lahetti.core.quiet_hours import quiet_hours
from lahetti.core.texts import Texts
from lahetti.people.model import ALWAYS
from lahetti.periods.names import race_name

if TYPE_CHECKING:
    from jinja2 import Environment

Words: TypeAlias = "str | tuple[Words, ...] | Fields"

_FOLDER = Path(__file__).parent / "templates"
_FIRST = ("at", "day", "race", "title", "name", "what", "activity", "mail", "points", "state", "network")
"""What somebody looks for first in an item; the other fields follow by the names that they have on the page."""
_WIDEST = 7
"""Columns of a table that fits on a page of paper."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?[+]00:00")
_IN_CONSOLE = {
    "role": "role.",
    "came_by": "came_by.",
    "network": "network.",
    "language": "language.",
    "content_languages": "language.",
    "activity": "ledger.activity.",
    "reasons": "ledger.reason.",
    "mail": "mails.kind.",
    "what": "change.what.",
    "cause": "opening.cause.",
}
"""Fields whose values have words in the console."""
_PLAIN_NUMBERS = {"number", "rules", "guidelines", "claim", "reported"}
"""Numbers that count nothing."""


@dataclass(frozen=True)
class Fields:
    """Names and values in words, in the order in which they are read."""

    pairs: tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class Section:
    """A kind of data: what it is called, why it is kept and for how long, and the person's own items of it.

    `columns` are the fields of a table that has an item a row; none where an item is better read by itself.
    """

    kind: str
    name: str
    why: str
    kept: str
    items: tuple[Fields, ...]
    columns: tuple[str, ...]


def render_page(
    data: Mapping[str, Sequence[Mapping[str, Any]]], name: str, texts: Texts, zone: ZoneInfo, now: datetime
) -> str:
    """Return the page of somebody's data, as `exports.data_of` has it by kind; `texts` are `own_data` in a language."""
    style = _templates().get_template("style.html").render()
    writing = _Writing(texts, Texts("console", texts.language), zone)
    return (
        _templates()
        .get_template("page.html")
        .render(
            texts=texts,
            style=style,
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            name=name,
            at=writing.moment(now),
            zone=zone.key,
            sections=sections(data, texts, zone),
        )
    )


def sections(data: Mapping[str, Sequence[Mapping[str, Any]]], texts: Texts, zone: ZoneInfo) -> list[Section]:
    """Return all kinds of data in words; a field that is empty is left out."""
    writing = _Writing(texts, Texts("console", texts.language), zone)
    return [writing.section(kind, items) for kind, items in data.items()]


def compile_ahead() -> None:
    """Compile the templates, for a deployment that takes them along."""
    templates.compile_ahead(_templates(), _FOLDER)


@cache
def _templates() -> "Environment":
    return templates.environment(_FOLDER)


@dataclass(frozen=True)
class _Writing:
    """How a language writes what is stored."""

    texts: Texts
    console: Texts
    zone: ZoneInfo

    def section(self, kind: str, items: Sequence[Mapping[str, Any]]) -> Section:
        written = tuple(self._item(kind, item) for item in items)
        columns = tuple(dict.fromkeys(name for item in written for name, _ in item.pairs))
        is_flat = not any(_is_deep(value) for item in written for _, value in item.pairs)
        return Section(
            kind,
            self.texts(f"kind.{kind}.name"),
            self.texts(f"kind.{kind}.why"),
            self.texts(f"kind.{kind}.kept"),
            written,
            columns if len(written) > 1 and is_flat and len(columns) <= _WIDEST else (),
        )

    def moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        clock = {"hour": local.hour, "minute": f"{local.minute:02d}"}
        return self.texts("page.moment", date=self._date(local.date()), **clock)

    def _item(self, kind: str, item: Mapping[str, Any]) -> Fields:
        names = [name for name, value in item.items() if not _is_empty(value)]
        pairs = {name: (self._field(kind, name), self._value(kind, name, item[name])) for name in names}
        first = [name for name in _FIRST if name in pairs]
        rest = sorted(set(pairs) - set(first), key=lambda name: pairs[name][0].casefold())
        return Fields(tuple(pairs[name] for name in (*first, *rest)))

    def _field(self, kind: str, name: str) -> str:
        """Return what a field is called; what is named by the person's own data, as a race or a day, in words."""
        if _DAY.fullmatch(name):
            return self._text(name)
        for texts, key in (
            (self.texts, f"field.{kind}.{name}"),
            (self.texts, f"field.{name}"),
            (self.console, f"change.field.{name}"),
            (self.console, f"language.{name}"),
            (self.console, f"network.{name}"),
        ):
            if key in texts:
                return texts(key)
        return race_name(name, self.console)

    def _value(self, kind: str, name: str, value: Any) -> Words:
        match value:
            case _ if _is_empty(value):
                return "–"
            case Mapping() if value.keys() <= INTERFACE.keys():
                return LocalisedName.of(value).in_language(self.texts.language)
            case Mapping():
                inside = ((self._field(kind, key), self._value(kind, key, one)) for key, one in value.items())
                return Fields(tuple(inside))
            case list():
                return tuple(self._value(kind, name, one) for one in value)
            case bool():
                return self.texts("page.yes" if value else "page.no")
            case int():
                return self._number(name, value)
        return self._known(name, str(value)) or self._text(str(value))

    def _number(self, name: str, value: int) -> str:
        if name == "value_cents":
            return self.texts.euros(value)
        if name == "digest_days":
            return self.texts(f"weekday.{value}")
        return str(value) if name in _PLAIN_NUMBERS else self.texts.number(value)

    def _known(self, name: str, value: str) -> str | None:
        """Return the words of a value that is one of few; None where it is none of them."""
        own, shared = f"value.{name}.{value}", f"{_IN_CONSOLE.get(name, '')}{value.replace(' ', '_')}"
        if own in self.texts:
            return self.texts(own)
        if name in _IN_CONSOLE and shared in self.console:
            return self.console(shared)
        if name in ("race", "races"):
            return race_name(value, self.console)
        if name == "quiet":
            hours = quiet_hours(value)
            ends = {"begins": f"{hours.begins:%H.%M}", "ends": f"{hours.ends:%H.%M}"}
            return self.texts("page.quiet_weekends" if hours.weekends else "page.quiet", **ends)
        return None

    def _text(self, value: str) -> str:
        if value == ALWAYS:
            return self.texts("page.always")
        if _DAY.fullmatch(value):
            return self._date(date.fromisoformat(value))
        if _MOMENT.fullmatch(value):
            return self.moment(datetime.fromisoformat(value))
        return value

    def _date(self, day: date) -> str:
        return self.texts("page.date", day=day.day, month=self.texts(f"month.{day.month}"), year=day.year)


def _is_empty(value: Any) -> bool:
    return value in (None, "", [], {})


def _is_deep(value: Words) -> bool:
    return isinstance(value, Fields) or (isinstance(value, tuple) and any(not isinstance(one, str) for one in value))
