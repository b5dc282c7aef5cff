"""People of the programme: who they are, which mail they want, what their score card says, whom an invitation names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from lahetti.core.errors import Conflict, NotAllowed
from lahetti.core.languages import DEFAULT
from lahetti.core.quiet_hours import QuietHours, quiet_hours
from lahetti.people.devices import Device
from lahetti.security.sign_ins import Method, SignIn
from lahetti.settings.model import Settings

WORKDAYS = (1, 2, 3, 4, 5)
"""ISO weekdays of `daily`."""


class Role(StrEnum):
    """Each role may do what the ones before it may."""

    AMBASSADOR = "ambassador"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, role: "Role") -> bool:
        """Return whether this role may do what another one may."""
        order = list(Role)
        return order.index(self) >= order.index(role)


class PersonState(StrEnum):
    """Of a person in the programme; only the active may do anything.

    Those who pause may see themselves, and come back; whose access the directory has ended may not even sign in.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    DEACTIVATED = "deactivated"


class Seat(StrEnum):
    """Of a person in a pilot: they hold one; theirs was passed on; or they want one back and get the next."""

    HELD = "held"
    PASSED_ON = "passed_on"
    WANTED = "wanted"


class WayIn(StrEnum):
    """How somebody came into the programme: by whose deed they became a person of it. Stored then, and never changed.

    By an admin by hand; on a colleague's word, or by their own request, at once or by way of the queue; by a line of an
    admin's file; by the organisation's directory (SCIM); by signing in with the work account; with the installation.
    """

    ADMIN = "admin"
    COLLEAGUE = "colleague"
    REQUEST = "request"
    FILE = "file"
    SCIM = "scim"
    WORK_ACCOUNT = "work_account"
    INSTALLATION = "installation"


class DigestMode(StrEnum):
    """When somebody wants the digest."""

    INSTANT = "instant"
    DAILY = "daily"
    DAYS = "days"
    OFF = "off"


class MailState(StrEnum):
    """Whether an address takes mail; one that does not gets none from us any more."""

    WORKS = "works"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True)
class Notifications:
    """What mail a person wants. No `days`: the programme's; no `quiet`: the programme's; no `topics`: all.

    `languages` are those of contents that they are offered at all, in the list as in the digest; none: all.
    `monday`: editors and admins are told of last week on Mondays.
    """

    digest: DigestMode = DigestMode.DAYS
    days: tuple[int, ...] = ()
    quiet: QuietHours | None = None
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    monday: bool = True

    def digest_days(self, settings: Settings) -> tuple[int, ...]:
        """Return the ISO weekdays on which a digest may come; none for instant and off."""
        match self.digest:
            case DigestMode.DAILY:
                return WORKDAYS
            case DigestMode.DAYS:
                return self.days or settings.digest_days
        return ()

    def quiet_hours(self, settings: Settings) -> QuietHours:
        """Return when it is quiet for this person."""
        return self.quiet or quiet_hours(settings.quiet_hours)


class StrongerSignIn(NotAllowed):
    """The role covers it, and how somebody signed in does not: a passkey or the work account is asked for."""

    code = "stronger_sign_in"


MOST_SESSIONS = 10
"""Of one person. They lie in the person, whom every request reads anyway."""


@dataclass(frozen=True)
class Session:
    """A session that goes on: `device` is what it began on, `used` the last day on which it was renewed.

    It is the person's own: neither list nor log shows it to anybody else.
    """

    id: str
    began: datetime
    method: Method | None
    device: Device
    used: date


@dataclass(frozen=True)
class Person:
    """A person of the programme. `teams` starts with the home team; `channels` are an editor's.

    `servers` holds {network: host} where people have servers of their own choice; `guidelines` is the version that they
    have accepted. `seat_since` is when their seat became what it is, where that was after they joined. `own_pause`:
    they pause by their own wish; `paused_by` is the admin who has paused their part; `deactivated`: the organisation's
    directory has ended their access. `directory` is the id of the directory's record of them. `sessions` are those that
    go on, which began last at the end; `sessions_end_before` is the millisecond before which none of them began.
    `begun` is when they accepted guidelines for the first time. `came_by` is how they came into the programme.
    """

    id: str
    email: str
    name: str
    role: Role
    state: PersonState
    language: str
    joined: datetime
    teams: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    anonymous: bool = False
    left_out: bool = False
    servers: Mapping[str, str] = field(default_factory=dict, hash=False)
    guidelines: int = 0
    notifications: Notifications = field(default_factory=Notifications)
    mail_state: MailState = MailState.WORKS
    seat: Seat = Seat.HELD
    seat_since: datetime | None = None
    own_pause: bool = False
    paused_by: str | None = None
    deactivated: bool = False
    directory: str | None = None
    sessions: tuple[Session, ...] = ()
    sessions_end_before: datetime | None = None
    begun: datetime | None = None
    came_by: WayIn = WayIn.ADMIN
    version: int = field(default=0, compare=False)

    @property
    def may_resume(self) -> bool:
        """Return whether the person pauses by their own choice alone, and so comes back by it, too."""
        return self.state is PersonState.PAUSED and self.paused_by is None

    @property
    def bounced(self) -> bool:
        """Return whether no mail reaches the person; why is nobody's business."""
        return self.mail_state is not MailState.WORKS

    @property
    def home_team(self) -> str | None:
        """The team of team races, or None."""
        return self.teams[0] if self.teams else None

    def may(self, role: Role) -> bool:
        """Return whether the person's role covers this one."""
        return self.state is PersonState.ACTIVE and self.role.covers(role)

    def came_too_early(self, sign_in: SignIn) -> bool:
        """Return whether something later than a sign-in has ended every session until then."""
        return self.sessions_end_before is not None and sign_in.at < self.sessions_end_before

    def has_ended(self, sign_in: SignIn) -> bool:
        """Return whether the session of a sign-in is over: only those go on that the person holds."""
        return self.came_too_early(sign_in) or self.session(sign_in.session) is None

    def session(self, session: str | None) -> Session | None:
        """Return a session that goes on by its id, or None."""
        return next((one for one in self.sessions if one.id == session), None)

    def may_edit(self, channel: str) -> bool:
        """Return whether the person may change contents of a channel."""
        return self.may(Role.ADMIN) or (self.may(Role.EDITOR) and channel in self.channels)


@dataclass(frozen=True)
class PersonRow:
    """What the list of people shows of a person without reading them; of `notifications` only when.

    `begun` is when they accepted guidelines for the first time.
    """

    id: str
    role: Role
    teams: tuple[str, ...]
    begun: datetime | None
    left_out: bool
    notifications: Notifications
    mail_state: MailState
    seat: Seat
    seat_since: datetime
    came_by: WayIn

    @property
    def has_begun(self) -> bool:
        """Whether they have ever accepted guidelines."""
        return self.begun is not None


@dataclass(frozen=True)
class DayScore:
    """What a day's caps are held against."""

    shares: int = 0
    points: int = 0


@dataclass(frozen=True)
class RaceScore:
    """One person in one race; `last` is the second (epoch) of the last entry above 0."""

    points: int = 0
    shares: int = 0
    clicks: int = 0
    last: int = 0


@dataclass(frozen=True)
class Totals:
    """What a ledger adds up to: balances in points, days by date, races by id."""

    spendable: int = 0
    lifetime: int = 0
    days: Mapping[str, DayScore] = field(default_factory=dict)
    races: Mapping[str, RaceScore] = field(default_factory=dict)


ALWAYS = "0001-01-01"
"""The day of an absence that has held since the person joined."""


@dataclass(frozen=True)
class Absence:
    """What holds of a person from the midnight on that begins `day`: whether they are left out, whether they pause."""

    day: str
    left_out: bool
    paused: bool


@dataclass(frozen=True)
class Home:
    """The home team of a person from the midnight on that begins `day`; None where they have none."""

    day: str
    team: str | None


@dataclass(frozen=True)
class ScoreCard:
    """The running totals of one person, with what standings show of them.

    `homes` and `absences` are every change, the earliest first, one a day at most: what held at any midnight can be
    read. The first home is that of the midnight after the person joined. `shown` are the points by race that others
    see of somebody who is anonymous.
    """

    person: str
    name: str
    homes: tuple[Home, ...] = ()
    anonymous: bool = False
    shown: Mapping[str, int] = field(default_factory=dict)
    absences: tuple[Absence, ...] = ()
    claims_approved: bool = False
    totals: Totals = field(default_factory=Totals)
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class TeamRemoval:
    """A team that was removed and is being taken from its people."""

    team: str
    asked: datetime


@dataclass(frozen=True)
class Invitation:
    """Who is invited, as what, and how they come; `invited_by` is the colleague who invites, where it is one."""

    email: str
    name: str
    role: Role = Role.AMBASSADOR
    language: str = DEFAULT
    teams: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    left_out: bool = False
    came_by: WayIn = WayIn.ADMIN
    invited_by: str | None = None


@dataclass(frozen=True)
class ColleagueInvitation:
    """That somebody was invited by a colleague, until they have joined; `token` is random and names neither of them."""

    person: str
    inviter: str
    token: str


class LastAdmin(Conflict):
    """Without another active admin nobody could let anybody in again."""

    code = "last_admin"
