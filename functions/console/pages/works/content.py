"""One content: its way from being seen to clicks, its networks and captions, and its clicks by day."""

from datetime import date
from functools import partial

from console.framework.charts import Line as ChartLine
from console.framework.charts import LineChart
from console.framework.context import PageContext
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.works.shown import in_words, name_of, way
from lahetti.analytics.content_page import ContentPage, content_page
from lahetti.analytics.sums import Dimension
from lahetti.content.channels import catalogue
from lahetti.core.days import day_of
from lahetti.core.small_groups import Hidden
from lahetti.core.texts import Texts


@page("works/content.html")
def content(context: PageContext, content_id: str) -> Values:
    """Return what a content has brought. Raise NotFound."""
    today = date.fromisoformat(day_of(context.now, context.zone))
    found = content_page(content_id, today, context.zone)
    texts = context.texts
    channels = {channel.channel: channel.name for channel in catalogue.channels()}
    return {
        "found": found,
        "channel": channels.get(found.head.channel, found.head.channel),
        "way": way(found.figures, texts),
        "networks": [(name_of(Dimension.NETWORK, row.key, {}, texts), row) for row in found.networks],
        "days": _days(found, texts),
        "half": found.half if found.half is not None and not isinstance(found.half, Hidden) else None,
        "in_words": partial(in_words, texts=texts),
    }


def _days(found: ContentPage, texts: Texts) -> LineChart | None:
    """Return clicks by day as a line; None where they may not be shown, or there were none."""
    days = () if isinstance(found.days, Hidden) else found.days
    if not any(day.clicks for day in days):
        return None
    best = max(days, key=lambda day: day.clicks)
    labels = [texts("works.day", day=day.last.day, month=texts(f"month.{day.last.month}")) for day in days]
    return LineChart(
        texts("works.days_finding", day=texts.day(best.last), n=best.clicks),
        texts("works.by.day"),
        labels,
        [ChartLine(texts("works.figure.clicks"), [day.clicks for day in days])],
    )
