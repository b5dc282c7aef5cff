"""All that is known of one content: its way, networks, captions, clicks by day, and how soon they came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lahetti.analytics.figures import (
    OF_NOBODY,
    ClicksOfDays,
    Figures,
    HalfOfClicks,
    Row,
    clicks_by_day,
    half_of_clicks,
    rows_by,
)
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.selections import known_facts
from lahetti.analytics.sums import NO_CAPTION, Dimension, Filters
from lahetti.content import items as content_items
from lahetti.content.model import ContentHead
from lahetti.core.days import day_of
from lahetti.core.errors import NotFound
from lahetti.core.small_groups import Hidden


@dataclass(frozen=True)
class CaptionLine:
    """A ready caption and what it has brought; `text` is None of one that was rewritten or taken away since.

    Those of too few people stand together without a key.
    """

    key: str
    network: str
    text: str | None
    figures: Figures


@dataclass(frozen=True)
class ContentPage:
    """What a content has brought since it was published, as far as that may be shown."""

    head: ContentHead
    figures: Figures
    networks: Sequence[Row]
    captions: Sequence[CaptionLine]
    own_words: Figures | None
    days: Sequence[ClicksOfDays] | Hidden
    half: HalfOfClicks | Hidden | None
    counted: datetime | None


def content_page(content: str, today: date, zone: ZoneInfo) -> ContentPage:
    """Return all that is known of a content that was published; raise NotFound."""
    head = content_items.find_head(content)
    if head is None or head.published is None:
        raise NotFound("There is no such published content.", field="content", value=content[:64])
    first = date.fromisoformat(day_of(head.published, zone))
    known = known_facts(AnalyticsPeriod(content, None, first, max(first, today)), by_day=True)
    rows = {row.key: row.figures for row in rows_by(Dimension.CONTENT, known.facts, Filters())}
    own = [fact for fact in known.facts if fact.content == content]
    figures = rows.get(content, OF_NOBODY)
    if not isinstance(figures.confirmed, int):
        return ContentPage(head, figures, (), (), None, Hidden.FEW, Hidden.FEW, known.counted)
    captions, without = _captions(content, rows_by(Dimension.CAPTION, own, Filters()))
    return ContentPage(
        head=head,
        figures=figures,
        networks=rows_by(Dimension.NETWORK, own, Filters(), known.prices),
        captions=captions,
        own_words=without,
        days=clicks_by_day(own),
        half=half_of_clicks(own, first, today),
        counted=known.counted,
    )


def _captions(content: str, rows: Iterable[Row]) -> tuple[list[CaptionLine], Figures | None]:
    """Return what each ready caption has brought, those of too few people as one, and what went without one."""
    texts = {
        key: (captions.network, text)
        for captions in content_items.captions_ever(content)
        for key, text in zip(captions.keys, captions.texts, strict=True)
    }
    lines, without = list[CaptionLine](), None
    for row in rows:
        if row.key == NO_CAPTION:
            without = row.figures
        else:
            network, text = texts.get(row.key or "", ("", None))
            lines.append(CaptionLine(row.key or "", network, text, row.figures))
    return lines, without
