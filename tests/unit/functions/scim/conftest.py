"""A connected directory, a store in memory, and a user pool that notes what it is told."""

from datetime import UTC, datetime

import pytest

from lahetti.core import clock
from lahetti.security import identity, secrets
from tests.directory import Directory
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def revoked() -> list[str]:
    """Whose refresh tokens were revoked."""
    return []


@pytest.fixture
def directory(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch, revoked: list[str]) -> Directory:
    monkeypatch.setattr(identity, "create_sign_in", lambda *_: None)
    monkeypatch.setattr(identity, "change_email", lambda *_: None)
    monkeypatch.setattr(identity, "revoke_all", revoked.append)
    monkeypatch.setattr(secrets, "waiting_key", lambda: b"waiting")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Directory.connected(NOW)
