"""The outbox: an item a mail or a fan-out, written in the transaction of the deed that it tells of. Digests' states."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti import keys
from lahetti.store.base import ProgrammeItem, get_all, put_alone, put_each
from lahetti.store.paging import Span, page_of_index


class Mail(ProgrammeItem, discriminator="mail"):
    """A mail to one person; its natural key lets it exist once.

    gsi1: MAILS#DUE / <due>#<key> while waiting or claimed, then MAILS#<yyyy-mm> / <time>#<key>.
    gsi2: PERSON#<id> / MAIL#<time>.
    """

    key = UnicodeAttribute()
    mail = UnicodeAttribute()
    person = UnicodeAttribute()
    state = UnicodeAttribute()
    due = UTCDateTimeAttribute()
    fields: MapAttribute[str, Any] = MapAttribute(default=dict)
    claimed = UTCDateTimeAttribute(null=True)
    reported = UTCDateTimeAttribute(null=True)
    sent = UTCDateTimeAttribute(null=True)
    message = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    tries = NumberAttribute(default=0)
    expires = NumberAttribute()
    version = VersionAttribute()


class FanOut(ProgrammeItem, discriminator="fanout"):
    """A deed that is to be told to many. gsi1: FANOUTS#DUE / <time>#<key> until its last look is done."""

    key = UnicodeAttribute()
    what = UnicodeAttribute()
    cause = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    fields: MapAttribute[str, Any] = MapAttribute(default=dict)
    expires = NumberAttribute()


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


def new_mail(key: str, mail: str, person: str, due: datetime, expires: datetime, fields: dict[str, Any]) -> Mail:
    """Build a waiting mail that is not stored yet."""
    return Mail(
        f"MAIL#{key}",
        "MAIL",
        gsi1pk="MAILS#DUE",
        gsi1sk=f"{due.isoformat()}#{key}",
        shown1={"mail": mail, "person": person},
        gsi2pk=f"PERSON#{person}",
        gsi2sk=f"MAIL#{due.isoformat()}#{key}",
        shown2={"mail": mail},
        key=key,
        mail=mail,
        person=person,
        state="waiting",
        due=due,
        expires=int(expires.timestamp()),
        fields=fields,
    )


def new_fan_out(key: str, what: str, cause: str, at: datetime, expires: datetime, fields: dict[str, Any]) -> FanOut:
    """Build a fan-out that is not stored yet."""
    return FanOut(
        f"FANOUT#{key}",
        "FANOUT",
        gsi1pk="FANOUTS#DUE",
        gsi1sk=f"{at.isoformat()}#{key}",
        key=key,
        what=what,
        cause=cause,
        at=at,
        expires=int(expires.timestamp()),
        fields=fields,
    )


def find_mail(key: str) -> Mail | None:
    """Return a mail of the outbox as it is at this moment, or None."""
    try:
        return Mail.get(f"MAIL#{key}", "MAIL", consistent_read=True)
    except Mail.DoesNotExist:
        return None


def find_fan_out(key: str) -> FanOut | None:
    """Return a fan-out, or None."""
    try:
        return FanOut.get(f"FANOUT#{key}", "FANOUT", consistent_read=True)
    except FanOut.DoesNotExist:
        return None


def mails_due(moment: datetime) -> Iterator[str]:
    """Walk the keys of the mails whose time has come, the longest due first."""
    return _due("MAILS#DUE", "MAIL#", moment)


def mails_of_month(month: str, span: Span) -> tuple[list[Mail], str | None]:
    """Return a page of the mails that were settled in a month (`2026-11`), the last first, and the next cursor."""
    return _whole(*page_of_index(ProgrammeItem.gsi1, f"MAILS#{month}", span))


def mails_of_person(person: str, span: Span) -> tuple[list[Mail], str | None]:
    """Return a page of a person's mails, those due last first, and the next page's cursor."""
    return _whole(*page_of_index(ProgrammeItem.gsi2, keys.person(person), span, begins="MAIL#"))


def mails_waiting(span: Span) -> tuple[list[Mail], str | None]:
    """Return a page of the mails that are still to go, the longest due first, and the next page's cursor."""
    return _whole(*page_of_index(ProgrammeItem.gsi1, "MAILS#DUE", span, newest_first=False))


def _whole(items: list[ProgrammeItem], following: str | None) -> tuple[list[Mail], str | None]:
    """Read whole what an index has listed, in its order; what has expired meanwhile is left out."""
    order = {item.pk: place for place, item in enumerate(items)}
    mails = get_all(Mail, ((item.pk, item.sk) for item in items))
    return sorted(mails, key=lambda mail: order[mail.pk]), following


def fan_outs_due(moment: datetime) -> Iterator[str]:
    """Walk the keys of the fan-outs whose next look is due."""
    return _due("FANOUTS#DUE", "FANOUT#", moment)


def _due(partition: str, prefix: str, moment: datetime) -> Iterator[str]:
    bound = ProgrammeItem.gsi1sk < f"{moment.isoformat()}#~"
    for item in ProgrammeItem.gsi1.query(partition, bound):
        yield item.pk.removeprefix(prefix)


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
    for item in get_all(ProgrammeItem, wanted):
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


def put_states(states: Sequence[DigestState]) -> list[bool]:
    """Write several states, each over the version that was read; tell where no other came first."""
    return put_each(states)


def put(item: Mail | DigestState) -> bool:
    """Write over the version that was read; return False where another came first."""
    return put_alone(item)
