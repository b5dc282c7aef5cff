"""What admins see of a survey, and in its file: no more than may be shown, before beside after."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from console.framework.context import PageContext
from console.framework.export import as_csv
from console.pages.surveys import survey as page
from lahetti.core.small_groups import Hidden
from lahetti.surveys import conducting, tokens
from lahetti.surveys.model import STATEMENTS, SurveyKind
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.surveys import SURVEY, SurveyWorld, survey_world
from tests.unit.functions.console.test_handler import person

AFTER = "0b0e8a52-3f4f-4b57-9d4c-6a5a3b1f0c22"


@pytest.fixture
def world(database: MemoryDynamoDb) -> Any:
    with survey_world(database) as world:
        world.join(12, "ita")
        world.join(8, "lansi")
        yield world


def run(world: SurveyWorld, survey: str, kind: SurveyKind, answering: Mapping[int, str]) -> None:
    """Ask, let people answer with one rating each, and close."""
    world.draft(kind, survey)
    world.start(survey)
    for number, rating in answering.items():
        form = dict.fromkeys(STATEMENTS, rating) | {"text": "=1+1"}
        token = tokens.token_of(survey, world.people[number].id)
        assert world.post(token, form, origin="https://lahetti.example")["statusCode"] == 200
    conducting.close(survey, "admin", world.now)
    world.night()


def context(world: SurveyWorld, survey: str, **query: str) -> PageContext:
    return PageContext(person(), "/console/surveys/{survey}", f"/console/surveys/{survey}", query, world.now)


def shown(world: SurveyWorld, survey: str, **query: str) -> dict[str, Any]:
    return dict(page.one_survey.view(context(world, survey, **query), survey))


def file_of(world: SurveyWorld, survey: str, **query: str) -> list[dict[str, Any]]:
    assert page.one_survey.lines is not None
    return [dict(line) for line in page.one_survey.lines[1](context(world, survey, **query), survey)]


def test_after_stands_beside_before_by_itself_the_later_one_first(world: SurveyWorld) -> None:
    run(world, SURVEY, SurveyKind.BEFORE, dict.fromkeys(range(8), "2"))
    world.now += timedelta(days=50)
    run(world, AFTER, SurveyKind.AFTER, dict.fromkeys(range(4, 14), "4"))

    for survey in (SURVEY, AFTER):
        found = shown(world, survey)
        assert (found["later"].survey.id, found["earlier"].survey.id) == (AFTER, SURVEY)
        assert [row[1:] for row in found["groups"]["goals"]] == [(80.0, "4,0", 40.0, "2,0")] * 4
        assert len(found["groups"]["daily_use"]) == 3
    alone = shown(world, AFTER, against="-")
    assert alone["other"] is None
    assert [row[1:] for row in alone["groups"]["goals"]] == [(80.0, "4,0", None, None)] * 4


def test_the_file_says_what_the_page_says_and_no_text_is_a_formula(world: SurveyWorld) -> None:
    run(world, SURVEY, SurveyKind.BEFORE, dict.fromkeys(range(6), "2"))
    world.now += timedelta(days=50)
    run(world, AFTER, SurveyKind.AFTER, dict.fromkeys(range(7), "4"))
    lines = file_of(world, AFTER)

    means = [line for line in lines if line["mean"] is not None]
    assert {(line["group"], line["answers"], line["mean"], line["compared_mean"]) for line in means} == {
        ("Kaikki", 7, 4.0, 2.0),
        ("ita", 7, 4.0, None),
    }
    assert len(means) == 2 * len(STATEMENTS)
    assert [line["text"] for line in lines if line["text"]] == ["=1+1"] * 7
    assert ";'=1+1" in as_csv(lines, context(world, AFTER).texts)


def test_of_fewer_than_five_answers_nothing_is_shown(world: SurveyWorld) -> None:
    run(world, SURVEY, SurveyKind.ANY, dict.fromkeys(range(4), "5"))
    found = shown(world, SURVEY)

    assert (found["results"].answers, found["results"].means, found["teams"]) == (Hidden.FEW, None, [])
    assert file_of(world, SURVEY) == []


def test_a_survey_under_way_tells_how_many_have_answered_and_nothing_else(world: SurveyWorld) -> None:
    world.draft()
    world.start()
    for number in range(9):
        form = dict.fromkeys(STATEMENTS, "5")
        world.post(tokens.token_of(SURVEY, world.people[number].id), form, origin="https://lahetti.example")
    found = shown(world, SURVEY)

    assert (found["is_open"], found["results"].answers, found["results"].rate) == (True, 9, 0.45)
    assert (found["results"].means, found["results"].texts, found["teams"]) == (None, None, [])
    assert file_of(world, SURVEY) == []
