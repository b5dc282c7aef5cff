"""The programme's settings as a form: how each kind is read from what was typed, and written out."""

import re
from typing import Any

from console.framework.editing import EditedField
from console.framework.form import Form
from console.framework.names import name_fields, with_name
from console.pages.logs.audit_format import field_in_words
from lahetti.core.errors import Invalid
from lahetti.core.quiet_hours import quiet_hours
from lahetti.core.texts import Texts
from lahetti.settings.model import SETTINGS, Kind, Settings

TYPED = tuple(name for name, setting in SETTINGS.items() if setting.kind not in (Kind.TEAMS, Kind.TOPICS))
"""The settings of the form. Teams and topics have pages of their own, which say what a change of one means."""

NAMES = tuple(name for name in TYPED if SETTINGS[name].kind is Kind.NAME)


def fields_of(now: Settings, texts: Texts) -> list[EditedField]:
    """Return the fields of the form over the present settings."""
    fields: list[EditedField] = []
    for name in TYPED:
        if name in NAMES:
            fields += name_fields(name, field_in_words(texts, name), getattr(now, name), texts)
        else:
            fields.append(_field(name, now, texts))
    return fields


def settings_of(changed: dict[str, Any], now: Settings) -> dict[str, Any]:
    """Return what `changed_fields` found as settings: a name is one of them, whatever languages it has."""
    for name in NAMES:
        changed = with_name(changed, name, getattr(now, name))
    return changed


def _field(name: str, now: Settings, texts: Texts) -> EditedField:
    stored = getattr(now, name)
    inputs = ("quiet_begins", "quiet_ends", "quiet_weekends") if SETTINGS[name].kind is Kind.QUIET_HOURS else ()
    label, text = field_in_words(texts, name), as_text(name, stored)
    return EditedField(name, label, stored, text, lambda form: _value(form, name), _typed, inputs)


def _typed(form: Form, name: str) -> str:
    """Return what was typed in the way of `as_text`."""
    match SETTINGS[name].kind:
        case Kind.WORDS:
            return "\n".join(_lines(form.text(name)))
        case Kind.DOMAINS:
            return "\n".join(_domains(form.text(name)))
        case Kind.WEEKDAYS:
            return " ".join(str(day) for day in _days(form, name))
        case Kind.QUIET_HOURS:
            return _quiet_text(form)
    return form.text(name)


def as_text(name: str, value: Any) -> str:
    """Return a value as it can be typed: a line each of what is a list."""
    match SETTINGS[name].kind:
        case Kind.WORDS | Kind.DOMAINS:
            return "\n".join(value)
        case Kind.WEEKDAYS:
            return " ".join(str(day) for day in value)
        case Kind.YES_NO:
            return "yes" if value else ""
    return "" if value is None else str(value)


def _value(form: Form, name: str) -> Any:
    text = form.text(name)
    match SETTINGS[name].kind:
        case Kind.NUMBER:
            limits = (SETTINGS[name].least, SETTINGS[name].most)
            number = form.number(name, limits)
            if number is None and not SETTINGS[name].optional:
                raise Invalid(f"{name} is empty.", field=name, limit=limits, reason="missing")
            return number
        case Kind.WORDS:
            return tuple(_lines(text))
        case Kind.DOMAINS:
            return tuple(_domains(text))
        case Kind.YES_NO:
            return form.has(name)
        case Kind.WEEKDAYS:
            return _days(form, name)
        case Kind.QUIET_HOURS:
            return _quiet(form)
    return text


def _domains(text: str) -> list[str]:
    """Return domains, each once, in lower case and without the @ before them."""
    return list(dict.fromkeys(line.lower().lstrip("@") for line in _lines(text)))


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
