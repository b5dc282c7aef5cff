"""Channels: the organisation's own sources, their feeds and how these fare."""

from collections.abc import Iterator

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import Confirm, page
from console.rendering import Values
from lahetti.content import addresses
from lahetti.content import channels as content_channels
from lahetti.content.feeds import channels as feeds_channels
from lahetti.core.errors import NotAllowed, NotFound
from lahetti.people.model import Role

pages = Blueprint(__name__)
MEDIA = ("blog", "youtube", "x", "facebook", "instagram", "linkedin", "slideshare", "mastodon", "site", "other")
LANGUAGES = ("fi", "sv", "en")


@page(pages, "/console/channels", "channels.html")
def channels(ask: Asking) -> Values:
    """Return all channels, and the feeds of this person's own."""
    found = content_channels.channels()
    return {
        "channels": [channel for channel in found if ask.person.may_edit(channel["channel"])],
        "health": feeds_channels.feeds_of(ask.person),
        "media": MEDIA,
        "languages": LANGUAGES,
        "may_add": ask.person.may(Role.ADMIN),
    }


@channels.deed("add", Role.ADMIN)
def add(ask: Asking) -> Done:
    """Add a channel, with its feed where one is given."""
    form = ask.form
    channel, feed = form.text("channel").lower(), form.text("feed")
    if feed:
        addresses.checked_address(feed, "feed")
    content_channels.add_channel(
        channel, form.text("name"), form.text("medium"), form.text("lang"), form.text("address"), ask.person.id, ask.now
    )
    if feed:
        feeds_channels.set_feed(channel, feed, ask.person.id, ask.now, publishes=form.has("publishes"))
    return Done("done.channel_added", f"/console/channels/{channel}")


@channels.export("channels")
def exported(ask: Asking) -> Iterator[Line]:
    """Yield the channels with their feeds."""
    health = feeds_channels.feeds_of(ask.person)
    for channel in content_channels.channels():
        if ask.person.may_edit(channel["channel"]):
            feed = health.get(channel["channel"])
            yield {
                "channel": channel["channel"],
                "name": channel["name"],
                "medium": channel["medium"],
                "language": channel["language"],
                "address": channel["address"],
                "feed": feed.address if feed else None,
                "fetched": feed.fetched if feed else None,
                "reason": feed.reason if feed else None,
            }


@page(pages, "/console/channels/{channel_id}", "channel.html")
def one_channel(ask: Asking, channel_id: str) -> Values:
    """Return a channel and how its feed fares."""
    return {
        "channel": _channel(ask, channel_id),
        "feed": feeds_channels.feeds_of(ask.person).get(channel_id),
        "may_change": ask.person.may(Role.ADMIN),
    }


@one_channel.deed("set_feed", Role.ADMIN)
def set_feed(ask: Asking, channel_id: str) -> Done | Confirm:
    """Give the channel a feed, or take it away after asking."""
    address, t = ask.form.text("feed"), ask.texts
    if not address and not ask.form.confirmed:
        name = _channel(ask, channel_id)["name"]
        return Confirm(
            t("channel.no_feed_question", name=name), (t("channel.no_feed_follows"),), t("channel.no_feed_do")
        )
    if address:
        addresses.checked_address(address, "feed")
    feeds_channels.set_feed(channel_id, address or None, ask.person.id, ask.now, publishes=ask.form.has("publishes"))
    return Done("done.feed_set" if address else "done.feed_removed")


@one_channel.deed("fetch")
def fetch(ask: Asking, channel_id: str) -> Done:
    """Have the feed fetched within seconds, by the job that does it anyway."""
    _channel(ask, channel_id)
    feeds_channels.fetch_soon(channel_id, ask.person, ask.now)
    return Done("done.feed_asked")


def _channel(ask: Asking, channel_id: str) -> dict[str, str]:
    found = next((channel for channel in content_channels.channels() if channel["channel"] == channel_id), None)
    if found is None:
        raise NotFound("There is no such channel.", field="channel")
    if not ask.person.may_edit(channel_id):
        raise NotAllowed("This channel is edited by others.", field="channel")
    return found
