"""The signed callback: what is unsigned, old, replayed or unknown gets a clear answer, and twice is once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from standardwebhooks.webhooks import Webhook

from api import application, handler_conversions  # noqa: F401 (the handler adds its route)
from lahetti.campaigns import items, signatures
from lahetti.campaigns.model import Member
from lahetti.dynamodb.transactions import transact
from lahetti.security import secrets
from tests.campaigns import campaign, put_campaigns
from tests.events import rest_event
from tests.memory_dynamodb.client import MemoryDynamoDb, refusal

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OLD, NEW = b"o" * 32, b"n" * 32
BODY = {"click_id": "4fG7hJ2k.261124.9bQwErTy01", "goal": "account", "happened_at": "2026-11-25T11:59:00Z"}


@pytest.fixture(autouse=True)
def _campaign(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(secrets, "conversion_key", lambda: b"key")
    monkeypatch.setattr(signatures, "secrets", lambda: (OLD, NEW))
    put_campaigns(campaign())
    transact(*items.put_refs(Member("k", "c", {"facebook": "4fG7hJ2k"})))
    with time_machine.travel(NOW, tick=False):
        yield


def signed(body: str, secret: bytes = NEW, at: datetime = NOW, message: str = "msg_1") -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": f"v2,future {Webhook(secret).sign(message, at.replace(tzinfo=None), body)}",
    }


def report(body: dict[str, Any] = BODY, **changes: str) -> tuple[int, dict[str, Any]]:
    text = json.dumps(body)
    return sent(text, {**signed(text), **changes})


def sent(text: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    event = rest_event("POST", "/api/v1/conversions", headers=headers, body=text)
    answer = application.resolve(event, None)
    return answer["statusCode"], json.loads(answer["body"])


def test_twice_is_once_and_no_id_token_is_asked_for() -> None:
    assert report() == (200, {"counted": True})
    assert report() == (200, {"counted": False})


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_while_a_secret_changes_both_are_taken(secret: bytes) -> None:
    text = json.dumps(BODY)

    assert sent(text, signed(text, secret))[0] == 200


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"webhook-id": ""}, "webhook-id", "missing"),
        ({"webhook-signature": ""}, "webhook-signature", "missing"),
        ({"webhook-timestamp": ""}, "webhook-timestamp", "missing"),
        ({"webhook-timestamp": "yesterday"}, "webhook-timestamp", "old"),
        ({"webhook-timestamp": "nan"}, "webhook-timestamp", "old"),
        ({"webhook-id": "msg_2"}, "webhook-signature", "wrong"),
        ({"webhook-signature": "v1,AAAA"}, "webhook-signature", "wrong"),
        ({"webhook-signature": "v1"}, "webhook-signature", "wrong"),
        ({"webhook-signature": "v1,ä"}, "webhook-signature", "wrong"),
    ],
)
def test_what_no_site_has_signed_just_now_is_refused(changes: dict[str, str], field: str, reason: str) -> None:
    status, problem = report(**changes)

    assert (status, problem["code"], problem["field"], problem["reason"]) == (401, "unsigned", field, reason)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_message_is_refused_though_its_signature_is_right(minutes: int) -> None:
    text = json.dumps(BODY)

    status, problem = sent(text, signed(text, at=NOW + timedelta(minutes=minutes)))

    assert (status, problem["reason"], problem["limit"]) == (401, "old", 300)


def test_a_body_that_was_changed_on_the_way_is_refused() -> None:
    headers = signed(json.dumps(BODY))

    assert sent(json.dumps({**BODY, "goal": "other"}), headers)[1]["reason"] == "wrong"


def test_a_secret_of_nobody_is_refused() -> None:
    text = json.dumps(BODY)

    assert sent(text, signed(text, b"x" * 32))[0] == 401


def test_an_unknown_click_is_told_so() -> None:
    status, problem = report({**BODY, "click_id": "notthere.261124.9bQwErTy01"})

    assert (status, problem["code"], problem["field"], problem["limit"]) == (404, "unknown_click", "click_id", 30)


@pytest.mark.parametrize("field", ["click_id", "goal", "happened_at"])
def test_a_member_that_is_missing_is_named(field: str) -> None:
    status, problem = report({name: value for name, value in BODY.items() if name != field})

    assert (status, problem["field"]) == (422, field)


def test_a_deed_to_come_is_refused_by_its_name_in_the_body() -> None:
    status, problem = report({**BODY, "happened_at": "2026-11-25T12:10:00Z"})

    assert (status, problem["field"]) == (422, "happened_at")


def test_where_the_table_does_not_keep_up_the_site_is_told_to_come_again(database: MemoryDynamoDb) -> None:
    def overloaded(operation: str, _: object) -> None:
        if operation == "PutItem":
            raise refusal(operation, "ProvisionedThroughputExceededException")

    database.before = overloaded

    status, problem = report()

    assert (status, problem["code"]) == (503, "busy")
    database.before = lambda *_: None
    assert report() == (200, {"counted": True})
