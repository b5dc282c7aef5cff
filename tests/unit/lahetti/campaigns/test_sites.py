from base64 import b64decode
from datetime import UTC, datetime

import pytest
import time_machine

from lahetti.campaigns import signatures, sites
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.security import encryption
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _sealed(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encryption, "encrypt", lambda plain, site: f"{site}:".encode() + plain[::-1])
    monkeypatch.setattr(encryption, "decrypt", lambda sealed, site: sealed.removeprefix(f"{site}:".encode())[::-1])


def taken() -> tuple[bytes, ...]:
    """What a process that starts now takes."""
    signatures._SECRETS.clear()
    return signatures.secrets()


def raw(secret: str | None) -> bytes:
    return b64decode((secret or "").removeprefix("whsec_"))


def test_a_secret_is_shown_once_and_kept_sealed(database: MemoryDynamoDb) -> None:
    made, secret = sites.add(" vero.fi ", "admin", NOW, "s")

    assert (made.name, len(raw(secret))) == ("vero.fi", 32)
    assert taken() == (raw(secret),)
    assert sites.add("vero.fi", "admin", NOW, "s") == (made, None)
    assert raw(secret) not in made.secrets[0].sealed
    assert str(secret) not in str(list(database.programme.states))


def test_while_a_secret_changes_there_are_two_and_no_third() -> None:
    _, first = sites.add("vero.fi", "admin", NOW, "s")
    changed, second = sites.change_secret("s", 1, "admin", NOW)

    assert taken() == (raw(first), raw(second))
    with pytest.raises(Conflict) as refused:
        sites.change_secret("s", changed.edition, "admin", NOW)
    assert refused.value.reason == "two_secrets"
    sites.retire_secret("s", "admin", NOW)
    sites.retire_secret("s", "admin", NOW)
    assert taken() == (raw(second),)


def test_a_form_sent_twice_makes_no_secret_that_nobody_sees() -> None:
    sites.add("vero.fi", "admin", NOW, "s")
    sites.change_secret("s", 1, "admin", NOW)
    sites.retire_secret("s", "admin", NOW)

    with pytest.raises(Conflict):
        sites.change_secret("s", 1, "admin", NOW)


def test_what_a_removed_site_signs_is_taken_no_more() -> None:
    sites.add("vero.fi", "admin", NOW, "s")
    sites.remove("s", "admin", NOW)

    assert taken() == ()
    with pytest.raises(NotFound):
        sites.find("s")


def test_a_retired_secret_is_taken_for_a_minute_at_most() -> None:
    sites.add("vero.fi", "admin", NOW, "s")
    with time_machine.travel(NOW, tick=False) as clock:
        assert len(taken()) == 1
        sites.remove("s", "admin", NOW)
        clock.shift(59)
        assert len(signatures.secrets()) == 1
        clock.shift(2)
        assert signatures.secrets() == ()


@pytest.mark.parametrize("name", ["", "a" * 81, "a\nb"])
def test_a_site_has_a_name(name: str) -> None:
    with pytest.raises(Invalid):
        sites.add(name, "admin", NOW, "s")


def test_there_are_at_most_ten_sites() -> None:
    for number in range(10):
        sites.add(f"Sivusto {number}", "admin", NOW, str(number))

    with pytest.raises(Conflict) as refused:
        sites.add("Yksi liikaa", "admin", NOW, "x")
    assert refused.value.limit == 10
