"""Answering by a one-time token: the token goes and the answer comes in one transaction, and nothing joins them.

The answer lies sealed where neither stream nor backup sees it, in a place drawn at random.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.surveys import items, rules, sealing, tokens
from lahetti.surveys.model import LinkUsed, SealedAnswer, Survey, SurveyInvitation


def survey_of(token: str, now: datetime) -> Survey:
    """Return the survey that can be answered with a token; raise LinkUsed. Looking uses nothing up."""
    survey, _ = _opened(token, now)
    return survey


def answer(token: str, ratings: Mapping[str, str], text: str, now: datetime) -> None:
    """Take an answer, once a token. Raise LinkUsed or Invalid, and then nothing is used up; or Busy."""

    def attempt(_: bool) -> bool | None:
        survey, invited = _opened(token, now)
        given = rules.checked_answer(ratings, text)
        place = secrets.randbelow(rules.places(survey.invited_in_all))
        waiting = SealedAnswer(survey.id, place, sealing.seal(survey.id, given, invited.team))
        put = items.put_waiting_answer(waiting, survey.closes or now)
        return try_transact(items.use_invitation(invited), put) or None

    retry_on_conflict(attempt)


def _opened(token: str, now: datetime) -> tuple[Survey, SurveyInvitation]:
    named = tokens.survey_of(token)
    survey = items.find_survey(named) if named else None
    if survey is None or not rules.takes_answers(survey, now):
        raise LinkUsed("The survey cannot be answered.", field="token")
    invited = items.find_invitation(survey.id, tokens.digest_of(token))
    if invited is None:
        raise LinkUsed("Nothing can be answered with this link.", field="token")
    return survey, invited
