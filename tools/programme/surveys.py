"""The demo programme's surveys, before its eight weeks and near their end, as they are once all is collected.

Nobody has given these answers, so no invitation goes out and no token is made: only what stays is written.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of, end_of
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.transactions import transact
from lahetti.surveys import items, rules
from lahetti.surveys.model import (
    LEAST,
    MOST,
    NO_TEAM,
    STATEMENTS,
    Survey,
    SurveyAnswer,
    SurveyKind,
    SurveyState,
    TeamAnswers,
)
from tools.programme.cast import Cast
from tools.programme.toml_table import Table

_DAYS = 10
_LAST_DAYS = timedelta(days=12)
"""How long before the end of the programme's weeks the last survey begins."""


@dataclass(frozen=True)
class PlayedSurvey:
    """What so many people say on average, and what some of them write."""

    name: str
    kind: SurveyKind
    answered: int
    means: dict[str, float]
    texts: tuple[str, ...]


def read_surveys(folder: Path = Path(__file__).parent) -> tuple[PlayedSurvey, ...]:
    """Read the surveys; raise `toml_table.BadFile`, which names the first thing that is wrong."""
    file = Table.of_file(folder / "surveys.toml")
    surveys = file.each("survey", _read)
    file.refuse_rest()
    file.check_unique("name", (survey.name for survey in surveys))
    return surveys


def answers_of(survey: PlayedSurvey) -> list[SurveyAnswer]:
    """Return answers whose means are the survey's, to a tenth; the same each time."""
    chance = random.Random(survey.name)  # noqa: S311 (a story, not a secret)
    columns = {statement: _ratings(survey.means[statement], survey.answered, chance) for statement in STATEMENTS}
    texts = [*survey.texts, *[""] * (survey.answered - len(survey.texts))]
    chance.shuffle(texts)
    return [
        SurveyAnswer({statement: columns[statement][number] for statement in STATEMENTS}, text)
        for number, text in enumerate(texts)
    ]


def put_surveys(surveys: Sequence[PlayedSurvey], cast: Cast, began: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Write the surveys with their answers; the first one began with the programme's weeks, the last near their end."""
    teams = [person.team for person in cast.people]
    for number, survey in enumerate(surveys):
        started = began if survey.kind is SurveyKind.BEFORE else now - _LAST_DAYS
        closes = end_of(day_of(started + timedelta(days=_DAYS), zone), zone)
        answers = answers_of(survey)
        sums: dict[str, TeamAnswers] = {}
        for team, answer in zip(random.Random(number).sample(teams, len(answers)), answers, strict=True):  # noqa: S311
            sums[team or NO_TEAM] = rules.added(sums.get(team or NO_TEAM, TeamAnswers()), answer)
        invited = {team or NO_TEAM: teams.count(team) for team in set(teams)}
        told = Survey(
            id=f"demo-{survey.kind}",
            name=survey.name,
            kind=survey.kind,
            days=_DAYS,
            created=started,
            state=SurveyState.CLOSED,
            started=started,
            closes=closes,
            closed=closes,
            invited=invited,
            reminded=True,
            teams=rules.shown_teams(sums, invited, frozenset(team.id for team in cast.teams)),
            collected=True,
        )
        transact(items.put_survey(told))
        batch_put(items.put_answer(told.id, answer).item for answer in answers)


def _ratings(mean: float, number: int, chance: random.Random) -> list[int]:
    """Return so many ratings around a mean, whose own mean is that one."""
    ratings = [min(MOST, max(LEAST, round(chance.gauss(mean, 0.9)))) for _ in range(number)]
    while (left := round(mean * number) - sum(ratings)) != 0:
        step = 1 if left > 0 else -1
        movable = [place for place, rating in enumerate(ratings) if LEAST <= rating + step <= MOST]
        ratings[chance.choice(movable)] += step
    return ratings


def _read(row: Table) -> PlayedSurvey:
    means = row.take("means", dict)
    survey = PlayedSurvey(
        name=row.text("name"),
        kind=row.one_of("kind", tuple(SurveyKind)),
        answered=row.take("answered", int),
        means={str(statement): mean for statement, mean in means.items()},
        texts=tuple(row.take("texts", list)),
    )
    if set(survey.means) != set(STATEMENTS) or not all(LEAST <= mean <= MOST for mean in survey.means.values()):
        raise row.wrong("means", f"must be from {LEAST} to {MOST} for each of {', '.join(STATEMENTS)}")
    if not 0 < len(survey.texts) <= survey.answered:
        raise row.wrong("texts", "must be some, and no more than there are answers")
    return survey
