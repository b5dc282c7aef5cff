"""Names in several languages in a form: an input each language, `name.fi`, which two people may change side by side.

The part of the templates is `ui.localised`.
"""

from collections.abc import Mapping
from typing import Any

from console.framework.editing import EditedField
from console.framework.form import Form
from lahetti.core.languages import INTERFACE
from lahetti.core.names import LocalisedName
from lahetti.core.plain_texts import on_one_line
from lahetti.core.texts import Texts


def read_name(form: Form, field: str) -> LocalisedName:
    """Return the name that was typed; none of its texts need be there."""
    return LocalisedName.of({language: on_one_line(form.text(f"{field}.{language}")) for language in INTERFACE})


def name_fields(field: str, label: str, stored: LocalisedName, texts: Texts) -> list[EditedField]:
    """Return the fields of a name that is stored, one a language."""
    return [_field(f"{field}.{language}", label, stored, texts) for language in INTERFACE]


def with_name(changed: Mapping[str, Any], field: str, stored: LocalisedName) -> dict[str, Any]:
    """Return what `changed_fields` found, the texts of a name put together to the one value of the field."""
    own = {name: text for name, text in changed.items() if name.partition(".")[0] == field}
    if not own:
        return dict(changed)
    typed = {name.partition(".")[2]: text for name, text in own.items()}
    others = {name: value for name, value in changed.items() if name not in own}
    return {**others, field: LocalisedName.of(stored.as_map() | typed)}


def _field(name: str, label: str, stored: LocalisedName, texts: Texts) -> EditedField:
    language = name.rpartition(".")[2]
    text = stored.as_map().get(language, "")
    return EditedField(
        name, f"{label}: {texts(f'language.{language}')}", text, text, lambda form: on_one_line(form.text(name))
    )
