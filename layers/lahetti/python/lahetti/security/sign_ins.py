"""Who has signed in, when and how: what tokens and our cookies prove, and what an end of sessions is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Method(StrEnum):
    """How somebody signed in."""

    CODE = "code"
    PASSKEY = "passkey"
    WORK = "work"

    @property
    def is_strong(self) -> bool:
        """Return whether more than a mailbox was needed: a passkey is a device and its holder."""
        return self is not Method.CODE


@dataclass(frozen=True)
class SignIn:
    """A person, the moment in which they signed in, and how: both stay, however often token or cookie are renewed.

    The moment is kept in whole milliseconds, cut off: it is never later than the sign-in was. `method` is None where
    nothing that we have signed tells it. `session` is the id of the session that began with it, None before there is
    one (`lahetti.people.own_sessions`).
    """

    person: str
    at: datetime
    method: Method | None = None
    session: str | None = None

    @property
    def is_strong(self) -> bool:
        """Return whether it is known that more than a mailbox was needed."""
        return self.method is not None and self.method.is_strong

    def as_kept(self) -> dict[str, Any]:
        """Return what a cookie, or a statement of ours, keeps of it."""
        how = {"method": self.method, "session": self.session}
        return {"person": self.person, "at": in_milliseconds(self.at), **how}

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Return the sign-in that a cookie's value, or a statement of ours, tells of."""
        method = kept.get("method")
        how = None if method is None else Method(method)
        return cls(kept["person"], at_milliseconds(kept["at"]), how, kept.get("session"))


def in_milliseconds(moment: datetime) -> int:
    """Return a moment as whole milliseconds since the epoch, cut off."""
    return (moment - _EPOCH) // _MILLISECOND


def at_milliseconds(number: int) -> datetime:
    """Return the moment of so many milliseconds since the epoch; raise OverflowError beyond what there is."""
    return _EPOCH + number * _MILLISECOND
