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


def completed(draft: Draft, editor: Person, read: "Callable[[str], Page] | None" = None) -> Draft:
    """Return a draft with its channel chosen by its URL, and without a title or a language read from its page.

    What the editor gave stays. Raise Invalid, NotAllowed, or CannotFetch.
    """
    checked_url(draft.url, "address")
    if not draft.channel:
        draft = replace(draft, channel=_channel_of(draft.url, editor))
    else:
        require_editor(editor, draft.channel)
    return draft if draft.title and draft.language else filled_in(draft, read)


def suggested(draft: Draft, read: "Callable[[str], Page] | None" = None) -> Draft:
    """Return a suggestion whose title and language are known: given, else its page's, else its channel's language.

    A page that cannot be read matters only where it was to give the title. Raise Invalid, or CannotFetch.
    """
    checked_url(draft.url, "address")
    if draft.title and draft.language:
        return draft
    try:
        return filled_in(draft, read)
    except Invalid:
        if not draft.title:
            raise
        return replace(draft, language=draft.language or _language_of(draft.channel))


def filled_in(draft: Draft, read: "Callable[[str], Page] | None" = None) -> Draft:
    """Return a draft that has from its page what it lacks. Raise Invalid where that has no title, or CannotFetch."""
    if read is None:
        from lahetti.networks.page_metadata import fetch_page  # late: it carries the client that fetches, and lxml

        read = fetch_page
    page = read(draft.url)
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
