"""One channel: its feed and how it fares."""

from console.framework.context import PageContext
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from lahetti.content import urls
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.feeds import settings as feed_settings
from lahetti.core.errors import NotAllowed, NotFound
from lahetti.people.model import Role


@page("channels/channel.html")
def one_channel(context: PageContext, channel_id: str) -> Values:
    """Return a channel and how its feed fares."""
    return {
        "channel": _channel(context, channel_id),
        "feed": feed_settings.feeds_of(context.person).get(channel_id),
        "may_change": context.person.may(Role.ADMIN),
    }


@one_channel.action("set_feed", Role.ADMIN)
def set_feed(context: PageContext, channel_id: str) -> Redirect | Confirm:
    """Give the channel a feed, or take it away after asking."""
    address, t = context.form.text("feed"), context.texts
    if not address and not context.form.confirmed:
        name = _channel(context, channel_id).name
        return Confirm(
            t("channel.no_feed_question", name=name), (t("channel.no_feed_follows"),), t("channel.no_feed_do")
        )
    if address:
        urls.checked_url(address, "feed")
    publishes = context.form.has("publishes")
    feed_settings.set_feed(channel_id, address or None, context.person.id, context.now, publishes=publishes)
    return Redirect("done.feed_set" if address else "done.feed_removed")


@one_channel.action("fetch")
def fetch(context: PageContext, channel_id: str) -> Redirect:
    """Have the feed fetched within seconds, by the job that does it anyway."""
    _channel(context, channel_id)
    feed_settings.fetch_soon(channel_id, context.person, context.now)
    return Redirect("done.feed_asked")


@one_channel.action("archive", Role.ADMIN)
def archive(context: PageContext, channel_id: str) -> Redirect | Confirm:
    """Archive the channel after asking."""
    name, t = _channel(context, channel_id).name, context.texts
    if not context.form.confirmed:
        follows = tuple(t(f"channel.archive.{what}") for what in ("feed", "contents", "digests", "back"))
        return Confirm(t("channel.archive.question", name=name), follows, t("channel.archive"))
    catalogue.archive_channel(channel_id, context.person.id, context.now)
    return Redirect("done.channel_archived")


@one_channel.action("restore", Role.ADMIN)
def restore(context: PageContext, channel_id: str) -> Redirect:
    """Bring the channel back."""
    _channel(context, channel_id)
    catalogue.restore_channel(channel_id, context.person.id, context.now)
    return Redirect("done.channel_restored")


def _channel(context: PageContext, channel_id: str) -> Channel:
    found = next((channel for channel in catalogue.channels() if channel.channel == channel_id), None)
    if found is None:
        raise NotFound("There is no such channel.", field="channel")
    if not context.person.may_edit(channel_id):
        raise NotAllowed("This channel is edited by others.", field="channel")
    return found
