"""The programme's settings as a form: which stand together, how each is read from what was typed, and written out."""

import re
from collections.abc import Mapping
from typing import Any

from console.framework.editing import EditedField
from console.framework.form import Form
from console.pages.logs.audit_format import field_in_words
from lahetti.core.errors import Invalid
from lahetti.core.quiet_hours import quiet_hours
from lahetti.core.texts import Texts
from lahetti.settings.model import Settings
from lahetti.settings.rules import LIMITS

GROUPS: Mapping[str, tuple[str, ...]] = {
    "programme": ("organisation", "front_page", "seats", "teams"),
    "points": ("share_points", "own_wording_points", "click_points", "suggestion_points"),
    "caps": ("daily_shares", "daily_points", "scored_clicks", "clicks_a_minute"),
    "races": ("draw_points",),
    "contents": ("days_on_offer", "feed_minutes", "feed_items_a_day", "blocked_words", "utm"),
    "digests": ("digest_days", "digest_time", "quiet_hours"),
}
"""Every setting, in the order of the page."""
KINDS: Mapping[str, str] = {
    **dict.fromkeys(LIMITS, "number"),
    "organisation": "text",
    "front_page": "text",
    "teams": "lines",
    "blocked_words": "lines",
    "utm": "box",
    "digest_days": "days",
    "digest_time": "time",
    "quiet_hours": "quiet",
}
MAY_BE_EMPTY = frozenset({"seats"})


def fields_of(now: Settings, texts: Texts) -> list[EditedField]:
    """Return the fields of the form over the present settings."""
    return [_field(name, now, texts) for names in GROUPS.values() for name in names]


def _field(name: str, now: Settings, texts: Texts) -> EditedField:
    stored = getattr(now, name)
    inputs = ("quiet_begins", "quiet_ends", "quiet_weekends") if KINDS[name] == "quiet" else ()
    label, text = field_in_words(texts, name), as_text(name, stored)
    return EditedField(name, label, stored, text, lambda form: _value(form, name), _typed, inputs)


def _typed(form: Form, name: str) -> str:
    """Return what was typed in the way of `as_text`."""
    match KINDS[name]:
        case "lines":
            return "\n".join(_lines(form.text(name)))
        case "days":
            return " ".join(str(day) for day in _days(form, name))
        case "quiet":
            return _quiet_text(form)
    return form.text(name)


def as_text(name: str, value: Any) -> str:
    """Return a value as it can be typed: a line each of what is a list."""
    match KINDS.get(name):
        case "lines" if name == "teams":
            return "\n".join(f"{team} = {called}" for team, called in value)
        case "lines":
            return "\n".join(value)
        case "days":
            return " ".join(str(day) for day in value)
        case "box":
            return "yes" if value else ""
    return "" if value is None else str(value)


def _value(form: Form, name: str) -> Any:
    text = form.text(name)
    match KINDS[name]:
        case "number":
            number = form.number(name)
            if number is None and name not in MAY_BE_EMPTY:
                raise Invalid(f"{name} is empty.", field=name, reason="missing")
            return number
        case "lines":
            lines = _lines(text)
            return tuple(_team(line) for line in lines) if name == "teams" else tuple(lines)
        case "box":
            return form.has(name)
        case "days":
            return _days(form, name)
        case "quiet":
            return _quiet(form)
    return text


def _team(line: str) -> tuple[str, str]:
    team, equals, name = (part.strip() for part in line.partition("="))
    if not equals:
        raise Invalid(f"{line[:80]!r} is not as in: id = name.", field="teams", value=line[:80], reason="line")
    return team, name


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _days(form: Form, name: str) -> tuple[int, ...]:
    return tuple(sorted({int(day) for text in form.texts(name) for day in re.findall(r"[1-7]", text)}))


def _quiet(form: Form) -> str:
    text = _quiet_text(form)
    try:
        quiet_hours(text)
    except ValueError as error:
        raise Invalid(f"{text[:80]!r} are not quiet hours.", field="quiet_begins", value=text[:80]) from error
    return text


def _quiet_text(form: Form) -> str:
    """Return the quiet hours: in one field where two people's texts were compared, else in three."""
    weekends = " weekends" if form.has("quiet_weekends") else ""
    return form.text("quiet_hours") or f"{form.text('quiet_begins')}-{form.text('quiet_ends')}{weekends}"
