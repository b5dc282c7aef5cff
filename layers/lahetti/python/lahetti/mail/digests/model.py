"""What is remembered of a person's digests."""

from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True)
class DigestState:
    """Up to which moment a person has been told of new contents, and the digest that is under way.

    `claim` is its number (seconds, epoch), `claimed` when it was claimed, `claim_until` up to when it tells, `contents`
    what it announces, `reported` that SES has taken it.
    """

    person: str
    until: datetime | None = None
    claim: int | None = None
    claimed: datetime | None = None
    claim_until: datetime | None = None
    contents: tuple[str, ...] = ()
    reported: int | None = None
    version: int = field(default=0, compare=False)

    def with_claim(self, now: datetime, until: datetime, contents: tuple[str, ...]) -> "DigestState":
        """Return the state with a digest under way."""
        return replace(
            self, claim=int(now.timestamp()), claimed=now, claim_until=until, contents=contents, reported=None
        )

    def released(self) -> "DigestState":
        """Return the state without the digest under way: its contents come next time."""
        return replace(self, claim=None, claimed=None, claim_until=None, contents=(), reported=None)

    def announced(self) -> "DigestState":
        """Return the state in which the person knows what the digest under way tells."""
        return replace(self.released(), until=self.claim_until)
