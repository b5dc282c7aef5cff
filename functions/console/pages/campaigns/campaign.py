"""What one campaign brought: personal shares beside paid advertisements, week by week, and its files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from console.framework import charts
from console.framework.charts import LineChart
from console.framework.context import PageContext
from console.framework.export import Cell, Line
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.works.shown import way
from lahetti.analytics import campaign_figures
from lahetti.analytics.campaign_figures import CampaignFigures, Week
from lahetti.analytics.media_value import prices
from lahetti.analytics.media_value.model import MediaValue
from lahetti.campaigns import items, planning, rules
from lahetti.campaigns.model import Aim, Campaign
from lahetti.content import items as content_items
from lahetti.content.channels import catalogue
from lahetti.content.model import ContentState
from lahetti.core.days import day_of
from lahetti.core.texts import Texts
from lahetti.people import members
from lahetti.settings.versions import current_settings


@page("campaigns/campaign.html")
def one_campaign(context: PageContext, campaign: str) -> Values:
    """Return a campaign's figures as they may be shown, its charts, and what is lacking."""
    found, t = planning.find(campaign), context.texts
    today = date.fromisoformat(day_of(context.now, context.zone))
    known = campaign_figures.known_of(found, today, prices.all_prices())
    figures = campaign_figures.campaign_figures(known)
    heads = content_items.heads_of(sorted({*known.contents, *(one.content for one in items.members_of(campaign))}))
    return {
        "campaign": found,
        "phase": rules.phase_of(found, today).value,
        "figures": figures,
        "counted": known.counted,
        "reached": _per_cent_of_goal(found, figures),
        "wanted": wanted_in_words(found, t),
        "topics": [_topic_name(topic, context) for topic in found.plan.topics],
        "owner": members.names_of([found.plan.owner]).get(found.plan.owner, ("–", ""))[0],
        "pairs": _pairs(figures, t),
        "weeks": _chart(figures.weeks, wanted_in_words(found, t), t) if figures.weeks else None,
        "has_baseline": any(week.before is not None for week in figures.weeks),
        "lacking": ", ".join(str(week.label) for week in figures.lacks_weeks_before),
        "channels": _channels(figures, t),
        "way": way(replace(figures.whole, conversions=figures.personal.conversions), t),
        "value": _value(figures, t),
        "contents": [(head.content, head.title, head.language) for head in heads],
        "recalled": sum(head.state is ContentState.RECALLED for head in heads),
    }


@one_campaign.export("campaign")
def exported(context: PageContext, campaign: str) -> Iterator[Line]:
    """Yield the lines of the comparison, then the weeks."""
    found, t = planning.find(campaign), context.texts
    today = date.fromisoformat(day_of(context.now, context.zone))
    figures = campaign_figures.campaign_figures(campaign_figures.known_of(found, today))
    lines = [
        ("campaign.personal", figures.personal),
        *(("campaign.personal", line) for line in figures.networks),
        *(("campaign.paid", line) for line in figures.paid),
    ]
    for part, line in lines:
        yield {
            "part": t(part),
            "network": "" if line.network is None else name_of(line.network, t),
            "week": None,
            "spend": None if line.spend_cents is None else line.spend_cents / 100,
            "currency": None if line.spend_cents is None else found.plan.currency,
            "impressions": line.impressions,
            "clicks": _cell(line.clicks, t),
            "click_cost": None if line.click_cents is None else line.click_cents / 100,
            "conversions": _cell(line.conversions, t),
            "rate": line.rate,
            "before": None,
        }
    others: list[tuple[str, date | None, int | None, int | None]] = [
        (t("campaign.unattributed"), None, figures.unattributed, None)
    ]
    others += [(wanted_in_words(found, t), week.monday, week.number, week.before) for week in figures.weeks]
    for words, monday, number, before in others:
        yield {
            "part": words,
            "network": "",
            "week": monday,
            "spend": None,
            "currency": None,
            "impressions": None,
            "clicks": number if monday is not None and found.plan.aim is not Aim.CONVERSIONS else None,
            "click_cost": None,
            "conversions": number if monday is None or found.plan.aim is Aim.CONVERSIONS else None,
            "rate": None,
            "before": before,
        }


def wanted_in_words(campaign: Campaign, t: Texts) -> str:
    """Return what a campaign is to bring, as its own words or ours have it, in the plural."""
    if campaign.plan.aim is Aim.CONVERSIONS and campaign.plan.deed:
        return campaign.plan.deed
    return t(f"campaign.wanted.{campaign.plan.aim.value}")


def name_of(network: str, t: Texts) -> str:
    """Return what a network of a line is called; "" are the others."""
    return t("campaign.others") if network == "" else t("files.google" if network == "google" else f"network.{network}")


def _cell(value: object, t: Texts) -> Cell:
    return value if isinstance(value, int) or value is None else t("campaign.few")


def _per_cent_of_goal(campaign: Campaign, figures: CampaignFigures) -> int | None:
    return round(100 * figures.total / campaign.plan.number) if isinstance(figures.total, int) else None


def _pairs(figures: CampaignFigures, t: Texts) -> list[tuple[str, float | None, str, float | None, str | None]]:
    """Return a pair of bars for each network: personal and paid clicks."""
    personal = {line.network: line.clicks for line in figures.networks}
    paid = {line.network: line.clicks for line in figures.paid}
    numbers = [number for number in (*personal.values(), *paid.values()) if isinstance(number, int)]
    most = max(numbers, default=0)
    rows: list[tuple[str, float | None, str, float | None, str | None]] = []
    for network in dict.fromkeys([*personal, *paid]):
        own, bought = personal.get(network), paid.get(network)
        rows.append(
            (
                name_of(network or "", t),
                charts.width(own, most) if isinstance(own, int) else None,
                t.number(own) if isinstance(own, int) else t("campaign.no_shares"),
                charts.width(bought, most) if isinstance(bought, int) else None,
                t.number(bought) if isinstance(bought, int) else None,
            )
        )
    return rows


def _chart(weeks: tuple[Week, ...], wanted: str, t: Texts) -> LineChart:
    """Return the weeks as a solid line, those of the year before dashed, with what they show in words."""
    years = sorted({week.monday.isocalendar().year for week in weeks})
    this = "–".join(str(year) for year in years)
    lines = [charts.Line(this, [week.number for week in weeks])]
    compared = [week for week in weeks if week.number is not None and week.before is not None]
    if any(week.before is not None for week in weeks):
        before = t("campaign.baseline_of", year="–".join(str(year - 1) for year in years))
        lines.append(charts.Line(before, [week.before for week in weeks], is_baseline=True))
    above = sum((week.number or 0) > (week.before or 0) for week in compared)
    finding = t("campaign.chart", wanted=wanted)
    if compared:
        finding += " " + t("campaign.chart_above", above=above, weeks=len(compared))
    return LineChart(finding, t("campaign.week"), [str(week.label) for week in weeks], lines)


def _value(figures: CampaignFigures, t: Texts) -> str | None:
    """Return what the clicks of personal shares would have cost, with the prices; None where none is set."""
    value = figures.whole.media_value
    if not isinstance(value, MediaValue):
        return None
    used = ", ".join(
        t(
            "campaign.value_price",
            network=t(f"network.{price.network.value}"),
            amount=t.euros(price.cents),
            source=price.source,
            since=t.day(price.since),
        )
        for price in value.prices
    )
    return t("campaign.value", amount=t.euros(value.cents), prices=used)


def _channels(figures: CampaignFigures, t: Texts) -> list[tuple[str, float, str, None]]:
    """Return a bar for each channel's share rate, the best first; those of few people are left out."""
    names = {channel.channel: channel.name for channel in catalogue.channels()}
    rates = [(row, row.figures.share_rate) for row in figures.channels]
    known = [(row, rate) for row, rate in rates if isinstance(rate, float)]
    most = max((rate for _, rate in known), default=0.0)
    known.sort(key=lambda pair: -pair[1])
    return [
        (names.get(row.key or "", row.key or ""), charts.width(rate, most), t("contents.percent", n=round(rate)), None)
        for row, rate in known
    ]


def _topic_name(topic: str, context: PageContext) -> str:
    return current_settings().topic_names[topic].in_language(context.texts.language)
