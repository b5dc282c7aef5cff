"""Channels: the organisation's own sources, their feeds and how these fare."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from console.pages.channels.feed_form import ChosenFeed, chosen_feed
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import MEDIA, Channel
from lahetti.content.feeds import settings as feed_settings
from lahetti.core import languages
from lahetti.people.model import Role


@page("channels/channels.html")
def channels(context: PageContext) -> Values:
    """Return all channels, and the feeds of this person's own."""
    found = catalogue.channels()
    return {
        "channels": [channel for channel in found if context.person.may_edit(channel.channel)],
        "health": feed_settings.feeds_of(context.person),
        "media": MEDIA,
        "languages": languages.CONTENTS,
        "may_add": context.person.may(Role.ADMIN),
    }


@channels.action("add", Role.ADMIN)
def add(context: PageContext) -> Redirect | Confirm:
    """Add a channel, with its feed where one is given, which is tried first."""
    form, by = context.form, context.person.id
    channel = form.text("channel").lower()
    name, medium, language, url = (form.text(field) for field in ("name", "medium", "lang", "address"))
    new = catalogue.checked_channel(Channel(channel, name, medium, language, url))
    feed: ChosenFeed | Confirm | None = chosen_feed(context) if form.text("feed") else None
    if isinstance(feed, Confirm):
        return feed
    catalogue.add_channel(new, by, context.now)
    if feed is not None:
        publishes = form.has("publishes")
        feed_settings.set_feed(channel, feed.url, by, context.now, publishes=publishes, overview=feed.overview)
    return Redirect("done.channel_added", f"/console/channels/{channel}")


@channels.export("channels")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield the channels with their feeds."""
    health = feed_settings.feeds_of(context.person)
    for channel in catalogue.channels():
        if context.person.may_edit(channel.channel):
            feed = health.get(channel.channel)
            yield {
                "channel": channel.channel,
                "name": channel.name,
                "medium": channel.medium,
                "language": channel.language,
                "address": channel.url,
                "archived": channel.archived,
                "feed": feed.url if feed else None,
                "fetched": feed.fetched if feed else None,
                "reason": feed.reason if feed else None,
            }
