"""Suggestions that wait: accepted now, at a time or as a draft, or rejected with a note."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import Confirm, page
from console.framework.paging import every_item
from console.framework.rendering import Values
from lahetti.content import listing, reading
from lahetti.content.channels import catalogue
from lahetti.core.configuration import configuration
from lahetti.core.days import require_to_come
from lahetti.core.errors import Invalid
from lahetti.points.model import Programme
from lahetti.settings import topics
from lahetti.settings.versions import current_settings
from lahetti.suggestions import suggesting

_DONE: Final = {"now": "done.suggestion_published", "later": "done.suggestion_scheduled"}
"""Ways of accepting that publish, with their notices."""


@page("suggestions.html")
def suggestions(context: PageContext) -> Values:
    """Return a page of the suggestions to this editor's channels, oldest first."""
    rows, following = listing.suggestions(context.person, context.cursor)
    editor = context.person
    return {
        "rows": rows,
        "whole": {listed.row.content: reading.content_of_editor(listed.row.content, editor) for listed in rows},
        "channels": {channel.channel: channel.name for channel in catalogue.channels()},
        "topics": {
            listed.row.content: topics.names_in(listed.row.topics, current_settings(), context.texts.language)
            for listed in rows
        },
        "points": current_settings().suggestion_points,
        "hows": ("draft",) if current_settings().second_reader else ("draft", *_DONE),
        "next": following,
    }


@suggestions.action("accept")
def accept(context: PageContext) -> Redirect | Confirm:
    """Accept a suggestion: left as a draft, published now, or at the time that was chosen.

    Nobody has written captions for it yet, so publishing it asks first.
    """
    of, how = context.form.text("content"), context.form.text("how")
    at = _time(context, of) if how == "later" else None
    if how in _DONE and not context.form.confirmed:
        title, t = reading.content_of_editor(of, context.person).row.title, context.texts
        return Confirm(
            t("content.publish_question", title=title), (t("content.without_captions"),), t("content.publish")
        )
    programme = Programme(current_settings(), ZoneInfo(configuration().time_zone))
    suggesting.accept(of, context.person, programme, context.now, publish=how in _DONE, at=at)
    return Redirect(_DONE.get(how, "done.suggestion_drafted"), f"/console/contents/{of}")


def _time(context: PageContext, of: str) -> datetime:
    """Return the time that was chosen; raise Invalid where there is none that is to come."""
    field = f"at.{of}"
    at = context.form.moment(field)
    if at is None:
        raise Invalid("No time was chosen.", field=field, reason="missing")
    require_to_come(field, at, context.now)
    return at


@suggestions.action("reject")
def reject(context: PageContext) -> Redirect:
    """Reject a suggestion with a note to whoever made it."""
    of = context.form.text("content")
    note = context.form.text(f"note.{of}")
    if not note:
        raise Invalid("A rejection has a note.", field=f"note.{of}", reason="empty")
    suggesting.reject(of, context.person, note, context.now)
    return Redirect("done.suggestion_rejected")


@suggestions.export("suggestions")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield every suggestion that waits."""
    for listed in every_item(lambda cursor: listing.suggestions(context.person, cursor)):
        found = reading.content_of_editor(listed.row.content, context.person)
        yield {
            "since": listed.since,
            "title": listed.row.title,
            "channel": listed.row.channel,
            "language": listed.row.language,
            "address": found.url,
            "name": found.chosen_by,
            "text": found.why,
        }
