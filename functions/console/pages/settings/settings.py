"""The programme's settings: each change is a new version, which is never applied backwards in time."""

from dataclasses import replace
from typing import Any

from console.framework.context import PageContext
from console.framework.editing import changed_fields, original
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from console.pages.logs.audit_format import field_in_words
from console.pages.settings.settings_form import NAMES, TYPED, as_text, fields_of, settings_of
from lahetti.core.errors import Invalid
from lahetti.core.quiet_hours import quiet_hours
from lahetti.core.texts import Texts
from lahetti.people import seats
from lahetti.people.model import Role
from lahetti.people.waiting_list import queueing
from lahetti.settings import rules as settings_rules
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import GROUPS, SETTINGS, Settings


@page("settings/settings.html", Role.ADMIN)
def programme_settings(context: PageContext) -> Values:
    """Return every setting with its limits, as it can be typed."""
    now = settings_versions.read_settings()
    return {
        "groups": GROUPS,
        "settings": SETTINGS,
        "values": {name: as_text(name, getattr(now, name)) for name in TYPED if name not in NAMES},
        "localised": {name: getattr(now, name) for name in NAMES},
        "choices": {
            name: [(member.value, context.texts(f"settings.{name}.{member}")) for member in setting.choices]
            for name, setting in SETTINGS.items()
            if setting.choices is not None
        },
        "quiet": quiet_hours(now.quiet_hours),
        "weekdays": [(day, context.texts(f"settings.day.{day}")) for day in range(1, 8)],
        "digest_days": now.digest_days,
        "original": original(fields_of(now, context.texts)),
        "settings_version": now.version,
        # Of many fields several may be refused in the same words.
        "error_labels": {name: field_in_words(context.texts, name) for name in SETTINGS},
    }


@programme_settings.action("save")
def save(context: PageContext) -> Redirect | Confirm:
    """Store what was changed as a new version; where it changes who gets a seat, once it was said what follows."""
    now = settings_versions.read_settings()
    fields = fields_of(now, context.texts)
    changed = settings_of(changed_fields(context.form, fields, lambda changed: _faults_of(now, changed)), now)
    if not changed:
        return Redirect("done.settings_same")
    follows = () if context.form.confirmed else _of_seats(now, changed, context.texts)
    if follows:
        return Confirm(context.texts("settings.seats.question"), follows, context.texts("settings.save"))
    settings_versions.change_settings(changed, context.person.id, context.now, since=now.version)
    return Redirect("done.settings_saved", n=len(changed))


def _of_seats(now: Settings, changed: dict[str, Any], t: Texts) -> tuple[str, ...]:
    """Return what follows from fewer seats than are taken, or from no limit; nothing from any other change."""
    wanted = changed.get("seats", now.seats)
    if wanted is None and now.seats is not None:
        waiting = queueing.length()
        queue = (t("settings.seats.queue", n=waiting),) if waiting else ()
        return t("settings.seats.unlimited"), *queue
    if wanted is not None and wanted != now.seats and wanted < seats.seats_taken():
        shown = t.number(wanted)
        return t("settings.seats.below", seats=shown), t("settings.seats.below_then", seats=shown)
    return ()


def _faults_of(now: Settings, changed: dict[str, Any]) -> list[Invalid]:
    """Return what each changed setting is refused for, all at once."""
    wrong: list[Invalid] = []
    for name, value in settings_of(changed, now).items():
        try:
            settings_rules.checked(replace(now, **{name: value}))
        except Invalid as error:
            wrong.append(error)
    return wrong
