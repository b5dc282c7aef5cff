"""The night's work on surveys: closing, the one reminder, and collecting the answers of those that are over.

All answers of a survey come at once and in no order, so that no moment tells whose they are. Every step can be
repeated, and begins with what is there: killed between any two and started again, it ends the same.
"""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from lahetti.dynamodb.transactions import Write, retry_on_conflict, try_transact
from lahetti.security import encryption
from lahetti.surveys import conducting, inviting, items, rules, sealing
from lahetti.surveys.model import NO_TEAM, SealedAnswer, Survey, SurveyAnswer, SurveyState, TeamAnswers

_CHANCE = random.SystemRandom()
_Opened = tuple[SealedAnswer, SurveyAnswer, str]
"""An answer as it waits, as it is read, and its team."""


@dataclass
class NightsWork:
    """How many surveys were closed, reminded of and finished, and how many answers were collected."""

    closed: int = 0
    reminded: int = 0
    moved: int = 0
    finished: int = 0


def run_surveys(now: datetime, teams: Sequence[str]) -> NightsWork:
    """Do what is due for all surveys; `teams` are those that there are."""
    done = NightsWork()
    for survey in items.surveys():
        if survey.state is SurveyState.DRAFT or survey.collected:
            continue
        if survey.state is SurveyState.OPEN and rules.is_over(survey, now):
            survey = conducting.close(survey.id, None, now)
            done.closed += 1
        if rules.is_reminder_due(survey, now):
            done.reminded += inviting.remind(survey, now)
        if rules.is_final(survey, now):
            done.moved += _collect(survey, frozenset(teams))
            done.finished += 1
    return done


def _collect(survey: Survey, teams: frozenset[str]) -> int:
    """Keep what may be shown of teams and move all answers, then forget who has not answered, and answers too few."""
    opened = _waiting(survey)
    kept = _keep_teams(survey.id, opened, teams)
    moved = retry_on_conflict(lambda again: _move(_waiting(survey) if again else opened))
    items.delete_invitations(items.invitations(survey.id))
    items.delete_waiting_answers([waiting for waiting, _, _ in _waiting(survey)])
    try_transact(items.put_survey(replace(kept, collected=True)))  # where another came first, they do it
    return moved


def _waiting(survey: Survey) -> list[_Opened]:
    waiting = items.waiting_answers(survey.id, rules.places(survey.invited_in_all))
    with ThreadPoolExecutor(encryption.AT_ONCE) as workers:
        opened = workers.map(lambda one: sealing.unseal(survey.id, one.sealed), waiting)
        return [(one, answer, team) for one, (answer, team) in zip(waiting, opened, strict=True)]


def _keep_teams(survey: str, opened: Sequence[_Opened], teams: frozenset[str]) -> Survey:
    """Store the sums of teams that may be shown, before the first answer loses its team; return the survey then."""

    def attempt(_: bool) -> Survey | None:
        found = conducting.find(survey)
        if found.teams is not None:
            return found
        answered: dict[str, TeamAnswers] = {}
        for _waits, answer, team in opened:
            known = team if team in found.invited else NO_TEAM
            answered[known] = rules.added(answered.get(known, TeamAnswers()), answer)
        kept = replace(found, teams=rules.shown_teams(answered, found.invited, teams))
        return replace(kept, version=kept.version + 1) if try_transact(items.put_survey(kept)) else None

    return retry_on_conflict(attempt)


def _move(opened: Sequence[_Opened]) -> int | None:
    """Move answers to where they stay, in transactions of at least five each; None where another was at it."""
    number = rules.number_moved(len(opened))
    shuffled = _CHANCE.sample(list(opened), number)
    for part in rules.parts(number):
        moving, shuffled = shuffled[:part], shuffled[part:]
        if not try_transact(*(write for one in moving for write in _writes(one))):
            return None
    return number


def _writes(opened: _Opened) -> tuple[Write, Write]:
    waiting, answer, _ = opened
    return items.put_answer(waiting.survey, answer), items.delete_waiting(waiting)
