"""Who is in the programme, and the numbers that name nobody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.core.errors import Invalid
from lahetti.core.small_groups import Hidden
from lahetti.dynamodb.transactions import transact
from lahetti.mail import fanouts
from lahetti.people import inviting, items, listing
from lahetti.people.listing import PeopleCounts, PeopleFilter
from lahetti.people.model import MailState, Person, PersonState, Role, WayIn
from lahetti.records import items as records_items
from lahetti.records.model import MailKind
from lahetti.settings.model import Settings
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BEGUN = Person("x", "x@vero.fi", "X", Role.AMBASSADOR, PersonState.ACTIVE, "fi", NOW, guidelines=1)

FEW = Hidden.FEW

pytestmark = pytest.mark.usefixtures("database")


def put(number: int, change: Callable[[Person], Person] = lambda person: person, begin: int = 0) -> list[Person]:
    """Store so many people, the one with the greatest number joined last."""
    people = [
        change(replace(BEGUN, id=f"p{n:03d}", email=f"p{n:03d}@vero.fi", name=f"P {n}", joined=NOW + timedelta(days=n)))
        for n in range(begin, begin + number)
    ]
    for person in people:
        transact(items.put_person(person))
    return people


def not_begun(person: Person) -> Person:
    return replace(person, guidelines=0)


def paused(person: Person) -> Person:
    return replace(person, state=PersonState.PAUSED, own_pause=True)


def test_everybody_stands_in_one_list_whatever_they_do() -> None:
    put(2)
    put(1, not_begun, begin=2)
    put(1, paused, begin=3)

    assert [person.id for person in listing.everybody()] == ["p003", "p002", "p001", "p000"]
    assert [person.id for person in listing.everybody(PeopleFilter("P 2"))] == ["p002"]


def test_a_page_goes_on_where_the_last_one_ended_and_a_strange_cursor_is_refused() -> None:
    put(5)

    first, after = listing.in_programme(most=3)
    rest, end = listing.in_programme(most=3, after=after)

    assert [person.id for person in (*first, *rest)] == ["p004", "p003", "p002", "p001", "p000"]
    assert end is None
    with pytest.raises(Invalid):
        listing.in_programme(after="nobody")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mäkelä", ["paivi"]),
        ("MAKELA", ["paivi"]),
        ("päi mäk", ["paivi"]),
        ("Mäkelä-Niemi", ["paivi"]),
        ("niemi", ["paivi"]),
        ("päi niemi x", []),
        ("äkelä", []),
        ("paivi.m", ["paivi"]),
        ("paivi.makela@vero.fi", ["paivi"]),
        (" Paivi.Makela@Vero.fi ", ["paivi"]),
        ("paivi.makela@vero", ["paivi"]),
        ("makela@vero.fi", []),
        ("Ásgeir", ["asgeir"]),
        ("asgeir", ["asgeir"]),
        ("strasse", ["asgeir"]),
        ("", ["paivi", "asgeir", *(f"p{n:03d}" for n in reversed(range(3)))]),
    ],
)
def test_people_are_found_by_beginnings_of_names_and_addresses_whatever_their_letters(
    text: str, found: list[str]
) -> None:
    put(3)
    others = [("asgeir", "a@vero.fi", "Ásgeir Straße"), ("paivi", "paivi.makela@vero.fi", "Päivi Mäkelä-Niemi")]
    for later, (person, email, name) in enumerate(others, 1):
        joined = NOW + timedelta(days=100 + later)
        transact(
            items.put_person(replace(BEGUN, id=person, email=email, name=name, joined=joined)),
        )
        items.claim_email(email, person)

    assert [one.id for one in listing.everybody(PeopleFilter(text))] == found


def test_people_are_found_by_role_and_team_in_the_one_order_of_all_and_never_by_what_they_do() -> None:
    put(2, lambda one: replace(one, role=Role.EDITOR, teams=("a", "b")))
    put(2, lambda one: paused(replace(one, teams=("b",))), begin=2)
    put(2, lambda one: not_begun(replace(one, teams=("b",))), begin=4)
    items.claim_email("p002@vero.fi", "p002")

    def found(**wanted: object) -> list[str]:
        return [one.id for one in listing.everybody(PeopleFilter(**wanted))]  # type: ignore[arg-type]

    assert found(team="b") == ["p005", "p004", "p003", "p002", "p001", "p000"]
    assert found(role=Role.EDITOR) == ["p001", "p000"]
    assert found(team="a", role=Role.EDITOR, text="p 1") == ["p001"]
    assert found(team="c") == found(role=Role.ADMIN) == []
    assert found(team="a", text="p002@vero.fi") == []
    assert found(team="b", text="p002@vero.fi") == ["p002"]
    assert set(vars(PeopleFilter())) == {"text", "role", "team", "came_by"}


def test_people_are_found_by_how_they_came() -> None:
    put(2, lambda one: replace(one, came_by=WayIn.COLLEAGUE))
    put(2, begin=2)
    items.claim_email("p002@vero.fi", "p002")

    def found(**wanted: object) -> list[str]:
        return [one.id for one in listing.everybody(PeopleFilter(**wanted))]  # type: ignore[arg-type]

    assert found(came_by=WayIn.COLLEAGUE) == ["p001", "p000"]
    assert found(came_by=WayIn.ADMIN) == ["p003", "p002"]
    assert found(came_by=WayIn.SCIM) == found(came_by=WayIn.SCIM, text="p002@vero.fi") == []
    assert found(came_by=WayIn.ADMIN, text="p002@vero.fi") == ["p002"]


def test_pages_of_those_who_are_wanted_follow_each_other(database: MemoryDynamoDb) -> None:
    put(6, lambda one: replace(one, teams=("a",) if int(one.id[1:]) % 2 else ()))

    first, after = listing.in_programme(PeopleFilter(team="a"), most=2)
    rest, end = listing.in_programme(PeopleFilter(team="a"), most=2, after=after)

    assert [one.id for one in (*first, *rest)] == ["p005", "p003", "p001"]
    assert (after, end) == ("p003", None)
    database.calls.clear()
    listing.in_programme(PeopleFilter("Nobody"))
    assert database.calls == ["Query", "Query", "Query", "BatchGetItem"]  # one a state


@pytest.mark.parametrize(
    ("begun", "waiting", "pausing", "counts"),
    [
        (20, 0, 0, PeopleCounts(20, FEW, FEW)),
        (20, 4, 4, PeopleCounts(28, FEW, FEW)),
        (20, 5, 0, PeopleCounts(25, 5, FEW)),
        (20, 0, 6, PeopleCounts(26, FEW, 6)),
        (4, 20, 0, PeopleCounts(24, Hidden.ALL_BUT_FEW, FEW)),
        (0, 20, 0, PeopleCounts(20, 20, FEW)),
    ],
)
def test_who_has_not_begun_or_pauses_is_a_number_from_five_on_and_tells_of_no_few_others(
    begun: int, waiting: int, pausing: int, counts: PeopleCounts
) -> None:
    put(begun)
    put(waiting, not_begun, begin=100)
    put(pausing, paused, begin=200)

    assert listing.count_people() == counts


def test_one_action_reminds_all_who_have_not_begun_once_a_day_and_names_nobody(database: MemoryDynamoDb) -> None:
    put(2)
    waiting = put(2, not_begun, begin=2)
    put(1, lambda person: replace(not_begun(person), mail_state=MailState.BOUNCED), begin=4)
    put(1, lambda person: paused(not_begun(person)), begin=5)

    inviting.invite_again("admin", NOW)
    written = keys_of(database)
    inviting.invite_again("admin", NOW)

    assert keys_of(database) == written
    told = [database.programme.find(key) for key in written if key[0].startswith(("FANOUT#", "AUDIT#"))]
    assert len(told) == 2
    assert not any(person.id in str(item) for item in told for person in waiting)
    for _ in range(2):
        fanouts.expand("invited_again#2026-11-25", Settings(), NOW)
    reminded = {
        person.id: [mail.kind for mail in records_items.mails_of_person(person.id)] for person in listing.everybody()
    }
    assert {person for person, kinds in reminded.items() if kinds} == {person.id for person in waiting}
    assert all(kinds == [MailKind.INVITATION_REMINDER] for kinds in reminded.values() if kinds)
    inviting.invite_again("admin", NOW + timedelta(days=1))
    assert records_items.find_fan_out("invited_again#2026-11-26") is not None


def keys_of(database: MemoryDynamoDb) -> set[tuple[str, str | None]]:
    return set(database.programme.states)
