"""What a reader of figures has chosen: a period and filters, from the address; and what else can be chosen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from console.framework.context import PageContext
from console.framework.errors import in_words
from console.framework.form import Form
from console.framework.rendering import Values
from lahetti.analytics import periods
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.sums import Filters
from lahetti.campaigns import items as campaigns_items
from lahetti.content.channels import catalogue
from lahetti.core import languages
from lahetti.core.days import day_of
from lahetti.core.errors import Invalid
from lahetti.networks.networks import Network
from lahetti.periods.calendar import PeriodKind
from lahetti.settings.versions import current_settings

_OWN_DAYS = "days"
_USUAL = PeriodKind.MONTH
"""What is shown before anything is chosen."""
_OFFERED = {PeriodKind.WEEK: 3, PeriodKind.MONTH: 4, PeriodKind.QUARTER: 3}
"""How many periods of each kind can be chosen from, the present one included."""


@dataclass(frozen=True)
class Selection:
    """A period and filters; `wrong` says why the days that were asked for are not shown, `campaign` is a filter's."""

    period: AnalyticsPeriod
    filters: Filters
    campaign: str
    wrong: str | None


def selection_of(context: PageContext) -> Selection:
    """Return what is chosen; what cannot be read of it is left out."""
    today = date.fromisoformat(day_of(context.now, context.zone))
    wrong = None
    try:
        period = _period(context, today)
    except Invalid as error:
        period = periods.current(_USUAL, today)
        wrong = in_words([error], context.texts)[0].text
    query = context.query
    network, campaign = query.get("network"), query.get("campaign", "")
    filters = Filters(
        channel=query.get("channel") or None,
        language=query.get("language") or None,
        topic=query.get("topic") or None,
        network=Network(network) if network in set(Network) else None,
        contents=_contents(campaign) if campaign else None,
        team=query.get("team") or None,
    )
    return Selection(period, filters, campaign, wrong)


def choices(context: PageContext, selection: Selection, topics: Iterable[str]) -> Values:
    """Return what the form of filters shows: `topics` are those of the contents that there are figures of."""
    texts = context.texts
    today = date.fromisoformat(day_of(context.now, context.zone))
    period, names = selection.period, current_settings().topic_names
    called = {topic: name.in_language(texts.language) for topic, name in names.items()}
    offered = {one.id: periods.label(one, texts) for one in _offered(today)}
    if period.is_whole:
        offered.setdefault(period.id, periods.label(period, texts))
    return {
        "selection": selection,
        "chosen": "" if period.is_whole else _OWN_DAYS,
        "period_name": periods.label(period, texts),
        "periods": [*offered.items(), (_OWN_DAYS, texts("works.own_days"))],
        "channels": {channel.channel: channel.name for channel in catalogue.channels()},
        "languages": languages.CONTENTS,
        "topics": called,
        "topic_choices": sorted(
            ((topic, called.get(topic, topic)) for topic in {*topics, *_chosen(selection.filters.topic)}),
            key=lambda one: one[1].casefold(),
        ),
        "network_choices": [(network.value, texts(f"network.{network.value}")) for network in Network],
        "teams": current_settings().team_names,
        "campaigns": [(one.campaign, one.plan.name) for one in campaigns_items.all_campaigns()],
    }


def _period(context: PageContext, today: date) -> AnalyticsPeriod:
    asked = context.query.get("period", "")
    if asked and asked != _OWN_DAYS:
        return periods.period_of(asked, today)
    query = Form({name: (text,) for name, text in context.query.items()})
    first, last = query.day("first"), query.day("last")
    if asked == _OWN_DAYS and first is not None:
        return periods.days_between(first, last or today, today)
    return periods.current(_USUAL, today)


def _offered(today: date) -> Iterator[AnalyticsPeriod]:
    for kind, number in _OFFERED.items():
        one = periods.current(kind, today)
        for _ in range(number):
            yield one
            one = periods.before(one)


def _chosen(topic: str | None) -> tuple[str, ...]:
    return (topic,) if topic else ()


def _contents(campaign: str) -> frozenset[str]:
    return frozenset(member.content for member in campaigns_items.members_of(campaign))
