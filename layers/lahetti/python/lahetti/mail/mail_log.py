"""The outbox as admins see it: counts a kind, and of one address the few mails that tell nothing of taking part.

Who was reminded, has shared what was recalled, claims or wins is in no list; nor is what a mail said.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from lahetti.core.small_groups import shown
from lahetti.people import items as people_items
from lahetti.records import items as records_items
from lahetti.records.model import OWN_REASONS, MailKind, MailStep

ONE_BY_ONE = frozenset({MailKind.INVITATION, MailKind.MAIL_BOUNCED})
"""Kinds of which single mails are shown: whoever is in the programme gets them, whatever they do in it."""


@dataclass(frozen=True)
class KindCounts:
    """How many mails of a kind were settled in a month, and wait now; None stands for fewer than five, none included.

    `failures` counts those of the month that failed, by the reason, in the same way; a reason is a key of the console's
    words, never the mail service's own, in which an address may stand.
    """

    kind: MailKind
    settled: int | None
    waiting: int | None
    failures: dict[str, int | None]


@dataclass(frozen=True)
class Logged:
    """A mail of one of the kinds shown one by one; `at` is when it was settled, or else when it is due."""

    kind: MailKind
    step: MailStep
    at: datetime


def counts_of_month(month: str) -> list[KindCounts]:
    """Count the mails of every kind: those settled in a month (`2026-11`, in UTC) and those that are still to go."""
    rows = list(records_items.settled_rows(month))
    settled = Counter(row.kind for row in rows)
    waiting = Counter(row.kind for row in records_items.waiting_rows())
    failed = Counter((row.kind, _failure(row.failure)) for row in rows if row.failure is not None)
    return [
        KindCounts(
            kind,
            shown(settled[kind]),
            shown(waiting[kind]),
            {reason: shown(number) for (of, reason), number in sorted(failed.items()) if of is kind},
        )
        for kind in MailKind
        if kind is not MailKind.SIGN_IN_CODE  # mailed past the outbox, and counted nowhere
    ]


def _failure(reason: str) -> str:
    return reason.replace(" ", "_") if reason in OWN_REASONS else "refused"


def mails_to(email: str) -> list[Logged]:
    """Return the mails to an address of the kinds shown one by one, those due last first."""
    person = people_items.find_person_by_email(email.strip())
    if person is None:
        return []
    mails = records_items.mails_of_person(person.id)
    return [
        Logged(mail.kind, mail.step, mail.looked_at if mail.is_settled else mail.due)
        for mail in mails
        if mail.kind in ONE_BY_ONE
    ]
