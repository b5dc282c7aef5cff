"""Suggestions that wait: accepted now, at a time or as a draft, or rejected with a note."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.content import listing, reading
from lahetti.content.channels import catalogue
from lahetti.content.listing import ContentFilter
from lahetti.content.model import ContentState
from lahetti.core.configuration import configuration
from lahetti.core.errors import Invalid
from lahetti.points.model import Programme
from lahetti.settings.versions import current_settings
from lahetti.suggestions import suggesting

_WAITING = ContentFilter(state=ContentState.SUGGESTED)


@page("suggestions.html")
def suggestions(context: PageContext) -> Values:
    """Return a page of the suggestions to this editor's channels, newest first."""
    rows, following = listing.listed(context.person, _WAITING, context.cursor)
    editor = context.person
    return {
        "rows": rows,
        "whole": {listed.row.content: reading.content_of_editor(listed.row.content, editor) for listed in rows},
        "channels": {channel.channel: channel.name for channel in catalogue.channels()},
        "points": current_settings().suggestion_points,
        "next": following,
    }


@suggestions.action("accept")
def accept(context: PageContext) -> Redirect:
    """Accept a suggestion: published now, at the time that was chosen, or left as a draft."""
    of, how = context.form.text("content"), context.form.text("how")
    at = context.form.moment(f"at.{of}") if how == "later" else None
    if how == "later" and (at is None or at <= context.now):
        raise Invalid("No time that is to come.", field=f"at.{of}", reason="past")
    programme = Programme(current_settings(), ZoneInfo(configuration().time_zone))
    suggesting.accept(of, context.person, programme, context.now, publish=how != "draft", at=at)
    return Redirect(
        {"draft": "done.suggestion_drafted", "later": "done.suggestion_scheduled"}.get(
            how, "done.suggestion_published"
        ),
        f"/console/contents/{of}",
    )


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
    for listed in listing.all_listed(context.person, _WAITING):
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
