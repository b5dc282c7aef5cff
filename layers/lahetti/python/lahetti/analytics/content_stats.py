"""What contents have brought: shares, clicks, and how many of those who saw one shared it.

None stands for what may not be shown (`core.small_groups`). What a content has brought tells of people until five have
shared it: one share is one person. So its shares and clicks are shown from five sharers of an audience of five on.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from lahetti.analytics.facts import items as facts_items
from lahetti.content import items as content_items
from lahetti.content.counts import items as counts_items
from lahetti.content.model import ContentCounts
from lahetti.core.small_groups import FEWEST, Hidden, is_shown, told
from lahetti.people.audiences import Audiences
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareState


@dataclass(frozen=True)
class ContentStats:
    """Counts of one content as of a moment; `share_rate` is the percentage of those who have seen it."""

    shares: int | None = None
    clicks: int | None = None
    share_rate: int | None = None
    counted: datetime | None = None


@dataclass(frozen=True)
class ShareCounts:
    """Shares of a content that are out: opened ones, confirmed ones, and by how many people."""

    opened: int | None
    confirmed: int | None
    people: int | Hidden


def stats_of(contents: Collection[str]) -> dict[str, ContentStats]:
    """Return what is known of several contents and may be shown, and as of which moment."""
    counted = facts_items.counted_at()
    return {content: stats(counts, counted) for content, counts in counts_items.counts_of(contents).items()}


def stats(counts: ContentCounts, counted: datetime | None) -> ContentStats:
    """Return what may be shown of a content's counts."""
    if not _is_enough(counts.sharers, counts.audience):
        return ContentStats(counted=counted)
    rate = None
    if is_shown(counts.seen, counts.audience) and is_shown(counts.sharers, counts.audience):
        rate = min(100, round(100 * counts.sharers / counts.seen))
    return ContentStats(counts.shares, counts.clicks, rate, counted)


def share_counts(content: str) -> ShareCounts:
    """Count the shares of a content at this moment, as far as that may be shown: a recall concerns their people."""
    head = content_items.find_head(content)
    shares = list(sharing_items.shares_of_content(content))
    people = len({share.person for share in shares})
    confirmed = [share for share in shares if share.state is ShareState.CONFIRMED]
    audience = Audiences().size(head.audience if head is not None else ())
    return ShareCounts(
        opened=len(shares) if _is_enough(people, audience) else None,
        confirmed=len(confirmed) if _is_enough(len({share.person for share in confirmed}), audience) else None,
        people=told(people, audience),
    )


def _is_enough(sharers: int, audience: int) -> bool:
    """Return whether shares and clicks of so many people tell of no few of them."""
    return sharers >= FEWEST and audience >= FEWEST
