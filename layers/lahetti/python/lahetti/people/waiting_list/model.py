"""People who wait for a seat: they have no sign-in and no id of a person yet."""

from dataclasses import dataclass, field
from datetime import datetime

from lahetti.core.errors import Conflict
from lahetti.people.model import WayIn


@dataclass(frozen=True)
class Waiting:
    """Somebody in the queue, known by a keyed hash of the address, so that an address waits once.

    `position` is the moment of the request, or one that an admin has put in its place, for a `reason`. `came_by` is how
    they came to wait, `invited_by` the colleague who invited them, where one did.
    """

    id: str
    email: str
    name: str
    language: str
    asked: datetime
    position: datetime
    reason: str | None = None
    moved_by: str | None = None
    invited_by: str | None = None
    came_by: WayIn = WayIn.REQUEST
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class QueuePlace:
    """Somebody in the queue as admins see them; `place` is 1 for who gets the next seat, `waiting` their id."""

    waiting: str
    place: int
    email: str
    name: str
    language: str
    asked: datetime
    reason: str | None
    moved_by: str | None


class QueueFull(Conflict):
    """Nobody more can wait."""

    code = "queue_full"
