"""Mails as they leave the house: their layout, their MIME form, and SES. What they say, others decide."""

from lahetti.mail.layout import Letter, Ticket, letter_parts, rendered
from lahetti.mail.messages import Message, mime
from lahetti.mail.ses import NotSent, Outcome, Refused, Unknown, send, send_many, send_rate

__all__ = [
    "Letter",
    "Message",
    "NotSent",
    "Outcome",
    "Refused",
    "Ticket",
    "Unknown",
    "letter_parts",
    "mime",
    "rendered",
    "send",
    "send_many",
    "send_rate",
]
