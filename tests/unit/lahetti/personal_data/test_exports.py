from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.core import aws
from lahetti.core.errors import TooManyRequests
from lahetti.personal_data import exports, files
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Bucket:
    """Holds what is put into it, and lets each object be fetched at an address of its own."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, Any]] = {}

    def put_object(self, *, Key: str, **of: Any) -> None:  # noqa: N803
        self.objects[Key] = of

    def delete_object(self, *, Key: str, **_: Any) -> None:  # noqa: N803
        self.objects.pop(Key, None)

    def generate_presigned_url(self, _: str, *, Params: dict[str, str], ExpiresIn: int) -> str:  # noqa: N803
        return f"https://files.example/{Params['Key']}?{ExpiresIn}"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    bucket = Bucket()
    monkeypatch.setattr(aws, "client", lambda _: bucket)
    return bucket


def test_a_person_gets_their_data_once_a_quarter_of_an_hour(database: MemoryDynamoDb, bucket: Bucket) -> None:
    exports.export_to_files(AINO, NOW)
    with pytest.raises(TooManyRequests):
        exports.export_to_files(AINO, NOW + timedelta(minutes=14))
    exports.export_to_files(AINO, NOW + timedelta(minutes=15))

    assert len(bucket.objects) == 2


def test_json_is_saved_and_the_page_is_shown_in_the_persons_language(database: MemoryDynamoDb, bucket: Bucket) -> None:
    made = exports.export_to_files(replace(AINO, language="sv"), NOW)

    kept = {f"https://files.example/{name}?600": of for name, of in bucket.objects.items()}
    json, page = kept[made.url], kept[made.page_url]
    assert (json["ContentType"], page["ContentType"]) == ("application/json", "text/html; charset=utf-8")
    assert json["ContentDisposition"] == 'attachment; filename="lahetti-2026-11-25.json"'
    assert page["ContentDisposition"] == 'inline; filename="lahetti-2026-11-25.html"'
    assert json["CacheControl"] == page["CacheControl"] == "no-store"
    assert (len(json["Body"]), '<html lang="sv">' in page["Body"].decode()) == (made.bytes, True)


def test_an_export_is_deleted_in_every_form(database: MemoryDynamoDb, bucket: Bucket) -> None:
    exports.export_to_files(AINO, NOW)

    files.delete_export(AINO.id)

    assert bucket.objects == {}
