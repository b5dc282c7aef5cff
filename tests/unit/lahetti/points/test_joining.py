"""A colleague's invitation: who is invited, who waits, and when its points come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.errors import Invalid, TooManyRequests
from lahetti.dynamodb.transactions import transact
from lahetti.people import colleagues, inviting, items
from lahetti.people.colleagues import Outcome
from lahetti.people.guidelines import publishing
from lahetti.people.model import Invitation, Person, PersonState, Role, ScoreCard
from lahetti.people.waiting_list import admitting, queueing
from lahetti.points import joining, ledger
from lahetti.points.model import Activity, Programme
from lahetti.records import items as records_items
from lahetti.records.model import MailKind
from lahetti.security import identity, secrets
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import Settings
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Helsinki")
RULES = Programme(Settings(version=3), ZONE)
INVITER = Person("inviter", "riikka@vero.fi", "Riikka", Role.AMBASSADOR, PersonState.ACTIVE, "fi", NOW, guidelines=1)
ONNI = ("Onni@vero.fi ", "Onni Uusi", "sv")


@pytest.fixture(autouse=True)
def programme(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    monkeypatch.setattr(secrets, "waiting_key", lambda: b"waiting")
    publishing.publish({"fi": "A", "sv": "B", "en": "C"}, "admin", NOW)
    put(INVITER)


def put(person: Person) -> None:
    transact(items.put_person(person), items.put_card(ScoreCard(person.id, person.name)), items.take_seat(None))
    items.claim_email(person.email, person.id)


def invite(email: str = "onni@vero.fi") -> Outcome:
    return colleagues.invite_colleague(email, "Onni Uusi", "sv", INVITER, NOW)


def invited(email: str = "onni@vero.fi") -> Person:
    found = items.find_person_by_email(email)
    assert found is not None
    return found


def set_seats(number: int) -> None:
    settings_versions.change_settings({"seats": number}, "admin", NOW)


def points(person: str = "inviter") -> int:
    card = items.find_card(person, consistent=True)
    assert card is not None
    return card.totals.lifetime


def test_a_colleague_is_invited_as_everybody_is_and_no_log_says_by_whom(database: MemoryDynamoDb) -> None:
    assert colleagues.invite_colleague(*ONNI, INVITER, NOW) is Outcome.INVITED

    person = invited()
    assert (person.email, person.name, person.language, person.role) == (
        "onni@vero.fi", "Onni Uusi", "sv", Role.AMBASSADOR,
    )  # fmt: skip
    mails = [mail.kind for mail in records_items.mails_of_person(person.id)]
    assert MailKind.INVITATION in mails
    written = [item for transaction in database.written for item in transaction if item.get("kind") == {"S": "audit"}]
    assert "colleague" in str(written)
    assert "inviter" not in str(written)


def test_points_come_once_as_they_join_outside_the_caps_and_without_their_name() -> None:
    invite()
    person = invited()
    assert points() == 0

    joining.accept_guidelines(person.id, 1, RULES, NOW + timedelta(days=1))
    joining.accept_guidelines(person.id, 1, RULES, NOW + timedelta(days=2))

    (entry,) = ledger.ledger("inviter", consistent=True)
    assert (entry.activity, entry.points, entry.day, entry.rules) == (Activity.COLLEAGUE_JOINED, 5, "2026-11-26", 3)
    assert person.id not in str(entry)
    card = items.find_card("inviter", consistent=True)
    assert card is not None
    assert (card.totals.lifetime, dict(card.totals.days)) == (5, {})
    assert items.find_invited_by(person.id) is None


def test_killed_anywhere_points_come_once_with_the_acceptance_or_not_at_all(database: MemoryDynamoDb) -> None:
    invite()
    person = invited()
    for kill_in in range(40):
        database.kill_in = kill_in
        try:
            joining.accept_guidelines(person.id, 1, RULES, NOW)
        except Killed:
            database.kill_in = None
            assert points() == (5 if invited().guidelines else 0)
            continue
        break
    else:
        pytest.fail("it was never finished")
    database.kill_in = None

    assert (points(), len(ledger.ledger("inviter", consistent=True))) == (5, 1)


def test_two_scores_of_the_inviter_at_one_time_are_both_kept(database: MemoryDynamoDb) -> None:
    for name in ("onni", "aino"):
        invite(f"{name}@vero.fi")
    first, second = invited("onni@vero.fi"), invited("aino@vero.fi")
    overtaken = []

    def overtake(operation: str, _: Any) -> None:
        if operation == "TransactWriteItems" and not overtaken:
            overtaken.append(operation)
            joining.accept_guidelines(second.id, 1, RULES, NOW)

    database.before = overtake
    joining.accept_guidelines(first.id, 1, RULES, NOW)

    assert (points(), len(ledger.ledger("inviter", consistent=True))) == (10, 2)


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.EDITOR, Role.ADMIN])
def test_admins_earn_nothing_by_inviting(role: Role) -> None:
    inviter = replace(INVITER, id="other", email="o@vero.fi", role=role)
    put(inviter)
    colleagues.invite_colleague(*ONNI, inviter, NOW)

    joining.accept_guidelines(invited().id, 1, RULES, NOW)

    assert points("other") == (0 if role is Role.ADMIN else 5)


def test_who_invited_and_has_left_gets_nothing_and_keeps_nobody_from_joining(database: MemoryDynamoDb) -> None:
    invite()
    person, inviter = invited(), items.find_person("inviter", consistent=True)
    card = items.find_card("inviter", consistent=True)
    assert inviter is not None
    assert card is not None
    transact(*items.delete_person(inviter, card))

    assert joining.accept_guidelines(person.id, 1, RULES, NOW).guidelines == 1

    assert items.find_invited_by(person.id) is None


def test_the_answer_is_the_same_for_whoever_is_there_or_waits_already() -> None:
    assert invite() is invite() is invite(INVITER.email) is Outcome.INVITED
    set_seats(1)
    queueing.join("jono@vero.fi", "Jono", "fi", NOW)

    assert invite("uusi@vero.fi") is invite("jono@vero.fi") is invite(INVITER.email) is Outcome.QUEUED
    assert {place.email for place in queueing.queue()[0]} == {"jono@vero.fi", "uusi@vero.fi"}


def test_who_waits_on_a_colleagues_word_brings_points_once_they_have_a_seat_and_joined() -> None:
    set_seats(1)
    assert invite() is Outcome.QUEUED
    assert items.find_person_by_email("onni@vero.fi") is None
    set_seats(5)
    admitting.fill_free_seats(NOW + timedelta(days=1), ZONE)

    joining.accept_guidelines(invited().id, 1, RULES, NOW + timedelta(days=2))

    assert points() == 5


def test_nobody_overtakes_those_who_wait_for_a_seat() -> None:
    set_seats(2)
    queueing.join("jono@vero.fi", "Jono", "fi", NOW - timedelta(days=1))

    assert invite() is Outcome.QUEUED

    assert [place.email for place in queueing.queue()[0]] == ["jono@vero.fi", "onni@vero.fi"]


def test_the_first_invitation_of_an_address_is_the_one_that_counts() -> None:
    inviting.invite(Invitation("onni@vero.fi", "Onni"), "admin", NOW)
    invite()

    joining.accept_guidelines(invited().id, 1, RULES, NOW)

    assert points() == 0


@pytest.mark.parametrize(
    ("email", "name", "field"), [("no address", "Onni", "email"), ("onni@vero.fi", " ", "name"), ("", "", "email")]
)
def test_what_is_wrong_is_told_by_its_field_and_counts_nothing(email: str, name: str, field: str) -> None:
    for _ in range(12):
        with pytest.raises(Invalid) as refused:
            colleagues.invite_colleague(email, name, "fi", INVITER, NOW)
    assert refused.value.field == field


def test_an_address_of_another_domain_is_refused_whether_a_seat_is_free_or_not() -> None:
    settings_versions.change_settings({"mail_domains": ["vero.fi"]}, "admin", NOW)
    for seats in (100, 1):
        set_seats(seats)
        with pytest.raises(Invalid) as refused:
            invite("onni@muualla.example")
        assert (refused.value.field, refused.value.limit) == ("email", ["vero.fi"])
        assert invite() is (Outcome.INVITED if seats == 100 else Outcome.QUEUED)
    assert queueing.length() == 0


def test_ten_a_day_are_enough() -> None:
    for number in range(10):
        invite(f"kollega{number}@vero.fi")

    with pytest.raises(TooManyRequests) as refused:
        invite("kollega10@vero.fi")

    assert (refused.value.field, refused.value.limit) == ("invitations", 10)
    assert colleagues.invite_colleague(*ONNI, INVITER, NOW + timedelta(days=1)) is Outcome.INVITED
