from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.security import secrets

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    values = {
        "PROGRAMME_TABLE": "programme",
        "TRAFFIC_TABLE": "traffic",
        "TRANSIENT_TABLE": "transient",
        "SECRET": "secret",
        "ENCRYPTION_KEY": "key",
        "USER_POOL": "eu-north-1_pool",
        "USER_POOL_CLIENT": "client",
        "SIGN_IN_ORIGIN": "https://signin.example",
        "WORK_CLIENT": "work",
        "WORK_PROVIDER": "https://login.example/v2.0 lahetti",
        "WORK_DOMAINS": "virasto.example,laitos.example",
        "WEB_ORIGIN": "https://lahetti.example",
        "LINK_ORIGIN": "https://go.example",
        "TIME_ZONE": "Europe/Helsinki",
        "PICTURES_BUCKET": "pictures",
        "SENDER": "lahetti@lahetti.example",
        "CONFIGURATION_SET": "mail",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"LAHETTI_{name}", value)
    configuration.cache_clear()
    monkeypatch.setattr(secrets, "session_keys", lambda: [b"a session key"])
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yield
    configuration.cache_clear()
