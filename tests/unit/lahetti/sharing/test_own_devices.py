from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.sharing import items, links, own_devices
from tests.memory_dynamodb.client import MemoryDynamoDb, refusal

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = "2026-11-25"
PHONE, LAPTOP = ("192.0.2.1", "Phone"), ("192.0.2.1", "Laptop")


@pytest.fixture(autouse=True)
def _fresh_process(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    database.written.clear()
    monkeypatch.setattr(own_devices, "_keys", {})
    monkeypatch.setattr(own_devices, "_known", set())


def visitor_of(device: tuple[str, str], day: str = DAY) -> str:
    key = items.visitor_key(day, b"other", NOW)
    assert len(key) == links.VISITOR_KEY_BYTES
    return links.visitor_of(key, *device)


def devices_of(person: str, day: str = DAY) -> dict[str, int]:
    return items.own_devices_of([(person, day)])[person, day]


def test_every_device_of_a_day_is_known_from_its_first_use_on() -> None:
    own_devices.mark("aino", PHONE, NOW)
    own_devices.mark("aino", LAPTOP, NOW + timedelta(minutes=1))
    own_devices.mark("aino", PHONE, NOW + timedelta(minutes=2))

    second = int(NOW.timestamp())
    assert devices_of("aino") == {visitor_of(PHONE): second, visitor_of(LAPTOP): second + 60}
    assert devices_of("berit") == {}


def test_another_process_leaves_the_first_use_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    own_devices.mark("aino", PHONE, NOW)
    monkeypatch.setattr(own_devices, "_known", set())

    own_devices.mark("aino", PHONE, NOW + timedelta(hours=1))

    assert devices_of("aino") == {visitor_of(PHONE): int(NOW.timestamp())}


def test_a_device_is_written_once_a_day(database: MemoryDynamoDb) -> None:
    own_devices.mark("aino", PHONE, NOW)
    database.written.clear()

    own_devices.mark("aino", PHONE, NOW + timedelta(hours=1))
    assert not database.written

    own_devices.mark("aino", PHONE, NOW + timedelta(days=1))
    tomorrow = visitor_of(PHONE, "2026-11-26")
    assert devices_of("aino", "2026-11-26") == {tomorrow: int(NOW.timestamp()) + 24 * 3600}
    assert tomorrow != visitor_of(PHONE)


def test_the_visitors_key_is_the_one_that_the_redirect_uses() -> None:
    own_devices.mark("aino", PHONE, NOW)

    expires = links.visitor_key_expires(DAY, ZoneInfo("Europe/Helsinki"))
    item = items.VisitorKeyItem.get(f"KEY#{DAY}")
    assert item.expires == int(expires.timestamp())


def test_a_busy_store_holds_nobody_up_and_the_next_request_tries_again(database: MemoryDynamoDb) -> None:
    def throttle(operation: str, _: object) -> None:
        raise refusal(operation, "ThrottlingException")

    database.before = throttle
    own_devices.mark("aino", PHONE, NOW)
    database.before = lambda *_: None
    assert devices_of("aino") == {}

    own_devices.mark("aino", PHONE, NOW)

    assert len(devices_of("aino")) == 1


def test_a_set_of_devices_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "_MOST_DEVICES", 3)

    for number in range(5):
        own_devices.mark("aino", ("192.0.2.1", f"browser {number}"), NOW)

    assert len(devices_of("aino")) == 3
