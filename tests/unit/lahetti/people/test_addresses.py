import contextlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb.transactions import transact
from lahetti.people import addresses
from lahetti.people import items as people_items
from lahetti.people.model import MailState, Person
from lahetti.security import identity
from lahetti.settings import versions as settings_versions
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture
def sign_ins(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The addresses that people sign in by."""
    known = {AINO.id: AINO.email}
    monkeypatch.setattr(identity, "change_email", known.__setitem__)
    people_items.claim_email(AINO.email, AINO.id)
    transact(people_items.put_person(replace(AINO, mail_state=MailState.BOUNCED)))
    return known


def aino() -> Person:
    found = people_items.find_person(AINO.id, consistent=True)
    assert found is not None
    return found


def test_whoever_gets_another_address_keeps_their_account_and_the_old_one_is_free(sign_ins: dict[str, str]) -> None:
    addresses.correct_email(AINO.id, " Aino.Oikea@vero.fi ", "admin", NOW)
    addresses.correct_email(AINO.id, "aino.oikea@vero.fi", "admin", NOW)

    assert (aino().email, aino().mail_state) == ("aino.oikea@vero.fi", MailState.WORKS)
    assert sign_ins == {AINO.id: "aino.oikea@vero.fi"}
    assert people_items.find_person_by_email("aino.oikea@vero.fi") == aino()
    assert people_items.claim_email(AINO.email, "somebody else") == "somebody else"


def test_an_address_of_somebody_else_is_refused(sign_ins: dict[str, str]) -> None:
    people_items.claim_email("berit@vero.fi", "berit")

    with pytest.raises(Conflict) as refused:
        addresses.correct_email(AINO.id, "berit@vero.fi", "admin", NOW)

    assert (refused.value.field, sign_ins[AINO.id], aino().email) == ("email", AINO.email, AINO.email)


def test_what_is_no_address_is_refused(sign_ins: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        addresses.correct_email(AINO.id, "ei osoite", "admin", NOW)


@pytest.mark.parametrize("after", range(10))
def test_killed_anywhere_the_same_correction_finishes_it(
    after: int, sign_ins: dict[str, str], database: MemoryDynamoDb
) -> None:
    database.kill_in = after
    with contextlib.suppress(Killed):
        addresses.correct_email(AINO.id, "aino.oikea@vero.fi", "admin", NOW)
    database.kill_in = None

    addresses.correct_email(AINO.id, "aino.oikea@vero.fi", "admin", NOW)

    assert (aino().email, sign_ins[AINO.id]) == ("aino.oikea@vero.fi", "aino.oikea@vero.fi")
    assert people_items.claim_email(AINO.email, "somebody else") == "somebody else"


def test_nobody_gets_an_address_of_a_domain_that_is_not_invited(sign_ins: dict[str, str]) -> None:
    settings_versions.change_settings({"mail_domains": ("muu.example",)}, "admin", NOW)

    with pytest.raises(Invalid) as refused:
        addresses.correct_email(AINO.id, "aino.oikea@vero.fi", "admin", NOW)

    assert refused.value.reason == "outside"
    assert addresses.correct_email(AINO.id, AINO.email, "admin", NOW) == aino()  # who is inside already stays
    addresses.correct_email(AINO.id, "aino@muu.example", "admin", NOW)
    assert aino().email == "aino@muu.example"
