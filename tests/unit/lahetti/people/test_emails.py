"""One mailbox is one address, however it was copied: nobody gets a second seat, or one that no mail reaches."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.errors import Invalid
from lahetti.people import addresses, inviting, members
from lahetti.people import items as people_items
from lahetti.people.invitation_files import InvitationOutcome, judge, read_people
from lahetti.people.model import Invitation
from lahetti.people.rules import bare_email, checked_invitation
from lahetti.people.waiting_list import queueing
from lahetti.security import identity, secrets
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
RIGHT = "aino.maki@virasto.example"
COPIED = [
    "Aino.Maki@Virasto.example",
    " aino.maki@virasto.example\t",
    "\u00a0aino.maki@virasto.example\u2003",
    "aino.maki@virasto.example.",
    "aino.maki@virasto.example. ",
    "mailto:aino.maki@virasto.example",
    "MAILTO: aino.maki@virasto.example",
    "\u200bmailto:\u200baino.maki@virasto.example\ufeff",
    "aino\u200b.maki@virasto.example",
    "aino.\u00admaki@virasto\u2060.example",
    "\u202aaino.maki@virasto.example\u202c",
    "aino.maki@virasto.example\ufe0f",
    "aino.maki\u3164@virasto.example\u2800",
]
WRONG = [
    "aino@",
    "@virasto.example",
    "aino",
    "aino@@virasto.example",
    "aino maki@virasto.example",
    "aino\u00a0maki@virasto.example",
    "aino.@virasto.example",
    ".aino@virasto.example",
    "aino..maki@virasto.example",
    "aino@virasto..example",
    "aino@.virasto.example",
    "aino@-virasto.example",
    "aino@virasto.example-",
    "aino@vira sto.example",
    "aino@virasto.example?subject=x",
    "http:aino@virasto.example",
    "aino@virasto.example/",
    "Aino <aino@virasto.example>",
    "aino(at)@virasto.example",
    f"{'a' * 65}@virasto.example",
    "\u200b",
    "mailto:",
]


@pytest.fixture(autouse=True)
def _sign_ins(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    monkeypatch.setattr(identity, "change_email", lambda *_: None)
    monkeypatch.setattr(secrets, "waiting_key", lambda: b"waiting")


@pytest.mark.parametrize("copied", COPIED)
def test_what_is_copied_along_with_an_address_is_no_part_of_it(copied: str) -> None:
    assert bare_email(copied) == RIGHT


@pytest.mark.parametrize("copied", COPIED[3:])
def test_an_address_with_it_is_refused_where_nobody_has_taken_it_out(copied: str) -> None:
    with pytest.raises(Invalid):
        checked_invitation(Invitation(copied, "Aino"))


@pytest.mark.parametrize("right", ["a@b.example", "o'neil+x_y-z@a-b.c.example", "päivi@hämeenlinna.fi", "1@2.example"])
def test_an_address_stays_as_it_is(right: str) -> None:
    assert checked_invitation(Invitation(right, "Aino")).email == right


@pytest.mark.parametrize("wrong", WRONG)
def test_what_no_mail_reaches_is_refused(wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_invitation(Invitation(wrong, "Aino"))

    assert refused.value.field == "email"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.sampled_from(["", "a", "@b.example", "."]))
def test_an_address_that_is_taken_has_nothing_to_be_left_out(text: str, more: str) -> None:
    try:
        taken = checked_invitation(Invitation(bare_email(f"{text}{more}"), "Aino")).email
    except Invalid:
        return

    assert taken == bare_email(taken)


@pytest.mark.parametrize("copied", COPIED)
def test_nobody_gets_a_second_seat_by_the_same_address(copied: str) -> None:
    first, is_new = inviting.invite(Invitation(RIGHT, "Aino"), "admin", NOW)

    assert is_new
    assert inviting.invite(Invitation(copied, "Aino"), "admin", NOW) == (first, False)
    assert members.known_email(copied) == first
    assert addresses.correct_email(first.id, copied, "admin", NOW).email == RIGHT
    file = read_people(f"email;name\n{RIGHT};Aino\n{copied};Aino\n".encode())
    assert [line.outcome for line in judge(file.people, (), ())][1:] == [InvitationOutcome.TWICE]


@pytest.mark.parametrize("copied", COPIED)
def test_an_invitation_is_stored_with_the_bare_address(copied: str) -> None:
    person, _ = inviting.invite(Invitation(copied, "Aino"), "admin", NOW)

    assert person.email == RIGHT
    assert people_items.known_emails([RIGHT]) == {RIGHT}


@pytest.mark.parametrize("copied", COPIED)
def test_the_waiting_list_has_the_bare_address(copied: str) -> None:
    assert queueing.join(copied, "Aino", "fi", NOW)
    assert not queueing.join(RIGHT, "Aino", "fi", NOW)
    assert [place.email for place in queueing.queue()[0]] == [RIGHT]
