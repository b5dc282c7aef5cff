from datetime import UTC, datetime, timedelta

import pytest

from lahetti.core.errors import TooManyRequests
from lahetti.personal_data import exports, files
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_a_person_gets_one_file_a_quarter_of_an_hour(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> None:
    put: list[str] = []
    monkeypatch.setattr(files, "put_export", lambda _, called, *__: put.append(called) or "https://files.example/x")

    exports.export_to_file(AINO, NOW)
    with pytest.raises(TooManyRequests):
        exports.export_to_file(AINO, NOW + timedelta(minutes=14))
    exports.export_to_file(AINO, NOW + timedelta(minutes=15))

    assert len(put) == 2
