"""Queueing of fan-outs: each is looked at at once, and a minute later for what was under way."""

from types import SimpleNamespace
from typing import Any

import pytest

from lahetti.core import aws
from lahetti.mail import fanouts


def test_a_fan_out_is_looked_at_at_once_and_a_minute_later(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    queue = SimpleNamespace(send_message=lambda **message: sent.append(message))
    monkeypatch.setattr(aws, "client", {"sqs": queue}.__getitem__)
    monkeypatch.setattr(fanouts, "configuration", lambda: SimpleNamespace(fan_outs_queue="https://queue"))

    fanouts.queue(["recalled#x", "moved#y"])

    assert [(message["MessageBody"], message["DelaySeconds"]) for message in sent] == [
        ("recalled#x", 0),
        ("recalled#x", 60),
        ("moved#y", 0),
        ("moved#y", 60),
    ]
    assert {message["QueueUrl"] for message in sent} == {"https://queue"}
