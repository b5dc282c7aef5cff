"""What the organisation's directory says of people and groups; the record is the directory's own (RFC 7643).

`active` is the directory's word about somebody's access and nothing else: whether they take part, pause or have left
stands in the programme's own person, and is never told to the directory.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from lahetti.core.errors import Conflict


@dataclass(frozen=True)
class DirectoryEmail:
    """An address of a record; `type` is as in `work`, `primary` the one that the directory prefers."""

    value: str
    type: str | None = None
    primary: bool | None = None


@dataclass(frozen=True)
class DirectoryUser:
    """Somebody in the directory. `groups` are ids of its groups, `person` is who they are in the programme.

    `active` holds until the directory says otherwise; not `says_active` where it has taken its word back.

    `left`: they have left the programme by themselves, and are never brought back by the directory. Without `person`
    and not `left` they wait for a seat, or were removed by an admin, or have never been active.
    """

    id: str
    user_name: str
    active: bool
    created: datetime
    modified: datetime
    external_id: str | None = None
    display_name: str | None = None
    formatted: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    emails: tuple[DirectoryEmail, ...] = ()
    language: str | None = None
    says_active: bool = True
    groups: tuple[str, ...] = ()
    person: str | None = None
    left: bool = False
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class DirectoryGroup:
    """A group of the directory and the team that it stands for."""

    id: str
    display_name: str
    team: str
    created: datetime
    modified: datetime
    external_id: str | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class DirectoryToken:
    """What a directory proves itself with: of the token only its SHA-256 is kept. `slot` is one of the two places."""

    slot: int
    name: str
    digest: str
    by: str
    made: datetime
    used_on: date | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Departure:
    """Somebody whom the directory has deleted, until they are erased."""

    person: str
    deleted: datetime


class AccessEnded(Conflict):
    """The directory has ended the access of whom somebody invites or lets in."""

    code = "access_ended"
