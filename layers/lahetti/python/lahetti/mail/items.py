"""Whether mail is down, in the Transient table."""

from datetime import datetime

from lahetti.dynamodb import keys
from lahetti.dynamodb.models import TransientItem


class MailDownItem(TransientItem, discriminator="mail down"):
    """pk = "MAILDOWN": until its time is over, no code is mailed."""


def note_mail_down(until: datetime) -> None:
    """Note that mails are not taken, until a moment."""
    MailDownItem(keys.MAIL_DOWN, expires=int(until.timestamp())).save()


def is_mail_down(now: datetime) -> bool:
    """Return whether mails were not taken a moment ago."""
    found = MailDownItem.find(keys.MAIL_DOWN, consistent=True)
    return found is not None and now.timestamp() < int(found.expires or 0)
