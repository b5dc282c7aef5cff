"""What digests remember: up to where each person has been told, and up to where turns have been served."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get, batch_save_if_current
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import save_if_current


class DigestState(ProgrammeItem, discriminator="digest"):
    """Up to which moment a person has been told of new contents, and the digest that is under way.

    `claim` is its number, `claim_until` up to when it tells, `contents` what it announces, `reported` that SES has
    taken it. Under 1 KB, so that claiming and marking cost one write unit each.
    """

    until = UTCDateTimeAttribute(null=True)
    claim = NumberAttribute(null=True)
    claimed = UTCDateTimeAttribute(null=True)
    claim_until = UTCDateTimeAttribute(null=True)
    contents: ListAttribute[str] = ListAttribute(null=True)
    reported = NumberAttribute(null=True)
    version = VersionAttribute()


class DigestRun(ProgrammeItem, discriminator="digestrun"):
    """Up to which moment every turn of everybody has been served."""

    done = UTCDateTimeAttribute()


def digest_state(person: str) -> DigestState:
    """Build the state of somebody who has not been told of anything yet; it is not stored."""
    return DigestState(keys.person(person), keys.DIGEST)


def find_digest_state(person: str) -> DigestState | None:
    """Return a person's state as it is at this moment, or None."""
    try:
        return DigestState.get(keys.person(person), keys.DIGEST, consistent_read=True)
    except DigestState.DoesNotExist:
        return None


def profiles_and_digests(people: Iterable[str]) -> dict[str, list[ProgrammeItem]]:
    """Return profile and digest state of each of up to 50 people, where there are any, in one request."""
    wanted = [(keys.person(person), sort) for person in people for sort in (keys.PROFILE, keys.DIGEST)]
    found: dict[str, list[ProgrammeItem]] = {}
    for item in batch_get(ProgrammeItem, wanted):
        found.setdefault(item.pk.removeprefix("PERSON#"), []).append(item)
    return found


def digests_done() -> datetime | None:
    """Return the moment up to which every turn has been served, or None before the first run."""
    try:
        return DigestRun.get("DIGESTS", "RUN", consistent_read=True).done
    except DigestRun.DoesNotExist:
        return None


def set_digests_done(moment: datetime) -> None:
    """Note that every turn up to a moment has been served."""
    DigestRun("DIGESTS", "RUN", done=moment).save()


def put_state(state: DigestState) -> bool:
    """Write a state over the version that was read; return False where another came first."""
    return save_if_current(state)


def put_states(states: Sequence[DigestState]) -> list[bool]:
    """Write several states, each over the version that was read; tell where no other came first."""
    return batch_save_if_current(states)
