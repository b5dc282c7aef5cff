"""Channels: the organisation's own sources, their feeds and how these fare."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.content import urls
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
def add(context: PageContext) -> Redirect:
    """Add a channel, with its feed where one is given."""
    form = context.form
    channel, feed = form.text("channel").lower(), form.text("feed")
    if feed:
        urls.checked_url(feed, "feed")
    name, medium, language, url = (form.text(field) for field in ("name", "medium", "lang", "address"))
    catalogue.add_channel(Channel(channel, name, medium, language, url), context.person.id, context.now)
    if feed:
        feed_settings.set_feed(channel, feed, context.person.id, context.now, publishes=form.has("publishes"))
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
