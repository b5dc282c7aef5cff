"""What digests remember: up to where each person has been told, and up to where turns have been served."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.batches import batch_get, batch_save_if_current
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.mail.digests.model import DigestState
from lahetti.people import items as people_items
from lahetti.people.model import Person


class DigestStateItem(ProgrammeItem, discriminator="digest"):
    """pk = "PERSON#<id>", sk = "DIGEST". Under 1 KB, so that claiming and marking cost one write unit each."""

    until = UTCDateTimeAttribute(null=True)
    claim = NumberAttribute(null=True)
    claimed = UTCDateTimeAttribute(null=True)
    claim_until = UTCDateTimeAttribute(null=True)
    contents: ListAttribute[str] = ListAttribute(null=True)
    reported = NumberAttribute(null=True)
    version = VersionAttribute()


class DigestRunItem(ProgrammeItem, discriminator="digestrun"):
    """pk = "DIGESTS", sk = "RUN": up to which moment every turn of everybody has been served."""

    done = UTCDateTimeAttribute()


def find_digest_state(person: str) -> DigestState | None:
    """Return a person's state as it is at this moment, or None."""
    item = DigestStateItem.find(keys.person(person), keys.DIGEST, consistent=True)
    return _to_state(item) if item is not None else None


def people_and_states(people: Iterable[str]) -> dict[str, tuple[Person, DigestState]]:
    """Return each of up to 50 people with their state, a new one where there is none, in one request."""
    wanted = [(keys.person(person), sort) for person in people for sort in (keys.PROFILE, keys.DIGEST)]
    found: dict[str, Person] = {}
    states: dict[str, DigestState] = {}
    for item in batch_get(ProgrammeItem, wanted):
        if isinstance(item, people_items.PersonItem):
            person = people_items.to_person(item)
            found[person.id] = person
        elif isinstance(item, DigestStateItem):
            state = _to_state(item)
            states[state.person] = state
    return {id_: (person, states.get(id_, DigestState(id_))) for id_, person in found.items()}


def save_state(state: DigestState) -> bool:
    """Store a state over the version that was read; return False where another came first."""
    return transactions.save_if_current(_from_state(state))


def save_states(states: Sequence[DigestState]) -> list[DigestState | None]:
    """Store several states, each over the version that was read; return them as stored, None where another came first.

    Raise Busy or HalfWritten.
    """
    stored = batch_save_if_current([_from_state(state) for state in states])
    return [
        replace(state, version=state.version + 1) if is_stored else None
        for state, is_stored in zip(states, stored, strict=True)
    ]


def digests_done() -> datetime | None:
    """Return the moment up to which every turn has been served, or None before the first run."""
    item = DigestRunItem.find("DIGESTS", "RUN", consistent=True)
    return item.done if item is not None else None


def set_digests_done(moment: datetime) -> None:
    """Note that every turn up to a moment has been served."""
    DigestRunItem("DIGESTS", "RUN", done=moment).save()


def _to_state(item: DigestStateItem) -> DigestState:
    return DigestState(
        person=item.pk.removeprefix("PERSON#"),
        until=item.until,
        claim=None if item.claim is None else int(item.claim),
        claimed=item.claimed,
        claim_until=item.claim_until,
        contents=tuple(item.contents or ()),
        reported=None if item.reported is None else int(item.reported),
        version=int(item.version or 0),
    )


def _from_state(state: DigestState) -> DigestStateItem:
    return DigestStateItem(
        keys.person(state.person),
        keys.DIGEST,
        until=state.until,
        claim=state.claim,
        claimed=state.claimed,
        claim_until=state.claim_until,
        contents=list(state.contents) or None,
        reported=state.reported,
        version=state.version or None,
    )
