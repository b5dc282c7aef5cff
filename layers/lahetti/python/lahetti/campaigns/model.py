"""What a campaign is: its plan, what was counted for it, the sites that report conversions, and what can be wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from lahetti.core.errors import LahettiError, NotFound


class Aim(StrEnum):
    """What a campaign is to bring."""

    SHARES = "shares"
    CLICKS = "clicks"
    CONVERSIONS = "conversions"


class Phase(StrEnum):
    """Where a campaign is on a day."""

    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"
    DELETED = "deleted"


CURRENCIES = ("EUR", "SEK", "NOK", "DKK", "GBP", "USD")
"""What a campaign's costs can be counted in; one campaign has one."""


@dataclass(frozen=True)
class Plan:
    """A campaign as an editor writes it.

    `number` of `aim` is wanted by the end of the day `by`. Its contents are those that were picked and those with one
    of the topics. `deed` is what a conversion is called, `owner` a person's id. `prizes_cents` are in the campaign's
    currency, `hours` are people's. With `click_ids` every click on its links gets an id that a site can report.
    """

    name: str
    aim: Aim
    number: int
    by: date
    first: date
    last: date
    utm_campaign: str
    owner: str
    contents: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    deed: str = ""
    prizes_cents: int | None = None
    hours: int | None = None
    currency: str = CURRENCIES[0]
    click_ids: bool = False


@dataclass(frozen=True)
class Campaign:
    """A campaign; a deleted one keeps its figures until the day `deleted_on`.

    `applied` is the phase that its contents were last given their links for, None where that is still to be done.
    """

    campaign: str
    plan: Plan
    created_by: str
    created: datetime
    deleted_on: date | None = None
    applied: Phase | None = None
    edition: int = 1
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Member:
    """A content that belongs, or has belonged, to a campaign, with the refs of its clicks: {network: ref}."""

    campaign: str
    content: str
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ref:
    """What the first part of a click id stands for."""

    ref: str
    campaign: str
    content: str
    network: str


@dataclass(frozen=True)
class Click:
    """A click id taken apart: `<ref>.<yymmdd>.<10 random>`."""

    ref: str
    day: date
    random: str


@dataclass(frozen=True)
class Conversion:
    """A wanted deed that followed a click: once a click id and goal. `on` is the day of the deed."""

    campaign: str
    clicked_on: date
    digest: str
    content: str
    network: str
    on: date


@dataclass(frozen=True)
class Count:
    """Conversions of a day by a file: of personal shares on a network, or of no known source."""

    on: date
    network: str | None
    number: int


@dataclass(frozen=True)
class Baseline:
    """Last year's conversions of a day, or of the days from one on (a week)."""

    first: date
    days: int
    number: int

    @property
    def end(self) -> date:
        """The day after its last one."""
        return self.first + timedelta(days=self.days)


@dataclass(frozen=True)
class Paid:
    """What was bought on a network in a day or a week, and what came of it.

    `key` is stable: the same line of the same file has the same one, so that it adds nothing. `label` is what the
    network calls the ad, where it is known.
    """

    first: date
    last: date
    network: str
    key: str
    spend_cents: int
    impressions: int | None
    clicks: int | None
    conversions: int | None
    label: str = ""


@dataclass(frozen=True)
class SiteSecret:
    """A secret that a site signs with: its ciphertext, and since when there is one; never the secret itself."""

    sealed: bytes
    created: datetime


@dataclass(frozen=True)
class Site:
    """A site that reports conversions. While its secret is being changed it has two."""

    site: str
    name: str
    secrets: tuple[SiteSecret, ...]
    edition: int = 1
    version: int = field(default=0, compare=False)


class Unsigned(LahettiError):
    """The report carries no signature of a site of ours, or an old one."""

    status, code = 401, "unsigned"


class UnknownClick(NotFound):
    """No click of the last 30 days has this id."""

    code = "unknown_click"
