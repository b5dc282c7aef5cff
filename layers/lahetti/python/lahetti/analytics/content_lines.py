"""Contents with their figures: everything that was published or shared in a period, archived ones included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.analytics.figures import OF_NOBODY, Figures, rows_by
from lahetti.analytics.periods import AnalyticsPeriod
from lahetti.analytics.selections import known_facts
from lahetti.analytics.sums import Dimension, Filters, add_up, parts_by
from lahetti.content import items as content_items
from lahetti.content.model import ContentState, Row
from lahetti.core.days import day_of
from lahetti.core.small_groups import FEWEST

SEEN_OFTEN = 20
"""From how many people on a content counts as seen often."""
ORDERS = ("clicks", "confirmed", "share_rate", "clicks_a_share", "seen", "published", "title")
"""What lines can be ordered by: figures and the newest go from the most, titles from A."""
_ON_OFFER = (ContentState.PUBLISHED, ContentState.ARCHIVED, ContentState.RECALLED)
_MOST_UNSHARED = 5


@dataclass(frozen=True)
class ContentLine:
    """A content and what it has brought in a period."""

    content: str
    title: str
    channel: str
    language: str
    published: datetime | None
    figures: Figures

    def place(self, order: str) -> tuple[bool, float]:
        """Return where the line stands in an order of figures or moments; what is not shown comes last."""
        value = self.published.timestamp() if order == "published" and self.published else None
        value = value if order == "published" else getattr(self.figures, order)
        return (False, -value) if isinstance(value, int | float) else (True, 0.0)


@dataclass(frozen=True)
class ContentLines:
    """Lines in the order that was asked for; `unshared` were seen often, and shared by fewer than five people."""

    lines: Sequence[ContentLine]
    unshared: Sequence[ContentLine]
    topics: tuple[str, ...]
    counted: datetime | None


def content_lines(period: AnalyticsPeriod, filters: Filters, order: str, zone: ZoneInfo) -> ContentLines:
    """Return what each content of a period has brought, ordered by one of `ORDERS`."""
    known = known_facts(period)
    rows = {row.key: row.figures for row in rows_by(Dimension.CONTENT, known.facts, filters) if row.key}
    contents = {row.content: row for row in _published(period, zone) if _fits(row, filters)}
    missing = {content for content in rows if content not in contents}
    contents |= {head.content: head.row for head in content_items.heads_of(missing)}
    lines = [
        ContentLine(row.content, row.title, row.channel, row.language, row.published, rows.get(row.content, OF_NOBODY))
        for row in contents.values()
    ]
    lines.sort(key=lambda line: (line.title.casefold(), line.content))
    if order != "title":
        lines.sort(key=lambda line: line.place(order))
    topics = tuple(sorted({topic for fact in known.facts for topic in fact.topics}, key=str.casefold))
    parts = parts_by(Dimension.CONTENT, filters.choose(known.facts))
    few = {content for content, part in parts.items() if add_up(part).sharers < FEWEST}
    unshared = sorted((line for line in lines if line.content in few and _seen(line) >= SEEN_OFTEN), key=_seen)
    return ContentLines(lines, unshared[: -_MOST_UNSHARED - 1 : -1], topics, known.counted)


def _published(period: AnalyticsPeriod, zone: ZoneInfo) -> list[Row]:
    """Return what was published on the days of a period."""
    return [
        row
        for state in _ON_OFFER
        for _, row in content_items.contents_in(state)
        if row.published is not None and period.covers(day_of(row.published, zone))
    ]


def _fits(row: Row, filters: Filters) -> bool:
    return (
        filters.channel in (None, row.channel)
        and filters.language in (None, row.language)
        and (filters.topic is None or filters.topic in row.topics)
        and (filters.contents is None or row.content in filters.contents)
    )


def _seen(line: ContentLine) -> int:
    return line.figures.seen if isinstance(line.figures.seen, int) else 0
