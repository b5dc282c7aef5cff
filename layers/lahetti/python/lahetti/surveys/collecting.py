"""The night's work on surveys: closing, the one reminder, moving answers, and forgetting what is not needed any more.

Every step can be repeated, and begins with what is there: killed between any two and started again, it ends the same.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lahetti.dynamodb.transactions import Write, retry_on_conflict, try_transact
from lahetti.surveys import conducting, inviting, items, rules
from lahetti.surveys.model import Survey, SurveyState, WaitingAnswer

_CHANCE = random.SystemRandom()


@dataclass
class NightsWork:
    """How many surveys were closed, reminded of and finished, and how many answers were moved."""

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
        final = rules.is_final(survey, now)
        done.moved += move_answers(survey, final=final)
        if final:
            _finish(survey.id, frozenset(teams))
            done.finished += 1
    return done


def move_answers(survey: Survey, *, final: bool) -> int:
    """Move answers to where they stay, in transactions of at least five each; return how many were moved."""
    places = rules.places(survey.invited_in_all)

    def attempt(_: bool) -> int | None:
        waiting = items.waiting_answers(survey.id, places)
        number = rules.number_moved(len(waiting), final=final)
        chosen = _CHANCE.sample(waiting, number)
        for part in rules.parts(number):
            moving, chosen = chosen[:part], chosen[part:]
            if not try_transact(*_moves(moving)):
                return None  # another night's work is at it: what is left is looked at anew
        return number

    return retry_on_conflict(attempt)


def _moves(moving: Sequence[WaitingAnswer]) -> list[Write]:
    return [write for waiting in moving for write in items.move_answer(waiting)]


def _finish(survey: str, teams: frozenset[str]) -> None:
    """Keep the sums of teams that may be shown, then forget all others, who has not answered, and answers too few."""

    def keep(_: bool) -> Survey | None:
        found = conducting.find(survey)
        if found.teams is not None:
            return found
        answered = {tally.team: tally.of for tally in items.find_tallies(survey, found.invited)}
        kept = replace(found, teams=rules.shown_teams(answered, found.invited, teams))
        return replace(kept, version=kept.version + 1) if try_transact(items.put_survey(kept)) else None

    kept = retry_on_conflict(keep)
    items.delete_tallies(survey, kept.invited)
    items.delete_invitations(items.invitations(survey))
    items.delete_waiting_answers(items.waiting_answers(survey, rules.places(kept.invited_in_all)))
    try_transact(items.put_survey(replace(kept, collected=True)))  # where another came first, they do it
