"""Seats of a pilot: counted by the transactions that take and free them, and passed on to who comes next."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.core.errors import LahettiError
from lahetti.dynamodb.transactions import transact
from lahetti.people import changing, inviting, items, seats
from lahetti.people.guidelines import accepting, publishing
from lahetti.people.model import Invitation, Person, PersonState, Seat
from lahetti.people.seats import SeatPassedOn, SeatsFull
from lahetti.people.waiting_list import admitting, queueing
from lahetti.records import items as records_items
from lahetti.records.model import MailKind
from lahetti.security import identity, secrets
from lahetti.settings import versions as settings_versions
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb

ZONE = ZoneInfo("Europe/Helsinki")
INVITED = datetime(2026, 10, 1, 9, tzinfo=UTC)
LAST_MINUTE = datetime(2026, 10, 31, 21, 59, tzinfo=UTC)  # 23.59 in Helsinki, 30 whole days after it
NOW = datetime(2026, 10, 31, 22, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def programme(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    monkeypatch.setattr(secrets, "waiting_key", lambda: b"waiting")
    publishing.publish({"fi": "A", "sv": "B", "en": "C"}, "admin", INVITED)


def set_seats(number: int | None) -> None:
    settings_versions.change_settings({"seats": number}, "admin", INVITED)


def invite(name: str, now: datetime = INVITED, *, begins: bool = False) -> Person:
    person, _ = inviting.invite(Invitation(f"{name}@vero.fi", name.title()), "admin", now)
    return accepting.accept(person.id, 1, now) if begins else person


def wait(*names: str) -> None:
    for number, name in enumerate(names):
        queueing.join(f"{name}@vero.fi", name.title(), "fi", INVITED + timedelta(minutes=number))


def waiting() -> list[str]:
    return [place.name for place in queueing.queue()[0]]


def mails_of(person: str) -> list[MailKind]:
    return [mail.kind for mail in records_items.mails_of_person(person)]


def invite_another() -> None:
    invite("berit")


def found(name: str) -> Person:
    person = items.find_person_by_email(f"{name}@vero.fi")
    assert person is not None
    return person


@pytest.mark.parametrize("seed", range(20))
def test_of_several_invitations_at_one_time_only_as_many_succeed_as_there_are_seats(
    database: MemoryDynamoDb, seed: int
) -> None:
    set_seats(2)
    done: list[str] = []

    def work(name: str) -> None:
        try:
            invite(name)
        except LahettiError as error:
            done.append(error.code)
        else:
            done.append("invited")

    database.chance = random.Random(seed)
    database.together(*(lambda name=name: work(name) for name in "abcd"))  # type: ignore[misc]

    database.chance = None
    database.settle()
    assert done.count("invited") == 2 == seats.seats_taken()
    assert set(done) == {"invited", "seats_full"}
    assert len(list(items.ids_in(PersonState.ACTIVE))) == 2


def test_who_is_invited_twice_takes_one_seat_and_without_a_limit_seats_are_counted_too() -> None:
    invite("aino")
    invite("aino")
    invite("berit")

    assert (seats.seats_taken(), seats.seats_free()) == (2, None)
    set_seats(2)
    with pytest.raises(SeatsFull):
        invite("carl")


def test_a_pause_keeps_the_seat_and_leaving_frees_it() -> None:
    set_seats(1)
    person = invite("aino")
    paused = changing.change_person(person.id, {"state": "paused"}, "admin", NOW)
    with pytest.raises(SeatsFull):
        invite("berit")

    transact(*seats.free(paused))

    assert seats.seats_free() == 1
    assert seats.free(replace(paused, seat=Seat.PASSED_ON)) == []


def test_a_seat_that_becomes_free_invites_the_next_in_the_queue_by_itself_with_a_mail() -> None:
    set_seats(1)
    invite("aino", begins=True)
    wait("onni", "siiri")
    assert admitting.fill_free_seats(NOW, ZONE) == 0

    set_seats(2)

    assert admitting.fill_free_seats(NOW, ZONE) == 1
    assert admitting.fill_free_seats(NOW, ZONE) == 0
    assert waiting() == ["Siiri"]
    assert MailKind.PLACE_FREE in mails_of(found("onni").id)
    assert seats.seats_taken() == 2


def test_the_seat_of_an_invitation_unanswered_for_thirty_days_goes_to_the_queue_and_the_person_stays() -> None:
    set_seats(2)
    silent = invite("silja")
    invite("begun", begins=True)
    wait("onni", "siiri")

    assert admitting.fill_free_seats(LAST_MINUTE, ZONE) == 0
    assert admitting.fill_free_seats(NOW, ZONE) == 1

    assert waiting() == ["Siiri"]
    after = found("silja")
    assert after.seat is Seat.PASSED_ON
    assert replace(after, seat=Seat.HELD, seat_since=None) == silent
    assert found("begun").seat is Seat.HELD
    assert seats.seats_taken() == 2


def test_while_nobody_waits_or_a_seat_is_free_no_seat_is_passed_on() -> None:
    set_seats(2)
    invite("silja")
    admitting.fill_free_seats(NOW, ZONE)
    assert found("silja").seat is Seat.HELD

    wait("onni")
    admitting.fill_free_seats(NOW, ZONE)

    assert waiting() == []
    assert found("silja").seat is Seat.HELD


def test_how_long_an_invitation_may_be_unanswered_is_a_setting() -> None:
    set_seats(1)
    settings_versions.change_settings({"invitation_days": 60}, "admin", INVITED)
    invite("silja")
    wait("onni")

    assert admitting.fill_free_seats(NOW, ZONE) == 0
    assert admitting.fill_free_seats(NOW + timedelta(days=30), ZONE) == 1


def test_who_comes_after_all_gets_a_seat_that_is_free_at_once() -> None:
    set_seats(1)
    person = invite("silja")
    wait("onni")
    admitting.fill_free_seats(NOW, ZONE)
    set_seats(2)

    assert accepting.accept(person.id, 1, NOW).seat is Seat.HELD
    assert seats.seats_taken() == 2


def test_who_comes_after_all_when_none_is_free_gets_the_next_before_the_queue_and_is_told() -> None:
    set_seats(1)
    person = invite("silja")
    wait("onni", "siiri")
    admitting.fill_free_seats(NOW, ZONE)

    for _ in range(2):
        with pytest.raises(SeatPassedOn):
            accepting.accept(person.id, 1, NOW)
    assert not found("silja").guidelines
    set_seats(2)
    assert admitting.fill_free_seats(NOW + timedelta(days=1), ZONE) == 1

    assert waiting() == ["Siiri"]
    assert found("silja").seat is Seat.HELD
    assert mails_of(person.id).count(MailKind.PLACE_FREE) == 1
    assert admitting.fill_free_seats(NOW + timedelta(days=2), ZONE) == 0  # they have as long again to come
    assert accepting.accept(person.id, 1, NOW + timedelta(days=2)).guidelines == 1
    assert seats.seats_taken() == 2


@pytest.mark.parametrize("step", range(1, 30))
def test_killed_anywhere_and_run_again_each_seat_is_given_once(database: MemoryDynamoDb, step: int) -> None:
    set_seats(2)
    invite("silja")
    invite("begun", begins=True)
    wait("onni", "siiri")
    left = [step]

    def kill(operation: str, _: object) -> None:
        if operation in ("PutItem", "UpdateItem", "TransactWriteItems"):
            left[0] -= 1
            if left[0] == 0:
                raise Killed

    database.before = kill
    try:
        admitting.fill_free_seats(NOW, ZONE)
    except Killed:
        database.before = lambda *_: None
    admitting.fill_free_seats(NOW, ZONE)

    database.before = lambda *_: None
    assert waiting() == ["Siiri"]
    assert seats.seats_taken() == 2
    assert found("onni").seat is Seat.HELD


def test_a_wrong_number_of_seats_is_named_and_repaired_once() -> None:
    invite("aino")
    invite("berit")
    assert seats.repair(lambda _: None) is None
    transact(items.take_seat(None))

    assert seats.repair(lambda _: None) == (3, 2)
    assert seats.repair(lambda _: None) is None
    assert seats.seats_taken() == 2


def test_a_seat_that_is_taken_during_the_repair_is_not_lost() -> None:
    invite("aino")
    transact(items.take_seat(None))

    assert seats.repair(lambda _: invite_another()) is None
    assert seats.seats_taken() == 3
    assert seats.repair(lambda _: None) == (3, 2)
