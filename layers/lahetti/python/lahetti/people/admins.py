"""Who runs the programme, and how they hear of what happens in it."""

from datetime import datetime

from lahetti.dynamodb.transactions import Put
from lahetti.people import items
from lahetti.people.model import (
    PersonState,
    Role,
)
from lahetti.records import outbox
from lahetti.records.model import MailKind

_MOST_ADMINS = 20
"""Admins who get a mail of an event in its own transaction, which holds 100 items."""


def active_admins() -> list[str]:
    """Return the ids of the active admins, by the time they joined."""
    return [row.id for row in items.rows_in(PersonState.ACTIVE) if row.role is Role.ADMIN]


def are_others() -> bool:
    """Return whether anybody but the first admin has been invited."""
    return len(list(items.ids_in(PersonState.ACTIVE, 2))) > 1


def mail_admins(kind: MailKind, cause: str, now: datetime, but: str | None = None, /, **fields: str | int) -> list[Put]:
    """Return the writes that mail the admins of an event in its own transaction; of many, those who joined first.

    `but` is an admin who gets no mail.
    """
    told = [admin for admin in active_admins() if admin != but][:_MOST_ADMINS]
    return [outbox.mail(kind, admin, cause, now, **fields) for admin in told]
