"""Inviting people: one by one, or many from a file."""

import time
from collections.abc import Collection
from typing import Any

from console.framework.context import PageContext
from console.framework.notice import Redirect
from console.framework.page import Report, page
from console.framework.rendering import Values
from console.pages.people.people import seats_left
from lahetti.content.channels import catalogue
from lahetti.core.error_texts import in_words
from lahetti.core.errors import Invalid
from lahetti.core.languages import DEFAULT
from lahetti.core.texts import LANGUAGES
from lahetti.people import invitation_files, inviting, listing
from lahetti.people.invitation_files import InvitationOutcome, NameOrder
from lahetti.people.model import Invitation, Role
from lahetti.settings import versions as settings_versions

_SECONDS = 18
"""How long one request goes on inviting: what is under way then is over well before API Gateway gives up (29 s)."""


@page("people/invite.html", Role.ADMIN)
def invite(_: PageContext) -> Values:
    """Return what can be chosen for an invitation."""
    return {**_choices(), **seats_left(listing.count_people()), "most_lines": invitation_files.MOST_LINES}


@invite.action("invite")
def invite_one(context: PageContext) -> Redirect:
    """Invite somebody; whoever is in the programme already is shown instead."""
    form = context.form
    wanted = Invitation(
        email=form.text("email"),
        name=form.text("name"),
        role=role_named(form.text("role", Role.AMBASSADOR)),
        language=form.text("language", DEFAULT),
        teams=known_of("teams", form.texts("teams"), [team for team, _ in settings_versions.read_settings().teams]),
        channels=known_of("channels", form.texts("channels"), channel_names()),
    )
    person, new = inviting.invite(wanted, context.person.id, context.now)
    return Redirect("done.invited" if new else "done.known_already", f"/console/people/{person.id}")


@invite.action("upload")
def preview(context: PageContext) -> Report:
    """Show what a file says and what would come of each of its lines; nobody is invited yet."""
    file = context.form.upload("file")
    if file is None:
        raise Invalid("No file was chosen.", field="file", reason="missing")
    found = invitation_files.read_people(file.content)
    people = invitation_files.in_language(found.people, context.form.text("file_language", DEFAULT))
    teams, channels = _known()
    lines = invitation_files.foresee(invitation_files.judge(people, teams, channels))
    asked = next((line for line in lines if line.outcome is InvitationOutcome.ASKED), None)
    values = {
        "table": found.table,
        "ignored": found.ignored,
        "people": invitation_files.to_text(people),
        "asked": asked.problem.value if asked and asked.problem else None,
        "orders": [(order.value, context.texts(f"invite.names.{order.value}")) for order in NameOrder],
    }
    return Report("people/invite_preview.html", {**_report(context, lines), **values})


@invite.action("invite_all")
def invite_many(context: PageContext) -> Report:
    """Invite whom the lines of a file name that was shown, and answer with what became of each.

    A large file takes several requests: the answer says how far it has come, and its form goes on with the rest.
    """
    until = time.monotonic() + _SECONDS
    people = invitation_files.from_text(context.form.text("people"))
    order = context.form.text("names")
    names = NameOrder(order) if order in set(NameOrder) else None
    teams, channels = _known()
    lines = invitation_files.judge(people, teams, channels, names)
    done = invitation_files.invite_all(lines, context.person.id, context.now, lambda: time.monotonic() > until)
    rest = {"people": invitation_files.to_text(people), "names": order}
    return Report("people/invited.html", {**_report(context, done), **rest})


def known_of(field: str, chosen: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    """Return what was ticked, if each of it is known; raise Invalid."""
    for one in chosen:
        if one not in known:
            raise Invalid(f"{one[:80]!r} is none of the {field}.", field=field, value=one[:80])
    return chosen


def role_named(text: str) -> Role:
    """Return the role of this name; raise Invalid."""
    try:
        return Role(text)
    except ValueError as error:
        raise Invalid(f"{text[:80]!r} is not a role.", field="role", value=text[:80]) from error


def channel_names() -> dict[str, str]:
    """Return {channel: name} of the channels that somebody may be given."""
    return {channel.channel: channel.name for channel in catalogue.channels_in_use()}


def _known() -> tuple[invitation_files.Named, invitation_files.Named]:
    """Return the teams and the channels that a file may name."""
    return settings_versions.read_settings().teams, tuple(channel_names().items())


def _report(context: PageContext, lines: list[invitation_files.InvitationLine]) -> dict[str, Any]:
    counted = {outcome.value: sum(line.outcome is outcome for line in lines) for outcome in InvitationOutcome}
    domains = ", ".join(settings_versions.read_settings().mail_domains)
    return {"lines": [_line(context, line) for line in lines], "counted": counted, "domains": domains}


def _line(context: PageContext, line: invitation_files.InvitationLine) -> dict[str, Any]:
    """Return a line of the report: its words, and for one that is wrong which field, which value, what is allowed."""
    texts, problem = context.texts, line.problem
    if line.outcome is InvitationOutcome.TWICE:
        why = texts("invited.twice_of", line=line.first)
    elif line.outcome is InvitationOutcome.OUTSIDE and problem is not None:
        why = texts("invited.outside_of", domains=in_words(problem.limit, "email", texts))
    elif line.outcome in (InvitationOutcome.WRONG, InvitationOutcome.ASKED) and problem is not None:
        allowed = in_words(problem.limit, problem.field or "", texts)
        why = texts(f"invited.wrong.{problem.field}", value=problem.value or "–", limit=allowed)
    else:
        why = ""
    name = line.invitation.name if line.invitation else ""
    return {"number": line.number, "email": line.email, "name": name, "outcome": str(line.outcome), "why": why}


def _choices() -> dict[str, Any]:
    teams = settings_versions.read_settings().teams
    return {"teams": teams, "channels": tuple(channel_names().items()), "languages": LANGUAGES}
