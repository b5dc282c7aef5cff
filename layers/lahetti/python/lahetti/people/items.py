"""People in the Programme table: a person, their e-mail address (unique), their score card."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.core.quiet_hours import quiet_hours
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Check, Delete, Put, Update, try_write
from lahetti.people.devices import Device
from lahetti.people.model import (
    Absence,
    ColleagueInvitation,
    DayScore,
    DigestMode,
    Home,
    MailState,
    Notifications,
    Person,
    PersonRow,
    PersonState,
    RaceScore,
    Role,
    ScoreCard,
    Seat,
    Session,
    TeamRemoval,
    Totals,
    WayIn,
)
from lahetti.security.sign_ins import Method, at_milliseconds, in_milliseconds

_LEFT_OUT, _PAUSED, _PRESENT = "L", "P", "-"
_TEAM_REMOVALS = "TEAMREMOVALS"


class PersonItem(ProgrammeItem, discriminator="person"):
    """Who somebody is in the programme; under 1 KB, as every request reads it. What is the default is not stored.

    gsi2: PEOPLE#<state> / <joined>; `view2` holds role and teams, how they came, whether they have begun or are left
    out, and of the mail settings what decides whose turn a digest is. `sessions` are texts of some 50 characters each.
    """

    person = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    state = UnicodeAttribute()
    language = UnicodeAttribute()
    teams: ListAttribute[str] = ListAttribute(default=list)
    channels: ListAttribute[str] = ListAttribute(default=list)
    anonymous = BooleanAttribute(default=False)
    left_out = BooleanAttribute(default=False)
    servers: MapAttribute[str, str] = MapAttribute(default=dict)
    guidelines = NumberAttribute(default=0)
    digest = UnicodeAttribute(null=True)
    digest_days: ListAttribute[int] = ListAttribute(default=list)
    quiet = UnicodeAttribute(null=True)
    topics: ListAttribute[str] = ListAttribute(default=list)
    content_languages: ListAttribute[str] = ListAttribute(null=True)
    monday_mail = BooleanAttribute(null=True)
    mail_state = UnicodeAttribute(null=True)
    seat = UnicodeAttribute(null=True)
    seat_since = UTCDateTimeAttribute(null=True)
    own_pause = BooleanAttribute(default=False)
    paused_by = UnicodeAttribute(null=True)
    deactivated = BooleanAttribute(null=True)
    directory = UnicodeAttribute(null=True)
    sessions: ListAttribute[str] = ListAttribute(default=list)
    sessions_end_before = UTCDateTimeAttribute(null=True)
    begun = UTCDateTimeAttribute(null=True)
    came_by = UnicodeAttribute()
    joined = UTCDateTimeAttribute()
    version = VersionAttribute()


class EmailItem(ProgrammeItem, discriminator="email"):
    """Makes an address belong to one person, from before they are made: an invitation finds their id here again."""

    person = UnicodeAttribute()


class InvitedByItem(ProgrammeItem, discriminator="invitedby"):
    """pk = "PERSON#<invited>", sk = "INVITEDBY"; gsi1: PERSON#<inviter> / INVITED#<token>. Deleted as they join."""

    inviter = UnicodeAttribute()
    token = UnicodeAttribute()


class SeatsItem(ProgrammeItem, discriminator="seats"):
    """How many seats are taken: changed in the transaction that takes or frees one."""

    taken = NumberAttribute(default=0)


class TeamRemovalItem(ProgrammeItem, discriminator="teamremoval"):
    """pk = "TEAM#<id>", sk = "REMOVAL"; gsi1: TEAMREMOVALS / <asked>. Deleted once nobody has the team any more."""

    team = UnicodeAttribute()
    asked = UTCDateTimeAttribute()


class ScoreCardItem(ProgrammeItem, discriminator="card"):
    """Running totals of one person; its stream image feeds the standings.

    `homes` is {day: the home team from its midnight on, "" for none}, `absences` {day: L, P, LP or -: from its midnight
    on left out, pausing, both, or neither}. `days` is {day: [shares, points]}, `races` {race: [points, shares, clicks,
    second of the last entry above 0]}, `shown` {race: points}.
    """

    person = UnicodeAttribute()
    name = UnicodeAttribute()
    homes: MapAttribute[str, str] = MapAttribute(default=dict)
    anonymous = BooleanAttribute(default=False)
    shown: MapAttribute[str, int] = MapAttribute(default=dict)
    absences: MapAttribute[str, str] = MapAttribute(default=dict)
    spendable = NumberAttribute(default=0)
    lifetime = NumberAttribute(default=0)
    claims_approved = BooleanAttribute(default=False)
    days: MapAttribute[str, Any] = MapAttribute(default=dict)
    races: MapAttribute[str, Any] = MapAttribute(default=dict)
    version = VersionAttribute()


def find_person(person: str, *, consistent: bool = False) -> Person | None:
    """Return a person, whatever state they are in, or None."""
    item = PersonItem.find(keys.person(person), keys.PROFILE, consistent=consistent)
    return to_person(item) if item is not None else None


def find_people(people: Iterable[str]) -> list[Person]:
    """Return some people by id, in any order; those who are not there are left out."""
    return [to_person(item) for item in batch_get(PersonItem, ((keys.person(one), keys.PROFILE) for one in people))]


def put_person(person: Person) -> Put:
    """Return the write that stores a person over the version that was read; a new one must not exist."""
    return Put(_from_person(person))


def delete_person(person: Person, card: ScoreCard) -> list[Delete]:
    """Return the writes that take a person away with card and address, in the versions that were read."""
    return [Delete(_from_person(person)), Delete(_from_card(card)), free_email(person.email, person.id)]


def check_active_admin(person: Person) -> Check:
    """Return the check that a person is an active admin at the moment of the transaction."""
    is_admin = (PersonItem.role == Role.ADMIN.value) & (PersonItem.state == PersonState.ACTIVE.value)
    return Check(_from_person(person), is_admin)


def find_person_by_email(email: str) -> Person | None:
    """Return the person who has this address, or None; an invitation that was not finished makes nobody."""
    item = EmailItem.find(keys.email(email), "EMAIL", consistent=True)
    return find_person(item.person, consistent=True) if item is not None else None


def find_for_sign_in(email: str) -> Person | None:
    """Return the person who has an address, or None; the two reads are made for an unknown address, too."""
    item = EmailItem.find(keys.email(email), "EMAIL", consistent=True)
    return find_person("nobody" if item is None else item.person, consistent=True)


def find_invited_by(person: str) -> ColleagueInvitation | None:
    """Return which colleague invited a person who has not joined yet, as it is at this moment, or None."""
    item = InvitedByItem.find(keys.person(person), keys.INVITED_BY, consistent=True)
    return None if item is None else ColleagueInvitation(person, item.inviter, item.token)


def put_invited_by(invitation: ColleagueInvitation) -> Put:
    """Return the write that stores which colleague invited a person; it is refused where one has."""
    return Put(_from_invited_by(invitation), InvitedByItem.pk.does_not_exist())


def delete_invited_by(invitation: ColleagueInvitation) -> Delete:
    """Return the write that forgets it, refused where it is forgotten already."""
    return Delete(_from_invited_by(invitation), InvitedByItem.token == invitation.token)


def _from_invited_by(invitation: ColleagueInvitation) -> InvitedByItem:
    return InvitedByItem(
        keys.person(invitation.person),
        keys.INVITED_BY,
        gsi1pk=keys.person(invitation.inviter),
        gsi1sk=f"INVITED#{invitation.token}",
        inviter=invitation.inviter,
        token=invitation.token,
    )


def known_emails(emails: Iterable[str]) -> set[str]:
    """Return those of some addresses in lower case that somebody in the programme has."""
    found = batch_get(EmailItem, ((keys.email(email), "EMAIL") for email in emails), consistent=True)
    owners = {item.person: item.pk.removeprefix("EMAIL#") for item in found}
    people = batch_get(PersonItem, ((keys.person(one), keys.PROFILE) for one in owners), consistent=True)
    return {owners[item.person] for item in people}


def claim_email(email: str, person: str) -> str:
    """Make an address belong to a person, unless it belongs to somebody; return whose it is from now on."""
    item = EmailItem(keys.email(email), "EMAIL", person=person)
    if try_write(lambda: item.save(EmailItem.pk.does_not_exist())):
        return person
    return EmailItem.get(keys.email(email), "EMAIL", consistent_read=True).person


def free_email(email: str, person: str) -> Delete:
    """Return the write that makes an address free that belongs to a person; one that nobody has stays so."""
    theirs = EmailItem.pk.does_not_exist() | (EmailItem.person == person)
    return Delete(EmailItem(keys.email(email), "EMAIL"), theirs)


def ids_in(state: PersonState, most: int | None = None) -> Iterator[str]:
    """Walk the ids of the people in a state, by the time they joined, at most so many."""
    for item in ProgrammeItem.gsi2.query(keys.people(state), limit=most):
        yield item.pk.removeprefix("PERSON#")


def ids_joined_before(moment: datetime) -> Iterator[str]:
    """Walk the ids of all people who joined before a moment, whatever state they are in."""
    for state in PersonState:
        for item in ProgrammeItem.gsi2.query(keys.people(state), ProgrammeItem.gsi2sk < moment.isoformat()):
            yield item.pk.removeprefix("PERSON#")


def rows_in(state: PersonState) -> Iterator[PersonRow]:
    """Walk what the list shows of the people in a state, by the time they joined."""
    for item in ProgrammeItem.gsi2.query(keys.people(state)):
        yield _to_row(item.pk.removeprefix("PERSON#"), item.gsi2sk or "", item.view2.as_dict())


def newest_first() -> list[PersonRow]:
    """Return what the list shows of all people, who joined last first, whatever state they are in."""
    found = {
        (item.gsi2sk or "", item.pk): item.view2.as_dict()
        for state in PersonState
        for item in ProgrammeItem.gsi2.query(keys.people(state))
    }
    ordered = sorted(found.items(), reverse=True)
    return [_to_row(pk.removeprefix("PERSON#"), joined, shown) for (joined, pk), shown in ordered]


def count_in(state: PersonState) -> int:
    """Count the people in a state."""
    return ProgrammeItem.gsi2.count(keys.people(state))


def take_seat(most: int | None) -> Update:
    """Return the write that takes a seat of so many; it is refused where none is free. None: there is no limit."""
    free = None if most is None else SeatsItem.taken.does_not_exist() | (SeatsItem.taken < most)
    return Update(SeatsItem(keys.SEATS, keys.SEATS), [SeatsItem.taken.add(1), SeatsItem.kind.set(SeatsItem)], free)


def free_seat() -> Update:
    """Return the write that frees a seat."""
    return Update(SeatsItem(keys.SEATS, keys.SEATS), [SeatsItem.taken.add(-1), SeatsItem.kind.set(SeatsItem)])


def seats_taken() -> int:
    """Return how many seats are taken at this moment."""
    found = SeatsItem.find(keys.SEATS, keys.SEATS, consistent=True)
    return int(found.taken) if found is not None else 0


def set_seats_taken(right: int, stored: int) -> bool:
    """Put the number of taken seats right, unless it is another than the one that was read meanwhile."""
    as_read = SeatsItem.taken == stored
    if not stored:
        as_read |= SeatsItem.taken.does_not_exist()
    item = SeatsItem(keys.SEATS, keys.SEATS)
    return try_write(lambda: item.update([SeatsItem.taken.set(right), SeatsItem.kind.set(SeatsItem)], as_read))


def count_able_to_stand() -> int:
    """Count those who can stand in a race that begins now: the active who are not left out."""
    return sum(not row.left_out for row in rows_in(PersonState.ACTIVE))


def put_team_removal(removal: TeamRemoval) -> Put:
    """Return the write that begins to take a removed team from its people."""
    return Put(_from_removal(removal))


def team_removals() -> list[TeamRemoval]:
    """Return the removals of teams that are under way."""
    found = ProgrammeItem.gsi1.query(_TEAM_REMOVALS)
    return [TeamRemoval(item.pk.removeprefix("TEAM#"), datetime.fromisoformat(item.gsi1sk or "")) for item in found]


def end_team_removal(removal: TeamRemoval) -> None:
    """Store that nobody has a removed team any more."""
    _from_removal(removal).delete()


def _from_removal(removal: TeamRemoval) -> TeamRemovalItem:
    return TeamRemovalItem(
        keys.team(removal.team),
        "REMOVAL",
        gsi1pk=_TEAM_REMOVALS,
        gsi1sk=removal.asked.isoformat(),
        team=removal.team,
        asked=removal.asked,
    )


def find_card(person: str, *, consistent: bool = False) -> ScoreCard | None:
    """Return a person's score card, or None."""
    item = ScoreCardItem.find(keys.person(person), keys.CARD, consistent=consistent)
    return to_card(item) if item is not None else None


def find_cards(people: Iterable[str], *, consistent: bool = False) -> list[ScoreCard]:
    """Return the score cards of some people, in any order; those who have none are left out."""
    wanted = ((keys.person(one), keys.CARD) for one in people)
    return [to_card(item) for item in batch_get(ScoreCardItem, wanted, consistent=consistent)]


def put_card(card: ScoreCard) -> Put:
    """Return the write that stores a score card over the version that was read; a new one must not exist."""
    return Put(_from_card(card))


def card_of_image(image: Mapping[str, Any]) -> ScoreCard:
    """Return the score card of an image of the table's stream."""
    return to_card(ScoreCardItem.from_raw_data(dict(image)))


def to_person(item: PersonItem) -> Person:
    """Return the value of a stored person, for items modules of other wings that read several kinds at once."""
    return Person(
        id=item.person,
        email=item.email,
        name=item.name,
        role=Role(item.role),
        state=PersonState(item.state),
        language=item.language,
        teams=tuple(item.teams),
        channels=tuple(item.channels),
        anonymous=item.anonymous,
        left_out=item.left_out,
        servers=item.servers.as_dict(),
        guidelines=int(item.guidelines),
        notifications=_notifications(
            item.digest,
            item.digest_days,
            item.quiet,
            item.topics,
            item.content_languages or (),
            monday=item.monday_mail is not False,
        ),
        mail_state=MailState(item.mail_state or MailState.WORKS),
        seat=Seat(item.seat or Seat.HELD),
        seat_since=item.seat_since,
        own_pause=item.own_pause,
        paused_by=item.paused_by,
        deactivated=bool(item.deactivated),
        directory=item.directory,
        sessions=tuple(_to_session(written) for written in item.sessions),
        sessions_end_before=item.sessions_end_before,
        begun=item.begun,
        came_by=WayIn(item.came_by),
        joined=item.joined,
        version=int(item.version or 0),
    )


def _from_person(person: Person) -> PersonItem:
    wanted = person.notifications
    return PersonItem(
        keys.person(person.id),
        keys.PROFILE,
        gsi2pk=keys.people(person.state),
        gsi2sk=person.joined.isoformat(),
        view2=_view2(person),
        person=person.id,
        email=person.email,
        name=person.name,
        role=person.role.value,
        state=person.state.value,
        language=person.language,
        teams=list(person.teams),
        channels=list(person.channels),
        anonymous=person.anonymous,
        left_out=person.left_out,
        servers=dict(person.servers),
        guidelines=person.guidelines,
        digest=None if wanted.digest is DigestMode.DAYS else wanted.digest.value,
        digest_days=list(wanted.days),
        quiet=None if wanted.quiet is None else str(wanted.quiet),
        topics=list(wanted.topics),
        content_languages=list(wanted.languages) or None,
        monday_mail=None if wanted.monday else False,
        mail_state=None if person.mail_state is MailState.WORKS else person.mail_state.value,
        seat=None if person.seat is Seat.HELD else person.seat.value,
        seat_since=person.seat_since,
        own_pause=person.own_pause,
        paused_by=person.paused_by,
        deactivated=person.deactivated or None,
        directory=person.directory,
        sessions=[_from_session(session) for session in person.sessions],
        sessions_end_before=person.sessions_end_before,
        begun=person.begun,
        came_by=person.came_by.value,
        joined=person.joined,
        version=person.version or None,
    )


def _to_session(written: str) -> Session:
    session, began, method, device, used = written.split(" ")
    how = None if method == "-" else Method(method)
    return Session(session, at_milliseconds(int(began)), how, Device.of_code(device), date.fromisoformat(used))


def _from_session(session: Session) -> str:
    """Return a session as one short text: ten of them lie in what every request reads."""
    how = "-" if session.method is None else session.method.value
    began, used = in_milliseconds(session.began), session.used.isoformat()
    return f"{session.id} {began} {how} {session.device.code} {used}"


def _view2(person: Person) -> dict[str, Any]:
    """Return what the list of people shows; what is the default is left out."""
    wanted = person.notifications
    came = {} if person.came_by is WayIn.ADMIN else {"came_by": person.came_by.value}
    shown: dict[str, Any] = {"role": person.role.value, **came}
    if person.teams:
        shown["teams"] = list(person.teams)
    if person.guidelines:
        shown["begun"] = (person.begun or person.joined).isoformat()
    if person.left_out:
        shown["left_out"] = True
    if wanted.digest is not DigestMode.DAYS:
        shown["digest"] = wanted.digest.value
    if wanted.days:
        shown["days"] = list(wanted.days)
    if wanted.quiet is not None:
        shown["quiet"] = str(wanted.quiet)
    if person.mail_state is not MailState.WORKS:
        shown["mail_state"] = person.mail_state.value
    if person.seat is not Seat.HELD:
        shown["seat"] = person.seat.value
    if person.seat_since is not None:
        shown["seat_since"] = person.seat_since.isoformat()
    return shown


def _to_row(person: str, joined: str, shown: Mapping[str, Any]) -> PersonRow:
    return PersonRow(
        id=person,
        role=Role(shown["role"]),
        teams=tuple(shown.get("teams", ())),
        begun=datetime.fromisoformat(shown["begun"]) if "begun" in shown else None,
        left_out=bool(shown.get("left_out")),
        notifications=_notifications(shown.get("digest"), shown.get("days", ()), shown.get("quiet")),
        mail_state=MailState(shown.get("mail_state", MailState.WORKS)),
        seat=Seat(shown.get("seat", Seat.HELD)),
        seat_since=datetime.fromisoformat(shown.get("seat_since", joined)),
        came_by=WayIn(shown.get("came_by", WayIn.ADMIN)),
    )


def _notifications(
    digest: str | None,
    days: Iterable[float],
    quiet: str | None,
    topics: Iterable[str] = (),
    languages: Iterable[str] = (),
    *,
    monday: bool = True,
) -> Notifications:
    return Notifications(
        digest=DigestMode(digest or DigestMode.DAYS),
        days=tuple(int(day) for day in days),
        quiet=None if quiet is None else quiet_hours(quiet),
        topics=tuple(topics),
        languages=tuple(languages),
        monday=monday,
    )


def to_card(item: ScoreCardItem) -> ScoreCard:
    """Return the value of a stored score card."""
    return ScoreCard(
        person=item.person,
        name=item.name,
        homes=tuple(Home(day, team or None) for day, team in sorted(item.homes.as_dict().items())),
        anonymous=item.anonymous,
        shown={race: int(points) for race, points in item.shown.as_dict().items()},
        absences=_to_absences(item.absences.as_dict()),
        claims_approved=item.claims_approved,
        totals=Totals(
            spendable=int(item.spendable),
            lifetime=int(item.lifetime),
            days={day: DayScore(*map(int, numbers)) for day, numbers in item.days.as_dict().items()},
            races=_races(item.races.as_dict()),
        ),
        version=int(item.version or 0),
    )


def _from_card(card: ScoreCard) -> ScoreCardItem:
    return ScoreCardItem(
        keys.person(card.person),
        keys.CARD,
        person=card.person,
        name=card.name,
        homes={home.day: home.team or "" for home in card.homes},
        anonymous=card.anonymous,
        shown=dict(card.shown),
        absences=_from_absences(card.absences),
        claims_approved=card.claims_approved,
        spendable=card.totals.spendable,
        lifetime=card.totals.lifetime,
        days={day: [s.shares, s.points] for day, s in card.totals.days.items()},
        races={race: [s.points, s.shares, s.clicks, s.last] for race, s in card.totals.races.items()},
        version=card.version or None,
    )


def _to_absences(stored: Mapping[str, str]) -> tuple[Absence, ...]:
    return tuple(Absence(day, _LEFT_OUT in stored[day], _PAUSED in stored[day]) for day in sorted(stored))


def _from_absences(absences: Iterable[Absence]) -> dict[str, str]:
    return {one.day: _LEFT_OUT * one.left_out + _PAUSED * one.paused or _PRESENT for one in absences}


def _races(stored: Mapping[str, Any]) -> dict[str, RaceScore]:
    return {race: RaceScore(*map(int, numbers)) for race, numbers in stored.items()}
