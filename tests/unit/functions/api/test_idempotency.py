"""Creates that are sent again: one answer a key, and a key that a killed function does not hold for long."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools.utilities import idempotency as powertools
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyItemAlreadyExistsError
from aws_lambda_powertools.utilities.idempotency.persistence.base import BasePersistenceLayer
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord

from api import idempotency
from api.application import app
from lahetti.core.errors import Conflict, Invalid

LEFT_MILLISECONDS = 9_000


class Records(BasePersistenceLayer):
    """Records in memory, as the table keeps them: one that is there is refused until its time in progress is over."""

    kept: dict[str, DataRecord]

    def _get_record(self, idempotency_key: str) -> DataRecord:
        return self.kept[idempotency_key]

    def _put_record(self, data_record: DataRecord) -> None:
        found = self.kept.get(data_record.idempotency_key)
        now = datetime.now(UTC).timestamp() * 1000
        if found and not (found.in_progress_expiry_timestamp and found.in_progress_expiry_timestamp < now):
            raise IdempotencyItemAlreadyExistsError
        self.kept[data_record.idempotency_key] = data_record

    def _update_record(self, data_record: DataRecord) -> None:
        self.kept[data_record.idempotency_key] = data_record

    def _delete_record(self, data_record: DataRecord) -> None:
        del self.kept[data_record.idempotency_key]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, DataRecord]:
    """The records of a function that has nine seconds left."""
    records: dict[str, DataRecord] = {}

    def layer(*_: Any, **__: Any) -> Records:
        made = Records()
        made.kept = records
        return made

    monkeypatch.setattr(powertools, "DynamoDBPersistenceLayer", layer)
    monkeypatch.setattr(idempotency, "configuration", lambda: SimpleNamespace(transient_table="transient"))
    monkeypatch.setattr(idempotency, "header", {"idempotency-key": "key"}.get)
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: LEFT_MILLISECONDS)
    monkeypatch.setattr(app, "lambda_context", context, raising=False)
    return records


class Killed(BaseException):
    """The end of a process: nothing is tidied up."""


def create(body: dict[str, Any], answer: dict[str, Any] | BaseException) -> dict[str, Any]:
    def made() -> dict[str, Any]:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return idempotency.once("person", "POST /things", body, made)


def test_a_create_that_is_sent_again_gives_the_first_answer(kept: dict[str, DataRecord]) -> None:
    assert create({"a": 1}, {"id": 1}) == {"id": 1}
    assert create({"a": 1}, {"id": 2}) == {"id": 1}


def test_another_body_under_the_same_key_is_refused(kept: dict[str, DataRecord]) -> None:
    create({"a": 1}, {"id": 1})

    with pytest.raises(Invalid):
        create({"a": 2}, {"id": 2})


def test_a_function_that_is_killed_holds_the_key_for_the_rest_of_its_time_only(kept: dict[str, DataRecord]) -> None:
    before = datetime.now(UTC).timestamp() * 1000
    with pytest.raises(Killed):
        create({"a": 1}, Killed())
    (record,) = kept.values()
    until = record.in_progress_expiry_timestamp

    assert until is not None
    assert until - before == pytest.approx(LEFT_MILLISECONDS, abs=2_000)
    with pytest.raises(Conflict):
        create({"a": 1}, {"id": 1})
    record.in_progress_expiry_timestamp = int(before) - 1
    assert create({"a": 1}, {"id": 1}) == {"id": 1}
