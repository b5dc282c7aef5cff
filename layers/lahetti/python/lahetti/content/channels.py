"""Channels: the organisation's own sources."""

import re
from datetime import datetime
from typing import Any

from lahetti.content import items
from lahetti.content.addresses import checked_address
from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Put, TransactionConflict
from lahetti.records import audit

_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def add_channel(channel: str, name: str, medium: str, language: str, address: str, by: str, now: datetime) -> bool:
    """Add a channel of this id; return whether it is new. Raise Invalid, or Conflict where it differs."""
    if not _LABEL.fullmatch(channel):
        raise Invalid("An id has 1 to 40 of a–z, 0–9 and -.", field="channel", value=channel, limit=40, reason="id")
    if not 1 <= len(name.strip()) <= 60:
        raise Invalid("A name has 1 to 60 characters.", field="name", limit=60, reason="length")
    checked_address(address, "address")
    known = items.find_channel(channel)
    if known is not None:
        if (known.name, known.medium, known.address) != (name, medium, address):
            raise Conflict(f"There is another channel {channel}.", field="channel", value=channel, reason="id")
        return False
    item = items.Channel(
        keys.channel(channel),
        keys.HEAD,
        gsi1pk="CHANNELS",
        gsi1sk=f"{name.casefold()}#{channel}",
        view1={"name": name, "medium": medium, "language": language, "address": address},
        channel=channel,
        name=name,
        medium=medium,
        language=language,
        address=address,
    )
    try:
        transactions.transact(
            Put(item, type(item).pk.does_not_exist()),
            audit.entry(by, "channel added", item.pk, now, after={"name": name}),
        )
    except TransactionConflict:
        return False
    return True


def channels() -> list[dict[str, Any]]:
    """Return all channels by name."""
    return [{"channel": channel, **shown} for channel, shown in items.all_channels()]
