"""Somebody whose data is being erased: who they were, as far as that needs it, and what stands in their place."""

from dataclasses import dataclass, field
from datetime import datetime

from lahetti.people.model import MailState, Person, PersonState, Role


@dataclass(frozen=True)
class Erasure:
    """An erasure that has begun; everything that it still needs of the person, who is gone from everywhere else.

    `alias` is the random id that ledger, shares, prizes and audit lines keep; it is fixed when the erasure begins, so
    that every repetition writes the same. `reason` is an admin's; without one the person has left of their own accord,
    or, `by_directory`, the organisation's directory has deleted them. A `silent` one is the repetition of an erasure
    that was told of long ago.
    """

    person: str
    alias: str
    email: str
    name: str
    language: str
    joined: datetime
    asked: datetime
    mail_state: MailState = MailState.WORKS
    reason: str | None = None
    by_directory: bool = False
    silent: bool = False
    version: int = field(default=0, compare=False)

    def addressee(self) -> Person:
        """Return the person as the last mail greets them."""
        return Person(
            id=self.person,
            email=self.email,
            name=self.name,
            role=Role.AMBASSADOR,
            state=PersonState.ACTIVE,
            language=self.language,
            joined=self.joined,
            mail_state=self.mail_state,
        )
