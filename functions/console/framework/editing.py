"""Forms about a thing that others may change meanwhile: colleagues, but also jobs and the person that it is about.

Such a form carries what each of its fields held when it was made, as a hash (`original`), also where it comes back
refused, asks first, or outlives a session. So a field that its author did not touch never overwrites what is stored by
now, and only where both have changed the same field is the author asked which text is to stay.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from console.framework.errors import Difference, EditConflict, FormErrors
from console.framework.form import Form
from lahetti.core.errors import Invalid
from lahetti.core.json_texts import read_json

_HASH_CHARACTERS = 12


def typed_text(form: Form, name: str) -> str:
    """Return what was typed into a field of one input."""
    return form.text(name)


def typed_lines(form: Form, name: str) -> str:
    """Return what was ticked or written a line each, in alphabetical order, as the order of boxes says nothing."""
    lines = (line.strip() for text in form.texts(name) for line in text.split("\n"))
    return "\n".join(sorted({line for line in lines if line}))


@dataclass(frozen=True)
class EditedField:
    """A field of a form about a stored thing.

    `stored` is its present value and `text` the same as `typed` returns it for a form that leaves it alone; `read`
    returns the value that was typed, or raises Invalid. `inputs` are the names of its inputs where it has others than
    the one of its own name.
    """

    name: str
    label: str
    stored: Any
    text: str
    read: Callable[[Form], Any]
    typed: Callable[[Form, str], str] = typed_text
    inputs: tuple[str, ...] = ()


def original(fields: Sequence[EditedField]) -> str:
    """Return what a form carries of the fields that it is made from: {name: hash} as JSON."""
    return json.dumps({field.name: _hash(field.text) for field in fields}, separators=(",", ":"))


def changed_fields(
    form: Form, fields: Sequence[EditedField], faults: Callable[[dict[str, Any]], Sequence[Invalid]] = lambda _: ()
) -> dict[str, Any]:
    """Return {name: value} of the fields that a form changes, decided field by field against what is stored.

    `faults` returns what the rules refuse of the changes. Raise FormErrors with that and with what cannot be read, all
    at once; else EditConflict where others have changed the same fields meanwhile.
    """
    made_from = _made_from(form)
    changed: dict[str, Any] = {}
    errors: list[Invalid] = []
    conflicting: list[EditedField] = []
    for field in fields:
        names = {field.name, *field.inputs}
        if field.name not in made_from and not names & set(form.fields):
            continue  # the form does not show it
        now, typed = _hash(field.text), _hash(field.typed(form, field.name))
        before = made_from.get(field.name, now)
        if typed in (before, now):
            continue
        try:
            value = field.read(form)
        except Invalid as error:
            errors.append(error)
            continue
        if value == field.stored:
            continue
        changed[field.name] = value
        if before != now:
            conflicting.append(field)
    errors += faults(changed)
    if errors:
        raise FormErrors(errors)
    if conflicting:
        raise _conflict(form, made_from, conflicting)
    return changed


def _conflict(form: Form, made_from: dict[str, str], fields: Sequence[EditedField]) -> EditConflict:
    seen = {**made_from, **{field.name: _hash(field.text) for field in fields}}
    return EditConflict(
        [Difference(field.name, field.label, field.text, field.typed(form, field.name)) for field in fields],
        json.dumps(seen, separators=(",", ":")),
        frozenset(name for field in fields for name in (field.name, *field.inputs)),
    )


def _made_from(form: Form) -> dict[str, str]:
    try:
        found = read_json(form.original or "{}")
    except ValueError:
        return {}
    return {name: text for name, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}


def _hash(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()[:_HASH_CHARACTERS]
