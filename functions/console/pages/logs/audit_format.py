"""Changes, settings and moments in the person's words: what the audit log and the histories show."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from console.framework.context import PageContext
from lahetti.analytics.audit_log import Change
from lahetti.core.languages import INTERFACE
from lahetti.core.names import LocalisedName
from lahetti.core.plain_texts import cut
from lahetti.core.texts import Texts
from lahetti.people.model import Role
from lahetti.settings.model import SETTINGS, Kind

_PAGES = {
    "PERSON": "/console/people/{}",
    "PEOPLE": "/console/people",
    "CONTENT": "/console/contents/{}",
    "SETTINGS": "/console/settings/history",
    "TEAM": "/console/people/teams",
    "CLICKPRICES": "/console/settings/prices",
    "GUIDELINES": "/console/guidelines",
    "RACE": "/console/races/{}",
    "REWARD": "/console/rewards/{}",
    "REPORT": "/console/works/reports/{}",
}
"""Where the things that the log names have a page."""
_NAMED_BY_ID = ("RACE", "CHANNEL", "TEAM")
_OF_THEIR_OWN = ("RACE", "REWARD", "REPORT")
"""Things whose page is found by their id alone; of the others one that is gone has none."""
_WORDS = {
    "network": "network.{}",
    "way": "change.way.{}",
    "ranking": "races.ranking.{}",
    "links": "content.links_{}",
    "opened_for": "opening.cause.{}",
}
"""Fields whose few values have words where they are chosen."""
_LONGEST = 200
"""Characters of a value; a whole text would bury the others."""
_ID = 30
"""Characters; an id of a person is a UUID, whoever else acts has a short name."""


def change_in_words(context: PageContext, change: Change) -> Mapping[str, Any]:
    """Return a line of the log: who did what to what, with a link, and what was before and after."""
    texts = context.texts
    kind, _, one = change.subject.partition("#")
    has_page = kind in _PAGES and bool(change.of or not one or kind in _OF_THEIR_OWN)
    return {
        "at": change.at,
        "who": change.name or texts("change.gone" if len(change.who) > _ID else "change.by_itself"),
        "person": change.who if change.name else None,
        "what": _either(texts, f"change.what.{change.what.replace(' ', '_')}", change.what),
        "kind": _either(texts, f"change.kind.{kind.lower()}", kind.lower()),
        "of": _of_in_words(texts, change) or (one if kind in _NAMED_BY_ID else ""),
        "to": _PAGES[kind].format(quote(one, safe="")) if has_page else None,
        "subject": change.subject,
        "details": [
            (field_in_words(texts, name), value_in_words(texts, name, change.before.get(name)), value)
            for name in dict.fromkeys((*change.before, *change.after))
            for value in [value_in_words(texts, name, change.after.get(name))]
        ],
    }


def field_in_words(texts: Texts, name: str) -> str:
    """Return what a changed field is called."""
    return _either(texts, f"change.field.{name}", name)


def value_in_words(texts: Texts, name: str, value: Any) -> str:
    """Return a stored value as it is read; nothing is a dash."""
    match value:
        case None | "" | [] | ():
            return "–"
        case bool():
            return texts("change.yes" if value else "change.no")
        case LocalisedName():
            return _name_in_words(texts, value)
        case dict() if value.keys() <= INTERFACE.keys():
            return _name_in_words(texts, LocalisedName.of(value))
        case list() | tuple():
            return ", ".join(_one(texts, name, one) for one in value)
    return _one(texts, name, value)


def _of_in_words(texts: Texts, change: Change) -> str:
    return change.of.in_language(texts.language) if isinstance(change.of, LocalisedName) else change.of


def _name_in_words(texts: Texts, name: LocalisedName) -> str:
    """Return a name with the language of each of its texts, as a change may be of one of them alone."""
    return ", ".join(f"{texts(f'language.{language}')}: {text}" for language, text in name.texts) or "–"


def _one(texts: Texts, name: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        return " = ".join(value_in_words(texts, name, part) for part in value)
    if name == "role" and value in list(Role):
        return texts(f"role.{value}")
    if name in _WORDS:
        return _either(texts, _WORDS[name].format(value), str(value))
    if name in ("value_cents", "price_cents"):
        return texts.euros(int(value))
    if name == "state":
        return _either(texts, f"change.pause.{value}", _either(texts, f"state.{value}", str(value)))
    if name in SETTINGS and SETTINGS[name].kind is Kind.WEEKDAYS:
        return texts(f"weekday.{int(value)}")
    if isinstance(value, int | float) or type(value).__name__ == "Decimal":
        return texts.number(int(value)) if int(value) == value else str(value)
    return cut(str(value), _LONGEST)


def _either(texts: Texts, key: str, otherwise: str) -> str:
    return texts(key) if key in texts else otherwise
