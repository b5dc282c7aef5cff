"""Channels and contents: what may be published, in which state, for whom; captions that fit.

States: suggested → draft → scheduled → published → archived; recalled from the last two. A content is a head (state and
the row that lists show), its long texts, and captions per network and language, so that a list reads no more than it
shows.
"""

from lahetti.content.addresses import LONGEST_ADDRESS, canonical_key, checked_address
from lahetti.content.by_address import completed
from lahetti.content.captions import (
    blocked_word,
    checked_captions,
    checked_words,
    with_disclosure,
)
from lahetti.content.channels import add_channel, channels
from lahetti.content.counts import count_contents, count_seen
from lahetti.content.editing import archive, create_draft, publish, set_captions, take_from_feed, turn_contents
from lahetti.content.figures import Brought, brought, shares_out
from lahetti.content.listing import Listed, Wanted, all_listed, listed, number_in, numbers
from lahetti.content.offer import (
    PAGE,
    Recalled,
    contents_of_editor,
    find_content,
    is_on_offer,
    is_recalled_from,
    on_offer,
    row_of,
    titles_of,
)
from lahetti.content.recall import Links, recall
from lahetti.content.revising import ChangedMeanwhile, content_of_editor, faults_of, revise
from lahetti.content.rules import Content, Draft, Row, State, checked_draft
from lahetti.content.seen import report_seen

__all__ = [
    "LONGEST_ADDRESS",
    "PAGE",
    "Brought",
    "ChangedMeanwhile",
    "Content",
    "Draft",
    "Links",
    "Listed",
    "Recalled",
    "Row",
    "State",
    "Wanted",
    "add_channel",
    "all_listed",
    "archive",
    "blocked_word",
    "brought",
    "canonical_key",
    "channels",
    "checked_address",
    "checked_captions",
    "checked_draft",
    "checked_words",
    "completed",
    "content_of_editor",
    "contents_of_editor",
    "count_contents",
    "count_seen",
    "create_draft",
    "faults_of",
    "find_content",
    "is_on_offer",
    "is_recalled_from",
    "listed",
    "number_in",
    "numbers",
    "on_offer",
    "publish",
    "recall",
    "report_seen",
    "revise",
    "row_of",
    "set_captions",
    "shares_out",
    "take_from_feed",
    "titles_of",
    "turn_contents",
    "with_disclosure",
]
