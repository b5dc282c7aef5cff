"""What admins see of the outbox: counts a kind, and of one address the few kinds that tell nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from lahetti.core.languages import INTERFACE
from lahetti.core.texts import Texts
from lahetti.dynamodb.transactions import transact
from lahetti.mail import mail_log
from lahetti.mail.mail_log import KindCounts, Logged
from lahetti.people import items as people_items
from lahetti.people.model import Person, PersonState, Role
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.model import OWN_REASONS, MailKind, MailStep
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AINO = Person("aino", "aino@vero.fi", "Aino", Role.AMBASSADOR, PersonState.ACTIVE, "fi", NOW)


@pytest.fixture(autouse=True)
def aino(database: MemoryDynamoDb) -> None:
    people_items.claim_email(AINO.email, AINO.id)
    transact(people_items.put_person(AINO))


def put(kind: MailKind, number: int = 1, step: MailStep = MailStep.SENT, reason: str | None = None) -> None:
    for n in range(number):
        mail = outbox.new_mail(kind, AINO.id, f"{step}{reason}{n}", NOW)
        waits = step is MailStep.WAITING
        records_items.save_mail(mail if waits else mail.settled(step, NOW + timedelta(hours=1), reason))


def counted(kind: MailKind) -> KindCounts:
    return next(counts for counts in mail_log.counts_of_month("2026-11") if counts.kind is kind)


@pytest.mark.parametrize("number", range(5))
def test_nought_to_four_mails_of_a_kind_look_alike(number: int) -> None:
    put(MailKind.SHARE_REMINDER, number)
    put(MailKind.WINNER, number, MailStep.WAITING)

    assert counted(MailKind.SHARE_REMINDER) == KindCounts(MailKind.SHARE_REMINDER, None, None, {})
    assert counted(MailKind.WINNER) == KindCounts(MailKind.WINNER, None, None, {})


def test_five_are_counted_and_every_kind_has_its_line_in_one_order() -> None:
    put(MailKind.SHARE_REMINDER, 5)
    put(MailKind.SHARE_REMINDER, 6, MailStep.WAITING)

    assert counted(MailKind.SHARE_REMINDER) == KindCounts(MailKind.SHARE_REMINDER, 5, 6, {})
    assert [counts.kind for counts in mail_log.counts_of_month("2026-11")] == [
        kind for kind in MailKind if kind is not MailKind.SIGN_IN_CODE
    ]
    assert mail_log.counts_of_month("2026-10")[0].settled is None


def test_mails_that_failed_are_told_by_their_reason_and_never_in_the_mail_services_words() -> None:
    put(MailKind.WINNER, 1, MailStep.FAILED, "tried too often")
    put(MailKind.WINNER, 5, MailStep.FAILED, "MessageRejected: aino@vero.fi is not verified")

    assert counted(MailKind.WINNER).failures == {"refused": 5, "tried_too_often": None}


@pytest.mark.parametrize("reason", sorted(OWN_REASONS))
def test_our_own_reasons_have_words(reason: str) -> None:
    put(MailKind.WINNER, 1, MailStep.FAILED, reason)

    (told,) = counted(MailKind.WINNER).failures
    assert all(f"mails.reason.{told}" in Texts("console", language) for language in INTERFACE)


@pytest.mark.parametrize("kind", MailKind)
def test_single_mails_are_shown_of_an_address_and_of_kinds_that_tell_nothing_of_taking_part(kind: MailKind) -> None:
    put(kind)

    shown = mail_log.mails_to(" Aino@vero.fi ")

    told = kind in {MailKind.INVITATION, MailKind.MAIL_BOUNCED}
    assert shown == ([Logged(kind, MailStep.SENT, NOW + timedelta(hours=1))] if told else [])


def test_an_address_that_nobody_has_looks_like_one_without_mails() -> None:
    assert mail_log.mails_to("nobody@vero.fi") == mail_log.mails_to(AINO.email) == []
