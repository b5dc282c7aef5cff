"""Accounts at the organisation's provider, and who the provider says has signed in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lahetti.core.errors import NotAllowed


@dataclass(frozen=True)
class WorkAccount:
    """An account that is a person's, since a moment: `subject` is what the provider calls it.

    `provider` is the issuer with our client there, as a provider may call one account otherwise to each client
    (OpenID Connect Core 1.0, 8); of SAML the address of its metadata.
    """

    person: str
    provider: str
    subject: str
    linked: datetime


@dataclass(frozen=True)
class WorkIdentity:
    """Who has signed in, as the provider says. `verified`: what it says of the address, None where it says nothing."""

    provider: str
    subject: str
    email: str
    name: str
    verified: bool | None = None


class Refusal(StrEnum):
    """Why somebody who has signed in with the work account does not come in."""

    NO_ADDRESS = "no_address"
    OTHER_DOMAIN = "other_domain"
    UNVERIFIED = "unverified"
    OTHER_ACCOUNT = "other_account"
    OTHER_ADDRESS = "other_address"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    QUEUE_FULL = "queue_full"
    DEACTIVATED = "deactivated"


class WorkAccountRefused(NotAllowed):
    """The provider knows them, and they do not come in."""

    code = "work_account_refused"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"The work account does not lead into the programme: {refusal}.", reason=refusal.value)
        self.refusal = refusal
