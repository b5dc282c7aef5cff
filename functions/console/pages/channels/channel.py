"""One channel: its feed and how it fares."""

from datetime import datetime, timedelta

from console.framework.context import PageContext
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.rendering import Values
from console.pages.channels.feed_form import ChosenFeed, chosen_feed
from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.feeds import settings as feed_settings
from lahetti.core.errors import NotAllowed, NotFound
from lahetti.people.model import Role

_WAITS = 10
"""Seconds that an answer waits for a feed that is fetched now; the page itself looks for the end after that."""
_FETCHED_WITHIN = timedelta(minutes=2)


@page("channels/channel.html")
def one_channel(context: PageContext, channel_id: str) -> Values:
    """Return a channel and how its feed fares."""
    feed = feed_settings.feeds_of(context.person).get(channel_id)
    return {
        "channel": _channel(context, channel_id),
        "feed": feed,
        "is_fetched_now": feed is not None and _is_fetched_now(feed, context.now),
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
    if not address:
        feed_settings.set_feed(channel_id, None, context.person.id, context.now)
        return Redirect("done.feed_removed")
    known = feed_settings.feeds_of(context.person).get(channel_id)
    chosen = ChosenFeed(address) if known is not None and known.url == address else chosen_feed(context)
    if isinstance(chosen, Confirm):
        return chosen
    publishes, by = context.form.has("publishes"), context.person.id
    feed_settings.set_feed(channel_id, chosen.url, by, context.now, publishes=publishes, overview=chosen.overview)
    return Redirect("done.feed_found" if chosen.overview and chosen.url != address else "done.feed_set")


@one_channel.action("fetch")
def fetch(context: PageContext, channel_id: str) -> Redirect:
    """Have the feed fetched within seconds, by the job that does it anyway, and wait for its end."""
    _channel(context, channel_id)
    feed_settings.fetch_soon(channel_id, context.person, context.now)
    if feed_settings.wait_until_fetched(channel_id, context.now, _WAITS):
        return Redirect("done.feed_fetched")
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


def _is_fetched_now(feed: Feed, now: datetime) -> bool:
    """Return whether somebody has asked for a feed that the job has not finished yet."""
    return feed.due is not None and feed.due <= now <= feed.due + _FETCHED_WITHIN


def _channel(context: PageContext, channel_id: str) -> Channel:
    found = next((channel for channel in catalogue.channels() if channel.channel == channel_id), None)
    if found is None:
        raise NotFound("There is no such channel.", field="channel")
    if not context.person.may_edit(channel_id):
        raise NotAllowed("This channel is edited by others.", field="channel", value=channel_id)
    return found
