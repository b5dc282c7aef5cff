"""Unit tests open no socket: what needs a cloud is an integration test. The store is one in memory."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from lahetti.core.configuration import Configuration, configuration
from lahetti.core.texts import catalogue
from lahetti.dynamodb.transactions import Put
from lahetti.mail.witness import RACES_WITH_OFFERS
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.security import secrets
from lahetti.settings import versions as settings_versions
from tests.memory_dynamodb.client import MemoryDynamoDb

_DEPLOYED = {"link_origin": "https://go.vero.fi", "time_zone": "Europe/Helsinki"}


@pytest.fixture(autouse=True)
def _without_network(socket_disabled: None) -> None:
    """Refuse every socket, to this machine, too."""


@pytest.fixture(autouse=True)
def _configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the environment be that of a deployment: a variable holds its name where the value does not matter."""
    for field in Configuration._fields:
        variable = f"LAHETTI_{field.upper()}"
        if field not in Configuration._field_defaults:
            monkeypatch.setenv(variable, _DEPLOYED.get(field, field))
        else:
            monkeypatch.delenv(variable, raising=False)
    configuration.cache_clear()
    RACES_WITH_OFFERS.clear()
    monkeypatch.setattr(secrets, "left_key", lambda: b"left")  # every invitation asks for it
    yield
    configuration.cache_clear()


@pytest.fixture(autouse=True)
def _logged_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse a change in the audit log of which a thing or a field has no words in the console's catalogue."""
    words, entry = catalogue("console", "fi"), audit.entry

    def entered(who: str, what: AuditAction, subject: str, now: datetime, **changes: Any) -> Put:
        fields = {name for logged in changes.values() for name in logged or {}}
        wanted = {f"change.kind.{subject.partition('#')[0].lower()}", *(f"change.field.{name}" for name in fields)}
        assert wanted <= set(words), f"console.*.json lacks {sorted(wanted - set(words))}, which {what} logs"
        return entry(who, what, subject, now, **changes)

    monkeypatch.setattr(audit, "entry", entered)


@pytest.fixture
def database() -> Iterator[MemoryDynamoDb]:
    """Let `lahetti.dynamodb` talk to empty tables in memory, of whose settings nothing is remembered."""
    settings_versions._CURRENT.clear()
    with MemoryDynamoDb().installed() as memory:
        yield memory
    settings_versions._CURRENT.clear()
