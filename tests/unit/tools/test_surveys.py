"""The surveys of the demo programme are such as a programme can have, and say what their file says."""

from datetime import UTC, datetime, timedelta
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from lahetti.surveys import items, results
from lahetti.surveys.model import STATEMENTS
from tests.memory_dynamodb.client import MemoryDynamoDb
from tools.programme.cast import read_cast
from tools.programme.surveys import answers_of, put_surveys, read_surveys

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Helsinki")


def test_answers_have_the_means_that_the_file_says() -> None:
    for survey in read_surveys():
        answers = answers_of(survey)

        assert len(answers) == survey.answered
        for statement in STATEMENTS:
            found = mean(answer.ratings[statement] for answer in answers)
            assert found == pytest.approx(survey.means[statement], abs=0.05)
        assert sorted(answer.text for answer in answers if answer.text) == sorted(survey.texts)


def test_the_survey_after_is_compared_with_the_one_before_and_each_mean_is_higher(database: MemoryDynamoDb) -> None:
    put_surveys(read_surveys(), read_cast(), NOW - timedelta(weeks=8), NOW, ZONE)
    after, before = items.surveys()

    assert results.comparable(after, [after, before]) == [before]
    assert results.are_pair(after, before)
    found, earlier = results.results(after), results.results(before)
    assert found.means is not None
    assert earlier.means is not None
    assert all(found.means[statement] > earlier.means[statement] for statement in STATEMENTS)
    assert found.texts is not None
    assert len(found.teams) >= 3
    assert after.closed is not None
    assert after.closed < NOW
