"""What a survey has brought once it is over: means from five answers on, texts from five on, teams by their rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from lahetti.core.small_groups import FEWEST, Hidden, told
from lahetti.surveys import items, rules
from lahetti.surveys.model import Survey, SurveyKind, TeamAnswers


@dataclass(frozen=True)
class SurveyResults:
    """`answers` as it may be told; `rate` is their part of those invited, None where that would tell of too few.

    `means` is {statement: 1.0 to 5.0}, None before the fifth answer; `texts` is None before the fifth text.
    """

    survey: Survey
    answers: int | Hidden
    rate: float | None
    means: Mapping[str, float] | None
    texts: Sequence[str] | None
    teams: Mapping[str, "TeamResults"]


@dataclass(frozen=True)
class TeamResults:
    """A team's mean of each statement; `answers` as it may be told."""

    answers: int | Hidden
    means: Mapping[str, float]


def results(survey: Survey) -> SurveyResults:
    """Return what a survey has brought; before its answers are collected, no more than how many there are."""
    if not survey.collected:
        return SurveyResults(survey, *_part(survey, _answered_so_far(survey)), means=None, texts=None, teams={})
    answers = items.answers(survey.id)
    texts = [answer.text for answer in answers if answer.text]
    return SurveyResults(
        survey,
        *_part(survey, len(answers)),
        rules.means(reduce(rules.added, answers, TeamAnswers())),
        texts if len(texts) >= FEWEST else None,
        {
            team: TeamResults(told(of.answers, max(of.answers, survey.invited.get(team, 0))), means)
            for team, of in (survey.teams or {}).items()
            if (means := rules.means(of)) is not None
        },
    )


def _answered_so_far(survey: Survey) -> int:
    """Return how many of those who were invited have no token any more; whoever has left counts as well."""
    if survey.started is None:
        return 0
    return max(0, survey.invited_in_all - items.number_of_invitations(survey.id))


def _part(survey: Survey, answers: int) -> tuple[int | Hidden, float | None]:
    """Return how many have answered, and their part of those invited, as both may be told."""
    invited = survey.invited_in_all
    number = told(answers, max(invited, answers))
    return number, number / invited if isinstance(number, int) and invited else None


_PAIRS = {SurveyKind.BEFORE: SurveyKind.AFTER, SurveyKind.AFTER: SurveyKind.BEFORE}


def comparable(survey: Survey, surveys: Sequence[Survey]) -> list[Survey]:
    """Return the surveys that one can be compared with, the best first: before with after, the nearest in time."""
    started = survey.started
    if started is None:
        return []
    far = {one.id: abs(one.started - started) for one in surveys if one.started is not None and one.id != survey.id}
    others = [one for one in surveys if one.id in far]
    return sorted(others, key=lambda one: (not are_pair(survey, one), far[one.id]))


def are_pair(survey: Survey, other: Survey) -> bool:
    """Return whether one survey was made before and the other one after."""
    return _PAIRS.get(survey.kind) is other.kind
