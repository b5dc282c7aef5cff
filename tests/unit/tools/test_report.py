"""The demo's report is promised before its month, on every day of a year, and shows texts that its survey has."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.reports import promising
from tests.memory_dynamodb.client import MemoryDynamoDb
from tools.programme.cast import read_cast
from tools.programme.report import put_report, read_report
from tools.programme.surveys import put_surveys, read_surveys

ZONE = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize("day", [0, 1, 30, 31, 90, 364])
def test_it_is_written_whenever_the_programme_is_loaded(database: MemoryDynamoDb, day: int) -> None:
    now = datetime(2026, 11, 30, 9, tzinfo=UTC) + timedelta(days=day)
    put_surveys(read_surveys(), read_cast(), now - timedelta(weeks=8), now, ZONE)
    played = read_report()

    made = put_report(played, "maarit", now, ZONE)

    (report,) = promising.every_report()
    assert report == made
    assert report.written == now
    assert report.promised is not None
    assert report.promised.date() < report.first < report.last < now.date()
    assert report.goals == played.goals
    assert report.figures is not None
    assert set(report.figures.texts) == set(played.said)
    assert report.figures.after is not None
    assert report.figures.after.means is not None
