"""A draft that begins with a URL alone: the page itself says the rest."""

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lahetti.content.channels import items
from lahetti.content.channels.catalogue import channels_in_use, require_editor
from lahetti.content.model import Draft
from lahetti.content.urls import checked_url
from lahetti.core.errors import Invalid
from lahetti.people.model import Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from lahetti.networks.page_metadata import Page

_SHORTENERS = frozenset(
    (
        *("bit.ly", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "feedproxy.google.com", "goo.gl", "hubs.la", "hubs.ly"),
        *("ift.tt", "is.gd", "lnkd.in", "ow.ly", "rebrand.ly", "shorturl.at", "t.co", "t.ly", "tinyurl.com", "trib.al"),
    )
)
"""Hosts whose URLs are another page's: the content is that page."""


def completed(draft: Draft, editor: Person, read: "Callable[[str], Page] | None" = None) -> Draft:
    """Return a draft with its channel chosen by its URL, and without a title or a language read from its page.

    What the editor gave stays. Raise Invalid, NotAllowed, or CannotFetch.
    """
    checked_url(draft.url, "address")
    if draft.channel:
        require_editor(editor, draft.channel)
    draft, read = _led_on(draft, read)
    if not draft.channel:
        draft = replace(draft, channel=_channel_of(draft.url, editor))
    return draft if draft.title and draft.language else filled_in(draft, read)


def suggested(draft: Draft, read: "Callable[[str], Page] | None" = None) -> Draft:
    """Return a suggestion whose title and language are known: given, else its page's, else its channel's language.

    A page that cannot be read matters only where it was to give the title. Raise Invalid, or CannotFetch.
    """
    checked_url(draft.url, "address")
    try:
        draft, read = _led_on(draft, read)
        return draft if draft.title and draft.language else filled_in(draft, read)
    except Invalid:
        if not draft.title:
            raise
        return replace(draft, language=draft.language or _language_of(draft.channel))


def filled_in(draft: Draft, read: "Callable[[str], Page] | None" = None) -> Draft:
    """Return a draft that has from its page what it lacks. Raise Invalid where that has no title, or CannotFetch."""
    page = (read or fetch_page)(draft.url)
    title = draft.title or page.title
    if not title:
        raise Invalid("The page has no title: give one.", field="title", reason="page_without_title")
    return replace(
        draft,
        title=title,
        summary=draft.summary or page.summary,
        picture=draft.picture or page.picture,
        minutes=draft.minutes or page.minutes,
        language=draft.language or page.language or _language_of(draft.channel),
    )


def fetch_page(url: str) -> "Page":
    """Fetch a page and return what it says of itself; raise CannotFetch."""
    from lahetti.networks import page_metadata  # late: it carries the client that fetches, and lxml

    return page_metadata.fetch_page(url)


def _led_on(draft: Draft, read: "Callable[[str], Page] | None") -> "tuple[Draft, Callable[[str], Page] | None]":
    """Return a draft with the URL that a short one leads to, and how its page is read, which is so already."""
    if (urlsplit(draft.url).hostname or "").removeprefix("www.") not in _SHORTENERS:
        return draft, read
    page = (read or fetch_page)(draft.url)
    return replace(draft, url=checked_url(page.url, "address")), lambda _: page


def _channel_of(url: str, editor: Person) -> str:
    """Return the channel on whose own host a URL is, else the only one that the editor has."""
    host = urlsplit(url).hostname
    own = [channel for channel in channels_in_use() if editor.may_edit(channel.channel)]
    there = [channel for channel in own if urlsplit(channel.url).hostname == host]
    fitting = [channel.channel for channel in there or own]
    if len(fitting) != 1:
        raise Invalid("Which channel is this for?", field="channel", limit=sorted(fitting)[:20])
    return fitting[0]


def _language_of(channel: str) -> str:
    found = items.find_channel(channel)
    if found is None:
        raise Invalid(f"There is no channel {channel}.", field="channel", value=channel)
    return found.language
