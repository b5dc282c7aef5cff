import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lahetti.core.configuration import configuration
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import Role, StrongerSignIn
from lahetti.people.passkeys import items, managing, proving
from lahetti.people.passkeys.model import LONGEST_NAME, MOST_PASSKEYS, Passkey, SignInAgain
from lahetti.security import identity, secrets
from lahetti.security.ceremonies import NotProven
from lahetti.security.sign_ins import Method, SignIn
from tests.authenticator import HAS_KEY, PRESENT, Authenticator
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
SIGN_IN = SignIn(AINO.id, NOW - timedelta(minutes=3))
ORIGIN, HOST = "https://lahetti.virasto.example", "lahetti.virasto.example"


@pytest.fixture(autouse=True)
def memory(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> MemoryDynamoDb:
    monkeypatch.setenv("LAHETTI_WEB_ORIGIN", ORIGIN)
    monkeypatch.setattr(secrets, "session_keys", lambda: ["a key"])
    configuration.cache_clear()
    return database


def device(**more: Any) -> Authenticator:
    return Authenticator(ORIGIN, HOST, **more)


def made(by: Authenticator, name: str = "Puhelin", **otherwise: Any) -> Passkey:
    options, ticket = managing.begin(AINO, SIGN_IN, NOW)
    return managing.make(AINO, ticket, by.make(options, **otherwise), name, NOW)


def proven(by: Authenticator, now: datetime = NOW, **otherwise: Any) -> str:
    options, ticket = proving.begin(now)
    return proving.prove(ticket, by.prove(options, **otherwise), now)


def kept() -> list[str]:
    return [passkey.name for passkey in items.passkeys_of(AINO.id)]


def test_who_has_made_a_passkey_signs_in_with_it_and_nothing_else() -> None:
    phone = device()
    passkey = made(phone)

    assert proven(phone, NOW + timedelta(days=3)) == AINO.id
    found = items.find_passkey(AINO.id, passkey.id)
    assert found is not None
    assert found.used == (NOW + timedelta(days=3)).date()
    assert found.credential.synced


def test_a_passkey_is_found_by_the_browser_and_demands_its_holder() -> None:
    make, _ = managing.begin(AINO, SIGN_IN, NOW)
    prove, _ = proving.begin(NOW)

    assert make["rp"]["id"] == prove["rpId"] == HOST
    assert make["authenticatorSelection"]["residentKey"] == "required"
    assert make["authenticatorSelection"]["userVerification"] == prove["userVerification"] == "required"
    assert not prove.get("allowCredentials")


def test_a_device_that_has_one_makes_no_second() -> None:
    phone = device()
    made(phone)

    options, _ = managing.begin(AINO, SIGN_IN, NOW)

    assert [one["id"] for one in options["excludeCredentials"]] == [items.passkeys_of(AINO.id)[0].credential.id]
    with pytest.raises(Conflict):
        made(phone)
    assert kept() == ["Puhelin"]


@pytest.mark.parametrize(
    "otherwise",
    [
        {"origin": "https://lahetti.virasto.example.evil.example"},
        {"origin": "http://lahetti.virasto.example"},
        {"challenge": "bm90IHdoYXQgd2FzIGFza2Vk"},
        {"type": "webauthn.create"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=["another origin", "without TLS", "another challenge", "another ceremony", "nobody verified", "nobody there"],
)
def test_an_answer_to_something_else_proves_nothing(otherwise: dict[str, Any]) -> None:
    phone = device()
    made(phone)

    with pytest.raises(NotProven):
        proven(phone, **otherwise)


def test_a_passkey_of_another_site_is_none_here() -> None:
    with pytest.raises(NotProven):
        made(Authenticator(ORIGIN, "virasto.example"))
    assert kept() == []


def test_a_passkey_that_verifies_nobody_is_not_kept() -> None:
    with pytest.raises(NotProven):
        made(device(), flags=PRESENT | HAS_KEY)
    assert kept() == []


def test_a_challenge_is_answered_once() -> None:
    phone = device()
    made(phone)
    options, ticket = proving.begin(NOW)
    answer = phone.prove(options)

    assert proving.prove(ticket, answer, NOW) == AINO.id
    with pytest.raises(NotProven):
        proving.prove(ticket, answer, NOW)


def test_a_wrong_answer_does_not_use_a_challenge_up() -> None:
    phone = device()
    made(phone)
    options, ticket = proving.begin(NOW)

    with pytest.raises(NotProven):
        proving.prove(ticket, phone.prove(options, origin="https://evil.example"), NOW)
    assert proving.prove(ticket, phone.prove(options), NOW) == AINO.id


def test_a_copied_key_is_found_out_by_its_count() -> None:
    key = device(counts=True)
    made(key)
    copy = replace(key)
    assert proven(key) == AINO.id
    assert proven(key) == AINO.id

    with pytest.raises(NotProven):
        proven(copy)
    assert proven(key) == AINO.id


def test_another_key_under_the_same_id_proves_nothing() -> None:
    phone = device()
    made(phone)
    thief = device(credential=phone.credential, handle=phone.handle)

    with pytest.raises(NotProven):
        proven(thief)


def test_somebody_elses_handle_finds_nothing() -> None:
    phone = device()
    made(phone)
    phone.handle = "c29tZWJvZHk"

    with pytest.raises(NotProven):
        proven(phone)


def test_a_removed_passkey_opens_nothing() -> None:
    phone = device()
    passkey = made(phone)

    managing.remove(AINO, passkey.id, SIGN_IN)

    with pytest.raises(NotProven):
        proven(phone)
    with pytest.raises(NotFound):
        managing.remove(AINO, passkey.id, SIGN_IN)


def test_an_admin_gives_up_the_devices_of_somebody_who_lost_one_and_may_do_so_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(identity, "revoke_all", lambda _: None)
    transact(people_items.put_person(AINO))
    phones = [device(), device()]
    for phone in phones:
        made(phone)

    for moment in (NOW, NOW + timedelta(minutes=1)):
        managing.give_up_devices(AINO.id, "admin", moment)
        stored = people_items.find_person(AINO.id)
        assert stored is not None
        assert stored.came_too_early(SignIn(AINO.id, moment - timedelta(seconds=1)))
    for phone in phones:
        with pytest.raises(NotProven):
            proven(phone)


@pytest.mark.parametrize("ticket", [None, "", "x", "of making", "late"])
def test_an_answer_without_its_ticket_proves_nothing(ticket: str | None) -> None:
    phone = device()
    made(phone)
    options, own = proving.begin(NOW)
    _, of_making = managing.begin(AINO, SIGN_IN, NOW)
    now = NOW + timedelta(minutes=10) if ticket == "late" else NOW

    with pytest.raises(NotProven):
        proving.prove({"of making": of_making, "late": own}.get(str(ticket), ticket), phone.prove(options), now)


def test_a_passkey_is_made_for_whom_the_ticket_was_given() -> None:
    options, ticket = managing.begin(AINO, SIGN_IN, NOW)
    other = replace(AINO, id="bertta", email="bertta@virasto.example")

    with pytest.raises(NotProven):
        managing.make(other, ticket, device().make(options), "Puhelin", NOW)


def test_no_passkey_is_made_long_after_signing_in() -> None:
    with pytest.raises(SignInAgain):
        managing.begin(AINO, SignIn(AINO.id, NOW - timedelta(minutes=61)), NOW)


BOSS = replace(AINO, id="boss", email="boss@virasto.example", role=Role.ADMIN)


@pytest.mark.parametrize("method", [Method.CODE, None])
def test_who_reads_an_admins_mail_makes_no_second_passkey_and_takes_none_away(method: Method | None) -> None:
    first, ticket = managing.begin(BOSS, SignIn(BOSS.id, NOW, method), NOW)
    kept = managing.make(BOSS, ticket, device().make(first), "Oma", NOW)

    with pytest.raises(StrongerSignIn):
        managing.begin(BOSS, SignIn(BOSS.id, NOW, method), NOW)
    with pytest.raises(StrongerSignIn):
        managing.remove(BOSS, kept.id, SignIn(BOSS.id, NOW, method))
    managing.begin(BOSS, SignIn(BOSS.id, NOW, Method.PASSKEY), NOW)
    managing.remove(BOSS, kept.id, SignIn(BOSS.id, NOW, Method.WORK))


def test_passkeys_are_named() -> None:
    passkey = made(device(), "  Työ-\nkone ")

    assert kept() == ["Työ- kone"]
    assert managing.rename(AINO.id, passkey.id, "Kannettava").name == "Kannettava"
    for bad in ("", " \n", "x" * (LONGEST_NAME + 1)):
        with pytest.raises(Invalid) as refused:
            managing.rename(AINO.id, passkey.id, bad)
        assert refused.value.limit == LONGEST_NAME
    assert kept() == ["Kannettava"]


def test_there_are_so_many_and_no_more() -> None:
    for _ in range(MOST_PASSKEYS):
        made(device())

    with pytest.raises(Conflict):
        made(device())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(
    part=st.sampled_from(
        [
            "id",
            "rawId",
            "type",
            "response",
            "clientDataJSON",
            "authenticatorData",
            "signature",
            "attestationObject",
            "userHandle",
        ]
    ),
    value=_JSON,
)
def test_a_damaged_answer_proves_nothing_whatever_it_is(part: str, value: Any) -> None:
    phone = device()
    with MemoryDynamoDb().installed():
        options, ticket = managing.begin(AINO, SIGN_IN, NOW)
        making = phone.make(options)
        _damage(making, part, value)
        with contextlib.suppress(NotProven):
            managing.make(AINO, ticket, making, "Puhelin", NOW)
        options, ticket = proving.begin(NOW)
        answer = phone.prove(options)
        _damage(answer, part, value)
        with pytest.raises(NotProven):
            proving.prove(ticket, answer, NOW)


def _damage(answer: dict[str, Any], part: str, value: Any) -> None:
    where = answer if part in answer else answer["response"]
    where[part] = value
