"""Unit tests open no socket: what needs a cloud is an integration test. The store is one in memory."""

from collections.abc import Iterator
from dataclasses import MISSING, fields

import pytest

from lahetti.core.configuration import Configuration, configuration
from tests.memory_dynamodb.client import MemoryDynamoDb

_DEPLOYED = {"link_origin": "https://go.vero.fi", "time_zone": "Europe/Helsinki"}


@pytest.fixture(autouse=True)
def _without_network(socket_disabled: None) -> None:
    """Refuse every socket, to this machine, too."""


@pytest.fixture(autouse=True)
def _configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the environment be that of a deployment: a variable holds its name where the value does not matter."""
    for field in fields(Configuration):
        variable = f"LAHETTI_{field.name.upper()}"
        if field.default is MISSING:
            monkeypatch.setenv(variable, _DEPLOYED.get(field.name, field.name))
        else:
            monkeypatch.delenv(variable, raising=False)
    configuration.cache_clear()
    yield
    configuration.cache_clear()


@pytest.fixture
def database() -> Iterator[MemoryDynamoDb]:
    """Let `lahetti.dynamodb` talk to empty tables in memory."""
    with MemoryDynamoDb().installed() as memory:
        yield memory
