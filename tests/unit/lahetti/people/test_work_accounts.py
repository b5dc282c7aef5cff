"""Whom a work account lets in: by what of a provider's words, as whom, and what becomes of everybody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.core.errors import NotSignedIn
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import transact
from lahetti.people import addresses, changing, inviting, listing
from lahetti.people import items as people_items
from lahetti.people.model import Invitation, Person, PersonState, WayIn
from lahetti.people.waiting_list import queueing
from lahetti.people.work_accounts import finding, items, rules
from lahetti.people.work_accounts.model import Refusal, WorkAccountRefused, WorkIdentity
from lahetti.personal_data import exports
from lahetti.records import items as records_items
from lahetti.security import federation, identity, secrets
from lahetti.settings import versions as settings_versions
from lahetti.settings.model import WorkJoining
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PROVIDER = "https://login.example/v2.0 client-1"
DOMAINS = ("virasto.example", "laitos.example")
AINO = WorkIdentity(PROVIDER, "subject-aino", "aino@virasto.example", "Aino Virtanen", None)


@pytest.fixture(autouse=True)
def deleted(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return which profiles were taken from the pool."""
    subjects: list[str] = []
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    monkeypatch.setattr(identity, "change_email", lambda *_: None)
    monkeypatch.setattr(federation, "delete_profile", subjects.append)
    monkeypatch.setattr(secrets, "waiting_key", lambda: b"waiting")
    return subjects


def invite(email: str = AINO.email) -> Person:
    return inviting.invite(Invitation(email, "Aino"), "admin", NOW)[0]


def enter(identity: WorkIdentity = AINO, now: datetime = NOW) -> Person:
    return finding.find_or_admit(identity, DOMAINS, "sv", now)


def refusal(identity: WorkIdentity = AINO) -> Refusal:
    with pytest.raises(WorkAccountRefused) as refused:
        enter(identity)
    return refused.value.refusal


def join(how: WorkJoining, **settings: Any) -> None:
    settings_versions.change_settings({"work_joining": how.value, **settings}, "admin", NOW)


def test_a_person_is_found_by_address_first_and_by_issuer_and_subject_from_then_on() -> None:
    person = invite()
    assert enter().id == person.id

    assert enter(replace(AINO, email="aino.uusi@virasto.example")).id == person.id
    assert enter(replace(AINO, email="aino@muualla.example", verified=False)).id == person.id
    assert enter(replace(AINO, email="")).id == person.id


def test_an_address_that_was_corrected_leaves_the_link_as_it_is() -> None:
    person = invite()
    enter()

    addresses.correct_email(person.id, "aino.virtanen@laitos.example", "admin", NOW)

    assert enter().id == person.id
    assert refusal(replace(AINO, subject="somebody", email="aino@virasto.example")) is Refusal.UNKNOWN


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"verified": False}, Refusal.UNVERIFIED),
        ({"email": "aino@muualla.example"}, Refusal.OTHER_DOMAIN),
        ({"email": "aino@muualla.example", "verified": True}, Refusal.OTHER_DOMAIN),
        ({"email": "aino@x.virasto.example"}, Refusal.OTHER_DOMAIN),
        ({"email": ""}, Refusal.NO_ADDRESS),
        ({"email": "aino"}, Refusal.NO_ADDRESS),
    ],
)
def test_an_address_that_the_provider_does_not_prove_finds_nobody(change: dict[str, Any], expected: Refusal) -> None:
    for email in ("aino@virasto.example", "aino@muualla.example", "aino@x.virasto.example"):
        invite(email)
    join(WorkJoining.AT_ONCE)

    assert refusal(replace(AINO, **change)) is expected

    assert items.find_owner(PROVIDER, AINO.subject) is None


@pytest.mark.parametrize("verified", [None, True])
def test_the_providers_own_domains_count_as_verified_unless_it_says_no(verified: bool | None) -> None:
    person = invite("ville@laitos.example")

    assert enter(replace(AINO, email="Ville@Laitos.example".lower(), verified=verified)).id == person.id


def test_an_address_of_two_people_lets_in_the_one_whose_account_came_first() -> None:
    person = invite()
    enter()

    assert refusal(replace(AINO, subject="another-aino")) is Refusal.OTHER_ACCOUNT

    assert enter().id == person.id
    assert items.find_owner(PROVIDER, "another-aino") is None


def test_an_admin_unlinks_an_account_that_is_another_by_now(deleted: list[str]) -> None:
    person = invite()
    enter()

    finding.unlink(person.id, "admin", NOW)

    assert enter(replace(AINO, subject="another-aino")).id == person.id
    assert refusal() is Refusal.OTHER_ACCOUNT
    assert deleted == [AINO.subject]


def test_unlinking_does_and_logs_the_same_for_whoever_has_no_account() -> None:
    linked, other = invite(), invite("ville@virasto.example")
    enter()

    logged = []
    for person in (linked, other):
        finding.unlink(person.id, "admin", NOW)
        (entry, *_), _ = records_items.audit_about(keys.person(person.id), Span())
        logged.append((entry.what, entry.who, entry.before, entry.after))

    assert logged[0] == logged[1]


def test_another_provider_finds_people_by_their_addresses_once_more() -> None:
    person = invite()
    enter()
    other = replace(AINO, provider="https://login.example/v2.0 client-2", subject="pairwise")

    assert enter(other).id == person.id

    assert enter(replace(other, email="")).id == person.id
    assert items.find_owner(PROVIDER, AINO.subject) is None


def test_two_providers_may_call_two_people_alike() -> None:
    aino, ville = invite(), invite("ville@virasto.example")
    enter()

    other = replace(AINO, provider="https://other.example/ client-1", email=ville.email)

    assert enter(other).id == ville.id
    assert enter().id == aino.id


def test_who_pauses_is_let_in_as_themselves_and_told_so_there() -> None:
    person = invite()
    changing.change_person(person.id, {"state": "paused"}, "admin", NOW)

    assert enter().state is PersonState.PAUSED


@pytest.mark.parametrize("linked", [True, False])
def test_whose_access_the_directory_has_ended_does_not_come_in_and_is_linked_to_nothing(*, linked: bool) -> None:
    person = invite()
    if linked:
        enter()
    stored = people_items.find_person(person.id)
    assert stored is not None
    transact(people_items.put_person(replace(stored, deactivated=True, state=PersonState.DEACTIVATED)))

    assert refusal() is Refusal.DEACTIVATED

    assert (items.find_owner(PROVIDER, AINO.subject) is not None) is linked


def test_whoever_left_is_nobody_to_their_old_account() -> None:
    person = invite()
    enter()
    stored, card = people_items.find_person(person.id), people_items.find_card(person.id)
    assert stored is not None
    assert card is not None
    transact(*people_items.delete_person(stored, card))

    assert refusal() is Refusal.UNKNOWN

    again = invite()
    assert enter().id == again.id != person.id
    assert enter(replace(AINO, email="")).id == again.id


def test_a_link_whose_one_half_was_lost_is_made_whole(database: MemoryDynamoDb) -> None:
    person = invite()
    enter()
    account = items.find_account(person.id)
    assert account is not None
    transact(items.delete_owner(account))

    assert enter().id == person.id
    assert items.find_owner(PROVIDER, AINO.subject) == person.id


def test_killed_after_any_write_the_next_sign_in_ends_the_same() -> None:
    for number in range(60):
        with MemoryDynamoDb().installed() as database:
            join(WorkJoining.AT_ONCE)
            database.kill_in = number
            try:
                enter()
            except Killed:
                pass
            else:
                assert number >= 3
                return

            person = enter()

            assert enter(replace(AINO, email="")).id == person.id
            assert [one.id for one in listing.everybody()] == [person.id]
    pytest.fail("it writes without end")


def test_who_is_not_known_does_not_come_in_where_the_programme_says_nothing() -> None:
    assert refusal() is Refusal.UNKNOWN
    assert queueing.length() == 0


def test_who_is_not_known_waits_where_the_programme_says_so_however_many_seats_are_free() -> None:
    join(WorkJoining.WAITING_LIST)

    assert refusal() is refusal() is Refusal.WAITING

    (place,) = queueing.queue()[0]
    assert (place.email, place.name, place.language) == (AINO.email, "Aino Virtanen", "sv")


def test_who_is_not_known_comes_in_at_once_where_a_seat_is_free_for_them() -> None:
    join(WorkJoining.AT_ONCE, seats=1)

    person = enter()

    assert (person.email, person.name, person.language) == (AINO.email, "Aino Virtanen", "sv")
    assert person.came_by is WayIn.WORK_ACCOUNT
    assert enter(replace(AINO, email="")).id == person.id
    ville = replace(AINO, subject="ville", email="ville@virasto.example")
    assert refusal(ville) is Refusal.WAITING
    assert [place.email for place in queueing.queue()[0]] == [ville.email]


def test_nobody_overtakes_those_who_wait() -> None:
    join(WorkJoining.AT_ONCE, seats=1)
    queueing.join("jono@virasto.example", "Jono", "fi", NOW - timedelta(days=1))

    assert refusal() is Refusal.WAITING

    assert [place.email for place in queueing.queue()[0]] == ["jono@virasto.example", AINO.email]


def test_the_last_seat_that_another_takes_in_the_same_moment_is_not_given_twice(
    database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(WorkJoining.AT_ONCE, seats=1)
    monkeypatch.setattr(queueing, "seat_is_free", lambda: invite("nopea@virasto.example") is not None)

    assert refusal() is Refusal.WAITING


def test_an_address_outside_the_programmes_domains_does_not_join() -> None:
    join(WorkJoining.AT_ONCE, mail_domains=("laitos.example",))

    assert refusal() is Refusal.UNKNOWN
    assert enter(replace(AINO, email="aino@laitos.example")).came_by is WayIn.WORK_ACCOUNT


@pytest.mark.parametrize(
    ("name", "called"),
    [("Aino Virtanen", "Aino Virtanen"), ("", "Aino Maria Virtanen"), ("A" * 200, "A" * 80), ("Aino\n\x00V", "Aino V")],
)
def test_a_newcomer_is_called_as_the_provider_says_or_as_their_address(name: str, called: str) -> None:
    join(WorkJoining.AT_ONCE)
    claims = claimed(name=name, email="aino.maria.virtanen@virasto.example")

    assert enter(rules.identity_of(claims, "WorkAccount", PROVIDER)).name == called


def test_the_export_of_ones_own_data_has_the_account() -> None:
    person = invite()
    enter()

    (found,) = exports.data_of(person, NOW)["work_account"]

    assert (found["provider"], found["subject"]) == (PROVIDER, AINO.subject)


def claimed(**claims: Any) -> dict[str, Any]:
    identities = [{"providerName": "WorkAccount", "userId": "subject-aino", "providerType": "OIDC"}]
    return {"identities": identities, "email": "Aino@virasto.example", "name": "Aino", **claims}


@pytest.mark.parametrize(
    ("said", "verified"),
    [({}, None), ({"": ""}, None), ({"custom:work_verified": "True"}, True), ({"custom:work_verified": "true"}, True)]
    + [({"custom:work_verified": no}, False) for no in ("false", "False", "0", "no", "null")]
    + [({"email_verified": False}, None)],
)
def test_only_what_the_provider_itself_says_of_an_address_counts(said: dict[str, str], verified: bool | None) -> None:
    found = rules.identity_of(claimed(**said), "WorkAccount", PROVIDER)

    assert found == WorkIdentity(PROVIDER, "subject-aino", "aino@virasto.example", "Aino", verified)


def test_a_token_without_identities_names_the_account_by_the_pools_user() -> None:
    claims = {"cognito:username": "WorkAccount_sub_with_Lines", "email": "aino@virasto.example"}

    assert rules.identity_of(claims, "WorkAccount", PROVIDER).subject == "sub_with_Lines"


def _of(**identity: Any) -> Callable[[], dict[str, Any]]:
    return lambda: claimed(identities=[{"providerName": "WorkAccount", "userId": "x", **identity}])


@pytest.mark.parametrize(
    "claims",
    [
        lambda: claimed(identities=[]),
        lambda: claimed(identities=["WorkAccount"]),
        lambda: {"cognito:username": "01a22f8f-0353-758b-94c9-0c0fd23ca606", "email": "aino@virasto.example"},
        lambda: {"cognito:username": "WorkAccount_", "email": "aino@virasto.example"},
        lambda: {"cognito:username": "Another_subject-aino", "email": "aino@virasto.example"},
        lambda: claimed(identities=[], **{"cognito:username": "WorkAccount_subject-aino"}),
        _of(providerName="Google"),
        _of(userId=""),
        _of(userId=None),
        _of(userId="x" * 256),
    ],
)
def test_a_token_that_came_another_way_is_no_work_account(claims: Callable[[], dict[str, Any]]) -> None:
    with pytest.raises(NotSignedIn):
        rules.identity_of(claims(), "WorkAccount", PROVIDER)
