"""Channels: the organisation's own sources, their feeds and how these fare."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.content import addresses
from lahetti.content import channels as content_channels
from lahetti.content.feeds import channels as feeds_channels
from lahetti.core.texts import LANGUAGES
from lahetti.people.model import Role

MEDIA = ("blog", "youtube", "x", "facebook", "instagram", "linkedin", "slideshare", "mastodon", "site", "other")


@page("/console/channels", "channels/channels.html")
def channels(context: PageContext) -> Values:
    """Return all channels, and the feeds of this person's own."""
    found = content_channels.channels()
    return {
        "channels": [channel for channel in found if context.person.may_edit(channel["channel"])],
        "health": feeds_channels.feeds_of(context.person),
        "media": MEDIA,
        "languages": LANGUAGES,
        "may_add": context.person.may(Role.ADMIN),
    }


@channels.action("add", Role.ADMIN)
def add(context: PageContext) -> Redirect:
    """Add a channel, with its feed where one is given."""
    form = context.form
    channel, feed = form.text("channel").lower(), form.text("feed")
    if feed:
        addresses.checked_address(feed, "feed")
    name, medium, language, address = (form.text(field) for field in ("name", "medium", "lang", "address"))
    content_channels.add_channel(channel, name, medium, language, address, context.person.id, context.now)
    if feed:
        feeds_channels.set_feed(channel, feed, context.person.id, context.now, publishes=form.has("publishes"))
    return Redirect("done.channel_added", f"/console/channels/{channel}")


@channels.export("channels")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield the channels with their feeds."""
    health = feeds_channels.feeds_of(context.person)
    for channel in content_channels.channels():
        if context.person.may_edit(channel["channel"]):
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
