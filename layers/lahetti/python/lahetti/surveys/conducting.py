"""A survey's own steps: made as a draft, started, closed, or discarded before it was started."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import uuid_utils.compat

from lahetti.core.days import day_of, end_of
from lahetti.core.errors import Conflict, NotFound
from lahetti.core.small_groups import FEWEST
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.people.model import MailState, PersonRow, PersonState
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.model import FanOutKind
from lahetti.surveys import items, rules
from lahetti.surveys.model import (
    NO_TEAM,
    Survey,
    SurveyKind,
    SurveyState,
)


def create(survey: str, name: str, kind: SurveyKind, days: int | None, by: str, now: datetime) -> Survey:
    """Make a draft under an id that the form chose; made twice it is one. Raise Invalid."""
    draft = Survey(survey, rules.checked_name(name), kind, rules.checked_days(days), now)
    logged = audit.entry(by, AuditAction.SURVEY_CREATED, keys.survey(survey), now, after=_logged(draft))
    if try_transact(items.put_survey(draft), logged):
        return draft
    return find(survey)


def new_id() -> str:
    """Return the id of a survey to come; the form carries it, so that one sent twice makes one survey."""
    return str(uuid_utils.compat.uuid7())


def every_survey() -> list[Survey]:
    """Return all surveys, those that began last first."""
    return items.surveys()


def find(survey: str) -> Survey:
    """Return a survey; raise NotFound."""
    found = items.find_survey(survey)
    if found is None:
        raise NotFound("There is no such survey.", field="survey", value=survey)
    return found


def can_be_invited() -> list[PersonRow]:
    """Return those who can take part at this moment and can be written to."""
    return [row for row in people_items.rows_in(PersonState.ACTIVE) if row.mail_state is MailState.WORKS]


def start(survey: str, by: str, now: datetime, zone: ZoneInfo) -> Survey:
    """Invite all who can take part at this moment; starting again changes nothing.

    It can be answered until its last day in the programme's zone ends.

    Raise NotFound, or Conflict where it is closed or fewer than five people could answer.
    """

    def attempt(_: bool) -> Survey | None:
        found = find(survey)
        if found.state is SurveyState.OPEN:
            return found
        if found.state is SurveyState.CLOSED:
            raise _wrong_state(found)
        invited = Counter(row.teams[0] if row.teams else NO_TEAM for row in can_be_invited())
        if invited.total() < FEWEST:
            raise Conflict(f"At least {FEWEST} people are asked.", field="survey", limit=FEWEST, reason="too_few")
        closes = end_of(day_of(now + timedelta(days=found.days), zone), zone)
        started = replace(found, state=SurveyState.OPEN, started=now, closes=closes, invited=dict(invited))
        fan_out = outbox.fan_out(FanOutKind.SURVEY_STARTED, survey, now, survey=survey)
        logged = audit.entry(by, AuditAction.SURVEY_STARTED, keys.survey(survey), now, after=_logged(started))
        return started if try_transact(items.put_survey(started), fan_out, logged) else None

    return retry_on_conflict(attempt)


def close(survey: str, by: str | None, now: datetime) -> Survey:
    """Take no more answers; closing again changes nothing. Without `by` the survey's time is over.

    Raise NotFound, or Conflict where it has not been started.
    """

    def attempt(_: bool) -> Survey | None:
        found = find(survey)
        if found.state is SurveyState.CLOSED:
            return found
        if found.state is SurveyState.DRAFT or found.closes is None:
            raise _wrong_state(found)
        closed = replace(found, state=SurveyState.CLOSED, closed=min(now, found.closes))
        logged: list[Put] = []
        if by is not None:
            logged.append(audit.entry(by, AuditAction.SURVEY_CLOSED, keys.survey(survey), now, after=_logged(closed)))
        return closed if try_transact(items.put_survey(closed), *logged) else None

    return retry_on_conflict(attempt)


def discard(survey: str, by: str, now: datetime) -> None:
    """Take a draft away; once more changes nothing. Raise Conflict where it was started."""

    def attempt(_: bool) -> bool | None:
        found = items.find_survey(survey)
        if found is None:
            return True
        if found.state is not SurveyState.DRAFT:
            raise _wrong_state(found)
        logged = audit.entry(by, AuditAction.SURVEY_DISCARDED, keys.survey(survey), now, before=_logged(found))
        return try_transact(items.delete_survey(found), logged) or None

    retry_on_conflict(attempt)


def _wrong_state(survey: Survey) -> Conflict:
    state = survey.state.value
    return Conflict(f"The survey is {state}.", field="survey", value=state, reason="state")


def _logged(survey: Survey) -> dict[str, str | int]:
    return {"name": survey.name, "kind": survey.kind.value, "days": survey.days}
