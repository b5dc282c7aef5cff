"""The digest: whose turn it is, what is new to them, and sending it so that nobody is missed and nobody told twice."""

from lahetti.digests.choice import Choice, New, choose
from lahetti.digests.message import days_in_words
from lahetti.digests.run import Ses, note_reported, send_digests
from lahetti.digests.turns import CUT_OFF, is_to_be_looked_at, latest_turn

__all__ = [
    "CUT_OFF",
    "Choice",
    "New",
    "Ses",
    "choose",
    "days_in_words",
    "is_to_be_looked_at",
    "latest_turn",
    "note_reported",
    "send_digests",
]
