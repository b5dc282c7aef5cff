"""All texts that people read, in every language of the interface, and how times and places are written in each.

A catalogue is `<part>.<language>.json`, {key: text}. A text holds `{placeholders}`; one that depends on a number has
forms, {"one": …, "other": …}, chosen by `n` (English places also "two" and "few"). The client gets its catalogue as a
file and fills it in itself; the console, the mails and the page of somebody's own data use `Texts`. What rules refuse
(`errors`) is said by console and API alike.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Literal
from zoneinfo import ZoneInfo

from lahetti.core.languages import DEFAULT, INTERFACE
from lahetti.core.names import LocalisedName

Message = str | dict[str, str]
Part = Literal["client", "console", "errors", "formats", "mails", "own_data", "sign_in"]


LANGUAGES = tuple(INTERFACE)
PARTS: tuple[Part, ...] = ("client", "console", "errors", "formats", "mails", "own_data", "sign_in")
_FOLDER = Path(__file__).parent / "translations"


@cache
def catalogue(part: Part, language: str) -> Mapping[str, Message]:
    """Return one part's texts in a language."""
    texts: dict[str, Message] = json.loads((_FOLDER / f"{part}.{language}.json").read_text(encoding="utf-8"))
    return texts


def client_catalogue(language: str) -> str:
    """Return what the client needs in a language, as JSON."""
    texts = {**catalogue("formats", language), **catalogue("client", language)}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def preferred(accepted: str | None) -> str:
    """Return the first of our languages that an Accept-Language header names, in its order; else the default."""
    return named(accepted) or DEFAULT


def named(accepted: str | None) -> str | None:
    """Return the first of our languages that an Accept-Language header names, in its order; else None."""
    for offered in (accepted or "").split(","):
        language = offered.split(";")[0].strip().lower().partition("-")[0]
        if language in LANGUAGES:
            return language
    return None


class Texts:
    """The texts of a part in one language: `texts("contents.drafts", n=3)`."""

    def __init__(self, part: Part, language: str) -> None:
        self.language = language if language in INTERFACE else DEFAULT
        parts: tuple[Part, ...] = ("formats", "errors", part) if part == "console" else ("formats", part)
        self._texts = {key: text for name in parts for key, text in catalogue(name, self.language).items()}

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __call__(self, key: str, **values: object) -> str:
        message = self._texts[key]
        if isinstance(message, dict):
            message = message["one" if values["n"] == 1 else "other"]
        if isinstance(count := values.get("n"), int):
            values = {**self._words_of(count, message), **values, "n": self.number(count)}
        return _filled(message, {name: self._said(value) for name, value in values.items()})

    def _said(self, value: object) -> object:
        return value.in_language(self.language) if isinstance(value, LocalisedName) else value

    def _words_of(self, n: int, message: str) -> dict[str, str]:
        """Return what follows from a number: in words up to ten (`count`), for how many of the first (`best`)."""
        found = {}
        if "{count}" in message:
            found["count"] = self._texts.get(f"number.{n}", self.number(n))
        if "{best}" in message:
            found["best"] = self(f"best.{n}" if f"best.{n}" in self else "best.more", n=n)
        return {name: str(words) for name, words in found.items()}

    def forms(self, key: str) -> tuple[str, ...]:
        """Return the text of a key, in each of its forms."""
        message = self._texts[key]
        return tuple(message.values()) if isinstance(message, dict) else (message,)

    def number(self, value: int) -> str:
        """Return a whole number as in `3 480`."""
        grouped = f"{value:,}".replace("-", "\u2212")
        return grouped.replace(",", INTERFACE[self.language].thousands)

    def decimal(self, value: float, digits: int = 1) -> str:
        """Return a number as in `96,4`."""
        whole, point, fraction = f"{value:,.{digits}f}".replace("-", "\u2212").partition(".")
        language = INTERFACE[self.language]
        return whole.replace(",", language.thousands) + (language.decimal + fraction if point else "")

    def euros(self, cents: int) -> str:
        """Return an amount as in `14,50 €`; whole euros stand without cents."""
        amount = self.decimal(cents / 100, 2) if cents % 100 else self.number(cents // 100)
        return self("format.euros", amount=amount)

    def day(self, day: date) -> str:
        """Return a day as in `ti 24.11.`."""
        return self(
            "format.day", weekday=self(f"weekday.{day.isoweekday()}"), day=day.day, month=self(f"month.{day.month}")
        )

    def clock(self, moment: datetime, zone: ZoneInfo) -> str:
        """Return the time as in `klo 8.30`."""
        local = moment.astimezone(zone)
        return self("format.clock", hour=local.hour, minute=f"{local.minute:02d}")

    def moment(self, moment: datetime, zone: ZoneInfo) -> str:
        """Return day and time as in `ti 24.11. klo 8.30`."""
        local = moment.astimezone(zone)
        return self(
            "format.moment",
            weekday=self(f"weekday.{local.isoweekday()}"),
            day=local.day,
            month=self(f"month.{local.month}"),
            hour=local.hour,
            minute=f"{local.minute:02d}",
        )


_ENDS_A_SENTENCE = (".", "!", "?", "…")


def _filled(message: str, values: Mapping[str, object]) -> str:
    """Return a message with its values; one that ends as a sentence does takes the place of the full stop behind it.

    A day (`to 31.12.`), a reason or a title may do so: `Kisa päättyi to 31.12.` and not `31.12..`.
    """
    parts: list[str] = []
    for literal, name, _, _ in Formatter().parse(message):
        doubled = literal.startswith(".") and bool(parts) and parts[-1].endswith(_ENDS_A_SENTENCE)
        parts.append(literal[1:] if doubled else literal)
        if name is not None:
            parts.append(str(values[name]))
    return "".join(parts)
