"""People: who takes part, and how they come in: one by one, or many from a file."""

from collections.abc import Iterator
from typing import Any

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import Report, page
from console.rendering import Values
from lahetti.content import channels as content_channels
from lahetti.core.errors import Invalid
from lahetti.core.texts import LANGUAGES
from lahetti.people import invitation_files, members, roster, seats, waiting_list
from lahetti.people.invitation_files import Outcome
from lahetti.people.model import Invitation, Role
from lahetti.people.roster import Standing
from lahetti.settings import versions as settings_versions

pages = Blueprint(__name__)


@page(pages, "/console/people", "people.html", Role.ADMIN)
def people(ask: Asking) -> Values:
    """Return a page of a list of people, how many each list has, and what is left of the seats."""
    standing = _standing(ask)
    found, following = roster.listed(standing, ask.query.get("q", ""), ask.cursor)
    programme = settings_versions.read_settings()
    return {
        "standing": standing.value,
        "counts": {each.value: number for each, number in roster.counts().items()},
        "people": found,
        "teams": dict(programme.teams),
        "search": ask.query.get("q", ""),
        "next": following,
        **_seats(),
    }


@people.export("people")
def exported(ask: Asking) -> Iterator[Line]:
    """Yield everybody of the list."""
    for one in roster.everybody(_standing(ask), ask.query.get("q", "")):
        yield {
            "name": one.name,
            "email": one.email,
            "state": roster.standing_of(one).value,
            "role": one.role.value,
            "language": one.language,
            "teams": one.teams,
            "channels": one.channels,
            "joined": one.joined,
            "guidelines": one.guidelines,
            "mail_state": one.mail_state.value,
        }


@page(pages, "/console/people/invite", "invite.html", Role.ADMIN)
def invite(_: Asking) -> Values:
    """Return what can be chosen for an invitation."""
    return {**_choices(), **_seats(), "most_lines": invitation_files.MOST_LINES}


@invite.deed("invite")
def invite_one(ask: Asking) -> Done:
    """Invite somebody; whoever is in the programme already is shown instead."""
    form = ask.form
    wanted = Invitation(
        email=form.text("email"),
        name=form.text("name"),
        role=role_named(form.text("role", Role.AMBASSADOR)),
        language=form.text("language", LANGUAGES[0]),
        teams=known_of("teams", form.texts("teams"), dict(settings_versions.read_settings().teams)),
        channels=known_of("channels", form.texts("channels"), channel_names()),
    )
    person, new = members.invite(wanted, ask.person.id, ask.now)
    return Done("done.invited" if new else "done.known_already", f"/console/people/{person.id}")


@invite.deed("upload")
def invite_many(ask: Asking) -> Report:
    """Invite whom a file names, and answer with a line for each of its lines."""
    file = ask.form.upload("file")
    if file is None:
        raise Invalid("No file was chosen.", field="file", reason="missing")
    teams, channels = settings_versions.read_settings().teams, tuple(channel_names().items())
    lines = invitation_files.read_invitations(file.text(), teams, channels)
    lines = invitation_files.invite_all(lines, ask.person.id, ask.now)
    counted = {outcome.value: sum(line.outcome is outcome for line in lines) for outcome in Outcome}
    return Report("invited.html", {"lines": [_told(ask, line) for line in lines], "counted": counted})


def known_of(field: str, chosen: tuple[str, ...], known: dict[str, str]) -> tuple[str, ...]:
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
        raise Invalid(f"{text[:80]!r} is no role.", field="role", value=text[:80]) from error


def channel_names() -> dict[str, str]:
    """Return {channel: name}."""
    return {channel["channel"]: channel["name"] for channel in content_channels.channels()}


def _told(ask: Asking, line: invitation_files.Line) -> dict[str, Any]:
    """Return a line of the report: its words, and for one that is wrong which field, which value, what is allowed."""
    texts, problem = ask.texts, line.problem
    if line.outcome is Outcome.TWICE:
        why = texts("invited.twice_of", line=line.first)
    elif line.outcome is Outcome.WRONG and problem is not None:
        why = texts(f"invited.wrong.{problem.field}", value=problem.value or "–", limit=_allowed(problem.limit))
    else:
        why = ""
    return {"number": line.number, "email": line.email, "outcome": str(line.outcome), "why": why}


def _allowed(limit: object) -> str:
    return ", ".join(str(one) for one in limit) if isinstance(limit, list) else str(limit)


def _standing(ask: Asking) -> Standing:
    wanted = ask.query.get("state", "")
    return Standing(wanted) if wanted in list(Standing) else Standing.ACTIVE


def _seats() -> dict[str, Any]:
    limit = settings_versions.read_settings().seats
    return {"seats": limit, "taken": seats.seats_taken(), "waiting": waiting_list.length()}


def _choices() -> dict[str, Any]:
    return {"teams": settings_versions.read_settings().teams, "channels": tuple(channel_names().items())}
