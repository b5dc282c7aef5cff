"""Who I am, who is invited, the programme's own facts, and the guidelines."""

from datetime import datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from pydantic import Field

from api import idempotency
from api.application import answer, caller, created, known_caller, representation
from api.models import Input, Output
from api.people_answers import PersonOut, ProgrammeOut, QuietHoursIO, person_out, programme_out
from api.problems import UNCHANGED, problems
from lahetti.content.notes import reading
from lahetti.content.notes.model import About
from lahetti.core import clock
from lahetti.core.errors import Invalid
from lahetti.core.quiet_hours import QuietHours, clock_time
from lahetti.networks.networks import NETWORKS, Network
from lahetti.networks.servers import LONGEST_NAME, server_name
from lahetti.people import changing, inviting, members
from lahetti.people.guidelines import accepting as guidelines_accepting
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.model import DigestMode, Invitation, PersonState, Role
from lahetti.personal_data import exports

router = APIGatewayRouter()
Language = Literal["fi", "sv", "en"]
PersonId = Annotated[str, Path(max_length=64)]


class DataOut(Output):
    """Everything that is kept of a person, by kind, as it lies in the store; only who they are to us is left out."""

    person: str
    exported: datetime
    data: dict[str, list[dict[str, Any]]]


class InvitationIn(Input):
    """Who is invited, and as what; the first team is the home team."""

    email: str = Field(max_length=254)
    name: str = Field(max_length=80)
    role: Role = Role.AMBASSADOR
    language: Language = "fi"
    teams: list[str] = Field(default_factory=list, max_length=20)
    channels: list[str] = Field(default_factory=list, max_length=50)


class OwnChanges(Input):
    """What a person changes of themselves; what is absent stays. `state` is sent alone by who pauses and comes back.

    `servers` names their server of a network where people have servers of their own choice; null takes it away.
    """

    state: Literal[PersonState.ACTIVE, PersonState.PAUSED] | None = None
    language: Language | None = None
    anonymous: bool | None = None
    servers: dict[Network, Annotated[str, Field(max_length=LONGEST_NAME)] | None] = Field(default_factory=dict)
    digest: DigestMode | None = None
    digest_days: list[Annotated[int, Field(ge=1, le=7)]] | None = Field(default=None, max_length=7)
    quiet: QuietHoursIO | None = None
    topics: list[str] | None = Field(default=None, max_length=20)


class PersonChanges(Input):
    """What an admin changes of somebody; what is absent stays. `mail_state` lets mail go to their address again."""

    name: str | None = Field(default=None, max_length=80)
    role: Role | None = None
    state: PersonState | None = None
    teams: list[str] | None = Field(default=None, max_length=20)
    channels: list[str] | None = Field(default=None, max_length=50)
    left_out: bool | None = None
    mail_state: Literal["works"] | None = None


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

    published: datetime | None
    missed: list[dict[str, str]]
    walk_through: bool


class GuidelinesIn(Input):
    """A new version of the guidelines in every language.

    `changes` says what is new, in every language or none; `since` is the version that the author has seen.
    """

    texts: dict[Language, str]
    changes: dict[Language, str] = Field(default_factory=dict)
    since: int | None = Field(default=None, ge=0)


class AcceptanceIn(Input):
    """The version that has been read."""

    version: int = Field(ge=1)


@router.get("/me", responses={200: {"description": "The caller"}, 304: UNCHANGED, **problems()})
def get_me() -> Response[PersonOut]:
    """Return the caller, also while they pause."""
    return representation(person_out(known_caller()))


@router.get("/me/data", responses={200: {"description": "Everything kept of the caller"}, 304: UNCHANGED, **problems()})
def get_my_data() -> Response[DataOut]:
    """Return everything that is kept of the caller, by kind, to take along."""
    person, now = known_caller(), clock.now()
    return representation(DataOut(person=person.id, exported=now, data=exports.data_of(person.id)))


@router.patch("/me", responses={200: {"description": "The caller, changed"}, **problems(409, 415)})
def update_me(changes: OwnChanges) -> Response[PersonOut]:
    """Change the caller's language, anonymity, servers, what mail they wish; let them pause and come back."""
    person = known_caller()
    wanted = changes.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    if changes.quiet is not None:
        hours = changes.quiet
        wanted["quiet"] = str(QuietHours(clock_time(hours.begins), clock_time(hours.ends), hours.weekends))
    if changes.servers:
        wanted["servers"] = {network.value: _server(network, name) for network, name in changes.servers.items()}
    return answer(person_out(changing.change_oneself(person, wanted, clock.now())))


@router.get("/programme", responses={200: {"description": "The programme"}, 304: UNCHANGED, **problems()})
def get_programme() -> Response[ProgrammeOut]:
    """Return the programme's teams and points."""
    caller()
    return representation(programme_out())


@router.post(
    "/people",
    responses={200: {"description": "Known already"}, 201: {"description": "Invited"}, **problems(409, 415)},
)
def invite_person(invitation: InvitationIn) -> Response[PersonOut]:
    """Invite somebody. The address is the natural key: inviting twice gives the same person."""
    admin = caller(Role.ADMIN)
    wanted = Invitation(
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        language=invitation.language,
        teams=tuple(invitation.teams),
        channels=tuple(invitation.channels),
    )
    person, new = inviting.invite(wanted, admin.id, clock.now())
    return created(person_out(person), f"/people/{person.id}", new=new)


@router.get("/people/<person>", responses={200: {"description": "The person"}, 304: UNCHANGED, **problems(404)})
def get_person(person: PersonId) -> Response[PersonOut]:
    """Return a person."""
    caller(Role.ADMIN)
    return representation(person_out(members.find_person(person)))


@router.patch("/people/<person>", responses={200: {"description": "The person, changed"}, **problems(404, 409, 415)})
def update_person(person: PersonId, changes: PersonChanges) -> Response[PersonOut]:
    """Change somebody's role, state, teams or channels; it works at their next request."""
    admin = caller(Role.ADMIN)
    wanted: dict[str, Any] = changes.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    if "mail_state" in wanted:
        wanted["mail_state"] = None  # an address that works needs no mark
    if wanted.get("role", Role.EDITOR) != Role.EDITOR:
        wanted.setdefault("channels", [])
    return answer(person_out(changing.change_person(person, wanted, admin.id, clock.now())))


@router.get("/guidelines", responses={200: {"description": "The guidelines"}, 304: UNCHANGED, **problems()})
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
            published=current.published,
            missed=guidelines_accepting.missed_changes(person),
            walk_through=reading.wish_is_open(person.id, About.WALK_THROUGH),
        )
    )


@router.post("/guidelines", responses={201: {"description": "Published"}, **problems(409, 415)})
def publish_guidelines(new: GuidelinesIn) -> Response[GuidelinesOut]:
    """Publish a new version; everybody is asked again before their next share."""
    admin = caller(Role.ADMIN)
    texts = {str(language): text for language, text in new.texts.items()}
    changes = {str(language): note for language, note in new.changes.items()}

    def publish_once() -> dict[str, Any]:
        version = guidelines_publishing.publish(texts, admin.id, clock.now(), changes=changes, since=new.since)
        return GuidelinesOut(version=version, accepted=admin.guidelines, texts=texts, changes=changes).model_dump()

    body = idempotency.once(admin.id, "POST /guidelines", new.model_dump(), publish_once)
    return created(GuidelinesOut(**body), "/guidelines")


@router.post("/guidelines/acceptance", responses={200: {"description": "Accepted"}, **problems(409, 415)})
def accept_guidelines(acceptance: AcceptanceIn) -> Response[PersonOut]:
    """Accept the current version. Accepting again changes nothing."""
    person = caller()
    return answer(person_out(guidelines_accepting.accept(person.id, acceptance.version, clock.now())))


def _server(network: Network, name: str | None) -> str | None:
    field = f"servers.{network}"
    if not NETWORKS[network].own_server:
        raise Invalid(f"On {network} nobody has a server of their own choice.", field=field)
    try:
        return None if name is None else server_name(name)
    except ValueError as error:
        raise Invalid(str(error), field=field, value=name) from error
