"""The outbox as it is read: which mails went, wait, or failed. Never what they said, nor to which address."""

from dataclasses import dataclass
from datetime import datetime

from lahetti.dynamodb.paging import Span
from lahetti.people import members
from lahetti.records import items as records_items
from lahetti.records.items import Mail
from lahetti.records.outbox import MailKind

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
            kind=MailKind(mail.mail),
            person=mail.person,
            name=names.get(mail.person, ("", ""))[0],
            state=mail.state,
            at=_settled(mail) or mail.due,
            reason=mail.reason,
            tries=int(mail.tries),
        )
        for mail in mails
    ], following


def _settled(mail: Mail) -> datetime | None:
    """The index of a month sorts by the moment; a mail that waits is listed among those that are due."""
    if mail.gsi1pk is None or mail.gsi1sk is None or mail.gsi1pk == "MAILS#DUE":
        return None
    return datetime.fromisoformat(mail.gsi1sk.partition("#")[0])
