"""Dates as feeds write them: by ISO 8601 and RFC 822 and nearly so, with the months of Finland's languages too.

One without a zone is read as UTC; one before the web, or far in the future, is none.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

_FIRST = datetime(1993, 1, 1, tzinfo=UTC)
"""Before that nothing stood on the web: what says so is a default of a program."""
_LAST = datetime(2200, 1, 1, tzinfo=UTC)
_MONTHS = {
    start: number
    for number, starts in enumerate(
        (
            "jan tammi",
            "feb helmi",
            "mar maalis mär",
            "apr huhti",
            "may maj touko mai",
            "jun kesä",
            "jul heinä",
            "aug elo",
            "sep syys",
            "oct okt loka",
            "nov marras",
            "dec dez joulu",
        ),
        1,
    )
    for start in starts.split()
}
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
    "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7,
}  # fmt: skip
"""Hours before Greenwich's; names that are several zones' are read as Greenwich's."""
_TIME = (
    r"(?:(?:\s+[-–]\s+|[\s,T]+)(?P<clock>kello|klo|kl\.?)?(?:at)?\s*(?P<hour>\d{1,2})"
    r"(?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:[.,]\d+)?|(?(clock)|(?!)))"
    r"\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>(?:UTC|GMT)?[+-]\d{1,2}:?\d{2}|[A-Za-z]{1,5})?(?:\s*\(.{0,40}\))?\s*$"
)
_FORMS = [
    re.compile(begin + _TIME, re.IGNORECASE)
    for begin in (
        r"(?:[^\W\d]{1,14}\.?,?\s+)?(?P<day>\d{1,2})\.?[\s-]+(?P<name>[^\W\d]{3,12})\.?,?[\s-]+(?P<year>\d{4}|\d{2})",
        r"(?:[^\W\d]{1,14}\.?,?\s+)?(?P<name>[^\W\d]{3,12})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})",
        r"(?:[^\W\d]{1,14}\.?,?\s+)?(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
        r"(?:[^\W\d]{1,14}\.?,?\s+)?(?P<one>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d{4})",
    )
]
_LONGEST = 100


def read_date(text: str) -> datetime | None:
    """Return the moment that a date names, or None where it cannot be read."""
    text = " ".join(text[:_LONGEST].split())
    try:
        return in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    for form in _FORMS:
        if (found := form.match(text)) is not None:
            try:
                return _moment(found.groupdict())
            except (ValueError, OverflowError):
                return None
    return None


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without a zone is in it."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def is_absurd(moment: datetime) -> bool:
    """Return whether nothing can have been published then."""
    return not _FIRST <= moment < _LAST


def _moment(parts: dict[str, str | None]) -> datetime:
    name = parts.get("name")
    month = int(parts.get("month") or 0) if name is None else _month(name)
    day = int(parts.get("day") or 0)
    if parts.get("one"):
        day, month = _day_and_month(int(parts["one"] or 0), int(parts["other"] or 0))
    digits = parts["year"] or ""
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < 70 else 1900
    hour, half = int(parts["hour"] or 0), (parts["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    minute, second = int(parts["minute"] or 0), min(int(parts["second"] or 0), 59)
    is_end = (hour, minute, second) == (24, 0, 0)
    moment = datetime(year, month, day, 0 if is_end else hour, minute, second, tzinfo=_zone(parts["zone"] or ""))
    return (moment + timedelta(days=is_end)).astimezone(UTC)


def _day_and_month(one: int, other: int) -> tuple[int, int]:
    """Return what is which where slashes part them: Europe writes days first, America months.

    Raise ValueError where both might be a month.
    """
    if one > 12 or one == other:
        return one, other
    if other > 12:
        return other, one
    raise ValueError("Which is the month?")


def _month(name: str) -> int:
    # The longest first: marraskuu is not March.
    starts = [start for start in _MONTHS if name.lower().startswith(start)]
    return _MONTHS[max(starts, key=len)] if starts else 0


def _zone(name: str) -> timezone:
    offset = re.search(r"([+-])(\d{1,2}):?(\d{2})$", name)
    if offset is None:
        return timezone(timedelta(hours=_ZONES.get(name.lower(), 0)))
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    return timezone(ahead if offset[1] == "+" else -ahead)
