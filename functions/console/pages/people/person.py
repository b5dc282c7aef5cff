"""One person as admins see them: name, address, role, teams, channels, language, and whether mail reaches them.

Whether somebody has begun, pauses, shares, wins or what they wish for is nowhere on this page, and no action here
answers otherwise for one who does (docs/privacy.md).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from console.framework.context import PageContext
from console.framework.editing import EditedField, changed_fields, original, typed_lines
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from console.pages.people.invite import channel_names, known_of, role_named
from lahetti.content.channels import catalogue
from lahetti.core.configuration import configuration
from lahetti.core.names import LocalisedName
from lahetti.people import addresses, changing, members
from lahetti.people.model import Person, PersonState, Role
from lahetti.people.passkeys import managing
from lahetti.people.work_accounts import finding as work_accounts
from lahetti.personal_data import leaving
from lahetti.settings import versions as settings_versions

Name = LocalisedName | str
"""Of a team, or of a channel."""


@page("people/person.html", Role.ADMIN)
def person(context: PageContext, person: str) -> Values:
    """Return what an admin sees of one person."""
    found, programme = members.find_person(person), settings_versions.read_settings()
    return {
        "shown": found,
        "original": original(_fields(context, found)),
        "teams": _with_own(programme.teams, found.teams, programme.team_names),
        "channels": _channels_for(found),
        "has_work_accounts": bool(configuration().work_client),
    }


@person.action("change")
def change(context: PageContext, person: str) -> Redirect:
    """Change name, role, teams, channels, and whether the races list the person."""
    found = members.find_person(person)
    changes = _changes(found, changed_fields(context.form, _fields(context, found)))
    if changes:
        changing.change_person(person, changes, context.person.id, context.now, since=found.version)
    return Redirect("done.person_changed")


@person.action("pause")
def pause(context: PageContext, person: str) -> Redirect | Confirm:
    """Let somebody in no more until they are let in again."""
    found = members.find_person(person)
    if not context.form.confirmed:
        follows = tuple(context.texts(f"person.pause.follows.{n}") for n in (1, 2, 3))
        return Confirm(context.texts("person.pause.question", name=found.name), follows, context.texts("person.pause"))
    changing.change_person(person, {"state": PersonState.PAUSED.value}, context.person.id, context.now)
    return Redirect("done.person_paused")


@person.action("remove")
def remove(context: PageContext, person: str) -> Redirect | Confirm:
    """Remove somebody for good, with a reason: the same question whatever they have done so far."""
    found = members.find_person(person)
    if not context.form.confirmed:
        follows = tuple(context.texts(f"person.remove.follows.{n}") for n in (1, 2, 3, 4))
        question = context.texts("person.remove.question", name=found.name)
        return Confirm(question, follows, context.texts("person.remove"), "people/remove.html", inputs=("reason",))
    leaving.remove(person, context.form.text("reason"), context.person, context.now)
    return Redirect("done.person_removed", "/console/people")


@person.action("resume")
def resume(context: PageContext, person: str) -> Redirect:
    """End the pause that an admin has begun; a pause of the person's own stays theirs."""
    changing.change_person(person, {"state": PersonState.ACTIVE.value}, context.person.id, context.now)
    return Redirect("done.person_resumed")


@person.action("lost_device")
def lost_device(context: PageContext, person: str) -> Redirect | Confirm:
    """Take all of somebody's passkeys away and sign them out everywhere; the answer is the same where they had none."""
    found = members.find_person(person)
    if not context.form.confirmed:
        follows = tuple(context.texts(f"person.lost_device.follows.{n}") for n in (1, 2, 3))
        question = context.texts("person.lost_device.question", name=found.name)
        return Confirm(question, follows, context.texts("person.lost_device"))
    managing.give_up_devices(person, context.person.id, context.now)
    return Redirect("done.device_lost")


@person.action("correct_email")
def correct_email(context: PageContext, person: str) -> Redirect:
    """Correct somebody's address; they keep their account."""
    addresses.correct_email(person, context.form.text("email"), context.person.id, context.now)
    return Redirect("done.email_corrected")


@person.action("unlink_work_account")
def unlink_work_account(context: PageContext, person: str) -> Redirect | Confirm:
    """Part somebody from their work account, after saying what follows: the same whether they have used one."""
    found = members.find_person(person)
    if not context.form.confirmed:
        follows = tuple(context.texts(f"person.work_account.follows.{n}") for n in (1, 2))
        question = context.texts("person.work_account.question", name=found.name)
        return Confirm(question, follows, context.texts("person.work_account.unlink"))
    work_accounts.unlink(person, context.person.id, context.now)
    return Redirect("done.work_account_unlinked")


@person.action("mail_works")
def mail_works(context: PageContext, person: str) -> Redirect:
    """Let mail go again to an address that mail did not reach."""
    changing.change_person(person, {"mail_state": None}, context.person.id, context.now)
    return Redirect("done.mail_works")


def _fields(context: PageContext, found: Person) -> list[EditedField]:
    """Return the fields of the form, as far as it shows them."""
    teams, channels = dict(_teams_for(found)), dict(_channels_for(found))

    def label(name: str) -> str:
        return context.texts(f"change.field.{name}")

    def chosen(name: str, known: Collection[str]) -> Callable[[Form], list[str]]:
        return lambda form: list(known_of(name, tuple(typed_lines(form, name).splitlines()), known))

    ticked = "yes" if found.left_out else ""
    fields = [
        EditedField("name", label("name"), found.name, found.name, lambda form: form.text("name")),
        EditedField("role", label("role"), found.role, found.role.value, lambda form: role_named(form.text("role"))),
        EditedField("left_out", label("left_out"), found.left_out, ticked, lambda form: form.has("left_out")),
    ]
    if teams:
        home = found.home_team or ""
        fields += [
            EditedField("home", context.texts("person.home"), home, home, lambda form: _home(form, teams)),
            _listed("teams", label("teams"), found.teams, chosen("teams", teams)),
        ]
    if channels:
        fields.append(_listed("channels", label("channels"), found.channels, chosen("channels", channels)))
    return fields


def _listed(name: str, label: str, stored: tuple[str, ...], read: Callable[[Form], list[str]]) -> EditedField:
    return EditedField(name, label, sorted(stored), "\n".join(sorted(stored)), read, typed_lines)


def _home(form: Form, teams: Collection[str]) -> str:
    home = form.text("home")
    known_of("teams", (home,) if home else (), teams)
    return home


def _changes(found: Person, changed: dict[str, Any]) -> dict[str, Any]:
    """Return what to store of the fields that were changed: the home team is the first, only editors have channels."""
    changes: dict[str, Any] = {name: changed[name] for name in ("name", "left_out") if name in changed}
    role = changed.get("role", found.role)
    if role is not found.role:
        changes["role"] = role.value
    ticked = list(changed.get("teams", found.teams))
    home = changed.get("home", found.home_team or "")
    teams = [home, *(team for team in ticked if team != home)] if home else ticked
    channels = list(changed.get("channels", found.channels)) if role is Role.EDITOR else []
    changes |= {"teams": teams} if teams != list(found.teams) else {}
    return changes | ({"channels": channels} if channels != list(found.channels) else {})


def _teams_for(person: Person) -> list[tuple[str, Name]]:
    settings = settings_versions.read_settings()
    return _with_own(settings.teams, person.teams, settings.team_names)


def _channels_for(person: Person) -> list[tuple[str, Name]]:
    in_use = channel_names()
    others = set(person.channels) - in_use.keys()
    names = {channel.channel: channel.name for channel in catalogue.channels()} if others else {}
    return _with_own(tuple(in_use.items()), person.channels, names)


def _with_own(
    known: Sequence[tuple[str, Name]], own: tuple[str, ...], names: Mapping[str, Name]
) -> list[tuple[str, Name]]:
    """What was removed or archived is still shown while somebody has it."""
    return [*known, *((one, names.get(one, one)) for one in own if one not in dict(known))]
