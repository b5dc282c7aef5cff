"""The hash of a race's seed stands in everybody's next mail after the start, where the race has offers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.texts import LANGUAGES, Texts
from lahetti.dynamodb import transactions
from lahetti.mail import delivery, witness
from lahetti.mail.delivery import MailContext
from lahetti.mail.digests.message import digest
from lahetti.mail.messages import Message
from lahetti.people import items as people_items
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.heads import new_head
from lahetti.records import outbox
from lahetti.records.model import MailKind, MailStep
from lahetti.rewards import items as rewards_items
from lahetti.rewards.model import Offer, Reward, Supply, Way
from lahetti.security import encryption
from lahetti.settings.model import Settings
from tests.mail_samples import choice_of, somebody, surroundings
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named

ZONE = ZoneInfo("Europe/Helsinki")
RACE, NEXT, WITHOUT_OFFERS = "W2026-48", "W2026-49", "M2026-11"
SUNDAY, MONDAY, TUESDAY = (datetime(2026, 11, day, 10, tzinfo=UTC) for day in (22, 23, 24))


@pytest.fixture(autouse=True)
def hashes(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Three races, two of which have offers, and somebody who gets mail; return the hashes of the seeds."""
    monkeypatch.setattr(encryption, "encrypt", lambda plain, **_: plain)
    found = {}
    for race in (RACE, NEXT, WITHOUT_OFFERS):
        period = calendar.period_of(race)
        assert period is not None
        assert period.first is not None
        assert period.last is not None
        head = new_head(race, period.first, period.last, SUNDAY - timedelta(days=30))
        periods_items.save_head(head)
        found[race] = head.seed_hash
    for race in (RACE, NEXT):
        offer = Offer(Way.DRAW, named("Kakku"), 100, 1, race=race, vouchers=False, collect="Aulasta.")
        transactions.transact(rewards_items.put_reward(Reward(f"r-{race}", offer, Supply(1, None))))
    transactions.transact(people_items.put_person(somebody()))
    return found


def sent(number: int, now: datetime) -> Message:
    """Let a mail of this number go out; return it."""
    messages: list[Message] = []

    def send(message: Message) -> str:
        messages.append(message)
        return f"m{number}"

    mail = outbox.mail(MailKind.SUGGESTION_REJECTED, "p1", str(number), now, title="Otsikko")
    transactions.transact(mail)
    context = MailContext(Settings(), ZONE, send, lambda _: None)
    assert delivery.deliver(f"suggestion_rejected#{number}#p1", context, now) is MailStep.SENT
    return messages[0]


def test_the_next_mail_after_the_start_names_the_hash_and_later_ones_do_not(hashes: dict[str, str]) -> None:
    before, first, second = sent(1, SUNDAY.replace(day=20)), sent(2, MONDAY), sent(3, TUESDAY)

    assert hashes[RACE] not in before.text
    for part in (first.text, first.html):
        assert hashes[RACE] in part
        assert hashes[NEXT] not in part
        assert hashes[WITHOUT_OFFERS] not in part
    assert "viikko 48/2026" in first.text
    assert hashes[RACE] not in second.text


def test_a_mail_that_was_not_sent_has_told_nobody(hashes: dict[str, str]) -> None:
    transactions.transact(outbox.mail(MailKind.SUGGESTION_REJECTED, "p1", "waits", TUESDAY, title="Odottaa"))

    assert hashes[RACE] in sent(1, MONDAY).text


def test_each_race_is_named_in_the_first_mail_after_its_own_start(hashes: dict[str, str]) -> None:
    sent(1, MONDAY)

    text = sent(2, MONDAY + timedelta(days=7)).text

    assert hashes[NEXT] in text
    assert hashes[RACE] not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_names_it_where_the_last_one_was_before_the_start(language: str, hashes: dict[str, str]) -> None:
    running = witness.running_promises(TUESDAY, ZONE)
    person = somebody(language)
    around = surroundings(language)

    def told(last: datetime | None) -> Message:
        promises = witness.since_last([last], running)
        return digest(person, choice_of(language, 2), None, around, "token", TUESDAY, promises)

    for last in (None, SUNDAY):
        assert hashes[RACE] in told(last).text
        assert hashes[RACE] in told(last).html
    assert hashes[RACE] not in told(MONDAY).text


@pytest.mark.parametrize(("language", "called"), [("fi", "Joulukisa"), ("sv", "Jultävling"), ("en", "Joulukisa")])
def test_a_challenge_goes_by_its_name_in_the_readers_language(language: str, called: str) -> None:
    name = named("Joulukisa", "Jultävling")
    promise = witness.SeedPromise("C20261201-20261214-abc123", name, "ab" * 32, TUESDAY)

    (line,) = witness.lines([promise, replace(promise, seed_hash="cd" * 32)][:1], Texts("mails", language))

    assert called in line
    assert "ab" * 32 in line
