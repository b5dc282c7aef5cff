"""A post that is followed, with its counts; how a network's server answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lahetti.core.errors import Conflict, Invalid
from lahetti.networks.reactions import NetworkPost, Reactions


@dataclass(frozen=True)
class FollowedPost:
    """The post of a share and its counts.

    `gained` is {day: how much its counts have changed in all} of the last three days on which they did.
    `followed` is when its owner gave it, `changed` when its counts last did, `due` when they are asked for next; None
    once it is not followed any more.
    """

    code: str
    person: str
    network: str
    post: NetworkPost
    followed: datetime
    changed: datetime
    due: datetime | None
    reactions: Reactions = field(default_factory=Reactions)
    gained: Mapping[str, int] = field(default_factory=dict)
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class PostRow:
    """What its owner's list shows of a post: its URL, its counts, and when they last changed."""

    url: str
    reactions: Reactions
    changed: datetime


@dataclass(frozen=True)
class AskedServer:
    """How a network's server answered last; it is left alone before `due`.

    `reason` is a code of `lahetti.networks`, None while it is well.
    """

    network: str
    server: str
    asked: datetime | None = None
    due: datetime | None = None
    failures: int = 0
    reason: str | None = None
    detail: str | None = None
    failing_since: datetime | None = None
    version: int = field(default=0, compare=False)


class NotConfirmed(Conflict):
    """Only the post of a confirmed share can be followed."""

    code = "not_confirmed"


class CannotFollow(Invalid):
    """The URL is not that of a post whose network tells its counts."""

    code = "cannot_follow"
