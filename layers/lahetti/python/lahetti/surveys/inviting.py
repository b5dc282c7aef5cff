"""Who gets a survey's link, and who is reminded; each mail and its token are written once, together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from lahetti.dynamodb.transactions import Put, try_transact
from lahetti.records import outbox
from lahetti.records.model import FanOutKind, Mail, MailKind
from lahetti.surveys import conducting, items, rules, tokens
from lahetti.surveys.model import NO_TEAM, Survey, SurveyInvitation


def invitations(survey: str, now: datetime) -> Iterator[tuple[Put, Put]]:
    """Yield for each person to be invited the writes of the mail and of its token, to be done together.

    Refused where the mail is there already: whoever was invited once, and has answered meanwhile, gets no other token.
    """
    found = items.find_survey(survey)
    if found is None or found.started is None or not rules.takes_answers(found, now):
        return
    for row in conducting.can_be_invited():
        token = tokens.token_of(survey, row.id)
        invited = SurveyInvitation(survey, tokens.digest_of(token), row.id, row.teams[0] if row.teams else NO_TEAM)
        mail = outbox.mail(MailKind.SURVEY_INVITATION, row.id, survey, found.started, survey=survey)
        yield mail, items.put_new_invitation(invited)


def reminders(survey: str, now: datetime) -> Iterator[Mail]:
    """Yield the one reminder of each person who was invited and has not answered."""
    found = items.find_survey(survey)
    if found is None or not rules.takes_answers(found, now):
        return
    for invited in items.invitations(survey):
        yield outbox.new_mail(MailKind.SURVEY_REMINDER, invited.person, survey, now, survey=survey)


def remind(survey: Survey, now: datetime) -> bool:
    """Have those reminded who have not answered, once; return whether this call did so."""
    fan_out = outbox.fan_out(FanOutKind.SURVEY_REMINDER, survey.id, now, survey=survey.id)
    return try_transact(items.put_survey(replace(survey, reminded=True)), fan_out)


def awaits_answer(survey: str, person: str, now: datetime) -> bool:
    """Return whether somebody can answer a survey still."""
    found = items.find_survey(survey)
    if found is None or not rules.takes_answers(found, now):
        return False
    return items.find_invitation(survey, tokens.digest_of(tokens.token_of(survey, person))) is not None


def closes(survey: str) -> datetime | None:
    """Return until when a survey can be answered, None where it cannot."""
    found = items.find_survey(survey)
    return None if found is None else found.closes
