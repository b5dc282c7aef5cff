"""What a campaign brought: personal shares beside paid advertisements, network by network, and week by week.

Personal figures are sums of the facts of its contents on the days on which these belonged to it, by the rule of groups.
Conversions of a network and day that both a site and a file tell of are counted once: the larger number. It compares
and concludes nothing; what no source is known of is a line of its own, and never spread.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lahetti.analytics.facts import items as fact_items
from lahetti.analytics.facts.model import PROGRAMME, Fact
from lahetti.analytics.figures import Count, Figures, Row, figures_of, rows_by
from lahetti.analytics.media_value.model import ClickPrice
from lahetti.analytics.sums import Dimension, Filters
from lahetti.campaigns import items, rules
from lahetti.campaigns.model import Aim, Baseline, Campaign, Paid
from lahetti.campaigns.model import Count as FileCount
from lahetti.content import items as content_items

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class KnownCampaign:
    """All that is known of a campaign: facts of its days, in which `contents` are those that are its own."""

    campaign: Campaign
    last: date
    facts: tuple[Fact, ...]
    contents: frozenset[str]
    prices: tuple[ClickPrice, ...]
    paid: tuple[Paid, ...]
    counts: tuple[FileCount, ...]
    baseline: tuple[Baseline, ...]
    counted: datetime | None


@dataclass(frozen=True)
class Line:
    """A line of the comparison: `network` is None of all together, "" of those that are summed as "others".

    `spend_cents` is what was paid; rates are percentages with one decimal.
    """

    network: str | None
    clicks: Count
    conversions: Count
    spend_cents: int | None = None
    impressions: int | None = None

    @property
    def click_cents(self) -> int | None:
        """What a click cost."""
        if self.spend_cents is None or not isinstance(self.clicks, int) or self.clicks == 0:
            return None
        return round(self.spend_cents / self.clicks)

    @property
    def rate(self) -> float | None:
        """How many of a hundred clicks were followed by a conversion."""
        if not isinstance(self.clicks, int) or not isinstance(self.conversions, int) or self.clicks == 0:
            return None
        return round(100 * self.conversions / self.clicks, 1)


@dataclass(frozen=True)
class Week:
    """A week (its Monday) with what the campaign wants, and the same week a year before; None: not known."""

    monday: date
    number: int | None
    before: int | None

    @property
    def label(self) -> int:
        """The week's number."""
        return self.monday.isocalendar().week

    @property
    def change(self) -> int | None:
        """By how many per cent it differs from the year before."""
        if self.number is None or not self.before:
            return None
        return round(100 * (self.number - self.before) / self.before)


@dataclass(frozen=True)
class CampaignFigures:
    """What a campaign's page shows; `total` is of what it wants, `last_week` the last one that is over."""

    whole: Figures
    personal: Line
    networks: tuple[Line, ...]
    paid: tuple[Line, ...]
    unattributed: int
    conversions: int
    total: Count
    weeks: tuple[Week, ...]
    last_week: Week | None
    channels: tuple[Row, ...]

    @property
    def paid_whole(self) -> Line | None:
        """All that was paid for, together; None where nothing was."""
        if not self.paid:
            return None
        return Line(
            None,
            sum(line.clicks for line in self.paid if isinstance(line.clicks, int)),
            sum(line.conversions for line in self.paid if isinstance(line.conversions, int)),
            sum(line.spend_cents or 0 for line in self.paid),
        )

    @property
    def unattributed_rate(self) -> float | None:
        """Of how many per cent of the conversions no source is known."""
        return math.floor(1000 * self.unattributed / self.conversions) / 10 if self.conversions else None

    @property
    def lacks_weeks_before(self) -> tuple[Week, ...]:
        """Weeks without a number of the year before, where others have one."""
        if not any(week.before is not None for week in self.weeks):
            return ()
        return tuple(week for week in self.weeks if week.before is None)


def known_of(campaign: Campaign, today: date, prices: Sequence[ClickPrice] = ()) -> KnownCampaign:
    """Read what is known of a campaign until a day; `prices` are those of clicks."""
    plan, last = campaign.plan, min(rules.last_day(campaign), today)
    found = _with_heads(fact_items.facts_of_days(plan.first, last)) if plan.first <= last else []
    campaigns = items.all_campaigns()
    facts, contents = [], set(plan.contents)
    for fact in found:
        owner = None
        if fact.content != PROGRAMME:
            owner = rules.campaign_of(fact.content, fact.topics, date.fromisoformat(fact.period), campaigns)
        if owner is not None and owner.campaign == campaign.campaign:
            contents.add(fact.content)
            facts.append(fact)
        else:  # under another id: on other days the content may be the campaign's
            facts.append(replace(fact, content=f"{fact.content}~" if fact.content != PROGRAMME else PROGRAMME))
    return KnownCampaign(
        campaign,
        last,
        tuple(facts),
        frozenset(contents),
        tuple(prices),
        tuple(items.paid_of(campaign.campaign)),
        tuple(items.counts_of(campaign.campaign)),
        tuple(items.baseline_of(campaign.campaign)),
        fact_items.counted_at(),
    )


def _with_heads(facts: list[Fact]) -> list[Fact]:
    """Return facts of days with channel, language and topics of their contents, as they are now."""
    heads = {head.content: head for head in content_items.heads_of({fact.content for fact in facts} - {PROGRAMME})}
    return [
        replace(fact, channel=head.channel, language=head.language, topics=head.topics)
        if (head := heads.get(fact.content)) is not None
        else fact
        for fact in facts
    ]


def campaign_figures(known: KnownCampaign) -> CampaignFigures:
    """Return what a campaign brought, as readers may see it."""
    plan = known.campaign.plan
    filters = Filters(contents=known.contents)
    whole = figures_of(known.facts, filters, known.prices)
    converted = _converted(known)
    rows = rows_by(Dimension.NETWORK, known.facts, filters, known.prices) if isinstance(whole.clicks, int) else []
    networks = _networks(rows, converted) if isinstance(whole.clicks, int) else ()
    personal_conversions: Count = sum(converted.values()) if isinstance(whole.clicks, int) else whole.clicks
    personal = Line(None, whole.clicks, personal_conversions, plan.prizes_cents)
    paid = _paid(known.paid)
    unattributed = sum(count.number for count in known.counts if count.network is None)
    conversions = unattributed + sum(
        line.conversions for line in (personal, *paid) if isinstance(line.conversions, int)
    )
    weeks = _weeks(known, filters, converted if isinstance(whole.clicks, int) else {})
    over = [week for week in weeks if week.monday + _WEEK <= known.last + timedelta(days=1)]
    paid_clicks = sum(line.clicks for line in paid if isinstance(line.clicks, int))
    total = {
        Aim.SHARES: whole.confirmed,
        Aim.CLICKS: whole.clicks + paid_clicks if isinstance(whole.clicks, int) else whole.clicks,
        Aim.CONVERSIONS: conversions,
    }[plan.aim]
    channels = rows_by(Dimension.CHANNEL, known.facts, filters)
    return CampaignFigures(
        whole,
        personal,
        networks,
        paid,
        unattributed,
        conversions,
        total,
        tuple(weeks),
        over[-1] if over else None,
        tuple(row for row in channels if row.key),
    )


def _converted(known: KnownCampaign) -> dict[tuple[date, str], int]:
    """Return {(day, network): conversions of personal shares}: a site's and a file's are of the same deeds."""
    of_sites: Counter[tuple[date, str]] = Counter()
    for fact in known.facts:
        if fact.content in known.contents and fact.network is not None and fact.conversions:
            of_sites[date.fromisoformat(fact.period), fact.network.value] += fact.conversions
    of_files = {(count.on, count.network): count.number for count in known.counts if count.network is not None}
    found = {(day, network): max(number, of_sites[day, network]) for (day, network), number in of_files.items()}
    return {**of_sites, **found}


def _networks(rows: Iterable[Row], converted: Mapping[tuple[date, str], int]) -> tuple[Line, ...]:
    """Return a line a network, by clicks; the conversions of networks without a row of their own are the others'."""
    by_network: Counter[str] = Counter()
    for (_, network), number in converted.items():
        by_network[network] += number
    own = [row for row in rows if row.key]
    others = [row.figures.clicks for row in rows if not row.key]
    lines = [Line(row.key, row.figures.clicks, by_network.pop(row.key or "", 0)) for row in own]
    lines.sort(key=lambda line: -line.clicks if isinstance(line.clicks, int) else 0)
    rest = sum(by_network.values())
    if others or rest:
        lines.append(Line("", sum(clicks for clicks in others if isinstance(clicks, int)), rest))
    return tuple(lines)


def _paid(rows: Iterable[Paid]) -> tuple[Line, ...]:
    """Return a line for each network on which something was bought, by what was spent."""
    found: dict[str, Line] = {}
    for row in rows:
        known = found.get(row.network, Line(row.network, 0, None, 0))
        found[row.network] = Line(
            row.network,
            _sum(known.clicks, row.clicks),
            _sum(known.conversions, row.conversions),
            (known.spend_cents or 0) + row.spend_cents,
            (known.impressions or 0) + (row.impressions or 0),
        )
    return tuple(sorted(found.values(), key=lambda line: -(line.spend_cents or 0)))


def _sum(one: Count, other: int | None) -> Count:
    return one if other is None else other + (one if isinstance(one, int) else 0)


def _weeks(known: KnownCampaign, filters: Filters, converted: Mapping[tuple[date, str], int]) -> Sequence[Week]:
    """Return the campaign's weeks with what it wants; those to come have no number."""
    plan = known.campaign.plan
    numbers: Counter[date] = Counter()
    hidden: set[date] = set()
    if plan.aim is Aim.CONVERSIONS:
        for (day, _), number in converted.items():
            numbers[_monday(day)] += number
        for count in known.counts:
            numbers[_monday(count.on)] += count.number if count.network is None else 0
        for row in known.paid:
            numbers[_monday(row.first)] += row.conversions or 0
    else:
        for shown in rows_by(Dimension.WEEK, known.facts, filters):
            monday = date.fromisoformat(f"{(shown.key or '')[1:].replace('-', '-W')}-1")
            brought = shown.figures.confirmed if plan.aim is Aim.SHARES else shown.figures.clicks
            numbers[monday] += brought if isinstance(brought, int) else 0
            hidden |= set() if isinstance(brought, int) else {monday}
        for row in known.paid:
            numbers[_monday(row.first)] += (row.clicks or 0) if plan.aim is Aim.CLICKS else 0
    before: Counter[tuple[int, int]] = Counter()
    for year_before in known.baseline:
        year, week, _ = year_before.first.isocalendar()
        before[year, week] += year_before.number
    weeks = []
    monday = _monday(plan.first)
    while monday <= plan.last:
        year, week, _ = monday.isocalendar()
        is_known = monday <= known.last and monday not in hidden
        weeks.append(Week(monday, numbers[monday] if is_known else None, before.get((year - 1, week))))
        monday += _WEEK
    return weeks


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
