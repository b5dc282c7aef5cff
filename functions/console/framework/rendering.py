"""Templates and what all of them know."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import markupsafe

from http_adapter import client_files
from lahetti.core import templates
from lahetti.core.configuration import configuration
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import Texts

if TYPE_CHECKING:
    from jinja2 import Environment

Values = Mapping[str, Any]
_FOLDER = Path(__file__).parent.parent / "templates"


def rendered(template: str, language: str, values: Values) -> str:
    """Render a template in a language."""
    texts = Texts("console", language)
    zone = ZoneInfo(configuration().time_zone)

    def moment(value: datetime | str | None) -> str:
        known = datetime.fromisoformat(value) if isinstance(value, str) else value
        return texts.moment(known, zone) if known else "–"

    def day(value: datetime | date | str | None) -> str:
        known = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(known, datetime):
            known = known.astimezone(zone).date()
        return texts.day(known) if known else "–"

    def language_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
        return [(code, texts(f"language.{code}")) for code in codes]

    common = {
        "t": texts,
        "language": texts.language,
        "moment": moment,
        "day": day,
        "number": texts.number,
        "decimal": texts.decimal,
        "euros": texts.euros,
        "language_choices": language_choices,
        "name_languages": tuple(INTERFACE),
        "file": client_files.url,
        "context": None,
    }
    return _templates().get_template(template).render({**common, **values})


def compile_ahead() -> None:
    """Compile all templates, for a deployment that takes them along."""
    templates.compile_ahead(_templates(), _FOLDER)


@cache
def _templates() -> "Environment":
    made = templates.environment(_FOLDER)
    made.filters["indent_attribute"] = lambda text: markupsafe.Markup(" ") + text if text else text
    return made
