"""What is known of a period: the facts that figures are made of, with the moment that they were counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from lahetti.analytics.facts import items
from lahetti.analytics.facts.model import Fact, PeopleFact
from lahetti.analytics.media_value import prices as click_prices
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.analytics.media_value.rules import changes_within
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.content import items as content_items


@dataclass(frozen=True)
class KnownFacts:
    """Facts of a period, each with its content's channel, language and topics, and the prices of clicks."""

    facts: tuple[Fact, ...]
    prices: tuple[ClickPrice, ...]
    counted: datetime | None


@dataclass(frozen=True)
class KnownPeople:
    """People facts of a whole period: of the programme, and of its teams."""

    programme: PeopleFact | None
    teams: Mapping[str, PeopleFact]

    @property
    def counted(self) -> datetime | None:
        """As of which night they are."""
        return None if self.programme is None else self.programme.counted


def known_facts(period: AnalyticsPeriod, *, by_day: bool = False) -> KnownFacts:
    """Return what is known of contents in a period.

    Whole months are read as their sums, in one request, unless days are wanted, or a price has changed within one of
    them. Days take a request a month, and one for a hundred contents.
    """
    prices = click_prices.all_prices()
    if period.is_of_months and not by_day and not _changes_in_a_month(prices, period):
        facts = items.facts_of_months(period.months[0], period.months[-1])
    else:
        facts = with_living_heads(items.facts_of_days(period.first, period.last))
    return KnownFacts(tuple(facts), prices, items.counted_at())


def known_people(period: AnalyticsPeriod) -> KnownPeople:
    """Return what is known of people in a whole period, nothing of any other; one request."""
    found = items.people_of(period.id) if period.is_whole else {}
    programme = found.pop(None, None)
    return KnownPeople(programme, {team: fact for team, fact in found.items() if team is not None})


def with_living_heads(facts: Iterable[Fact]) -> list[Fact]:
    """Return facts of days with channel, language and topics of their contents, as they are now."""
    known = list(facts)
    heads = {head.content: head for head in content_items.heads_of({fact.content for fact in known})}
    return [
        replace(fact, channel=head.channel, language=head.language, topics=head.topics)
        if (head := heads.get(fact.content)) is not None
        else fact
        for fact in known
    ]


def _changes_in_a_month(prices: Iterable[ClickPrice], period: AnalyticsPeriod) -> bool:
    within = [price for price in prices if price.since.day != 1]
    return changes_within(within, date(period.first.year, period.first.month, 1), period.last)
