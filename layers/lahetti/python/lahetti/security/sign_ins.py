"""Who has signed in, and when: what id tokens and our cookies prove, and what an end of sessions is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self


@dataclass(frozen=True)
class SignIn:
    """A person, and the whole second in which they signed in: it stays, however often token or cookie are renewed."""

    person: str
    at: datetime

    def as_kept(self) -> dict[str, Any]:
        """Return what a cookie keeps of it."""
        return {"person": self.person, "at": int(self.at.timestamp())}

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> Self:
        """Return the sign-in that a cookie's value tells of."""
        return cls(kept["person"], datetime.fromtimestamp(kept["at"], UTC))
