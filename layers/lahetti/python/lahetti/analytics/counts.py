"""The hourly count of what contents have brought, and the night's of who has seen them; a run can be repeated."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.analytics import items
from lahetti.content import items as content_items
from lahetti.content.counts import items as counts_items
from lahetti.content.model import ContentState
from lahetti.core.days import day_of
from lahetti.core.small_groups import shown
from lahetti.people.audiences import Audiences
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareState


def count_contents(now: datetime) -> int:
    """Count anew what the contents on offer have brought; return how many they are.

    Lists show how many people have shared one, where that may be shown.
    """
    counted, audiences = 0, Audiences()
    for _, row in content_items.contents_in(ContentState.PUBLISHED):
        shares = [
            share for share in sharing_items.shares_of_content(row.content) if share.state is ShareState.CONFIRMED
        ]
        clicks = sum(share.clicks for share in sharing_items.find_shares(share.code for share in shares))
        sharers = len({share.person for share in shares})
        audience = audiences.size(row.audience)
        counts_items.set_counts(row.content, len(shares), clicks, sharers, audience, now)
        told = shown(sharers, audience)
        if row.sharers != told:
            content_items.show_sharers(row.content, told)
        counted += 1
    return counted


def count_seen(people: Iterable[str], now: datetime, zone: ZoneInfo) -> int:
    """Turn the sets of the day before into counts, once a content and day; return how many contents were seen.

    Whatever the hour: nobody adds to the sets of a day that is over.
    """
    yesterday = (date.fromisoformat(day_of(now, zone)) - timedelta(days=1)).isoformat()
    sets = items.seen_on((yesterday, person) for person in people)
    seen = Counter(content for own in sets.values() for content in own)
    known = content_items.heads_of(seen)
    for head in known:
        counts_items.add_seen(head.content, seen[head.content], yesterday)
    return len(known)
