"""The outbox as it is read: which mails went, wait, or failed. Never what they said, nor to which address."""

from dataclasses import dataclass
from datetime import datetime

from lahetti.dynamodb.paging import Span
from lahetti.people import members
from lahetti.records import items as records_items
from lahetti.records.model import Mail, MailKind

PAGE = 50


@dataclass(frozen=True)
class Logged:
    """A mail of the outbox; `at` is when it was settled, or else when it is due. Without a name the person is gone."""

    kind: MailKind
    person: str
    name: str
    state: str
    at: datetime
    reason: str | None
    tries: int


def mails_of_month(month: str, cursor: str | None = None) -> tuple[list[Logged], str | None]:
    """Return a page of what was settled in a month (`2026-11`, in UTC), the last first, and the next cursor."""
    return _shown(*records_items.mails_of_month(month, Span(cursor, PAGE)))


def mails_of_person(person: str, cursor: str | None = None) -> tuple[list[Logged], str | None]:
    """Return a page of somebody's mails, the last first, and the next page's cursor."""
    return _shown(*records_items.mails_of_person(person, Span(cursor, PAGE)))


def mails_waiting(cursor: str | None = None) -> tuple[list[Logged], str | None]:
    """Return a page of what is still to go, the longest due first, and the next page's cursor."""
    return _shown(*records_items.mails_waiting(Span(cursor, PAGE)))


def _shown(mails: list[Mail], following: str | None) -> tuple[list[Logged], str | None]:
    names = members.names_of({mail.person for mail in mails})
    return [
        Logged(
            kind=mail.kind,
            person=mail.person,
            name=names.get(mail.person, ("", ""))[0],
            state=mail.step.value,
            at=mail.looked_at if mail.is_settled else mail.due,
            reason=mail.reason,
            tries=mail.tries,
        )
        for mail in mails
    ], following
