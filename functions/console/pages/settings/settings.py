"""The programme's settings: each change is a new version, which is never applied backwards in time."""

from dataclasses import asdict, replace
from typing import Any

from console.framework.context import PageContext
from console.framework.errors import Difference, EditConflict, FormErrors
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.logs.audit_format import field_in_words
from console.pages.settings.settings_form import GROUPS, KINDS, as_text, read
from lahetti.core.errors import Invalid, LahettiError
from lahetti.core.quiet_hours import quiet_hours
from lahetti.people.model import Role
from lahetti.settings import history as settings_history
from lahetti.settings import rules as settings_rules
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from lahetti.settings.rules import LIMITS


@page("/console/settings", "settings/settings.html", Role.ADMIN)
def programme_settings(context: PageContext) -> Values:
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
        "error_labels": {name: field_in_words(context.texts, name) for names in GROUPS.values() for name in names},
    }


@programme_settings.action("save")
def save(context: PageContext) -> Redirect:
    """Store what was changed as a new version. What another has changed meanwhile stays, unless both meant the same."""
    typed, wrong = read(context.form)
    now = settings_versions.read_settings()
    seen = settings_versions.settings_at(context.form.version if context.form.version is not None else now.version)
    changed = {name: value for name, value in typed.items() if value != getattr(seen, name)}
    refused = [*wrong, *_errors_of(now, changed)]
    if refused:
        raise FormErrors(refused)
    theirs = settings_history.difference(seen, now)
    if any(name in theirs and value != getattr(now, name) for name, value in changed.items()):
        raise EditConflict(now.version, _differences(context, now, theirs, changed))
    changed = {name: value for name, value in changed.items() if value != getattr(now, name)}
    if not changed:
        return Redirect("done.settings_same")
    settings_versions.change_settings(changed, context.person.id, context.now, since=now.version)
    return Redirect("done.settings_saved", n=len(changed))


def _errors_of(now: Settings, changed: dict[str, Any]) -> list[LahettiError]:
    """Return what each changed setting is refused for, all at once."""
    wrong: list[LahettiError] = []
    for name, value in changed.items():
        try:
            settings_rules.checked(replace(now, **{name: value}))
        except Invalid as error:
            wrong.append(error)
    return wrong


def _differences(
    context: PageContext, now: Settings, theirs: dict[str, tuple[Any, Any]], changed: dict[str, Any]
) -> list[Difference]:
    stored = asdict(now)
    return [
        Difference(
            name,
            field_in_words(context.texts, name),
            as_text(name, stored[name]),
            as_text(name, changed.get(name, stored[name])),
        )
        for name in theirs
        if name in KINDS
    ]
