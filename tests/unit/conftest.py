"""Unit tests open no socket: what needs a cloud is an integration test."""

import pytest


@pytest.fixture(autouse=True)
def _without_network(socket_disabled: None) -> None:
    """Refuse every socket, to this machine, too."""
