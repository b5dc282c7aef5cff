"""The channels that there are: adding one, listing them, and who may change what belongs to one."""

import re
from datetime import datetime

from lahetti.content.channels import items
from lahetti.content.channels.model import Channel
from lahetti.content.urls import checked_url
from lahetti.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lahetti.core.plain_texts import require_one_line
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import try_transact
from lahetti.people.model import Person, Role
from lahetti.records import audit
from lahetti.records.audit import AuditAction

_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def add_channel(channel: Channel, by: str, now: datetime) -> bool:
    """Add a channel; return whether it is new. Raise Invalid, or Conflict where another one has its id."""
    if not _LABEL.fullmatch(channel.channel):
        raise Invalid(
            "An id has 1 to 40 of a–z, 0–9 and -.", field="channel", value=channel.channel, limit=40, reason="id"
        )
    if not 1 <= len(channel.name.strip()) <= 60:
        raise Invalid("A name has 1 to 60 characters.", field="name", limit=60, reason="length")
    require_one_line("name", channel.name)
    checked_url(channel.url, "address")
    known = items.find_channel(channel.channel)
    if known is not None:
        if (known.name, known.medium, known.url) != (channel.name, channel.medium, channel.url):
            raise Conflict(
                f"There is another channel {channel.channel}.", field="channel", value=channel.channel, reason="id"
            )
        return False
    added = audit.entry(by, AuditAction.CHANNEL_ADDED, keys.channel(channel.channel), now, after={"name": channel.name})
    return try_transact(items.put_channel(channel), added)


def find_channel(channel: str) -> Channel:
    """Return a channel; raise NotFound."""
    found = items.find_channel(channel)
    if found is None:
        raise NotFound(f"There is no channel {channel[:40]}.", field="channel", value=channel[:40])
    return found


def channels() -> list[Channel]:
    """Return all channels by name, without their feeds."""
    return items.all_channels()


def require_channel(channel: str) -> None:
    """Raise Invalid unless there is such a channel."""
    if items.find_channel(channel) is None:
        raise Invalid(f"There is no channel {channel}.", field="channel", value=channel)


def require_editor(editor: Person, channel: str) -> None:
    """Raise NotAllowed unless this editor may change what belongs to a channel."""
    if not editor.may_edit(channel):
        raise NotAllowed(f"Only {Role.EDITOR}s of the channel {channel} may do this.", field="channel", value=channel)
