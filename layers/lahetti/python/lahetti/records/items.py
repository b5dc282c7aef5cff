"""The audit log, and the outbox: an item a mail or a fan-out, written in the transaction of what it tells of."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.paging import Span, page_of_index, page_of_table
from lahetti.dynamodb.transactions import save_if_current


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
    """Something that is to be told to many; its key is a message of the queue of fan-outs."""

    key = UnicodeAttribute()
    what = UnicodeAttribute()
    cause = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    fields: MapAttribute[str, Any] = MapAttribute(default=dict)
    expires = NumberAttribute()


def new_mail(key: str, mail: str, person: str, due: datetime, expires: datetime, fields: dict[str, Any]) -> Mail:
    """Build a waiting mail that is not stored yet."""
    return Mail(
        f"MAIL#{key}",
        "MAIL",
        gsi1pk="MAILS#DUE",
        gsi1sk=f"{due.isoformat()}#{key}",
        view1={"mail": mail, "person": person},
        gsi2pk=f"PERSON#{person}",
        gsi2sk=f"MAIL#{due.isoformat()}#{key}",
        view2={"mail": mail},
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
    bound = ProgrammeItem.gsi1sk < f"{moment.isoformat()}#~"
    for item in ProgrammeItem.gsi1.query("MAILS#DUE", bound):
        yield item.pk.removeprefix("MAIL#")


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
    mails = batch_get(Mail, ((item.pk, item.sk) for item in items))
    return sorted(mails, key=lambda mail: order[mail.pk]), following


def put(item: Mail) -> bool:
    """Write over the version that was read; return False where another came first."""
    return save_if_current(item)


class AuditEntry(ProgrammeItem, discriminator="audit"):
    """A change made by an editor or admin: who, what, when, before and after."""

    who = UnicodeAttribute()
    what = UnicodeAttribute()
    subject = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    before: MapAttribute[str, Any] = MapAttribute(null=True)
    after: MapAttribute[str, Any] = MapAttribute(null=True)


def audit_in(month: str, span: Span) -> tuple[list[AuditEntry], str | None]:
    """Return a page of what was changed in a month (`2026-11`), the newest first, and the next page's cursor."""
    return page_of_table(AuditEntry, keys.audit(month), span)


def audit_about(subject: str, span: Span) -> tuple[list[AuditEntry], str | None]:
    """Return a page of what was changed of a subject (a partition key), the newest first, and the next cursor."""
    items, following = page_of_index(ProgrammeItem.gsi1, f"AUDIT#{subject}", span)
    entries = batch_get(AuditEntry, ((item.pk, item.sk) for item in items))
    return sorted(entries, key=lambda entry: entry.sk, reverse=True), following


def audit_of(subject: str) -> list[dict[str, Any]]:
    """Return who did what to a subject (a partition key), oldest first."""
    return [item.view1.as_dict() for item in ProgrammeItem.gsi1.query(f"AUDIT#{subject}")]
