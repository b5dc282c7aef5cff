"""What is to be told by mail: written with what happened itself, so that nobody is told twice and nobody is missed.

Sending stands in `mail`; here it is only said which mail a person is to get, under the natural key of its cause.
"""

from dataclasses import replace
from datetime import datetime

from lahetti.dynamodb.transactions import Put
from lahetti.records import items
from lahetti.records.model import FanOut, FanOutKind, Mail, MailKind


def mail(kind: MailKind, person: str, cause: str, due: datetime, **fields: str | int) -> Put:
    """Return the write that puts a mail into the outbox once: `cause` names what it tells of.

    `fields` are what the mail's text needs beside the person (ids, titles, numbers); never a voucher's code.
    """
    return items.put_new_mail(new_mail(kind, person, cause, due, **fields))


def new_mail(kind: MailKind, person: str, cause: str, due: datetime, **fields: str | int) -> Mail:
    """Return a mail that waits and is not stored yet."""
    return Mail(f"{kind.value}#{cause}#{person}", kind, person, due, due, due, fields)


def moved_mail(kind: MailKind, person: str, cause: str, due: datetime, **fields: str | int) -> Put:
    """Return the write of the one mail of a cause: new, or moved to another time, also where it has gone before.

    Refused where somebody else has changed that mail since it was read here.
    """
    wanted = new_mail(kind, person, cause, due, **fields)
    known = items.find_mail(wanted.key)
    return items.put_mail(wanted if known is None else replace(wanted, version=known.version))


def fan_out(kind: FanOutKind, cause: str, now: datetime, **fields: str | int) -> Put:
    """Return the write that has many told of something: `cause` names it, `fields` are what mails need."""
    return items.put_new_fan_out(FanOut(f"{kind.value}#{cause}", kind, cause, now, fields))
