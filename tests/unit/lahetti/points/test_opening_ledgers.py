"""A ledger is opened from a cause, with a reason that its person reads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.core.errors import Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import Person, PersonState, Role
from lahetti.points import items, opening_ledgers
from lahetti.points.held_clicks import WaitingClicks
from lahetti.points.model import Activity, Entry, LedgerOpening, OpeningCause
from lahetti.points.opening_ledgers import LONGEST_REASON, NoSuchCause
from lahetti.records import items as records_items
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AINO = Person("aino", "aino@vero.fi", "Aino", Role.AMBASSADOR, PersonState.ACTIVE, "fi", NOW)
WAITING = WaitingClicks("code", "2026-11-25", 3, 3, NOW + timedelta(days=30), "aino", "Otsikko", "x")
CLAIM = Entry("CLAIM#muki#1", Activity.CLAIM, -5, "2026-11-25", (), NOW, 1)


@pytest.fixture(autouse=True)
def aino(database: MemoryDynamoDb) -> None:
    transact(people_items.put_person(AINO))


def open_for(cause: OpeningCause, reason: str = "Pisteitä puuttuu", admin: str = "anni") -> LedgerOpening:
    return opening_ledgers.open_ledger(AINO.id, cause, reason, admin, NOW)


def test_who_opens_a_ledger_says_why_to_its_person_and_to_the_audit_log() -> None:
    open_for(OpeningCause.COMPLAINT, "  Pisteitä puuttuu ")

    assert opening_ledgers.openings_of(AINO.id) == [
        LedgerOpening(OpeningCause.COMPLAINT, "Pisteitä puuttuu", NOW, "anni")
    ]
    (logged,), _ = records_items.audit_about(keys.person(AINO.id), Span())
    assert (logged.who, logged.what) == ("anni", "ledger opened")
    assert logged.after == {"opened_for": "complaint", "reason": "Pisteitä puuttuu"}


def test_it_is_open_to_that_admin_for_an_hour() -> None:
    open_for(OpeningCause.OWN_WISH)

    assert opening_ledgers.is_open(AINO.id, "anni", NOW + timedelta(minutes=59))
    assert not opening_ledgers.is_open(AINO.id, "anni", NOW + timedelta(minutes=60))
    assert not opening_ledgers.is_open(AINO.id, "another", NOW)
    assert not opening_ledgers.is_open("nobody", "anni", NOW)


@pytest.mark.parametrize("reason", ["", "  ", "x" * (LONGEST_REASON + 1)])
def test_without_a_reason_it_stays_shut(reason: str) -> None:
    with pytest.raises(Invalid) as error:
        open_for(OpeningCause.COMPLAINT, reason)

    assert (error.value.field, error.value.limit) == ("reason", LONGEST_REASON)
    assert opening_ledgers.openings_of(AINO.id) == []


@pytest.mark.parametrize("cause", [OpeningCause.CLAIM, OpeningCause.HELD_CLICKS])
def test_a_claim_or_held_clicks_must_be_there(cause: OpeningCause) -> None:
    with pytest.raises(NoSuchCause):
        open_for(cause)

    assert not opening_ledgers.is_open(AINO.id, "anni", NOW)


def test_a_claim_opens_the_ledger() -> None:
    transact(*items.put_entries(AINO.id, [CLAIM]))

    open_for(OpeningCause.CLAIM)

    assert opening_ledgers.is_open(AINO.id, "anni", NOW)


def test_held_clicks_open_the_ledger_of_their_own_person(monkeypatch: pytest.MonkeyPatch) -> None:
    held = replace(WAITING, person=AINO.id)
    monkeypatch.setattr(opening_ledgers.held_clicks, "waiting", lambda _: [held])

    open_for(OpeningCause.HELD_CLICKS)

    monkeypatch.setattr(opening_ledgers.held_clicks, "waiting", lambda _: [replace(held, person="another")])
    with pytest.raises(NoSuchCause):
        open_for(OpeningCause.HELD_CLICKS)


def test_nobodys_ledger_is_not_opened() -> None:
    with pytest.raises(NotFound):
        opening_ledgers.open_ledger("nobody", OpeningCause.COMPLAINT, "x", "anni", NOW)
