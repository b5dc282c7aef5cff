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
from lahetti.content.editing import archive, create_draft, publish, set_captions, take_from_feed, turn_contents
from lahetti.content.offer import (
    PAGE,
    Recalled,
    contents_of_editor,
    find_content,
    is_on_offer,
    is_recalled_from,
    on_offer,
    row_of,
)
from lahetti.content.recall import Links, recall
from lahetti.content.rules import Content, Draft, Row, State, checked_draft

__all__ = [
    "LONGEST_ADDRESS",
    "PAGE",
    "Content",
    "Draft",
    "Links",
    "Recalled",
    "Row",
    "State",
    "add_channel",
    "archive",
    "blocked_word",
    "canonical_key",
    "channels",
    "checked_address",
    "checked_captions",
    "checked_draft",
    "checked_words",
    "completed",
    "contents_of_editor",
    "create_draft",
    "find_content",
    "is_on_offer",
    "is_recalled_from",
    "on_offer",
    "publish",
    "recall",
    "row_of",
    "set_captions",
    "take_from_feed",
    "turn_contents",
    "with_disclosure",
]
