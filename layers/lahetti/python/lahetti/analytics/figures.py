"""What contents have brought: shares, clicks, and how many of those who saw one shared it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from lahetti.content import items as content_items
from lahetti.settings.model import FEWEST
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareState


@dataclass(frozen=True)
class Brought:
    """Counts of one content as of a moment. `seen` and `sharers` are people."""

    shares: int = 0
    clicks: int = 0
    sharers: int = 0
    seen: int = 0
    counted: datetime | None = None

    @property
    def share_rate(self) -> int | None:
        """Percent of those who have seen it, where they are enough to be told."""
        if self.seen < FEWEST:
            return None
        return min(100, round(100 * self.sharers / self.seen))


@dataclass(frozen=True)
class Out:
    """Shares of a content that are out: opened ones, confirmed ones, and by how many people."""

    opened: int
    confirmed: int
    people: int


def brought(contents: Collection[str]) -> dict[str, Brought]:
    """Return what is known of several contents, in one request."""
    return {
        content: Brought(
            int(item.shares or 0), int(item.clicks or 0), int(item.sharers or 0), int(item.seen or 0), item.counted
        )
        for content, item in content_items.counts_of(contents).items()
    }


def shares_out(content: str) -> Out:
    """Count the shares of a content at this moment: a recall concerns their people."""
    shares = list(sharing_items.shares_of_content(content))
    confirmed = sum(share.state is ShareState.CONFIRMED for share in shares)
    return Out(len(shares), confirmed, len({share.person for share in shares}))
