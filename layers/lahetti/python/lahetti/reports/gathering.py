"""What a report shows, read from facts, campaigns, surveys and the register of awards as it is at this moment."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lahetti.analytics.campaign_figures import campaign_figures, known_of
from lahetti.analytics.figures import Figures, figures_of, people_figures, rows_by
from lahetti.analytics.media_value.model import MediaValue
from lahetti.analytics.selections import KnownFacts, known_facts, known_people
from lahetti.analytics.sums import Dimension, Filters, add_up, parts_by
from lahetti.campaigns import items as campaign_items
from lahetti.campaigns import rules as campaign_rules
from lahetti.campaigns.model import Campaign
from lahetti.content import items as content_items
from lahetti.content.channels import catalogue
from lahetti.core.errors import Invalid
from lahetti.core.small_groups import FEWEST
from lahetti.reports import rules
from lahetti.reports.model import CampaignLine, Choice, Report, ReportFigures, Shared, SurveyLine
from lahetti.rewards.register import register_of_days
from lahetti.surveys import conducting, results
from lahetti.surveys.model import Survey
from lahetti.surveys.results import SurveyResults

_ENDS = 3
"""How many contents stand at each end, best and worst."""
_PEOPLE = ("with_access", "begun", "active", "participation")
_CONTENTS = ("seen", "confirmed", "share_rate", "clicks", "reactions", "conversions")


def surveys_to_choose() -> list[Survey]:
    """Return the surveys of which nothing changes any more, those that began last first."""
    return [survey for survey in conducting.every_survey() if survey.collected]


def campaigns_of(report: Report) -> list[Campaign]:
    """Return the campaigns that had a day in the period, the latest start first."""
    return [
        campaign
        for campaign in campaign_items.all_campaigns()
        if campaign.plan.first <= report.last and campaign_rules.last_day(campaign) >= report.first
    ]


def texts_of(surveys: Iterable[str | None]) -> list[str]:
    """Return the free texts that may be shown of some surveys: none of one that has fewer than five."""
    found = {survey.id: survey for survey in surveys_to_choose()}
    return [text for id_ in surveys if id_ in found for text in results.results(found[id_]).texts or ()]


def figures_of_report(report: Report, choice: Choice, now: datetime, zone: ZoneInfo) -> ReportFigures:
    """Read all that a report shows, by the rule of groups. Raise Invalid for a choice that cannot be."""
    period = rules.checked_period(report.period, report.created)
    known, people = known_facts(period), known_people(period)
    whole = figures_of(known.facts, Filters(), known.prices)
    of_people = people_figures(people.programme, period, Filters())
    best, worst = _contents(known)
    before, after = _results(choice.before, "before"), _results(choice.after, "after")
    texts = [text for one in (before, after) if one is not None for text in one.texts or ()]
    prizes = list(register_of_days(report.first, report.last, zone, now))
    value = whole.media_value
    return ReportFigures(
        people={name: getattr(of_people, name) for name in _PEOPLE},
        contents={
            **{name: getattr(whole, name) for name in _CONTENTS},
            "media_value_cents": value.cents if isinstance(value, MediaValue) else value,
        },
        without_price=tuple(value.without_price) if isinstance(value, MediaValue) else (),
        channels=_channels(known),
        best=best,
        worst=worst,
        campaigns=tuple(_campaign(one, report.last) for one in _chosen(report, choice.campaigns)),
        before=_survey(before),
        after=_survey(after),
        prizes=len(prizes),
        prizes_cents=sum(prize.value_cents for prize in prizes),
        texts=rules.chosen_texts(choice.texts, texts),
        counted=known.counted,
        people_counted=people.counted,
    )


# --- what was shared best and worst


def _channels(known: KnownFacts) -> tuple[Shared, ...]:
    """Return the channels whose share rate may be shown, the best first."""
    names = {channel.channel: (channel.name, channel.language) for channel in catalogue.channels()}
    rows = rows_by(Dimension.CHANNEL, known.facts, Filters())
    shown = [_shared(*names.get(row.key or "", (row.key or "", "")), row.figures) for row in rows]
    return tuple(sorted((one for one in shown if isinstance(one.rate, float)), key=_place))


def _contents(known: KnownFacts) -> tuple[tuple[Shared, ...], tuple[Shared, ...]]:
    """Return the contents that were shared best and worst, those first that were seen often and hardly shared."""
    rows = {row.key: row.figures for row in rows_by(Dimension.CONTENT, known.facts, Filters()) if row.key}
    heads = {head.content: head for head in content_items.heads_of(rows)}
    sharers = {
        content: add_up(part).sharers
        for content, part in parts_by(Dimension.CONTENT, Filters().choose(known.facts)).items()
    }
    rated = [
        (content, _shared(heads[content].title, heads[content].language, figures))
        for content, figures in rows.items()
        if content in heads
    ]
    shown = sorted((one for _, one in rated if isinstance(one.rate, float)), key=_place)
    hardly = sorted(
        (content for content in heads if sharers[content] < FEWEST and _seen(rows[content]) >= rules.SEEN_OFTEN),
        key=lambda content: -_seen(rows[content]),
    )
    of_content = dict(rated)
    best = shown[: min(_ENDS, (len(shown) + 1) // 2)]
    worst = [*(of_content[content] for content in hardly), *reversed(shown[len(best) :])]
    return tuple(best), tuple(worst[:_ENDS])


def _shared(name: str, language: str, figures: Figures) -> Shared:
    return Shared(name, language, figures.share_rate, figures.confirmed, figures.clicks)


def _place(shared: Shared) -> tuple[float, str]:
    return -shared.rate if isinstance(shared.rate, float) else 0.0, shared.name


def _seen(figures: Figures) -> int:
    return figures.seen if isinstance(figures.seen, int) else 0


# --- campaigns


def _chosen(report: Report, wanted: Sequence[str]) -> list[Campaign]:
    known = {campaign.campaign: campaign for campaign in campaigns_of(report)}
    picked = rules.checked_campaigns(wanted)
    if missing := [campaign for campaign in picked if campaign not in known]:
        text = "This campaign had no day in the period."
        raise Invalid(text, field="campaigns", value=missing[0][:40], reason="not_of_the_period")
    return [known[campaign] for campaign in picked]


def _campaign(campaign: Campaign, last: date) -> CampaignLine:
    """Return what a campaign brought until a day."""
    known = known_of(campaign, last)
    known = replace(
        known,
        paid=tuple(row for row in known.paid if row.first <= last),
        counts=tuple(count for count in known.counts if count.on <= last),
    )
    found, plan = campaign_figures(known), campaign.plan
    bought = found.paid_whole
    return CampaignLine(
        name=plan.name,
        first=plan.first,
        last=known.last,
        currency=plan.currency,
        clicks=found.personal.clicks,
        conversions=found.personal.conversions,
        paid_clicks=None if bought is None else bought.clicks,
        paid_conversions=None if bought is None else bought.conversions,
        spend_cents=None if bought is None else bought.spend_cents,
        prizes_cents=plan.prizes_cents,
        hours=plan.hours,
        unattributed=found.unattributed,
    )


# --- surveys


def _results(survey: str | None, field: str) -> SurveyResults | None:
    if survey is None:
        return None
    found = next((one for one in surveys_to_choose() if one.id == survey), None)
    if found is None:
        raise Invalid("There is no such survey that is over.", field=field, value=survey[:40], reason="no_survey")
    return results.results(found)


def _survey(found: SurveyResults | None) -> SurveyLine | None:
    if found is None:
        return None
    means = None if found.means is None else {name: round(mean, 2) for name, mean in found.means.items()}
    rate = None if found.rate is None else round(100 * found.rate, 1)
    return SurveyLine(found.survey.name, found.answers, rate, means)
