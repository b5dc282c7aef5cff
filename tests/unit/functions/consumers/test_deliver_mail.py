"""Mails and fan-outs of the outbox part ways at once: neither waits for the other's failure."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from consumers import deliver_mail, expand_fan_outs
from lahetti.core.configuration import Configuration
from lahetti.mail import delivery, fanouts
from lahetti.records.model import MailStep
from lahetti.settings.model import Settings
from tests.events import Context


class Outbox:
    """Notes what is queued and delivered; a fan-out called `broken` cannot be expanded, such a mail not delivered."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.queued: list[str] = []
        self.delivered: list[str] = []
        names = {**dict.fromkeys(Configuration._fields, ""), "time_zone": "Europe/Helsinki"}
        monkeypatch.setattr(deliver_mail, "configuration", lambda: Configuration(**names))
        monkeypatch.setattr(deliver_mail, "read_settings", Settings)
        monkeypatch.setattr(deliver_mail.metrics.provider, "namespace", "Lahetti")
        monkeypatch.setattr(expand_fan_outs, "read_settings", Settings)
        monkeypatch.setattr(fanouts, "queue", self.queue)
        monkeypatch.setattr(fanouts, "expand", self.expand)
        monkeypatch.setattr(delivery, "deliver_all", self.deliver_all)

    def queue(self, keys: Iterable[str]) -> None:
        self.queued += keys
        if "unqueued" in self.queued:
            raise RuntimeError("the queue is out of reach")

    def expand(self, key: str, *_: object) -> int:
        if key == "broken":
            raise RuntimeError("a bug")
        return 3

    def deliver_all(self, keys: Iterable[str], *_: object) -> Counter[MailStep]:
        self.delivered += keys
        if "broken" in self.delivered:
            raise ExceptionGroup("mails not delivered", [RuntimeError("a bug")])
        return Counter({MailStep.SENT: len(self.delivered)})


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> Outbox:
    return Outbox(monkeypatch)


def batch(*keys: str) -> dict[str, Any]:
    return {"Records": [{"dynamodb": {"Keys": {"pk": {"S": key}}}} for key in keys]}


def test_a_fan_out_that_cannot_be_expanded_holds_up_no_mail(outbox: Outbox) -> None:
    deliver_mail.lambda_handler(batch("FANOUT#broken", "MAIL#a", "MAIL#b#c"), Context())

    assert (outbox.queued, outbox.delivered) == (["broken"], ["a", "b#c"])


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_a_fan_out_that_cannot_be_queued_holds_up_no_mail_and_comes_again(outbox: Outbox) -> None:
    with pytest.raises(RuntimeError):
        deliver_mail.lambda_handler(batch("FANOUT#unqueued", "MAIL#a"), Context())

    assert outbox.delivered == ["a"]


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_a_mail_that_cannot_be_delivered_holds_up_no_fan_out(outbox: Outbox) -> None:
    with pytest.raises(ExceptionGroup):
        deliver_mail.lambda_handler(batch("MAIL#broken", "FANOUT#recalled#x"), Context())

    assert outbox.queued == ["recalled#x"]


def test_a_message_is_a_fan_out_and_one_that_fails_stays_in_the_queue(outbox: Outbox) -> None:
    assert expand_fan_outs.lambda_handler({"Records": [{"body": "recalled#x"}]}, Context()) == {"written": 3}
    with pytest.raises(RuntimeError):
        expand_fan_outs.lambda_handler({"Records": [{"body": "broken"}]}, Context())
