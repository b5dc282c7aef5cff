"""The channels that there are: adding one, listing them, and who may change what belongs to one."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from lahetti.content.channels import items
from lahetti.content.channels.model import LONGEST_NAME, MEDIA, Channel
from lahetti.content.urls import checked_url
from lahetti.core.errors import Conflict, Invalid, NotAllowed, NotFound
from lahetti.core.plain_texts import require_one_line
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people.model import Person, Role
from lahetti.records import audit
from lahetti.records.audit import AuditAction

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def add_channel(channel: Channel, by: str, now: datetime) -> tuple[Channel, bool]:
    """Add a channel; return it as it is stored, and whether it is new.

    Raise Invalid, Busy, or Conflict where another one has its id.
    """
    channel = checked_channel(channel)

    def attempt(_: bool) -> tuple[Channel, bool] | None:
        known = items.find_channel(channel.channel, consistent=True)
        if known is None:
            logged = {"name": channel.name}
            added = audit.entry(by, AuditAction.CHANNEL_ADDED, keys.channel(channel.channel), now, after=logged)
            return (channel, True) if try_transact(items.put_channel(channel), added) else None
        if replace(known, feed=None) != replace(channel, feed=None):
            raise Conflict(
                f"There is another channel {channel.channel}.", field="channel", value=channel.channel, reason="id"
            )
        return known, False

    return retry_on_conflict(attempt)


def checked_channel(channel: Channel) -> Channel:
    """Return a channel that can be stored, its name without blanks at its ends; raise Invalid."""
    require_one_line("name", channel.name)
    channel = replace(channel, name=channel.name.strip())
    if not _LABEL.fullmatch(channel.channel):
        raise Invalid(
            "An id has 1 to 40 of a–z, 0–9 and -.", field="channel", value=channel.channel, limit=40, reason="id"
        )
    if not 1 <= len(channel.name) <= LONGEST_NAME:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.", field="name", limit=LONGEST_NAME, reason="length")
    checked_url(channel.url, "address")
    if channel.medium not in MEDIA:
        raise Invalid(
            f"{channel.medium[:40]!r} is not a kind of channel.",
            field="medium",
            value=channel.medium[:40],
            limit=list(MEDIA),
            reason="not_allowed",
        )
    if not _LANGUAGE.fullmatch(channel.language):
        raise Invalid(
            f"{channel.language[:40]!r} is not a language code such as fi, sv or en.",
            field="language",
            value=channel.language[:40],
        )
    return channel


def archive_channel(channel: str, by: str, now: datetime) -> Channel:
    """Take a channel out of use: nothing new comes of it, what there is stays. Archiving again changes nothing.

    Raise NotFound, or Busy.
    """
    return _set_archived(channel, by, now, archived=True)


def restore_channel(channel: str, by: str, now: datetime) -> Channel:
    """Bring an archived channel back, with the feed that it had. Again changes nothing. Raise NotFound, or Busy."""
    return _set_archived(channel, by, now, archived=False)


def _set_archived(channel: str, by: str, now: datetime, *, archived: bool) -> Channel:
    what = AuditAction.CHANNEL_ARCHIVED if archived else AuditAction.CHANNEL_BROUGHT_BACK

    def attempt(_: bool) -> Channel | None:
        found = items.find_channel(channel, consistent=True)
        if found is None:
            raise NotFound(f"There is no channel {channel[:40]}.", field="channel", value=channel[:40])
        if found.archived is archived:
            return found
        changed = replace(found, archived=archived)
        logged = audit.entry(by, what, keys.channel(channel), now)
        return changed if try_transact(items.put_channel(changed), logged) else None

    return retry_on_conflict(attempt)


def channels_in_use() -> list[Channel]:
    """Return the channels that new contents can be for, by name, without their feeds."""
    return [channel for channel in channels() if not channel.archived]


def find_channel(channel: str) -> Channel:
    """Return a channel; raise NotFound."""
    found = items.find_channel(channel)
    if found is None:
        raise NotFound(f"There is no channel {channel[:40]}.", field="channel", value=channel[:40])
    return found


def channels() -> list[Channel]:
    """Return all channels by name, without their feeds."""
    return items.all_channels()


def require_channels(channels: Iterable[str], own: Collection[str] = ()) -> None:
    """Raise Invalid unless each is a channel in use, or one that somebody has already."""
    named = [channel for channel in channels if channel not in own]
    known = {channel.channel for channel in channels_in_use()} if named else set()
    for channel in named:
        if channel not in known:
            raise Invalid(f"There is no channel {channel}.", field="channels", value=channel, limit=sorted(known)[:50])


def require_channel(channel: str) -> None:
    """Raise Invalid unless there is such a channel, and new contents can be for it."""
    found = items.find_channel(channel)
    if found is None:
        raise Invalid(f"There is no channel {channel}.", field="channel", value=channel)
    if found.archived:
        raise Invalid(f"The channel {channel} is archived.", field="channel", value=channel, reason="archived")


def require_editor(editor: Person, channel: str) -> None:
    """Raise NotAllowed unless this editor may change what belongs to a channel."""
    if not editor.may_edit(channel):
        raise NotAllowed(f"Only {Role.EDITOR}s of the channel {channel} may do this.", field="channel", value=channel)
