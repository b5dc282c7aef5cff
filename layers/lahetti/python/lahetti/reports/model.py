"""A report: what was promised of a period, and what was read of it when it was written, as readers saw it then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from lahetti.analytics.figures import Unavailable
from lahetti.core.small_groups import Hidden

Value = int | float | Hidden | Unavailable | None
"""A figure, or why there is none; None stands for what there is not."""


class Goal(StrEnum):
    """What can be promised: figures by the definitions of docs/product.md, participation in per cent."""

    PARTICIPATION = "participation"
    ACTIVE = "active"
    CONFIRMED = "confirmed"
    CLICKS = "clicks"
    CONVERSIONS = "conversions"


OF_PEOPLE = frozenset({Goal.PARTICIPATION, Goal.ACTIVE})
"""People are counted for whole periods alone."""


@dataclass(frozen=True)
class Shared:
    """A channel or a content (by its name of then, in its language) and how it was shared."""

    name: str
    language: str
    rate: Value
    confirmed: Value
    clicks: Value


@dataclass(frozen=True)
class CampaignLine:
    """What a campaign brought until the period's end: personal shares beside ads. Costs are in its own currency."""

    name: str
    first: date
    last: date
    currency: str
    clicks: Value
    conversions: Value
    paid_clicks: Value
    paid_conversions: Value
    spend_cents: int | None
    prizes_cents: int | None
    hours: int | None
    unattributed: int

    @property
    def click_cents(self) -> int | None:
        """What a paid click cost."""
        if self.spend_cents is None or not isinstance(self.paid_clicks, int) or not self.paid_clicks:
            return None
        return round(self.spend_cents / self.paid_clicks)


@dataclass(frozen=True)
class SurveyLine:
    """A survey's results; `rate` in per cent of those invited, `means` is None of fewer than five answers."""

    name: str
    answers: Value
    rate: Value
    means: Mapping[str, float] | None


@dataclass(frozen=True)
class ReportFigures:
    """All that a written report shows and that was not typed; nothing of it changes any more.

    `people` and `contents` are figures by their names, `media_value_cents` (an estimate) among the latter;
    `without_price` are networks that had clicks and no price. `prizes` were given in the period.
    """

    people: Mapping[str, Value]
    contents: Mapping[str, Value]
    without_price: tuple[str, ...]
    channels: tuple[Shared, ...]
    best: tuple[Shared, ...]
    worst: tuple[Shared, ...]
    campaigns: tuple[CampaignLine, ...]
    before: SurveyLine | None
    after: SurveyLine | None
    prizes: int
    prizes_cents: int
    texts: tuple[str, ...]
    counted: datetime | None
    people_counted: datetime | None

    def of(self, goal: Goal) -> Value:
        """Return what came of something that can be promised."""
        return (self.people if goal in OF_PEOPLE else self.contents).get(goal.value)


@dataclass(frozen=True)
class Report:
    """A report of the days `first` to `last`; `period` is their id (docs/product.md, What works).

    `promised` is when its goals were set, before the period began; without goals nothing was promised. `learned` and
    `decided` are typed when it is `written`.
    """

    id: str
    name: str
    period: str
    first: date
    last: date
    created: datetime
    goals: Mapping[Goal, int] = field(default_factory=dict)
    promised: datetime | None = None
    written: datetime | None = None
    learned: str = ""
    decided: str = ""
    figures: ReportFigures | None = None
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Choice:
    """What an admin chooses for a report, and types: ids of surveys and campaigns, keys of free texts."""

    before: str | None = None
    after: str | None = None
    campaigns: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    learned: str = ""
    decided: str = ""
