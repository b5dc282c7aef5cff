"""The audit log, interventions in races, and the outbox: each written in the transaction of what it tells of."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import uuid_utils.compat
from pynamodb.attributes import (
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem, TransientItem
from lahetti.dynamodb.paging import Span, page_of_index, page_of_table
from lahetti.dynamodb.stored_values import as_stored
from lahetti.dynamodb.transactions import Delete, Put
from lahetti.records.model import (
    KEPT,
    AuditEntry,
    FanOut,
    FanOutKind,
    Intervention,
    InterventionKind,
    Mail,
    MailKind,
    MailRow,
    MailStep,
)

# --- mails

_LONGEST_FAILURE = 100
"""Characters of a failure's reason that the index repeats."""


class MailItem(ProgrammeItem, discriminator="mail"):
    """pk = "MAIL#<natural key>", sk = "MAIL"; gsi2: PERSON#<id> / MAIL#<due>#<key>.

    gsi1: MAILS#DUE / <moment>#<key> while waiting or claimed, then MAILS#<yyyy-mm> / <moment>#<key>.
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


def find_mail(key: str) -> Mail | None:
    """Return a mail of the outbox as it is at this moment, or None."""
    item = MailItem.find(keys.mail(key), "MAIL", consistent=True)
    return to_mail(item) if item is not None else None


def put_new_mail(mail: Mail) -> Put:
    """Return the write that puts a mail into the outbox unless it is there."""
    return Put(_from_mail(mail), MailItem.pk.does_not_exist())


def put_mail(mail: Mail) -> Put:
    """Return the write of a mail over the version that was read; a new one must not be there."""
    return Put(_from_mail(mail))


def delete_mail(mail: Mail) -> Delete:
    """Return the write that takes a mail away in the version that was read."""
    return Delete(_from_mail(mail))


def save_mail(mail: Mail) -> bool:
    """Store a mail over the version that was read; return False where another came first, or a new one is there."""
    return transactions.save_if_current(_from_mail(mail))


def mails_due(moment: datetime) -> Iterator[str]:
    """Walk the keys of the mails whose time has come, the longest due first."""
    bound = ProgrammeItem.gsi1sk < f"{moment.isoformat()}#~"
    for item in ProgrammeItem.gsi1.query("MAILS#DUE", bound):
        yield item.pk.removeprefix("MAIL#")


def settled_rows(month: str) -> Iterator[MailRow]:
    """Walk what the outbox lists of the mails that were settled in a month (`2026-11`)."""
    return _rows(f"MAILS#{month}")


def waiting_rows() -> Iterator[MailRow]:
    """Walk what the outbox lists of the mails that are still to go."""
    return _rows("MAILS#DUE")


def _rows(listed: str) -> Iterator[MailRow]:
    for item in ProgrammeItem.gsi1.query(listed):
        shown = item.view1.as_dict()
        yield MailRow(MailKind(shown["mail"]), shown.get("failure"))


def mails_of_person(person: str, at_most: int | None = None) -> list[Mail]:
    """Return a person's mails, those due last first, or so many of them; what has expired meanwhile is left out."""
    begins = ProgrammeItem.gsi2sk.startswith("MAIL#")
    listed = list(ProgrammeItem.gsi2.query(keys.person(person), begins, scan_index_forward=False, limit=at_most))
    found = {item.pk: item for item in batch_get(MailItem, ((item.pk, item.sk) for item in listed))}
    return [to_mail(found[item.pk]) for item in listed if item.pk in found]


def to_mail(item: MailItem) -> Mail:
    """Return the value of a stored mail."""
    return Mail(
        key=item.key,
        kind=MailKind(item.mail),
        person=item.person,
        due=item.due,
        first_due=datetime.fromisoformat((item.gsi2sk or "").split("#")[1]),
        looked_at=datetime.fromisoformat((item.gsi1sk or "").split("#")[0]),
        fields=item.fields.as_dict(),
        step=MailStep(item.state),
        claimed=item.claimed,
        reported=item.reported,
        sent=item.sent,
        message=item.message,
        reason=item.reason,
        tries=int(item.tries),
        version=int(item.version or 0),
    )


def _from_mail(mail: Mail) -> MailItem:
    listed = f"MAILS#{mail.looked_at:%Y-%m}" if mail.is_settled else "MAILS#DUE"
    failure = {"failure": (mail.reason or "")[:_LONGEST_FAILURE]} if mail.step is MailStep.FAILED else {}
    return MailItem(
        keys.mail(mail.key),
        "MAIL",
        gsi1pk=listed,
        gsi1sk=f"{mail.looked_at.isoformat()}#{mail.key}",
        view1={"mail": mail.kind.value, "person": mail.person, **failure},
        gsi2pk=keys.person(mail.person),
        gsi2sk=f"MAIL#{mail.first_due.isoformat()}#{mail.key}",
        view2={"mail": mail.kind.value},
        key=mail.key,
        mail=mail.kind.value,
        person=mail.person,
        state=mail.step.value,
        due=mail.due,
        fields=dict(mail.fields),
        claimed=mail.claimed,
        reported=mail.reported,
        sent=mail.sent,
        message=mail.message,
        reason=mail.reason,
        tries=mail.tries,
        expires=int((mail.first_due + KEPT).timestamp()),
        version=mail.version or None,
    )


# --- fan-outs


class FanOutItem(ProgrammeItem, discriminator="fanout"):
    """pk = "FANOUT#<natural key>", sk = "FANOUT"; its key is a message of the queue of fan-outs."""

    key = UnicodeAttribute()
    what = UnicodeAttribute()
    cause = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    fields: MapAttribute[str, Any] = MapAttribute(default=dict)
    not_sent = UnicodeAttribute(null=True)
    expires = NumberAttribute()


def find_fan_out(key: str) -> FanOut | None:
    """Return a fan-out, or None."""
    item = FanOutItem.find(keys.fan_out(key), "FANOUT", consistent=True)
    if item is None:
        return None
    return FanOut(item.key, FanOutKind(item.what), item.cause, item.at, item.fields.as_dict(), item.not_sent)


def put_new_fan_out(fan_out: FanOut) -> Put:
    """Return the write that stores a fan-out unless it is there."""
    item = FanOutItem(
        keys.fan_out(fan_out.key),
        "FANOUT",
        key=fan_out.key,
        what=fan_out.kind.value,
        cause=fan_out.cause,
        at=fan_out.at,
        fields=dict(fan_out.fields),
        not_sent=fan_out.not_sent,
        expires=int((fan_out.at + KEPT).timestamp()),
    )
    return Put(item, FanOutItem.pk.does_not_exist())


# --- the audit log


class AuditItem(ProgrammeItem, discriminator="audit"):
    """pk = "AUDIT#<yyyy-mm>", sk = "<time>#<id>"; gsi1: AUDIT#<subject> / <time>."""

    who = UnicodeAttribute()
    what = UnicodeAttribute()
    subject = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    before: MapAttribute[str, Any] = MapAttribute(null=True)
    after: MapAttribute[str, Any] = MapAttribute(null=True)


def put_audit(entry: AuditEntry) -> Put:
    """Return the write that logs a change."""
    moment = entry.at.isoformat()
    item = AuditItem(
        keys.audit(f"{entry.at:%Y-%m}"),
        f"{moment}#{uuid_utils.compat.uuid7()}",
        gsi1pk=f"AUDIT#{entry.subject}",
        gsi1sk=moment,
        view1={"who": entry.who, "what": entry.what},
        who=entry.who,
        what=entry.what,
        subject=entry.subject,
        at=entry.at,
        before=as_stored(entry.before),
        after=as_stored(entry.after),
    )
    return Put(item)


def audit_in(month: str, span: Span) -> tuple[list[AuditEntry], str | None]:
    """Return a page of what was changed in a month (`2026-11`), the newest first, and the next page's cursor."""
    items, following = page_of_table(AuditItem, keys.audit(month), span)
    return [_to_audit(item) for item in items], following


def audit_about(subject: str, span: Span) -> tuple[list[AuditEntry], str | None]:
    """Return a page of what was changed of a subject (a partition key), the newest first, and the next cursor."""
    items, following = page_of_index(ProgrammeItem.gsi1, f"AUDIT#{subject}", span)
    entries = batch_get(AuditItem, ((item.pk, item.sk) for item in items))
    return [_to_audit(item) for item in sorted(entries, key=lambda item: item.sk, reverse=True)], following


def _to_audit(item: AuditItem) -> AuditEntry:
    return AuditEntry(
        who=item.who,
        what=item.what,
        subject=item.subject,
        at=item.at,
        before=None if item.before is None else item.before.as_dict(),
        after=None if item.after is None else item.after.as_dict(),
    )


# --- interventions in races


class InterventionItem(ProgrammeItem, discriminator="intervention"):
    """pk = "INTERVENTIONS", sk = "<time>#<id>"; without `races` it concerns all that ran at its moment."""

    what = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    races: ListAttribute[str] = ListAttribute(null=True)


def put_intervention(done: Intervention) -> Put:
    """Return the write that notes what an admin did to somebody's place in races."""
    return Put(
        InterventionItem(
            keys.INTERVENTIONS,
            f"{done.at.isoformat()}#{uuid_utils.compat.uuid7()}",
            what=done.kind.value,
            at=done.at,
            races=None if done.races is None else list(done.races),
        )
    )


def interventions_between(first: datetime, last: datetime) -> list[Intervention]:
    """Return what was done from one moment on and before another, the earliest first."""
    span = InterventionItem.sk.between(first.isoformat(), last.isoformat())
    return [
        Intervention(InterventionKind(item.what), item.at, None if item.races is None else tuple(item.races))
        for item in InterventionItem.query(keys.INTERVENTIONS, span)
    ]


# --- which shape the data has


class DataVersionItem(ProgrammeItem, discriminator="dataversion"):
    """pk = sk = "DATAVERSION": the newest shape that any item may have, and the one that all of them have."""

    newest = NumberAttribute(default=1)
    done = NumberAttribute(default=1)


def find_data_version() -> tuple[int, int]:
    """Return (the newest shape that any item may have, the one that all have); the first where nothing is noted."""
    item = DataVersionItem.find(keys.DATA_VERSION, keys.DATA_VERSION, consistent=True)
    return (1, 1) if item is None else (int(item.newest), int(item.done))


def note_data_version(newest: int, done: int) -> None:
    """Note them. Code that does not know the newest works no more."""
    DataVersionItem(keys.DATA_VERSION, keys.DATA_VERSION, newest=newest, done=done).save()


# --- ceilings


class CeilingItem(TransientItem, discriminator="ceiling"):
    """pk = "CEILING#<what>#<window>#<person>": how often a person has done a thing within a window."""

    number = NumberAttribute(null=True)


def count_below(what: str, window: str, person: str, most: int, ends: datetime) -> bool:
    """Count one more unless there are `most` already; return whether it was counted."""
    item = CeilingItem(keys.ceiling(what, window, person))
    until, kind = CeilingItem.expires.set(int(ends.timestamp())), CeilingItem.kind.set(CeilingItem)
    room = CeilingItem.number.does_not_exist() | (CeilingItem.number < most)
    return transactions.try_write(lambda: item.update([CeilingItem.number.add(1), until, kind], room))


class PauseItem(TransientItem, discriminator="pause"):
    """pk = "CEILING#<what>#PAUSE#<person>": until when a person does not do a thing again."""

    free_at = UTCDateTimeAttribute(null=True)


def pause_until(what: str, person: str) -> datetime | None:
    """Return when a pause ends, which may be over; None where none was begun lately."""
    item = PauseItem.find(keys.pause(what, person))
    return None if item is None else item.free_at


def begin_pause(what: str, person: str, now: datetime, until: datetime) -> datetime | None:
    """Begin a pause unless one is on; return when that one ends, or None where it was begun."""
    pk = keys.pause(what, person)
    item = PauseItem(pk, free_at=until, expires=int(until.timestamp()))
    is_over = TransientItem.pk.does_not_exist() | (PauseItem.free_at <= now)
    if transactions.try_write(lambda: item.save(is_over)):
        return None
    running = PauseItem.find(pk, consistent=True)
    return now if running is None else running.free_at  # none: deleted meanwhile, as it was over


def end_pause(what: str, person: str) -> None:
    """End a pause before its time."""
    PauseItem(keys.pause(what, person)).delete()
