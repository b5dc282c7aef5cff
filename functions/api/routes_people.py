"""Who I am, who is invited, the programme's own facts, and the guidelines."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api import idempotency
from api.application import (
    answer,
    caller,
    created,
    is_conditional,
    known_caller,
    programme,
    representation,
    require_match,
)
from api.models import Input, Label, Output, Topic, Url, absent
from api.paging import USUAL, Cursor, Limit, Page, cursor_of, key_in
from api.people_answers import MeOut, ProgrammeOut, QuietHoursBody, me_out, programme_out
from api.problems import changes, creates, reads
from lahetti.content.channels import catalogue
from lahetti.content.notes import reading
from lahetti.content.notes.model import About
from lahetti.core import clock
from lahetti.core.errors import Invalid
from lahetti.core.quiet_hours import QuietHours, clock_time
from lahetti.networks.networks import NETWORKS, Network
from lahetti.networks.servers import LONGEST_NAME as LONGEST_SERVER
from lahetti.networks.servers import server_name
from lahetti.people import addresses, changing, colleagues, inviting, listing, members, signing_out
from lahetti.people.colleagues import Outcome
from lahetti.people.guidelines import accepting as guidelines_accepting
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.listing import PeopleFilter
from lahetti.people.model import DigestMode, Invitation, Person, PersonState, Role, WayIn
from lahetti.people.rules import LONGEST_EMAIL, LONGEST_NAME, MOST_TOPICS
from lahetti.personal_data import leaving
from lahetti.points import joining
from lahetti.settings import rules as settings_rules
from lahetti.settings import versions as settings_versions

router = APIGatewayRouter()
_ERASE = "erase"
"""What is said by who leaves: a request by mistake must not do it."""
_EVERYWHERE = "everywhere"
"""What is said by who signs out of all devices, likewise."""
Language = Literal["fi", "sv", "en"]
GuidelinesLanguage = Literal["fi", "sv", "en"]
PersonId = Annotated[str, Path(max_length=64)]


class MemberOut(Output):
    """What admins see of a person; whether somebody takes part is not among it.

    `came_by` is how they came into the programme. `bounced`: no mail reaches them. `access_ended`: the organisation's
    directory lets them in no more.
    """

    person: str
    name: str
    email: str
    role: Role
    teams: list[str]
    channels: list[str]
    language: str
    came_by: WayIn
    bounced: bool
    access_ended: bool


class MemberPageOut(Page):
    """People, who joined last first; whoever pauses or has not begun stands among the others."""

    items: list[MemberOut]


class ExportOut(Output):
    """Everything that is kept of the caller, by kind: as JSON, and as a page that explains it.

    Both addresses work until `expires_at`.
    """

    url: Url
    page_url: Url
    expires_at: datetime
    exported_at: datetime
    bytes: int


class ErasureOut(Output):
    """An erasure that has begun: the person is gone at once, everything that is kept of them by `done_at`."""

    done_at: datetime


class SessionsEndOut(Output):
    """The end of all sessions that began before `ended_at`, a whole second."""

    ended_at: datetime


class LeavingIn(Input):
    """That the caller means it: `erase`."""

    confirm: str = Field(max_length=20)


class SigningOutIn(Input):
    """That the caller means all their devices: `everywhere`."""

    confirm: str = Field(max_length=20)


class RemovalIn(Input):
    """Why somebody is removed: they read it in the mail that tells them of it, other admins in the audit log."""

    reason: str = Field(max_length=leaving.LONGEST_REASON)


class InvitationIn(Input):
    """Who is invited, and as what; the first team is the home team."""

    email: str = Field(max_length=LONGEST_EMAIL, json_schema_extra={"format": "email"})
    name: str = Field(max_length=LONGEST_NAME)
    role: Role = Role.AMBASSADOR
    language: Language = "fi"
    teams: list[Label] = Field(default_factory=list, max_length=20)
    channels: list[Label] = Field(default_factory=list, max_length=50)


class ColleagueIn(Input):
    """A colleague who is invited; `language` is that of their invitation."""

    email: str = Field(max_length=LONGEST_EMAIL, json_schema_extra={"format": "email"})
    name: str = Field(max_length=LONGEST_NAME)
    language: Language = "fi"


class ColleagueOut(Output):
    """What an invitation brings whoever is not there yet: an invitation by mail, or a place in the queue."""

    outcome: Outcome


class MePatchIn(Input):
    """What a person changes of themselves (RFC 7396): what is absent stays, null takes a wish of theirs away.

    `state` is sent alone by who pauses and comes back. `servers` names their server of a network where people have
    servers of their own choice.
    """

    state: Literal[PersonState.ACTIVE, PersonState.PAUSED] = absent()
    language: Language = absent()
    anonymous: bool = absent()
    servers: dict[Network, Annotated[str, Field(max_length=LONGEST_SERVER)] | None] = absent()
    digest: DigestMode = absent()
    digest_days: list[Annotated[int, Field(ge=1, le=7)]] | None = Field(default=None, max_length=7)
    quiet: QuietHoursBody | None = None
    topics: list[Topic] | None = Field(default=None, max_length=MOST_TOPICS)
    content_languages: list[Language] | None = Field(default=None, max_length=3)
    monday_mail: bool = absent()


class EmailIn(Input):
    """The address that somebody is to sign in with."""

    email: str = Field(max_length=LONGEST_EMAIL, json_schema_extra={"format": "email"})


class PersonPatchIn(Input):
    """What an admin changes of somebody (RFC 7396): what is absent stays.

    `left_out` keeps somebody out of the standings; `mail_state` lets mail go to their address again.
    """

    name: str = absent(max_length=LONGEST_NAME)
    role: Role = absent()
    state: Literal[PersonState.ACTIVE, PersonState.PAUSED] = absent()
    teams: list[Label] = absent(max_length=20)
    channels: list[Label] = absent(max_length=50)
    left_out: bool = absent()
    mail_state: Literal["works"] = absent()


class GuidelinesOut(Output):
    """The current guidelines, plain text by language, and what they changed (empty where nobody has said it)."""

    version: int
    accepted: int
    texts: dict[str, str]
    changes: dict[str, str]


class OwnGuidelinesOut(GuidelinesOut):
    """The guidelines as the caller reads them.

    `missed` says what is new since the version that they have accepted, the oldest change first; `walk_through` that
    their wish for one waits for an admin.
    """

    published_at: datetime | None
    missed: list[dict[str, str]]
    walk_through: bool


class GuidelinesIn(Input):
    """A new version of the guidelines in every language.

    `changes` says what is new, in every language or none; `since` is the version that the author has seen.
    """

    texts: dict[GuidelinesLanguage, str]
    changes: dict[GuidelinesLanguage, str] = Field(default_factory=dict)
    since: int | None = Field(default=None, ge=0)


@router.get("/me", responses=reads("The caller"))
def get_me() -> Response[MeOut]:
    """Return the caller, also while they pause."""
    return representation(me_out(known_caller()))


@router.patch("/me", responses=changes("The caller, changed", 409))
def update_me(patch: MePatchIn) -> Response[MeOut]:
    """Change the caller's language, anonymity, servers, what mail they wish; let them pause and come back."""
    person = known_caller()
    wanted = patch.model_dump(mode="json", exclude_unset=True)
    for several in {"digest_days", "topics", "content_languages"} & set(wanted):
        wanted[several] = wanted[several] or []
    if patch.quiet is not None:
        hours = patch.quiet
        wanted["quiet"] = str(QuietHours(clock_time(hours.begins), clock_time(hours.ends), hours.weekends))
    if "servers" in wanted:
        wanted["servers"] = {network.value: _server(network, name) for network, name in patch.servers.items()}
    return answer(me_out(changing.change_oneself(person, wanted, clock.now())))


@router.post("/me/export", responses=changes("Two files"))
def export_me() -> Response[ExportOut]:
    """Write everything that is kept of the caller into two files, also while they pause: JSON, and a page to read.

    Their addresses are good for a few minutes and for whoever has them; the files are gone after a day. Once in a
    quarter of an hour (429).
    """
    from lahetti.personal_data import exports

    return answer(ExportOut(**vars(exports.export_to_files(known_caller(), clock.now()))))


@router.post("/me/sign-out", responses=changes("Signed out of all devices"))
def end_sessions(wanted: SigningOutIn) -> Response[SessionsEndOut]:
    """Sign the caller out of all devices, the one that asks included, also while they pause.

    It ends every session that began until now: its tokens are refused (401), and renewed no more. Who signs in again
    begins a new one.
    """
    person, now = known_caller(), clock.now()
    _require_confirmed(wanted.confirm, _EVERYWHERE)
    return answer(SessionsEndOut(ended_at=signing_out.sign_out_everywhere(person.id, now)))


@router.post("/me/leave", responses=changes("Erased soon", 409))
def leave_programme(wanted: LeavingIn) -> Response[ErasureOut]:
    """Leave the programme: everything that is kept of the caller is erased, also while they pause.

    Points and clicks stay as counts under a random id, links go on working, and a prize that was given stays in the
    register for as long as bookkeeping asks. A mail tells when it is done. It cannot be taken back.
    """
    person, now = known_caller(), clock.now()
    _require_confirmed(wanted.confirm, _ERASE)
    leaving.leave(person.id, now)
    return answer(ErasureOut(done_at=now + leaving.DONE_WITHIN))


@router.get("/programme", responses=reads("The programme"))
def get_programme() -> Response[ProgrammeOut]:
    """Return the programme's teams, points and networks; names are in the caller's language."""
    return representation(programme_out(caller().language))


@router.get("/people", responses=reads("A page of people"))
def list_people(
    search: Annotated[str, Query(max_length=LONGEST_EMAIL)] = "", limit: Limit = USUAL, cursor: Cursor = None
) -> Response[MemberPageOut]:
    """Return the people of the programme, who joined last first; a search finds beginnings of names and addresses.

    A page may hold few while there is a next one, as a search looks at so many people at a time.
    """
    caller(Role.ADMIN)
    found, following = listing.in_programme(PeopleFilter(search), limit, key_in(cursor))
    return representation(MemberPageOut(items=[_member(one) for one in found], next=cursor_of(following)))


@router.post("/people", responses=creates("Invited", 409, known="Known already"))
def invite_person(invitation: InvitationIn) -> Response[MemberOut]:
    """Invite somebody. The address is the natural key: inviting twice gives the same person."""
    admin = caller(Role.ADMIN)
    _require_known(invitation.teams, invitation.channels)
    wanted = Invitation(
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        language=invitation.language,
        teams=tuple(invitation.teams),
        channels=tuple(invitation.channels),
    )
    person, new = inviting.invite(wanted, admin.id, clock.now())
    return created(_member(person), f"/people/{person.id}", new=new)


@router.get("/people/<person_id>", responses=reads("The person", 404))
def get_person(person_id: PersonId) -> Response[MemberOut]:
    """Return a person."""
    caller(Role.ADMIN)
    return representation(_member(members.find_person(person_id)))


@router.patch("/people/<person_id>", responses=changes("The person, changed", 404, 409, 412))
def update_person(person_id: PersonId, patch: PersonPatchIn) -> Response[MemberOut]:
    """Change somebody's role, state, teams or channels; it works at their next request."""
    admin = caller(Role.ADMIN)
    current = members.find_person(person_id)
    require_match(_member(current))
    since = current.version if is_conditional() else None
    _require_known(patch.teams or (), patch.channels or (), current)
    wanted: dict[str, Any] = patch.model_dump(mode="json", exclude_unset=True)
    if "mail_state" in wanted:
        wanted["mail_state"] = None  # an address that works needs no mark
    if wanted.get("role", Role.EDITOR) != Role.EDITOR:
        wanted.setdefault("channels", [])
    return answer(_member(changing.change_person(person_id, wanted, admin.id, clock.now(), since=since)))


@router.post("/people/<person_id>/email", responses=changes("The person, with the address", 404, 409))
def update_email(person_id: PersonId, wanted: EmailIn) -> Response[MemberOut]:
    """Correct somebody's address: they keep their account, and sign in by the new one."""
    admin = caller(Role.ADMIN)
    return answer(_member(addresses.correct_email(person_id, wanted.email, admin.id, clock.now())))


@router.post("/people/<person_id>/remove", responses=changes("Erased soon", 404, 409))
def remove_person(person_id: PersonId, removal: RemovalIn) -> Response[ErasureOut]:
    """Remove somebody: what is kept of them is erased as if they had left themselves; they read the reason."""
    admin, now = caller(Role.ADMIN), clock.now()
    leaving.remove(person_id, removal.reason, admin, now)
    return answer(ErasureOut(done_at=now + leaving.DONE_WITHIN))


@router.post("/me/invitations", responses=changes("Invited, or in the queue", 409))
def invite_colleague(wanted: ColleagueIn) -> Response[ColleagueOut]:
    """Invite a colleague, at most 10 a day (429); where no seat is free they wait for one.

    The answer is the same for whoever is there already: they get nothing more. Points come once they have joined.
    """
    person = caller()
    outcome = colleagues.invite_colleague(wanted.email, wanted.name, wanted.language, person, clock.now())
    return answer(ColleagueOut(outcome=outcome))


@router.get("/guidelines", responses=reads("The guidelines"))
def get_guidelines() -> Response[OwnGuidelinesOut]:
    """Return the current guidelines and the version that the caller has accepted."""
    person = caller()
    current = guidelines_publishing.current()
    return representation(
        OwnGuidelinesOut(
            version=current.version,
            accepted=person.guidelines,
            texts=current.texts,
            changes=current.changes,
            published_at=current.published,
            missed=guidelines_accepting.missed_changes(person),
            walk_through=reading.wish_is_open(person.id, About.WALK_THROUGH),
        )
    )


@router.post("/guidelines", responses=creates("Published", 409))
def publish_guidelines(new: GuidelinesIn) -> Response[GuidelinesOut]:
    """Publish a new version; everybody is asked again before their next share."""
    admin = caller(Role.ADMIN)
    texts = {str(language): text for language, text in new.texts.items()}
    changed = {str(language): note for language, note in new.changes.items()}

    def publish_once() -> dict[str, Any]:
        version = guidelines_publishing.publish(texts, admin.id, clock.now(), changes=changed, since=new.since)
        return GuidelinesOut(version=version, accepted=admin.guidelines, texts=texts, changes=changed).model_dump()

    body = idempotency.once(admin.id, "POST /guidelines", new.model_dump(), publish_once)
    return created(GuidelinesOut(**body), "/guidelines")


@router.post("/guidelines/<version>/accept", responses=changes("Accepted", 409))
def accept_guidelines(version: Annotated[int, Path(ge=1, le=1_000_000_000)]) -> Response[MeOut]:
    """Accept the current version. Accepting again changes nothing."""
    person = caller()
    return answer(me_out(joining.accept_guidelines(person.id, version, programme(), clock.now())))


def _require_confirmed(said: str, meant: str) -> None:
    if said != meant:
        raise Invalid(f"Who means it says {meant}.", field="confirm", value=said, limit=meant)


def _require_known(teams: Iterable[str], channels: Iterable[str], own: Person | None = None) -> None:
    """Raise Invalid for a team or a channel that there is not; what somebody has already, they may keep."""
    settings_rules.require_teams(teams, settings_versions.read_settings(), () if own is None else own.teams)
    catalogue.require_channels(channels, () if own is None else own.channels)


def _member(person: Person) -> MemberOut:
    return MemberOut(
        person=person.id,
        name=person.name,
        email=person.email,
        role=person.role,
        teams=list(person.teams),
        channels=list(person.channels),
        language=person.language,
        came_by=person.came_by,
        bounced=person.bounced,
        access_ended=person.deactivated,
    )


def _server(network: Network, name: str | None) -> str | None:
    field = f"servers.{network}"
    if not NETWORKS[network].own_server:
        raise Invalid(f"On {network} nobody has a server of their own choice.", field=field)
    try:
        return None if name is None else server_name(name)
    except ValueError as error:
        raise Invalid(str(error), field=field, value=name) from error
