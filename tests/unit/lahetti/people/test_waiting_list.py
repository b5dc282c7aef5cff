from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.errors import Invalid, NotFound, TooManyRequests
from lahetti.dynamodb.transactions import transact
from lahetti.mail import delivery
from lahetti.mail.delivery import MailContext
from lahetti.mail.messages import Message
from lahetti.people import items as people_items
from lahetti.people.model import ScoreCard
from lahetti.people.waiting_list import queueing
from lahetti.records import ceilings
from lahetti.records import items as records_items
from lahetti.records.model import Mail, MailStep
from lahetti.security import secrets
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
IP = "192.0.2.1"
ONNI = ("onni@vero.fi", "Onni", "sv")


@pytest.fixture(autouse=True)
def _keys(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "waiting_key", lambda: b"waiting")
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"sessions"])
    transact(people_items.put_person(replace(AINO, version=0)), people_items.put_card(ScoreCard("aino", "Aino")))
    people_items.claim_email(AINO.email, AINO.id)


def mails(now: datetime = NOW) -> list[Mail]:
    found = [records_items.find_mail(key) for key in records_items.mails_due(now)]
    return [mail for mail in found if mail is not None]


def deliver(now: datetime = NOW) -> tuple[list[Message], list[MailStep | None]]:
    taken: list[Message] = []
    context = MailContext(Settings(), ZoneInfo("Europe/Helsinki"), lambda mail: taken.append(mail) or "m")  # type: ignore[func-returns-value]
    return taken, [delivery.deliver(mail.key, context, now) for mail in mails(now)]


def waits(email: str) -> bool:
    return any(place.email == email for place in queueing.queue()[0])


def test_who_asks_waits_once_they_have_confirmed_it_by_mail() -> None:
    queueing.ask(*ONNI, IP, NOW)
    assert not waits("onni@vero.fi")
    (mail,) = mails()

    (message,), steps = deliver()  # in the middle of the night, too: they have just asked

    assert (steps, message.to) == ([MailStep.SENT], "onni@vero.fi")
    token = str(mail.fields["token"])
    assert f"/waiting-list?token={token}" in message.text
    sent = records_items.find_mail(mail.key)
    assert sent is not None
    assert dict(sent.fields) == {}
    assert queueing.confirm(token, NOW + timedelta(days=6))
    assert waits("onni@vero.fi")
    assert not queueing.confirm(token, NOW + timedelta(days=6))


@pytest.mark.parametrize("token", ["", "forged", "late"])
def test_a_link_that_is_over_puts_nobody_in_the_queue(token: str) -> None:
    queueing.ask(*ONNI, IP, NOW)
    (mail,) = mails()
    given = str(mail.fields["token"]) if token == "late" else token

    with pytest.raises(NotFound):
        queueing.confirm(given, NOW + timedelta(days=8))

    assert not waits("onni@vero.fi")


def test_asking_is_the_same_work_whatever_the_address(database: MemoryDynamoDb) -> None:
    queueing.join("jo.jonossa@vero.fi", "Jo", "fi", NOW)
    work = {}
    for email in ("stranger@vero.fi", AINO.email, "jo.jonossa@vero.fi"):
        database.calls.clear()
        queueing.ask(email, "Onni", "fi", IP, NOW)
        work[email] = list(database.calls)

    assert len(work[AINO.email]) == 2
    assert len({str(calls) for calls in work.values()}) == 1


def test_whoever_is_known_gets_no_mail_and_stays_where_they_are() -> None:
    queueing.join(*ONNI, NOW)
    queueing.ask(*ONNI, IP, NOW)
    queueing.ask(AINO.email.upper(), "Aino", "fi", IP, NOW)

    taken, steps = deliver()

    assert (taken, steps) == ([], [MailStep.DROPPED, MailStep.DROPPED])
    assert queueing.length() == 1


def test_an_address_gets_one_mail_an_hour() -> None:
    for minutes in (0, 1, 20):
        queueing.ask(*ONNI, IP, NOW + timedelta(minutes=minutes))
    assert len(mails(NOW + timedelta(hours=2))) == 1

    queueing.ask(*ONNI, IP, NOW + timedelta(minutes=31))

    assert len(mails(NOW + timedelta(hours=2))) == 2


@pytest.mark.parametrize("ips", [[IP] * 11, [f"2001:db8:1:2::{n:x}" for n in range(11)]])
def test_a_network_address_asks_a_few_times_an_hour(ips: list[str]) -> None:
    for number, ip in enumerate(ips[: ceilings.WAITING_LIST.most]):
        queueing.ask(f"a{number}@vero.fi", "A", "fi", ip, NOW)

    with pytest.raises(TooManyRequests) as refused:
        queueing.ask("one.more@vero.fi", "A", "fi", ips[-1], NOW)

    assert (refused.value.limit, refused.value.retry_after) == (10, 1800)
    queueing.ask("one.more@vero.fi", "A", "fi", "198.51.100.7", NOW)
    queueing.ask("one.more@vero.fi", "A", "fi", ips[-1], NOW + timedelta(minutes=30))


def test_no_address_of_a_visitor_is_stored(database: MemoryDynamoDb) -> None:
    database.written.clear()
    queueing.ask(*ONNI, IP, NOW)

    assert len(database.written) == 2
    assert IP not in str(database.written)


def test_several_are_taken_off_at_once_with_one_reason() -> None:
    for number in range(3):
        queueing.join(f"a{number}@vero.fi", "A", "fi", NOW + timedelta(seconds=number))
    first, second, third = [place.waiting for place in queueing.queue()[0]]

    assert queueing.take_off_all([first, third, first, "nobody"], "Keksittyjä osoitteita", "admin", NOW) == 2

    assert [place.waiting for place in queueing.queue()[0]] == [second]
    with pytest.raises(Invalid):
        queueing.take_off_all([second], " ", "admin", NOW)


def test_only_addresses_of_the_domains_that_are_invited_may_wait() -> None:
    settings_versions.change_settings({"mail_domains": ("vero.fi",)}, "admin", NOW)
    settings_versions._CURRENT.clear()

    queueing.ask(*ONNI, IP, NOW)
    for asks in (
        lambda: queueing.ask("onni@muu.example", "Onni", "sv", IP, NOW),
        lambda: queueing.join("onni@muu.example", "Onni", "sv", NOW, "admin"),
    ):
        with pytest.raises(Invalid) as refused:
            asks()
        assert (refused.value.reason, refused.value.limit) == ("outside", ["vero.fi"])

    assert [mail.fields["email"] for mail in mails()] == ["onni@vero.fi"]
