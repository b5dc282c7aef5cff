"""What is taken of a survey, when its reminder goes, how many answers are moved at a time, what may be shown of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.errors import Invalid
from lahetti.core.plain_texts import in_lines, require_one_line
from lahetti.core.small_groups import FEWEST
from lahetti.surveys.model import (
    LEAST,
    LONGEST_TEXT,
    MOST,
    STATEMENTS,
    Survey,
    SurveyAnswer,
    SurveyState,
    TeamAnswers,
)

LONGEST_NAME = 80
LEAST_DAYS, MOST_DAYS, DAYS = 3, 60, 14
"""How long a survey can be answered, and what the form begins with."""
REMINDER_AFTER = timedelta(days=7)
"""When the one reminder goes, or half-way where the survey is shorter than twice that."""
UNDER_WAY = timedelta(minutes=15)
"""How long after the close an answer may still be under way: longer than any request."""
MOST_AT_ONCE = 49
"""Answers that one transaction moves: each is put and deleted, and it holds 100 items."""
PLACES_A_PERSON, LEAST_PLACES = 4, 100
"""Places in which answers wait: so many that two answers seldom draw the same one."""


def checked_name(name: str) -> str:
    """Return a survey's name; raise Invalid."""
    name = name.strip()
    require_one_line("name", name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(
            f"name has {len(name)} characters; 1 to {LONGEST_NAME} are allowed.",
            field="name",
            value=len(name),
            limit=LONGEST_NAME,
        )
    return name


def checked_days(days: int | None) -> int:
    """Return for how many days a survey can be answered; raise Invalid."""
    if days is None or not LEAST_DAYS <= days <= MOST_DAYS:
        raise Invalid(
            f"days is {days}; {LEAST_DAYS} to {MOST_DAYS} are allowed.",
            field="days",
            value=days,
            limit=[LEAST_DAYS, MOST_DAYS],
        )
    return days


def wrong_ratings(ratings: Mapping[str, str]) -> list[str]:
    """Return the statements that have no rating, or one that is not from 1 to 5, in their order."""
    allowed = {str(number) for number in range(LEAST, MOST + 1)}
    return [statement for statement in STATEMENTS if ratings.get(statement, "") not in allowed]


def checked_answer(ratings: Mapping[str, str], text: str) -> SurveyAnswer:
    """Return an answer as it is kept; raise Invalid for the first thing that is wrong. What is not asked is dropped."""
    wrong = wrong_ratings(ratings)
    if wrong:
        value = ratings.get(wrong[0])
        raise Invalid(
            f"{wrong[0]} is {value}; {LEAST} to {MOST} is allowed.", field=wrong[0], value=value, limit=[LEAST, MOST]
        )
    text = in_lines(text).strip()
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            f"text has {len(text)} characters; at most {LONGEST_TEXT} are allowed.",
            field="text",
            value=len(text),
            limit=LONGEST_TEXT,
        )
    return SurveyAnswer({statement: int(ratings[statement]) for statement in STATEMENTS}, text)


def takes_answers(survey: Survey, now: datetime) -> bool:
    """Return whether a survey can be answered at a moment."""
    return survey.state is SurveyState.OPEN and survey.closes is not None and now < survey.closes


def last_day(survey: Survey, zone: ZoneInfo) -> date | None:
    """Return the last day on which a survey can be or could be answered; None before its start."""
    end = survey.closed or survey.closes
    return None if end is None else (end - timedelta(seconds=1)).astimezone(zone).date()


def is_over(survey: Survey, now: datetime) -> bool:
    """Return whether a survey that was started cannot be answered any more."""
    return survey.state is not SurveyState.DRAFT and not takes_answers(survey, now)


def is_reminder_due(survey: Survey, now: datetime) -> bool:
    """Return whether those who have not answered are to be reminded: once, and only while they can answer."""
    if survey.reminded or survey.started is None or survey.closes is None or not takes_answers(survey, now):
        return False
    return now >= survey.started + min(REMINDER_AFTER, (survey.closes - survey.started) / 2)


def is_final(survey: Survey, now: datetime) -> bool:
    """Return whether no answer is under way any more."""
    ended = survey.closed or survey.closes
    return is_over(survey, now) and ended is not None and now >= ended + UNDER_WAY


def number_moved(waiting: int) -> int:
    """Return how many of the answers that wait are kept: all of them, or none where they are fewer than five."""
    return waiting if waiting >= FEWEST else 0


def parts(number: int) -> list[int]:
    """Return into which transactions a number of answers is divided: each of them at least five, none too large."""
    count = -(-number // MOST_AT_ONCE)
    return [number // count + (1 if part < number % count else 0) for part in range(count)]


def places(invited: int) -> int:
    """Return in how many places the answers of a survey can wait."""
    return max(LEAST_PLACES, PLACES_A_PERSON * invited)


def added(of: TeamAnswers, answer: SurveyAnswer) -> TeamAnswers:
    """Return a team's sums with one answer more."""
    sums = {statement: of.sums.get(statement, 0) + rating for statement, rating in answer.ratings.items()}
    return TeamAnswers(of.answers + 1, sums)


def shown_teams(
    answered: Mapping[str, TeamAnswers], invited: Mapping[str, int], named: frozenset[str]
) -> dict[str, TeamAnswers]:
    """Return the teams whose answers may be shown: at least five were invited, at least five have answered.

    No hidden team follows from the total: where those that are hidden are one to four answers, the next smallest team
    is hidden, too. `named` are the teams that there are; answers of others count as hidden.
    """
    large = [
        team
        for team, of in answered.items()
        if team in named and of.answers >= FEWEST and invited.get(team, 0) >= FEWEST
    ]
    shown = sorted(large, key=lambda team: (answered[team].answers, team))
    hidden = sum(of.answers for of in answered.values()) - sum(answered[team].answers for team in shown)
    while shown and 0 < hidden < FEWEST:
        hidden += answered[shown.pop(0)].answers
    return {team: answered[team] for team in sorted(shown)}


def means(of: TeamAnswers) -> dict[str, float] | None:
    """Return the mean rating of each statement, None where fewer than five have answered."""
    if of.answers < FEWEST:
        return None
    return {statement: of.sums.get(statement, 0) / of.answers for statement in STATEMENTS}
