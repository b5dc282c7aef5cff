"""What a person does with their own shares: look at them, put one off to a chosen time, say that it was not posted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people.model import Person
from lahetti.records import outbox
from lahetti.records.model import MailKind
from lahetti.settings.model import Settings
from lahetti.sharing import items, links
from lahetti.sharing.model import Share, ShareRow, ShareState

LONGEST_PUT_OFF = timedelta(days=31)
"""How far ahead a reminder may be (docs/product.md, Sharing)."""


def page_of_own(person: str, cursor: str | None, most: int) -> tuple[list[ShareRow], str | None]:
    """Return a page of the person's shares as lists show them, newest first, and the next page's cursor.

    Those that were declined are in no list.
    """
    return items.page_of_person(person, Span(cursor, most))


def own_share(person: str, code: str, *, consistent: bool = False) -> Share:
    """Return a share of this person; raise NotFound for anybody else's, too."""
    share = items.find_share(code, consistent=consistent) if links.is_code(code) else None
    if share is None and not consistent and links.is_code(code):
        share = items.find_share(code, consistent=True)
    if share is None or share.person != person:
        raise NotFound(f"You have no share {code[:20]}.", field="code", value=code[:20])
    return share


def remind_later(person: Person, code: str, at: datetime, settings: Settings, zone: ZoneInfo, now: datetime) -> Share:
    """Put a share off to a chosen time, in place of one chosen before; its one reminder comes then.

    A time in the person's quiet hours becomes the first one after them. A declined share is opened again.
    Raise NotFound, Conflict, Invalid, Busy.
    """
    if at <= now:
        raise Invalid("A reminder is at a time to come.", field="remind_at", value=at.isoformat(), reason="past")
    if at > now + LONGEST_PUT_OFF:
        raise Invalid(
            f"A reminder is at most {LONGEST_PUT_OFF.days} days ahead.",
            field="remind_at",
            value=at.isoformat(),
            limit=LONGEST_PUT_OFF.days,
            reason="too_far",
        )
    wanted = person.notifications.quiet_hours(settings).first_free(at, zone).astimezone(UTC)

    def attempt(_: bool) -> Share | None:
        share = own_share(person.id, code, consistent=True)
        if share.state is ShareState.CONFIRMED:
            raise Conflict("This share is confirmed already.", field="state", value=share.state)
        postponed = replace(share, state=ShareState.OPENED, remind_at=wanted)
        reminder = outbox.moved_mail(
            MailKind.SHARE_REMINDER,
            person.id,
            code,
            wanted,
            title=share.title,
            content=share.content,
            code=code,
            network=share.network.value,
            at=wanted.isoformat(),
            **({} if share.caption is None else {"caption": share.caption}),
        )
        return postponed if try_transact(items.put_share(postponed), reminder) else None

    return retry_on_conflict(attempt)


def forget_reminder(person: Person, code: str) -> Share:
    """Take a reminder back; without one, nothing happens. Raise NotFound, Busy."""

    def attempt(_: bool) -> Share | None:
        share = own_share(person.id, code, consistent=True)
        if share.remind_at is None:
            return share
        without = replace(share, remind_at=None)
        return without if items.save_share(without) else None

    return retry_on_conflict(attempt)


def decline(person: Person, code: str) -> Share:
    """Note that an own share was not posted: its questions end, and so does its reminder.

    Opening it again takes that back. One that is confirmed, or declined already, stays as it is. Raise NotFound, Busy.
    """

    def attempt(_: bool) -> Share | None:
        share = own_share(person.id, code, consistent=True)
        if share.state is not ShareState.OPENED:
            return share
        declined = replace(share, state=ShareState.DECLINED, remind_at=None)
        return declined if items.save_share(declined) else None

    return retry_on_conflict(attempt)
