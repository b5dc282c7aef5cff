"""Surveys as they are stored: heads, tokens and answers in Programme; answers that wait, sealed, in Transient.

An answer has neither a person nor a team nor a moment, and no order: its place and its key are drawn at random, and
`expires` is the same for all answers of a survey.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_delete, batch_get, batch_get_by_pk
from lahetti.dynamodb.models import ProgrammeItem, TransientItem
from lahetti.dynamodb.transactions import Delete, Put
from lahetti.surveys.model import (
    SealedAnswer,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyKind,
    SurveyState,
    TeamAnswers,
)

_KEPT = timedelta(days=60)
"""How long after a survey's planned end what waits in Transient would stay if no job collected it."""

# --- surveys


class SurveyItem(ProgrammeItem, discriminator="survey"):
    """pk = "SURVEY#<id>", sk = "HEAD"; gsi1: SURVEYS / <start, or else when it was made>#<id>.

    `invited` is {team: number}, `teams` {team: [answers, {statement: sum}]}.
    """

    survey = UnicodeAttribute()
    name = UnicodeAttribute()
    of = UnicodeAttribute()
    days = NumberAttribute()
    created = UTCDateTimeAttribute()
    state = UnicodeAttribute()
    started = UTCDateTimeAttribute(null=True)
    closes = UTCDateTimeAttribute(null=True)
    closed = UTCDateTimeAttribute(null=True)
    invited: MapAttribute[str, Any] = MapAttribute(default=dict)
    reminded = BooleanAttribute(default=False)
    teams: MapAttribute[str, Any] = MapAttribute(null=True)
    collected = BooleanAttribute(default=False)
    version = VersionAttribute()


def find_survey(survey: str) -> Survey | None:
    """Return a survey as it is at this moment, or None."""
    item = SurveyItem.find(keys.survey(survey), keys.HEAD, consistent=True)
    return _to_survey(item) if item is not None else None


def surveys() -> list[Survey]:
    """Return all surveys, those that began last first."""
    listed = [item.pk for item in ProgrammeItem.gsi1.query(keys.SURVEYS, scan_index_forward=False)]
    found = {item.pk: _to_survey(item) for item in batch_get(SurveyItem, ((pk, keys.HEAD) for pk in listed))}
    return [found[pk] for pk in listed if pk in found]


def put_survey(survey: Survey) -> Put:
    """Return the write of a survey over the version that was read; a new one must not be there."""
    return Put(_from_survey(survey))


def delete_survey(survey: Survey) -> Delete:
    """Return the write that takes a survey away in the version that was read."""
    return Delete(_from_survey(survey))


def _from_survey(survey: Survey) -> SurveyItem:
    teams = survey.teams
    return SurveyItem(
        keys.survey(survey.id),
        keys.HEAD,
        gsi1pk=keys.SURVEYS,
        gsi1sk=f"{(survey.started or survey.created).isoformat()}#{survey.id}",
        survey=survey.id,
        name=survey.name,
        of=survey.kind.value,
        days=survey.days,
        created=survey.created,
        state=survey.state.value,
        started=survey.started,
        closes=survey.closes,
        closed=survey.closed,
        invited=dict(survey.invited),
        reminded=survey.reminded,
        teams=None if teams is None else {team: [of.answers, dict(of.sums)] for team, of in teams.items()},
        collected=survey.collected,
        version=survey.version or None,
    )


def _to_survey(item: SurveyItem) -> Survey:
    teams = None if item.teams is None else item.teams.as_dict()
    return Survey(
        id=item.survey,
        name=item.name,
        kind=SurveyKind(item.of),
        days=int(item.days),
        created=item.created,
        state=SurveyState(item.state),
        started=item.started,
        closes=item.closes,
        closed=item.closed,
        invited={team: int(number) for team, number in item.invited.as_dict().items()},
        reminded=item.reminded,
        teams=None if teams is None else {team: _to_team(*stored) for team, stored in teams.items()},
        collected=item.collected,
        version=int(item.version or 0),
    )


def _to_team(answers: int, sums: Mapping[str, int]) -> TeamAnswers:
    return TeamAnswers(int(answers), {statement: int(number) for statement, number in sums.items()})


# --- tokens


class SurveyTokenItem(ProgrammeItem, discriminator="survey_token"):
    """pk = "SURVEY#<id>", sk = "TOKEN#<hash of the token>"; gsi2: PERSON#<id> / SURVEY#<id>. Answering deletes it."""

    person = UnicodeAttribute()
    team = UnicodeAttribute()


def put_new_invitation(invitation: SurveyInvitation) -> Put:
    """Return the write that lets somebody answer once, unless they can already."""
    item = SurveyTokenItem(
        keys.survey(invitation.survey),
        keys.survey_token(invitation.digest),
        gsi2pk=keys.person(invitation.person),
        gsi2sk=keys.survey(invitation.survey),
        person=invitation.person,
        team=invitation.team,
    )
    return Put(item, SurveyTokenItem.pk.does_not_exist())


def find_invitation(survey: str, digest: str) -> SurveyInvitation | None:
    """Return who may answer with the token of a hash, as it is at this moment, or None."""
    item = SurveyTokenItem.find(keys.survey(survey), keys.survey_token(digest), consistent=True)
    return None if item is None else _to_invitation(item)


def use_invitation(invitation: SurveyInvitation) -> Delete:
    """Return the write that uses a token up; refused where that is done."""
    item = SurveyTokenItem(keys.survey(invitation.survey), keys.survey_token(invitation.digest))
    return Delete(item, SurveyTokenItem.pk.exists())


def invitations(survey: str) -> list[SurveyInvitation]:
    """Return the tokens of a survey that are not used."""
    begins = SurveyTokenItem.sk.startswith(keys.survey_token(""))
    return [_to_invitation(item) for item in SurveyTokenItem.query(keys.survey(survey), begins, consistent_read=True)]


def number_of_invitations(survey: str) -> int:
    """Return how many tokens of a survey are not used."""
    return SurveyTokenItem.count(keys.survey(survey), SurveyTokenItem.sk.startswith(keys.survey_token("")))


def delete_invitations(invited: Iterable[SurveyInvitation]) -> None:
    """Delete tokens, whatever became of them since they were read."""
    batch_delete(SurveyTokenItem(keys.survey(one.survey), keys.survey_token(one.digest)) for one in invited)


def _to_invitation(item: SurveyTokenItem) -> SurveyInvitation:
    return SurveyInvitation(
        item.pk.removeprefix(keys.survey("")), item.sk.removeprefix(keys.survey_token("")), item.person, item.team
    )


# --- answers


class WaitingAnswerItem(TransientItem, discriminator="waiting_answer"):
    """pk = "ANSWER#<survey>#<a random place>"; `sealed` has one size for all."""

    sealed = BinaryAttribute(legacy_encoding=False)


class SurveyAnswerItem(ProgrammeItem, discriminator="survey_answer"):
    """pk = "SURVEY#<id>", sk = "ANSWER#<random>"."""

    ratings: MapAttribute[str, int] = MapAttribute()
    text = UnicodeAttribute(null=True)


def put_waiting_answer(waiting: SealedAnswer, closes: datetime) -> Put:
    """Return the write that lets an answer wait; refused where its place is taken."""
    item = WaitingAnswerItem(
        keys.waiting_answer(waiting.survey, waiting.place),
        sealed=waiting.sealed,
        expires=int((closes + _KEPT).timestamp()),
    )
    return Put(item, WaitingAnswerItem.pk.does_not_exist())


def waiting_answers(survey: str, places: int) -> list[SealedAnswer]:
    """Return the answers that wait in the places of a survey, in the order of these."""
    asked = {keys.waiting_answer(survey, place): place for place in range(places)}
    found = batch_get_by_pk(WaitingAnswerItem, asked, consistent=True)
    return sorted(
        (SealedAnswer(survey, asked[item.pk], item.sealed) for item in found), key=lambda waiting: waiting.place
    )


def put_answer(survey: str, answer: SurveyAnswer) -> Put:
    """Return the write of an answer where it stays, under a random key."""
    item = SurveyAnswerItem(
        keys.survey(survey),
        keys.survey_answer(secrets.token_hex(16)),
        ratings=dict(answer.ratings),
        text=answer.text or None,
    )
    return Put(item, SurveyAnswerItem.pk.does_not_exist())


def delete_waiting(waiting: SealedAnswer) -> Delete:
    """Return the write that takes an answer from its place; refused where that is done."""
    item = WaitingAnswerItem(keys.waiting_answer(waiting.survey, waiting.place))
    return Delete(item, WaitingAnswerItem.pk.exists())


def delete_waiting_answers(waiting: Collection[SealedAnswer]) -> None:
    """Delete answers that are too few to be kept."""
    batch_delete(WaitingAnswerItem(keys.waiting_answer(one.survey, one.place)) for one in waiting)


def answers(survey: str) -> list[SurveyAnswer]:
    """Return the answers of a survey that are moved, in the order of their random keys."""
    begins = SurveyAnswerItem.sk.startswith(keys.survey_answer(""))
    return [_to_answer(item) for item in SurveyAnswerItem.query(keys.survey(survey), begins)]


def _to_answer(item: SurveyAnswerItem) -> SurveyAnswer:
    return SurveyAnswer({name: int(rating) for name, rating in item.ratings.as_dict().items()}, item.text or "")
