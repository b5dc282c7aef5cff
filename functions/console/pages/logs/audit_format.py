"""Changes, settings and moments in the person's words: what the audit log and the histories show."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from console.framework.context import PageContext
from lahetti.analytics.audit_log import Change
from lahetti.core.configuration import configuration
from lahetti.core.languages import INTERFACE
from lahetti.core.names import LocalisedName
from lahetti.core.plain_texts import cut
from lahetti.core.quiet_hours import quiet_hours
from lahetti.core.texts import Texts
from lahetti.periods.names import race_name

Names = Mapping[str, Mapping[str, LocalisedName | str]]
_PAGES = {
    "PERSON": "/console/people/{}",
    "PEOPLE": "/console/people",
    "CONTENT": "/console/contents/{}",
    "SETTINGS": "/console/settings/history",
    "TEAM": "/console/people/teams",
    "TOPIC": "/console/topics",
    "CLICKPRICES": "/console/settings/prices",
    "GUIDELINES": "/console/guidelines",
    "RACE": "/console/races/{}",
    "REWARD": "/console/rewards/{}",
    "REPORT": "/console/works/reports/{}",
}
"""Where the things that the log names have a page."""
_NAMED_BY_ID = ("RACE", "CHANNEL", "TEAM", "TOPIC")
_OF_THEIR_OWN = ("RACE", "REWARD", "REPORT")
"""Things whose page is found by their id alone; of the others one that is gone has none."""
_WORDS = {
    "network": "network.{}",
    "way": "change.way.{}",
    "ranking": "races.ranking.{}",
    "links": "content.links_{}",
    "opened_for": "opening.cause.{}",
    "role": "role.{}",
    "language": "language.{}",
    "aim": "campaign.aim.{}",
    "kind": "surveys.kind.{}",
    "medium": "medium.{}",
    "source": "files.source.{}",
    "mail_state": "change.mail_state.{}",
    "work_joining": "settings.work_joining.{}",
}
"""Fields whose few values have words where they are chosen."""
_SAID_BY_THE_SUBJECT = ("award", "share")
"""Ids of what belongs to the thing that was changed, which say nothing to a reader."""
_CAUSES = {
    "SHARE": "share_confirmed",
    "WORDING": "own_wording",
    "CLICKS": "clicks",
    "RELEASED": "clicks",
    "SUGGESTION": "suggestion_accepted",
    "CLAIM": "claim",
    "REFUND": "refund",
}
"""Which activity the cause of an entry begins with."""
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}.*)?")
_DAY = len("2026-11-24")
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
        "of": _called(texts, change.of) or (one if kind in _NAMED_BY_ID else ""),
        "to": _PAGES[kind].format(quote(one, safe="")) if has_page else None,
        "subject": change.subject,
        "details": [
            (
                field_in_words(texts, name),
                value_in_words(texts, name, change.before.get(name), change.names),
                value_in_words(texts, name, change.after.get(name), change.names),
            )
            for name in dict.fromkeys((*change.before, *change.after))
            if name not in _SAID_BY_THE_SUBJECT
        ],
    }


def field_in_words(texts: Texts, name: str) -> str:
    """Return what a changed field is called."""
    return _either(texts, f"change.field.{name}", name)


def value_in_words(texts: Texts, name: str, value: Any, names: Names | None = None) -> str:
    """Return a stored value as it is read; nothing is a dash. `names` are those of ids, by field."""
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
            return ", ".join(_one(texts, name, one, names or {}) for one in value)
    return _one(texts, name, value, names or {})


def _called(texts: Texts, name: LocalisedName | str) -> str:
    return name.in_language(texts.language) if isinstance(name, LocalisedName) else name


def _name_in_words(texts: Texts, name: LocalisedName) -> str:
    """Return a name with the language of each of its texts, as a change may be of one of them alone."""
    return ", ".join(f"{texts(f'language.{language}')}: {text}" for language, text in name.texts) or "–"


def _one(texts: Texts, name: str, value: Any, names: Names) -> str:
    if isinstance(value, list | tuple):
        return value_in_words(texts, name, value[-1])  # a team or topic of the settings, by id and name
    if name in names:
        otherwise = race_name(str(value), texts) if name == "race" else texts("change.gone_thing")
        return _called(texts, names[name].get(str(value)) or otherwise)
    if name in _WORDS:
        return _either(texts, _WORDS[name].format(value), str(value))
    if name in _READ_BY:
        return _READ_BY[name](texts, value)
    return _plain_in_words(texts, value)


def _plain_in_words(texts: Texts, value: Any) -> str:
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return _moment_in_words(texts, value)
    if isinstance(value, int | float) or type(value).__name__ == "Decimal":
        return texts.number(int(value)) if int(value) == value else str(value)
    return cut(str(value), _LONGEST)


def _moment_in_words(texts: Texts, value: str) -> str:
    """Return a day as in `24.11.2026`, and a moment as it is in the programme's zone."""
    if len(value) > _DAY:
        return texts.moment(datetime.fromisoformat(value), ZoneInfo(configuration().time_zone))
    day = date.fromisoformat(value)
    return texts("period.day", day=day.day, month=texts(f"month.{day.month}"), year=day.year)


def _cause_in_words(texts: Texts, cause: str) -> str:
    """Return what earned the points of an entry by its cause, `SHARE#<code>`."""
    return _either(texts, f"ledger.activity.{_CAUSES.get(cause.partition('#')[0])}", texts("change.kind.entry"))


def _paid_row_in_words(texts: Texts, row: str) -> str:
    """Return the day and network of a row of paid figures, `2026-11-30#x#typed`."""
    day, network, *_ = [*row.split("#"), ""]
    return f"{_moment_in_words(texts, day)}, {_either(texts, f'network.{network}', network)}"


def _captions_in_words(texts: Texts, place: str) -> str:
    """Return network and language of captions, `linkedin fi`."""
    network, _, language = place.partition(" ")
    return f"{_either(texts, f'network.{network}', network)}, {_either(texts, f'language.{language}', language)}"


def _quiet_in_words(texts: Texts, hours: str) -> str:
    quiet = quiet_hours(hours)
    begins, ends = (f"{at.hour}.{at.minute:02d}" for at in (quiet.begins, quiet.ends))
    return texts("change.quiet_weekends" if quiet.weekends else "change.quiet", begins=begins, ends=ends)


def _clock_in_words(texts: Texts, time: str) -> str:
    hour, _, minute = time.partition(":")
    return texts("format.clock", hour=int(hour), minute=minute)


_READ_BY: Mapping[str, Callable[[Texts, Any], str]] = {
    "value_cents": lambda texts, cents: texts.euros(int(cents)),
    "price_cents": lambda texts, cents: texts.euros(int(cents)),
    "prizes_cents": lambda texts, cents: texts.decimal(int(cents) / 100, 2),  # in the currency of its campaign
    "digest_days": lambda texts, day: texts(f"weekday.{int(day)}"),
    "state": lambda texts, state: _either(texts, f"change.pause.{state}", _either(texts, f"state.{state}", str(state))),
    "cause": _cause_in_words,
    "row": _paid_row_in_words,
    "captions": _captions_in_words,
    "quiet_hours": _quiet_in_words,
    "digest_time": _clock_in_words,
}
"""Fields whose values the program writes in a form of its own."""


def _either(texts: Texts, key: str, otherwise: str) -> str:
    return texts(key) if key in texts else otherwise
