"""A survey, what it asks, an answer, and what is kept of a team's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lahetti.core.errors import NotFound

GOALS = ("experts_visible", "easy_to_approach", "content_trusted", "employer_image")
"""What the programme is for."""
DAILY_USE = ("easy_to_share", "brings_visibility", "tells_news")
"""What it is like to take part."""
STATEMENTS = GOALS + DAILY_USE
"""What every survey asks, in this order, so that before and after can be compared; words: `survey.statement.<name>`."""
LEAST, MOST = 1, 5
"""From "disagree" to "agree"."""
LONGEST_TEXT = 1000
NO_TEAM = "-"
"""The team of those who have none."""


class SurveyKind(StrEnum):
    """What a survey is compared with: one after with one before."""

    BEFORE = "before"
    AFTER = "after"
    ANY = "any"


class SurveyState(StrEnum):
    """Whether it can be answered."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class TeamAnswers:
    """How many of a team have answered, and {statement: sum of their ratings}."""

    answers: int = 0
    sums: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Survey:
    """A survey; `days` is how long it can be answered, `closes` follows from it at the start, `closed` is when it was.

    `invited` counts by team who was invited. `reminded`: the one reminder is on its way. `teams` are the answers of the
    teams that may be shown, from the night after the close on; `collected`: all answers are there, and nothing else.
    """

    id: str
    name: str
    kind: SurveyKind
    days: int
    created: datetime
    state: SurveyState = SurveyState.DRAFT
    started: datetime | None = None
    closes: datetime | None = None
    closed: datetime | None = None
    invited: Mapping[str, int] = field(default_factory=dict)
    reminded: bool = False
    teams: Mapping[str, TeamAnswers] | None = None
    collected: bool = False
    version: int = field(default=0, compare=False)

    @property
    def invited_in_all(self) -> int:
        """How many people were invited."""
        return sum(self.invited.values())


@dataclass(frozen=True)
class SurveyInvitation:
    """That somebody has not answered yet: a token of theirs, by its hash, and their home team. It knows no answer."""

    survey: str
    digest: str
    person: str
    team: str


@dataclass(frozen=True)
class SurveyAnswer:
    """What somebody said: {statement: rating}, and a text or "". It knows no person and no moment."""

    ratings: Mapping[str, int]
    text: str = ""


@dataclass(frozen=True)
class SealedAnswer:
    """An answer that waits in a place drawn at random, with its team; only the job of the night can open it."""

    survey: str
    place: int
    sealed: bytes


class LinkUsed(NotFound):
    """A survey's link is of no use: it was answered with, its survey is over, or it never was one."""

    code = "survey_link_used"
