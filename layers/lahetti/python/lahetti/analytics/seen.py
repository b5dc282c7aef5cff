"""What was seen: a device reports the contents whose card was in view, or which were opened.

The sets are kept for five days and read by nobody but the nights' count: three nights count each, so that two may fail.
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.analytics import items
from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.core.days import day_of
from lahetti.core.errors import Invalid
from lahetti.people.model import Person

MOST = 100
"""Contents in one report; a device reports at most once a minute."""
_KEPT = timedelta(days=5)
_VISIBLE = frozenset({ContentState.PUBLISHED, ContentState.ARCHIVED, ContentState.RECALLED})
_CONTENT = re.compile(r"[\w-]{1,64}", re.ASCII)


def report_seen(person: Person, contents: Collection[str], now: datetime, zone: ZoneInfo) -> int:
    """Add contents to those that a person has seen today; return how many there were that they can see. Raise Invalid.

    What somebody cannot see is passed over: it may have been recalled, or taken from them, while it was in view.
    """
    wrong = next((content for content in contents if not _CONTENT.fullmatch(content)), None)
    if wrong is not None:
        raise Invalid("A content's id has letters, digits and hyphens.", field="seen", value=wrong[:64])
    seen = {
        head.content
        for head in content_items.heads_of(set(contents))
        if head.state in _VISIBLE and head.row.is_for(person)
    }
    if seen:
        items.add_seen(day_of(now, zone), person.id, seen, now + _KEPT)
    return len(seen)
