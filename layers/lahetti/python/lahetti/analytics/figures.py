"""What contents have brought: shares, clicks, and how many of those who saw one shared it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from lahetti.content.counts import items as counts_items
from lahetti.core.small_groups import FEWEST
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareState


@dataclass(frozen=True)
class ContentStats:
    """Counts of one content as of a moment. `seen` and `sharers` are people."""

    shares: int = 0
    clicks: int = 0
    sharers: int = 0
    seen: int = 0
    counted: datetime | None = None

    @property
    def share_rate(self) -> int | None:
        """Percent of those who have seen it, where they are enough to be shown."""
        if self.seen < FEWEST:
            return None
        return min(100, round(100 * self.sharers / self.seen))


@dataclass(frozen=True)
class ShareCounts:
    """Shares of a content that are out: opened ones, confirmed ones, and by how many people."""

    opened: int
    confirmed: int
    people: int


def stats_of(contents: Collection[str]) -> dict[str, ContentStats]:
    """Return what is known of several contents, in one request."""
    return {
        content: ContentStats(counts.shares, counts.clicks, counts.sharers, counts.seen, counts.counted)
        for content, counts in counts_items.counts_of(contents).items()
    }


def share_counts(content: str) -> ShareCounts:
    """Count the shares of a content at this moment: a recall concerns their people."""
    shares = list(sharing_items.shares_of_content(content))
    confirmed = sum(share.state is ShareState.CONFIRMED for share in shares)
    return ShareCounts(len(shares), confirmed, len({share.person for share in shares}))
