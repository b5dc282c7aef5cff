"""Numbers, amounts, days and weeks as files of many countries write them; what could be two things is refused.

Each function raises ValueError, whose text is the reason: `number`, `ambiguous`, `day`, `day_order`, `week`.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

_BLANKS = frozenset({"", "-", "--", "—", "–", "−", "n/a", "na", "#n/a"})
"""What exports write where there is no value."""
_SPACES = re.compile(r"[\s'’\u2009\u200b]+")
_MINUS = re.compile(r"^[-−–]|[-−–]$")
_DIGITS = re.compile(r"[0-9]{1,18}(?:[.,][0-9]{1,12})*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_CURRENCY = re.compile(r"^(?:[A-Za-z]{3}|kr\.?|[^\w\s.,'’()%+−–-]{1,3})|(?:[A-Za-z]{3}|kr\.?|[^\w\s.,'’()%+−–-]{1,3})$")
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "us$": "USD"}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:\s.*)?", re.ASCII)
_DASHED = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ ,].*)?", re.ASCII)
_SERIAL = re.compile(r"[3-7]\d{4}(?:[.,]0+)?", re.ASCII)
_DAY_FIRST_WORDS = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?,?\s+(\d{4})")
_MONTH_FIRST_WORDS = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2}),?\s+(\d{4})")
_WEEK_AFTER_YEAR = re.compile(r"(\d{4})[-\s]?(?:w|v|vk|viikko|vecka|week)\.?\s?(\d{1,2})", re.ASCII | re.IGNORECASE)
_WEEK_BEFORE_YEAR = re.compile(
    r"(?:w|v|vk|viikko|vecka|week)?\.?\s?(\d{1,2})\s?[/\s]\s?(\d{4})", re.ASCII | re.IGNORECASE
)
_MONTHS = (
    ("jan", "tammi"),
    ("feb", "helmi"),
    ("mar", "maalis"),
    ("apr", "huhti"),
    ("may", "maj", "touko"),
    ("jun", "kesä"),
    ("jul", "heinä"),
    ("aug", "elo"),
    ("sep", "syys"),
    ("oct", "okt", "loka"),
    ("nov", "marras"),
    ("dec", "joulu"),
)
_FIRST_DAY = date(1899, 12, 30)
"""The day 0 of Excel's calendar, as of March 1900 on."""


class DayOrder(StrEnum):
    """What the first number of `3/4/2026` is."""

    DAY = "day"
    MONTH = "month"


def is_blank(text: str) -> bool:
    """Return whether a cell says that there is no value."""
    return text.strip().casefold() in _BLANKS


def read_amount(text: str, decimal_sign: str | None = None) -> tuple[Decimal, str | None]:
    """Return a number and the currency that stands at it, if one does; raise ValueError.

    `decimal_sign` says whether `1.234` is a thousand or one, where the whole file shows it.
    """
    bare = text.strip()
    currency = None
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare.strip("()").strip()
    if _MINUS.search(bare):
        negative, bare = True, bare.strip("-−–").strip()
    found = _CURRENCY.search(bare)
    if found:
        word = found[0].casefold()
        currency = _SIGNS.get(word, word.upper() if len(word) == 3 and word.isascii() and word.isalpha() else found[0])
        bare = _CURRENCY.sub("", bare, count=1).strip()
    if _MINUS.search(bare):
        negative, bare = not negative, bare.strip("-−–").strip()
    value = _decimal(_SPACES.sub("", bare), decimal_sign)
    return (-value if negative else value), currency


def read_count(text: str) -> int:
    """Return a whole number; points and commas within it are those of thousands. Raise ValueError."""
    bare = _SPACES.sub("", text)
    if _GROUPED.fullmatch(bare):
        return int(re.sub("[.,]", "", bare))
    value, _ = read_amount(text)
    if value != value.to_integral_value():
        raise ValueError("number")
    return int(value)


def decimal_sign(texts: Iterable[str]) -> str | None:
    """Return whether a file's numbers have a decimal comma or point; None where none of them shows it."""
    shown = {sign for text in texts if (sign := _shown_sign(_SPACES.sub("", text)))}
    return shown.pop() if len(shown) == 1 else None


def read_day(text: str, order: DayOrder | None = None) -> date:
    """Return a day: `2026-11-30`, `30.11.2026`, Excel's number, with the month in words, or `11/30/2026` by its order.

    Raise ValueError.
    """
    bare = " ".join(text.split())
    for shape, places in ((_ISO, (1, 2, 3)), (_COMPACT, (1, 2, 3)), (_DOTTED, (3, 2, 1)), (_DASHED, (3, 2, 1))):
        if found := shape.fullmatch(bare):
            return _day(*(int(found[place]) for place in places))
    if found := _SLASHED.fullmatch(bare):
        first, second, year = (int(part) for part in found.groups())
        if order is None:
            raise ValueError("day_order")
        return _day(year, first, second) if order is DayOrder.MONTH else _day(year, second, first)
    if _SERIAL.fullmatch(bare):
        return _FIRST_DAY + timedelta(days=int(bare[:5]))
    if found := _DAY_FIRST_WORDS.fullmatch(bare):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST_WORDS.fullmatch(bare):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    raise ValueError("day")


def read_week(text: str) -> date:
    """Return the Monday of a week: `2026-W48`, `vk 48/2026`, `48/2026`; raise ValueError."""
    bare = " ".join(text.split())
    if found := _WEEK_AFTER_YEAR.fullmatch(bare):
        year, week = int(found[1]), int(found[2])
    elif found := _WEEK_BEFORE_YEAR.fullmatch(bare):
        year, week = int(found[2]), int(found[1])
    else:
        raise ValueError("week")
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise ValueError("week") from error


def day_order(texts: Iterable[str]) -> DayOrder | None:
    """Return how a file writes days with slashes, where one of them can be read in one way alone and none otherwise."""
    orders = set()
    for text in texts:
        found = _SLASHED.fullmatch(" ".join(text.split()))
        if found and int(found[1]) > 12 >= int(found[2]):
            orders.add(DayOrder.DAY)
        elif found and int(found[2]) > 12 >= int(found[1]):
            orders.add(DayOrder.MONTH)
    return orders.pop() if len(orders) == 1 else None


def _decimal(bare: str, sign: str | None) -> Decimal:
    bare = bare.removeprefix("+")
    if not _DIGITS.fullmatch(bare):
        raise ValueError("number")
    shown = _shown_sign(bare)
    if shown is None and re.search("[.,]", bare):
        if not _GROUPED.fullmatch(bare) or len(set(re.sub("[0-9]", "", bare))) > 1:
            raise ValueError("number")  # 1.2.3
        if not re.search("[.,].*[.,]", bare):  # 1.234, where 1.234.567 is clear
            if sign is None:
                raise ValueError("ambiguous")
            shown = sign if sign in bare else None
    elif shown is not None and sign is not None and shown != sign:
        raise ValueError("number")
    whole, fraction = (bare, "0") if shown is None else bare.rsplit(shown, 1)
    if not (whole.isdecimal() or _GROUPED.fullmatch(whole)) or (shown is not None and shown in whole):
        raise ValueError("number")
    return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction}" if fraction != "0" else re.sub("[.,]", "", whole))


def _shown_sign(bare: str) -> str | None:
    """Return the decimal sign of a number that can be read in one way alone: `1,5`, `1.234,50`, `0.125`."""
    signs = [character for character in bare if character in ".,"]
    if not signs or signs.count(signs[-1]) > 1:
        return None
    last = signs[-1]
    decimals = len(re.sub("[^0-9]", "", bare.rpartition(last)[2]))
    if len(set(signs)) > 1 or decimals != 3 or bare.lstrip("-−–(").startswith("0"):
        return last
    return None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError("day") from error


def _month(word: str) -> int:
    called = word.casefold()
    found = [
        (len(name), number) for number, names in enumerate(_MONTHS, 1) for name in names if called.startswith(name)
    ]
    if not found:
        raise ValueError("day")
    return max(found)[1]  # marraskuu is no March
