"""Who takes part, in which role, and who is invited."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lahetti.core.errors import Conflict
from lahetti.people.notifications import MailState, Notifications


class Role(StrEnum):
    """Each role may do what the ones before it may."""

    AMBASSADOR = "ambassador"
    EDITOR = "editor"
    ADMIN = "admin"


class PersonState(StrEnum):
    """Of a person in the programme; only the active may do anything."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True)
class Person:
    """A person as rules see them. `teams` starts with the home team; `channels` are an editor's."""

    id: str
    email: str
    name: str
    role: Role
    state: PersonState
    language: str
    teams: tuple[str, ...]
    channels: tuple[str, ...]
    anonymous: bool
    left_out: bool
    mastodon_server: str | None
    guidelines: int
    notifications: Notifications = field(default_factory=Notifications)
    mail_state: MailState = MailState.WORKS
    joined: datetime | None = None
    version: int = field(default=0, compare=False)
    paused_by: str | None = None

    @property
    def may_resume(self) -> bool:
        """Tell whether the person pauses by their own wish, and so comes back by it, too."""
        return self.state is PersonState.PAUSED and self.paused_by == self.id

    @property
    def home_team(self) -> str | None:
        """The team of team races, or None."""
        return self.teams[0] if self.teams else None

    def may(self, role: Role) -> bool:
        """Tell whether the person's role covers this one."""
        order = list(Role)
        return self.state is PersonState.ACTIVE and order.index(self.role) >= order.index(role)

    def may_edit(self, channel: str) -> bool:
        """Tell whether the person may change contents of a channel."""
        return self.may(Role.ADMIN) or (self.may(Role.EDITOR) and channel in self.channels)


@dataclass(frozen=True)
class Invitation:
    """Who is invited, and as what."""

    email: str
    name: str
    role: Role = Role.AMBASSADOR
    language: str = "fi"
    teams: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    anonymous: bool = False
    left_out: bool = False


class LastAdmin(Conflict):
    """Without another active admin nobody could let anybody in again."""

    code = "last_admin"
