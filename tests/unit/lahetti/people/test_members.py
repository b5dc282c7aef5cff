import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.core.errors import Busy, Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.paging import Span
from lahetti.people import changing, inviting, members
from lahetti.people import items as people_items
from lahetti.people import rules as people_rules
from lahetti.people.guidelines import accepting as guidelines_accepting
from lahetti.people.guidelines import publishing as guidelines_publishing
from lahetti.people.guidelines import rules as guidelines_rules
from lahetti.people.guidelines.model import Guidelines, GuidelinesFirst
from lahetti.people.model import (
    Absence,
    Home,
    Invitation,
    LastAdmin,
    Person,
    PersonState,
    RaceScore,
    Role,
    StrongerSignIn,
    Totals,
)
from lahetti.people.rules import checked_invitation
from lahetti.people.seats import SeatsFull
from lahetti.records import items as records_items
from lahetti.security import identity
from lahetti.security.sign_ins import Method, SignIn
from lahetti.settings import versions as settings_versions
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb, cancelled
from tests.sign_ins import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
AINO = Person(
    id="aino",
    email="aino@vero.fi",
    name="Aino",
    role=Role.AMBASSADOR,
    state=PersonState.ACTIVE,
    language="fi",
    joined=NOW,
)
INVITATION = Invitation("aino.virtanen@vero.fi", "Aino Virtanen")


@pytest.mark.parametrize(
    ("role", "covered"),
    [
        (Role.AMBASSADOR, {Role.AMBASSADOR}),
        (Role.EDITOR, {Role.AMBASSADOR, Role.EDITOR}),
        (Role.ADMIN, {Role.AMBASSADOR, Role.EDITOR, Role.ADMIN}),
    ],
)
def test_each_role_may_do_what_the_ones_before_it_may(role: Role, covered: set[Role]) -> None:
    assert {wanted for wanted in Role if replace(AINO, role=role).may(wanted)} == covered
    assert not any(replace(AINO, role=role, state=PersonState.PAUSED).may(wanted) for wanted in Role)


@pytest.mark.parametrize(
    ("role", "channels", "state", "may"),
    [
        (Role.AMBASSADOR, ("blogi",), PersonState.ACTIVE, False),
        (Role.EDITOR, (), PersonState.ACTIVE, False),
        (Role.EDITOR, ("x",), PersonState.ACTIVE, False),
        (Role.EDITOR, ("x", "blogi"), PersonState.ACTIVE, True),
        (Role.EDITOR, ("blogi",), PersonState.PAUSED, False),
        (Role.ADMIN, (), PersonState.ACTIVE, True),
        (Role.ADMIN, (), PersonState.PAUSED, False),
    ],
)
def test_an_editor_changes_their_own_channels_and_an_admin_all(
    role: Role, channels: tuple[str, ...], state: PersonState, may: bool
) -> None:
    assert replace(AINO, role=role, channels=channels, state=state).may_edit("blogi") is may


def test_the_first_team_is_the_home_team() -> None:
    assert replace(AINO, teams=("viestintä", "neuvonta")).home_team == "viestintä"
    assert AINO.home_team is None


@pytest.mark.parametrize(
    "email",
    [
        "a@b",
        "aino.virtanen@vero.fi",
        "aino+lahetti@vero.fi",
        "o'brien@vero.fi",
        "åsa@skatt.fi",
        f"{'a' * 64}@{'b' * 189}",
    ],
)
def test_an_address_of_any_usual_form_is_invited(email: str) -> None:
    assert checked_invitation(replace(INVITATION, email=email))


@pytest.mark.parametrize(
    "email",
    [
        "",
        "aino",
        "aino@",
        "@vero.fi",
        "aino@@vero.fi",
        "aino@vero@fi",
        "aino virtanen@vero.fi",
        "aino@vero.fi ",
        "aino@vero.fi\n",
        "a@vero.fi,b@vero.fi",
        "<aino@vero.fi>",
        "aino@vero.fi;b",
        f"{'a' * 65}@vero.fi",
        f"{'a' * 64}@{'b' * 190}",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Invalid) as error:
        checked_invitation(replace(INVITATION, email=email))

    assert (error.value.field, error.value.limit) == ("email", 254)


@pytest.mark.parametrize(
    ("name", "taken"), [("", False), ("  ", False), ("A", True), ("A" * 80, True), ("A" * 81, False)]
)
def test_a_name_has_1_to_80_characters(name: str, taken: bool) -> None:
    if taken:
        assert checked_invitation(replace(INVITATION, name=name)).name == name
    else:
        with pytest.raises(Invalid) as error:
            checked_invitation(replace(INVITATION, name=name))
        assert (error.value.field, error.value.limit) == ("name", 80)


@pytest.mark.parametrize(("language", "taken"), [("fi", True), ("sv", True), ("en", True), ("de", False), ("", False)])
def test_a_person_has_a_language_of_the_programme(language: str, taken: bool) -> None:
    if taken:
        assert checked_invitation(replace(INVITATION, language=language))
    else:
        with pytest.raises(Invalid) as error:
            checked_invitation(replace(INVITATION, language=language))
        assert (error.value.field, error.value.value, error.value.limit) == ("language", language, list(INTERFACE))


@pytest.mark.parametrize(("role", "taken"), [(Role.AMBASSADOR, False), (Role.EDITOR, True), (Role.ADMIN, False)])
def test_only_an_editor_has_channels(role: Role, taken: bool) -> None:
    invitation = replace(INVITATION, role=role, channels=("blogi",))

    if taken:
        assert checked_invitation(invitation)
    else:
        with pytest.raises(Invalid) as error:
            checked_invitation(invitation)
        assert error.value.field == "channels"


def test_an_id_token_of_our_client_names_the_person_and_when_they_signed_in() -> None:
    for milliseconds in ("1795608000000", 1795608000000):  # API Gateway hands it on as a text
        claims = {"token_use": "id", "aud": "ours", "cognito:username": "aino", "signed_in": milliseconds}

        assert people_rules.sign_in_claims({**claims, "session": "s"}, "ours") == SignIn("aino", NOW, None, "s")


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"cognito:username": "aino"},
        {"token_use": "access", "client_id": "ours", "cognito:username": "aino"},
        {"token_use": "access", "aud": "ours", "cognito:username": "aino"},
        {"token_use": "refresh", "aud": "ours", "cognito:username": "aino"},
        {"aud": "ours", "cognito:username": "aino"},
        {"token_use": "id", "cognito:username": "aino"},
        {"token_use": "id", "aud": "theirs", "cognito:username": "aino"},
        {"token_use": "id", "aud": ["ours"], "cognito:username": "aino"},
        {"token_use": "id", "aud": "ours"},
        {"token_use": "id", "aud": "ours", "sub": "aino"},
        {"token_use": "id", "aud": "ours", "cognito:username": ""},
    ],
)
def test_no_other_token_is_taken(claims: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        people_rules.sign_in_claims({"signed_in": "1795608000000", "session": "s", **claims}, "ours")


@pytest.mark.parametrize(
    "said",
    [
        {"signed_in": None},
        {"signed_in": ""},
        {"signed_in": "Wed Nov 25 2026"},
        {"signed_in": 10**30},
        {"session": None},
        {"signed_in": None, "auth_time": "1795608000"},
    ],
)
def test_a_token_that_was_renewed_past_us_is_refused(said: dict[str, Any]) -> None:
    claims = {"token_use": "id", "aud": "ours", "cognito:username": "aino", "signed_in": "1795608000000"}
    told = {name: value for name, value in {**claims, "session": "s", **said}.items() if value is not None}

    with pytest.raises(NotSignedIn):
        people_rules.sign_in_claims(told, "ours")


def test_guidelines_are_accepted_before_the_first_share() -> None:
    with pytest.raises(GuidelinesFirst) as error:
        guidelines_rules.require_accepted(replace(AINO, guidelines=2), 3)

    assert (error.value.value, error.value.limit, error.value.see) == (2, 3, "/api/v1/guidelines")


@pytest.mark.parametrize(("accepted", "current"), [(0, 0), (3, 3), (4, 3)])
def test_who_has_accepted_the_current_guidelines_is_asked_no_more(accepted: int, current: int) -> None:
    guidelines_rules.require_accepted(replace(AINO, guidelines=accepted), current)


class Table:
    """The table of people; so many `refusals` happen instead of transactions."""

    def __init__(self, memory: MemoryDynamoDb) -> None:
        self.memory = memory
        self.refusals = 0
        memory.before = self._refuse

    @property
    def written(self) -> list[list[dict[str, Any]]]:
        """What each transaction wrote."""
        return [request for request in self.memory.written if len(request) > 1]

    @property
    def owners(self) -> dict[str, str]:
        """Persons by the addresses that are theirs."""
        items = [self.memory.programme.find(key) for key in self.memory.programme.states if key[1] == "EMAIL"]
        return {item["pk"]["S"].removeprefix("EMAIL#"): item["person"]["S"] for item in items}

    def set_seats(self, seats: int) -> None:
        settings_versions.change_settings({"seats": seats}, "admin", NOW)

    def card(self, person: str) -> dict[str, Any]:
        """Return a score card as it is stored."""
        return self.memory.programme.find((f"PERSON#{person}", "CARD"))

    def _refuse(self, operation: str, _: object) -> None:
        if operation == "TransactWriteItems" and self.refusals:
            self.refusals -= 1
            raise cancelled({"Code": "TransactionConflict"})


class Pool:
    """Addresses by user name; something may happen before or after one is made."""

    def __init__(self) -> None:
        self.users: dict[str, str] = {}
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None

    def create_sign_in(self, person: str, email: str) -> None:
        self.before()
        self.users[person] = email
        self.after()


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    pool = Pool()
    monkeypatch.setattr(identity, "create_sign_in", pool.create_sign_in)
    return pool


@pytest.fixture
def table(database: MemoryDynamoDb, pool: Pool) -> Table:
    return Table(database)


def test_whoever_is_invited_has_profile_and_card_in_one_transaction(table: Table) -> None:
    invitation = replace(INVITATION, email="Aino.Virtanen@Vero.fi", name=" Aino Virtanen ", teams=("itä", "länsi"))

    person, new = inviting.invite(invitation, "admin", NOW)

    assert new
    assert (person.email, person.name) == ("aino.virtanen@vero.fi", "Aino Virtanen")
    ((_forgotten, *written),) = table.written
    assert [item["sk"]["S"] for item in written[:2]] == ["PROFILE", "CARD"]
    card = people_items.find_card(person.id)
    assert card is not None
    assert (card.name, card.homes) == ("Aino Virtanen", (Home("2026-11-26", "itä"),))
    assert (written[2]["who"], written[2]["what"]) == ({"S": "admin"}, {"S": "person invited"})


def test_a_persons_id_is_our_own_and_names_their_sign_in(table: Table, pool: Pool) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)

    assert pool.users == {person.id: "aino.virtanen@vero.fi"}
    assert table.owners == {"aino.virtanen@vero.fi": person.id}
    assert re.fullmatch(r"[0-9a-f-]{36}", person.id)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_invitation_killed_before_or_after_its_sign_in_is_finished_under_the_same_id(
    moment: str, table: Table, pool: Pool
) -> None:
    def kill() -> None:
        raise Killed

    setattr(pool, moment, kill)
    with pytest.raises(Killed):
        inviting.invite(INVITATION, "admin", NOW)
    assert not table.written
    (begun,) = table.owners.values()
    setattr(pool, moment, lambda: None)

    person, new = inviting.invite(replace(INVITATION, name="Aino V.", role=Role.EDITOR), "other", NOW)

    assert (person.id, person.name, person.role, new) == (begun, "Aino V.", Role.EDITOR, True)
    assert pool.users == {begun: "aino.virtanen@vero.fi"}


def test_a_half_invitation_holds_no_seat(table: Table, pool: Pool) -> None:
    table.set_seats(1)
    people_items.claim_email("half@vero.fi", "half")

    assert inviting.invite(INVITATION, "admin", NOW)[1]
    with pytest.raises(SeatsFull):
        inviting.invite(replace(INVITATION, email="half@vero.fi"), "admin", NOW)


def test_two_admins_who_invite_an_address_at_one_time_make_one_person(table: Table, pool: Pool) -> None:
    def other_is_faster() -> None:
        pool.after = lambda: None
        made.append(inviting.invite(INVITATION, "other", NOW))

    made: list[tuple[Person, bool]] = []
    pool.after = other_is_faster

    person, new = inviting.invite(INVITATION, "admin", NOW)

    assert (made, new) == ([(person, True)], False)
    assert list(pool.users) == [person.id]
    assert len(table.written) == 1


def test_an_invitation_that_meets_others_at_the_seats_is_tried_again(table: Table) -> None:
    table.refusals = 2

    assert inviting.invite(INVITATION, "admin", NOW)[1]
    table.refusals = 9
    with pytest.raises(Busy):
        inviting.invite(replace(INVITATION, email="b@vero.fi"), "admin", NOW)


def test_inviting_the_same_address_again_finds_the_same_person(table: Table) -> None:
    first, _ = inviting.invite(INVITATION, "admin", NOW)

    second, new = inviting.invite(replace(INVITATION, email="AINO.virtanen@vero.fi", name="Other"), "admin", NOW)

    assert (second, new) == (first, False)
    assert len(table.written) == 1


def test_when_the_seats_are_taken_nobody_new_is_invited_and_who_is_known_is_found(table: Table) -> None:
    table.set_seats(2)
    first, _ = inviting.invite(INVITATION, "admin", NOW)
    second, _ = inviting.invite(replace(INVITATION, email="b@vero.fi"), "admin", NOW)
    changing.change_person(second.id, {"state": "paused"}, "admin", NOW)

    with pytest.raises(SeatsFull) as error:
        inviting.invite(replace(INVITATION, email="c@vero.fi"), "admin", NOW)

    assert (error.value.status, error.value.code, error.value.limit) == (409, "seats_full", 2)
    assert inviting.invite(INVITATION, "admin", NOW) == (first, False)
    table.set_seats(3)
    assert inviting.invite(replace(INVITATION, email="c@vero.fi"), "admin", NOW)[1]


@pytest.mark.parametrize(
    ("domains", "email", "is_invited"),
    [
        ((), "aino@muu.example", True),
        (("virasto.example",), "Aino@Virasto.Example", True),
        (("laitos.example", "virasto.example"), "aino@virasto.example", True),
        (("virasto.example",), "aino@muu.example", False),
        (("virasto.example",), "aino@ali.virasto.example", False),
        (("virasto.example",), "aino@muuvirasto.example", False),
        (("virasto.example",), "virasto.example@muu.example", False),
    ],
)
def test_addresses_of_other_domains_than_the_set_ones_are_not_invited_but_who_is_inside_is_found(
    domains: tuple[str, ...], email: str, is_invited: bool, table: Table, pool: Pool
) -> None:
    known, _ = inviting.invite(replace(INVITATION, email="tuttu@muualla.example"), "admin", NOW)
    settings_versions.change_settings({"mail_domains": domains}, "admin", NOW)

    assert inviting.invite(replace(INVITATION, email="tuttu@muualla.example"), "admin", NOW) == (known, False)
    if is_invited:
        assert inviting.invite(replace(INVITATION, email=email), "admin", NOW)[1]
    else:
        with pytest.raises(Invalid) as refused:
            inviting.invite(replace(INVITATION, email=email), "admin", NOW)
        assert (refused.value.field, refused.value.reason, refused.value.limit) == ("email", "outside", list(domains))
    assert len(pool.users) == 1 + is_invited


def test_an_invitation_that_is_wrong_makes_no_sign_in(table: Table, pool: Pool) -> None:
    with pytest.raises(Invalid):
        inviting.invite(replace(INVITATION, name=""), "admin", NOW)

    assert not pool.users
    assert not table.written


@pytest.mark.parametrize(("role", "strong"), [(Role.AMBASSADOR, False), (Role.EDITOR, True), (Role.ADMIN, True)])
def test_what_editors_and_admins_do_is_decided_on_a_strong_read(role: Role, strong: bool, table: Table) -> None:
    person, _ = inviting.invite(replace(INVITATION, role=Role.ADMIN), "admin", NOW)

    sign_in, asked = signed_in(person.id, NOW), list[bool]()
    table.memory.before = lambda _, parameters: asked.append(parameters.get("ConsistentRead", False))

    found = members.signed_in(sign_in, role)

    assert replace(found, sessions=()) == person
    assert asked == [strong]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
def test_a_mailed_code_is_not_enough_for_editors_and_admins_unless_the_programme_says_so(
    role: Role, table: Table
) -> None:
    person, _ = inviting.invite(replace(INVITATION, role=Role.ADMIN), "admin", NOW)

    for weak in (Method.CODE, None):
        with pytest.raises(StrongerSignIn):
            members.signed_in(signed_in(person.id, NOW, weak), role)
        assert members.signed_in(signed_in(person.id, NOW, weak), Role.AMBASSADOR).id == person.id
    for strong in (Method.PASSKEY, Method.WORK):
        assert members.signed_in(signed_in(person.id, NOW, strong), role).id == person.id
    settings_versions.change_settings({"strong_sign_in": False}, "admin", NOW)
    settings_versions._CURRENT.clear()
    assert members.signed_in(signed_in(person.id, NOW, Method.CODE), role).id == person.id


def test_who_is_paused_unknown_or_of_a_lesser_role_is_turned_away(table: Table) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)

    with pytest.raises(NotAllowed, match="This needs the role editor"):
        members.signed_in(signed_in(person.id, NOW), Role.EDITOR)
    with pytest.raises(NotAllowed, match="not in this programme"):
        members.signed_in(signed_in("nobody", NOW), Role.AMBASSADOR)
    changing.change_person(person.id, {"state": "paused"}, "admin", NOW)
    with pytest.raises(NotAllowed):
        members.signed_in(signed_in(person.id, LATER), Role.AMBASSADOR)


def test_who_pauses_sees_themselves_and_comes_back_only_from_a_pause_of_their_own(table: Table) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)

    own = changing.change_oneself(person, {"state": "paused"}, NOW)
    assert own.may_resume
    assert replace(members.known_here(signed_in(person.id, NOW)), sessions=()) == own
    with pytest.raises(NotAllowed, match="come back before"):
        changing.change_oneself(own, {"language": "sv"}, NOW)
    assert replace(changing.change_oneself(own, {"state": "active"}, NOW), sessions=()) == person

    by_admin = changing.change_person(person.id, {"state": "paused"}, "admin", NOW)
    assert not by_admin.may_resume
    with pytest.raises(NotAllowed, match="An admin has paused"):
        changing.change_oneself(by_admin, {"state": "active"}, NOW)
    with pytest.raises(NotAllowed, match="not in this programme"):
        members.known_here(signed_in("nobody", NOW))


def test_a_pause_of_ones_own_stays_ones_own_through_other_changes_and_becomes_an_admins_by_theirs(table: Table) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)
    changing.change_oneself(person, {"state": "paused"}, NOW)

    assert changing.change_person(person.id, {"name": "Aino V."}, "admin", NOW).may_resume
    assert not changing.change_person(person.id, {"state": "paused"}, "admin", NOW).may_resume
    assert changing.change_person(person.id, {"state": "active"}, "admin", NOW).may_resume


@pytest.mark.parametrize("state", ["paused", "active"])
def test_what_an_admin_does_to_a_pause_is_logged_alike_whether_the_person_pauses_or_not(
    table: Table, state: str
) -> None:
    logged = []
    for email, pauses in (("a@vero.fi", True), ("b@vero.fi", False)):
        person, _ = inviting.invite(replace(INVITATION, email=email), "admin", NOW)
        if pauses:
            changing.change_oneself(person, {"state": "paused"}, NOW)
        changing.change_person(person.id, {"state": state}, "admin", NOW + timedelta(hours=1))
        (entry,), _ = records_items.audit_about(keys.person(person.id), Span(most=1))
        logged.append((entry.before, entry.after))

    assert logged[0] == logged[1] == ({}, {"state": state})


def test_name_anonymity_and_home_team_travel_to_the_card(table: Table) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)

    changing.change_person(person.id, {"name": "Aino V.", "teams": ["länsi"], "anonymous": True}, person.id, NOW)

    (profile, card) = table.written[-1]
    assert (profile["sk"], profile["name"]) == ({"S": "PROFILE"}, {"S": "Aino V."})
    assert (card["name"], card["anonymous"]) == ({"S": "Aino V."}, {"BOOL": True})
    assert card["homes"] == {"M": {"2026-11-26": {"S": "länsi"}}}


def test_a_home_team_holds_from_the_next_midnight_on(table: Table) -> None:
    person, _ = inviting.invite(replace(INVITATION, teams=("itä",)), "admin", NOW)

    changing.change_person(person.id, {"teams": ["länsi"]}, "admin", NOW + timedelta(days=3))
    changing.change_person(person.id, {"teams": []}, "admin", NOW + timedelta(days=3))

    card = people_items.find_card(person.id)
    assert card is not None
    assert card.homes == (Home("2026-11-26", "itä"), Home("2026-11-29", None))


@given(
    st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["itä", "länsi", None])), max_size=30), st.integers(0, 900)
)
def test_a_new_home_never_alters_what_held_at_an_earlier_midnight_nor_the_first_one(
    changes: list[tuple[int, str | None]], asked: int
) -> None:
    def day(number: int) -> str:
        return (date(2026, 1, 1) + timedelta(days=number)).isoformat()

    def held(homes: tuple[Home, ...], at: int) -> str | None:
        return next((home.team for home in reversed(homes) if home.day <= day(at)), None)

    known: tuple[Home, ...] = ()
    for number, team in sorted(changes, key=lambda change: change[0]):
        before = known
        known = people_rules.with_home(known, Home(day(number), team))
        if number - 400 <= asked < number:
            assert held(known, asked) == held(before, asked)
        assert held(known, number) == team
        assert [home.day for home in known] == sorted({home.day for home in known})
        assert not before or before[0].day == day(number) or known[0] == before[0]


@pytest.mark.parametrize(("points", "shown"), [(0, 0), (9, 0), (10, 10), (47, 40), (100, 100), (-5, 0)])
def test_whoever_becomes_anonymous_is_shown_with_their_points_in_tens_from_then_on(
    points: int, shown: int, table: Table
) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)
    card = people_items.find_card(person.id)
    assert card is not None
    transactions.transact(people_items.put_card(replace(card, totals=Totals(races={"ALL": RaceScore(points)}))))

    def shown_now(**changes: Any) -> Any:
        changing.change_person(person.id, changes, person.id, NOW)
        return table.card(person.id)["shown"]["M"]

    assert shown_now(anonymous=True) == {"ALL": {"N": str(shown)}}
    card = people_items.find_card(person.id)
    assert card is not None
    transactions.transact(people_items.put_card(replace(card, totals=Totals(races={"ALL": RaceScore(points + 20)}))))
    assert shown_now(anonymous=True, language="sv") == {"ALL": {"N": str(shown)}}
    assert shown_now(anonymous=False) == {}


def test_a_paused_person_is_left_out_of_the_standings_and_comes_back(table: Table) -> None:
    person, _ = inviting.invite(replace(INVITATION, teams=("itä",)), "admin", NOW)

    changing.change_person(person.id, {"state": "paused"}, "admin", NOW)
    paused = Absence("2026-11-26", left_out=False, paused=True)
    assert absences(person) == (paused,)
    assert list(people_items.ids_in(PersonState.PAUSED)) == [person.id]

    changing.change_person(person.id, {"state": "active"}, "admin", NOW + timedelta(days=2))
    back = Absence("2026-11-28", left_out=False, paused=False)
    assert absences(person) == (paused, back)


def absences(person: Person) -> tuple[Absence, ...]:
    card = people_items.find_card(person.id)
    assert card is not None
    return card.absences


def test_of_a_day_the_last_change_counts_and_nothing_reaches_back(table: Table) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)

    for hours, left_out in [(0, True), (1, False), (24, True), (2, False)]:
        changing.change_person(person.id, {"left_out": left_out}, "admin", NOW + timedelta(hours=hours))

    assert absences(person) == ()


@given(st.lists(st.tuples(st.integers(0, 900), st.booleans(), st.booleans()), max_size=30), st.integers(0, 900))
def test_a_change_never_alters_what_held_at_an_earlier_midnight(
    changes: list[tuple[int, bool, bool]], asked: int
) -> None:
    def day(number: int) -> str:
        return (date(2026, 1, 1) + timedelta(days=number)).isoformat()

    def held(absences: tuple[Absence, ...], at: int) -> tuple[bool, bool]:
        found = [(one.left_out, one.paused) for one in absences if one.day <= day(at)]
        return found[-1] if found else (False, False)

    known: tuple[Absence, ...] = ()
    for number, left_out, paused in sorted(changes):
        before = known
        known = people_rules.with_absence(known, Absence(day(number), left_out, paused))
        if number - 400 <= asked < number:
            assert held(known, asked) == held(before, asked)
        assert held(known, number) == (left_out, paused)
        assert [one.day for one in known] == sorted({one.day for one in known})


def test_only_the_person_decides_whether_they_are_anonymous(table: Table) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)

    with pytest.raises(NotAllowed):
        changing.change_person(person.id, {"anonymous": True}, "admin", NOW)


def test_what_another_changes_is_in_the_audit_log_with_before_and_after(table: Table) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)

    changing.change_person(person.id, {"role": "editor"}, "admin", NOW)

    logged = table.written[-1][2]
    assert (logged["who"], logged["subject"]) == ({"S": "admin"}, {"S": f"PERSON#{person.id}"})
    assert logged["before"] == {"M": {"role": {"S": "ambassador"}}}
    assert logged["after"] == {"M": {"role": {"S": "editor"}}}


def test_a_change_that_is_not_allowed_changes_nothing(table: Table) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)

    with pytest.raises(Invalid):
        changing.change_person(person.id, {"channels": ["blogi"]}, "admin", NOW)
    with pytest.raises(NotFound):
        changing.change_person("nobody", {"name": "X"}, "admin", NOW)

    assert len(table.written) == 1


@pytest.mark.parametrize("change", [{"role": "editor"}, {"role": "ambassador"}, {"state": "paused"}])
def test_the_last_active_admin_stays_one(change: dict[str, Any], table: Table) -> None:
    admin, _ = inviting.invite(replace(INVITATION, role=Role.ADMIN), "deployment", NOW)
    paused, _ = inviting.invite(replace(INVITATION, email="b@vero.fi", role=Role.ADMIN), admin.id, NOW)
    changing.change_person(paused.id, {"state": "paused"}, admin.id, NOW)

    with pytest.raises(LastAdmin) as error:
        changing.change_person(admin.id, change, admin.id, NOW)

    assert (error.value.status, error.value.code) == (409, "last_admin")


def test_of_two_admins_who_take_each_others_role_away_at_one_time_one_stays(table: Table) -> None:
    admin, _ = inviting.invite(replace(INVITATION, role=Role.ADMIN), "deployment", NOW)
    other, _ = inviting.invite(replace(INVITATION, email="b@vero.fi", role=Role.ADMIN), admin.id, NOW)

    def come_first(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            table.memory.before = lambda *_: None
            changing.change_person(admin.id, {"role": "ambassador"}, other.id, NOW)

    table.memory.before = come_first

    with pytest.raises(LastAdmin):
        changing.change_person(other.id, {"role": "ambassador"}, admin.id, NOW)
    assert members.known_here(signed_in(other.id, NOW)).role is Role.ADMIN


@pytest.mark.parametrize(("refusals", "busy"), [(5, False), (6, True)])
def test_a_change_is_tried_again_five_times(refusals: int, busy: bool, table: Table) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)
    table.refusals = refusals

    if busy:
        with pytest.raises(Busy):
            changing.change_person(person.id, {"name": "X"}, "admin", NOW)
    else:
        assert changing.change_person(person.id, {"name": "X"}, "admin", NOW).name == "X"


def test_only_the_current_guidelines_can_be_accepted(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    person, _ = inviting.invite(INVITATION, "admin", NOW)
    monkeypatch.setattr(guidelines_publishing, "current", lambda: Guidelines(2, {}, {}))

    for version in (0, 1, 3):
        with pytest.raises(Conflict) as error:
            guidelines_accepting.accept(person.id, version, NOW)
        assert (error.value.value, error.value.limit) == (version, 2)
    assert guidelines_accepting.accept(person.id, 2, NOW).guidelines == 2


@pytest.mark.parametrize("texts", [{}, {"fi": "a", "sv": "b"}, {"fi": "a", "sv": "b", "en": " "}])
def test_guidelines_are_written_in_every_language(texts: dict[str, str], table: Table) -> None:
    with pytest.raises(Invalid, match="The guidelines lack"):
        guidelines_publishing.publish(texts, "admin", NOW)


TEXTS = {"fi": "Jaa.", "sv": "Dela.", "en": "Share."}
NEWS = {"fi": "Uutta.", "sv": "Nytt.", "en": "New."}


@pytest.mark.parametrize(
    ("texts", "changes", "field"),
    [
        ({**TEXTS, "sv": "x" * 20_001}, NEWS, "texts.sv"),
        (TEXTS, {**NEWS, "en": "x" * 1001}, "changes.en"),
        (TEXTS, {"fi": "Uutta.", "sv": " "}, "changes.sv"),
    ],
)
def test_guidelines_and_what_changed_have_limits_and_every_language(
    texts: dict[str, str], changes: dict[str, str], field: str, table: Table
) -> None:
    with pytest.raises(Invalid) as error:
        guidelines_publishing.publish(texts, "admin", NOW, changes=changes)

    assert error.value.field == field


def test_of_two_who_write_new_guidelines_at_once_the_second_is_told(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guidelines_publishing, "current", lambda: Guidelines(3, TEXTS, {}))

    with pytest.raises(Conflict) as error:
        guidelines_publishing.publish(TEXTS, "admin", NOW, changes=NEWS, since=2)

    assert (error.value.field, error.value.value, error.value.limit) == ("since", 2, 3)
    assert not table.written
