"""The nights of a survey: answers move, teams are summed up, and what is not needed any more is forgotten."""

import random
from statistics import mean

import pytest

from lahetti.core.small_groups import Hidden
from lahetti.personal_data import items as personal
from lahetti.personal_data.items import Whose
from lahetti.surveys import conducting, items, results
from lahetti.surveys.items import SurveyTokenItem
from lahetti.surveys.model import STATEMENTS, Survey, SurveyKind, SurveyState
from tests.memory_dynamodb.client import Killed
from tests.surveys import GOOD, SURVEY, SurveyWorld


def test_answers_wait_sealed_until_the_survey_is_over_and_then_come_at_once(world: SurveyWorld) -> None:
    world.start()
    counts = []
    for answering in (range(9), range(9, 12)):
        world.answer(*answering)
        world.night()
        counts.append((world.moved(), world.waiting(), results.results(world.survey()).answers))
    world.end()
    counts.append((world.moved(), world.waiting(), results.results(world.survey()).answers))

    assert counts == [(0, 9, 9), (0, 12, 12), (12, 0, 12)]


def test_how_many_have_answered_is_known_before_the_end_and_what_they_said_is_not(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(4))
    few = results.results(world.survey())
    world.answer(*range(4, 10), text="Sana")
    found = results.results(world.survey())

    assert (few.answers, few.rate) == (Hidden.FEW, None)
    assert (found.answers, found.rate, found.means, found.texts, found.teams) == (10, 0.5, None, None, {})


def test_results_come_with_the_fifth_answer_and_texts_with_the_fifth_text(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(4), text="Hyvä")
    world.answer(4, 5)
    world.end()
    found = results.results(world.survey())

    assert (found.answers, found.rate) == (6, 6 / 20)
    ratings = [answer.ratings for answer in items.answers(SURVEY)]
    assert found.means == {name: pytest.approx(mean(one[name] for one in ratings)) for name in STATEMENTS}
    assert found.texts is None


def test_five_texts_are_shown_in_no_order(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(12), text="Sana")
    world.end()
    texts = results.results(world.survey()).texts

    assert texts is not None
    assert sorted(texts) == sorted(f"Sana {number}" for number in range(12))
    assert list(texts) != sorted(texts, key=lambda text: int(text.split()[1]))


def test_a_survey_that_nobody_answered_has_no_results_and_is_finished(world: SurveyWorld) -> None:
    world.start()
    world.end()
    found = results.results(world.survey())

    assert (found.answers, found.rate, found.means, found.texts, found.teams) == (Hidden.FEW, None, None, None, {})
    assert world.survey().collected


def test_fewer_than_five_answers_are_never_kept(world: SurveyWorld) -> None:
    world.start()
    world.answer(0, 1, 2, 3)
    world.end()

    assert (world.moved(), world.waiting(), results.results(world.survey()).answers) == (0, 0, Hidden.FEW)


def test_how_many_have_answered_stays_away_where_one_to_four_have_not(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(18))
    world.end()
    found = results.results(world.survey())

    assert (found.answers, found.rate) == (Hidden.ALL_BUT_FEW, None)
    assert found.means is not None


def test_teams_are_summed_up_after_the_close_and_small_ones_forgotten(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(7), *range(12, 17))
    world.end()
    found = results.results(world.survey())

    assert {team: one.answers for team, one in found.teams.items()} == {"ita": 7, "lansi": Hidden.ALL_BUT_FEW}
    assert found.means is not None
    for name in STATEMENTS:
        parts = 7 * found.teams["ita"].means[name] + 5 * found.teams["lansi"].means[name]
        assert parts / 12 == pytest.approx(found.means[name])


def test_after_the_last_night_nobody_knows_who_has_not_answered(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(10), text="Sana")
    world.end()

    assert items.invitations(SURVEY) == []
    assert world.survey().collected


def test_a_survey_closes_by_itself_at_the_end_of_its_last_day(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(6))
    nights = [world.night() for _ in range(16)]

    assert [night.closed for night in nights].index(1) == 14
    assert (world.survey().state, world.survey().closed) == (SurveyState.CLOSED, world.survey().closes)
    assert sum(night.moved for night in nights) == 6


def test_an_answer_that_is_under_way_at_the_close_is_waited_for(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(6))
    world.now = world.now.replace(day=3, hour=2, minute=20)
    conducting.close(SURVEY, "admin", world.now)
    early = world.survey()
    world.now = world.now.replace(day=2)

    assert (world.night().finished, world.moved()) == (0, 0)
    assert (world.night().finished, world.moved()) == (1, 6)
    assert early.state is SurveyState.CLOSED


def test_a_night_that_is_killed_anywhere_ends_the_same(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(12), *range(12, 17))
    conducting.close(SURVEY, "admin", world.now)
    chance, kills = random.Random(3), 0
    while not world.survey().collected:
        world.memory.kill_in = chance.randint(0, 14)
        try:
            world.night()
        except Killed:
            kills += 1
        finally:
            world.memory.kill_in = None
        assert world.moved() in (0, 17)

    assert kills > 3
    assert (world.moved(), world.waiting()) == (17, 0)
    assert {team: one.answers for team, one in (world.survey().teams or {}).items()} == {"ita": 12, "lansi": 5}


def test_two_nights_at_once_move_every_answer_once(world: SurveyWorld) -> None:
    world.start()
    world.answer(*range(15))
    conducting.close(SURVEY, "admin", world.now)
    world.now = world.now.replace(day=20)

    def night() -> None:
        world.night()

    world.memory.together(night, night)
    world.night()

    assert (world.moved(), world.waiting()) == (15, 0)


def test_before_is_compared_with_the_nearest_after(world: SurveyWorld) -> None:
    def survey(name: str, kind: SurveyKind, day: int, state: SurveyState = SurveyState.CLOSED) -> Survey:
        began = world.now.replace(day=day)
        return Survey(name, name, kind, 14, began, state, None if state is SurveyState.DRAFT else began)

    before, any_, after, late = (
        survey("before", SurveyKind.BEFORE, 1),
        survey("any", SurveyKind.ANY, 2),
        survey("after", SurveyKind.AFTER, 9),
        survey("late", SurveyKind.AFTER, 20),
    )
    draft = survey("draft", SurveyKind.AFTER, 1, SurveyState.DRAFT)
    every = [late, draft, after, any_, before]

    assert [one.id for one in results.comparable(before, every)] == ["after", "late", "any"]
    assert next(one.id for one in results.comparable(late, every)) == "before"
    assert results.comparable(draft, every) == []


def test_whoever_is_erased_cannot_answer_any_more(world: SurveyWorld) -> None:
    world.start()
    world.answer(1)
    found = {}
    for number in (0, 1):
        person = world.people[number]
        whose = Whose(person.id, person.name, person.email, person.joined)
        found[number] = [one for one in personal.everything_of(whose, world.now) if isinstance(one, SurveyTokenItem)]
    personal.delete(found[0])

    assert (len(found[0]), len(found[1])) == (1, 0)
    assert world.post(world.token(0), GOOD)["statusCode"] == 404
    assert world.waiting() == 1
