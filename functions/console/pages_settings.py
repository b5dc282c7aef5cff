"""The programme's settings, and what became of them: version by version, never applied backwards in time."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import page
from console.refusals import Difference, Overtaken, Wrong
from console.rendering import Values
from console.settings_form import GROUPS, KINDS, as_text, read
from console.words import field_in_words, value_in_words
from lahetti.core.errors import Invalid, LahettiError
from lahetti.core.quiet_hours import quiet_hours
from lahetti.people import members
from lahetti.people.model import Role
from lahetti.settings import history as settings_history
from lahetti.settings import rules as settings_rules
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from lahetti.settings.rules import LIMITS

pages = Blueprint(__name__)


@page(pages, "/console/settings", "settings.html", Role.ADMIN)
def programme_settings(ask: Asking) -> Values:
    """Return every setting with its limits, as it can be typed."""
    now = settings_versions.read_settings()
    return {
        "groups": GROUPS,
        "kinds": KINDS,
        "limits": LIMITS,
        "values": {name: as_text(name, getattr(now, name)) for names in GROUPS.values() for name in names},
        "quiet": quiet_hours(now.quiet_hours),
        "digest_days": now.digest_days,
        "settings_version": now.version,
        # Of many fields several may be refused in the same words.
        "refusal_labels": {name: field_in_words(ask.texts, name) for names in GROUPS.values() for name in names},
    }


@programme_settings.deed("save")
def save(ask: Asking) -> Done:
    """Store what was changed as a new version. What another has changed meanwhile stays, unless both meant the same."""
    typed, wrong = read(ask.form)
    now = settings_versions.read_settings()
    seen = settings_versions.settings_at(ask.form.version if ask.form.version is not None else now.version)
    changed = {name: value for name, value in typed.items() if value != getattr(seen, name)}
    refused = [*wrong, *_refused(now, changed)]
    if refused:
        raise Wrong(refused)
    theirs = settings_history.difference(seen, now)
    if any(name in theirs and value != getattr(now, name) for name, value in changed.items()):
        raise Overtaken(now.version, _differences(ask, now, theirs, changed))
    changed = {name: value for name, value in changed.items() if value != getattr(now, name)}
    if not changed:
        return Done("done.settings_same")
    settings_versions.change_settings(changed, ask.person.id, ask.now, since=now.version)
    return Done("done.settings_saved", n=len(changed))


@page(pages, "/console/settings/history", "settings_history.html", Role.ADMIN)
def history(ask: Asking) -> Values:
    """Return a page of the versions, the newest first."""
    found, following = settings_history.history(ask.cursor)
    names = members.names_of({change.by for change in found})
    texts = ask.texts
    return {
        "versions": [
            {
                "number": change.version,
                "at": change.at,
                "by": names.get(change.by, (texts("change.by_itself"), ""))[0],
                "changed": [
                    (field_in_words(texts, name), value_in_words(texts, name, old), value_in_words(texts, name, new))
                    for name, (old, new) in change.changed.items()
                ],
            }
            for change in found
        ],
        "next": following,
    }


@history.export("settings")
def exported(ask: Asking) -> Iterator[Line]:
    """Yield every change of a setting."""
    cursor = None
    while True:
        found, cursor = settings_history.history(cursor)
        names = members.names_of({change.by for change in found})
        for change in found:
            for name, (old, new) in change.changed.items():
                yield {
                    "version": change.version,
                    "at": change.at,
                    "who": names.get(change.by, (change.by, ""))[0],
                    "setting": name,
                    "before": value_in_words(ask.texts, name, old),
                    "after": value_in_words(ask.texts, name, new),
                }
        if cursor is None:
            return


def _refused(now: Settings, changed: dict[str, Any]) -> list[LahettiError]:
    """Return what each changed setting is refused for, all at once."""
    wrong: list[LahettiError] = []
    for name, value in changed.items():
        try:
            settings_rules.checked(replace(now, **{name: value}))
        except Invalid as error:
            wrong.append(error)
    return wrong


def _differences(
    ask: Asking, now: Settings, theirs: dict[str, tuple[Any, Any]], changed: dict[str, Any]
) -> list[Difference]:
    stored = asdict(now)
    return [
        Difference(
            name,
            field_in_words(ask.texts, name),
            as_text(name, stored[name]),
            as_text(name, changed.get(name, stored[name])),
        )
        for name in theirs
        if name in KINDS
    ]
