"""One person as admins see them: role, teams and channels, pause, mail, wishes, prizes, and what was changed of them.

What somebody shares or does not share is nowhere on this page.
"""

from typing import Any

from console.framework.context import PageContext
from console.framework.errors import Difference, EditConflict
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from console.pages.logs.audit_format import change_in_words
from console.pages.people.invite import channel_names, known_of, role_named
from lahetti.analytics import audit_log
from lahetti.content import notes
from lahetti.dynamodb import keys
from lahetti.people import members, roster
from lahetti.people.model import Person, PersonState, Role
from lahetti.rewards import register
from lahetti.settings import versions as settings_versions

_SHOWN_CHANGES = 10


@page("/console/people/{person}", "people/person.html", Role.ADMIN)
def person(context: PageContext, person: str) -> Values:
    """Return everything about one person that an admin needs."""
    found, programme = members.find_person(person), settings_versions.read_settings()
    quiet = found.notifications.quiet_hours(programme)
    logged, more = audit_log.changes_of(keys.person(person))
    return {
        "shown": found,
        "standing": roster.standing_of(found).value,
        "teams": _with_own(programme.teams, found.teams),
        "channels": _with_own(tuple(channel_names().items()), found.channels),
        "current_guidelines": programme.guidelines,
        "digest_days": found.notifications.digest_days(programme),
        "quiet": quiet,
        "awards": register.own_awards(person),
        "walk_through": notes.walk_through_of(person),
        "changes": [change_in_words(context, change) for change in logged[:_SHOWN_CHANGES]],
        "more_changes": more is not None or len(logged) > _SHOWN_CHANGES,
    }


@person.action("change")
def change(context: PageContext, person: str) -> Redirect:
    """Change name, role, teams, channels, and whether the races list the person."""
    found = members.find_person(person)
    wanted = _wanted(context, found)
    if context.form.version is not None and context.form.version != found.version:
        raise EditConflict(found.version, _differences(context, found, wanted))
    changed = {name: value for name, value in wanted.items() if value != _stored(found)[name]}
    if changed:
        members.change_person(person, changed, context.person.id, context.now, since=context.form.version)
    return Redirect("done.person_changed")


@person.action("pause")
def pause(context: PageContext, person: str) -> Redirect | Confirm:
    """Let somebody in no more until they are let in again."""
    found = members.find_person(person)
    if not context.form.confirmed:
        follows = tuple(context.texts(f"person.pause.follows.{n}") for n in (1, 2, 3))
        return Confirm(context.texts("person.pause.question", name=found.name), follows, context.texts("person.pause"))
    members.change_person(person, {"state": PersonState.PAUSED.value}, context.person.id, context.now)
    return Redirect("done.person_paused")


@person.action("resume")
def resume(context: PageContext, person: str) -> Redirect:
    """Let somebody in again."""
    members.change_person(person, {"state": PersonState.ACTIVE.value}, context.person.id, context.now)
    return Redirect("done.person_resumed")


@person.action("mail_works")
def mail_works(context: PageContext, person: str) -> Redirect:
    """Let mail go to an address again that has bounced or complained."""
    members.change_person(person, {"mail_state": None}, context.person.id, context.now)
    return Redirect("done.mail_works")


@person.action("invite_again")
def invite_again(context: PageContext, person: str) -> Redirect:
    """Send the invitation once more."""
    roster.invite_again(person, context.person.id, context.now)
    return Redirect("done.invited_again")


@person.action("settle")
def settle(context: PageContext, person: str) -> Redirect:
    """Mark the wish for a walk-through as seen to."""
    wish = notes.walk_through_of(person)
    if wish is not None:
        notes.settle(wish.note, context.person, context.now)
    return Redirect("done.note_settled")


def _wanted(context: PageContext, found: Person) -> dict[str, Any]:
    form = context.form
    role = role_named(form.text("role"))
    home, ticked = form.text("home"), _listed(form.texts("teams"))
    teams = (home, *(team for team in ticked if team != home)) if home else ticked
    known_of("teams", teams, dict(_with_own(settings_versions.read_settings().teams, found.teams)))
    channels = known_of("channels", _listed(form.texts("channels")), channel_names()) if role is Role.EDITOR else ()
    return {
        "name": form.text("name"),
        "role": role.value,
        "teams": list(teams),
        "channels": list(channels),
        "left_out": form.has("left_out"),
    }


def _stored(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "role": person.role.value,
        "teams": list(person.teams),
        "channels": list(person.channels),
        "left_out": person.left_out,
    }


def _differences(context: PageContext, person: Person, wanted: dict[str, Any]) -> list[Difference]:
    stored = _stored(person)
    return [
        Difference(name, context.texts(f"change.field.{name}"), _as_text(stored[name]), _as_text(wanted[name]))
        for name in stored
        if stored[name] != wanted[name]
    ]


def _listed(texts: tuple[str, ...]) -> tuple[str, ...]:
    """A box that is ticked each, or all in the one field of the page on which two texts are compared."""
    return tuple(dict.fromkeys(one.strip() for text in texts for one in text.split("\n") if one.strip()))


def _as_text(value: Any) -> str:
    """A list is a line each; a box that is not ticked is an empty field."""
    match value:
        case bool():
            return "yes" if value else ""
        case list():
            return "\n".join(value)
    return str(value)


def _with_own(known: tuple[tuple[str, str], ...], own: tuple[str, ...]) -> list[tuple[str, str]]:
    """A team that the settings have dropped is still shown where somebody has it."""
    return [*known, *((one, one) for one in own if one not in dict(known))]
