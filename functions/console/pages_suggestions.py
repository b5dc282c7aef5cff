"""Suggestions that wait: accepted now, at a time or as a draft, or rejected with a note."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.notices import Done
from console.pages import page
from console.rendering import Values
from lahetti.content import channels, listing, revising
from lahetti.content.listing import Wanted
from lahetti.content.rules import ContentState
from lahetti.core.configuration import configuration
from lahetti.core.errors import Invalid
from lahetti.points.deeds import Programme
from lahetti.settings.versions import current_settings
from lahetti.suggestions import suggesting

pages = Blueprint(__name__)
_WAITING = Wanted(state=ContentState.SUGGESTED)


@page(pages, "/console/suggestions", "suggestions.html")
def suggestions(ask: Asking) -> Values:
    """Return a page of the suggestions to this editor's channels, newest first."""
    rows, following = listing.listed(ask.person, _WAITING, ask.cursor)
    return {
        "rows": rows,
        "whole": {listed.row.content: revising.content_of_editor(listed.row.content, ask.person) for listed in rows},
        "channels": {channel["channel"]: channel["name"] for channel in channels.channels()},
        "points": current_settings().suggestion_points,
        "next": following,
    }


@suggestions.deed("accept")
def accept(ask: Asking) -> Done:
    """Accept a suggestion: published now, at the time that was chosen, or left as a draft."""
    of, how = ask.form.text("content"), ask.form.text("how")
    at = ask.form.moment(f"at.{of}") if how == "later" else None
    if how == "later" and (at is None or at <= ask.now):
        raise Invalid("No time that is to come.", field=f"at.{of}", reason="past")
    programme = Programme(current_settings(), ZoneInfo(configuration().time_zone))
    suggesting.accept(of, ask.person, programme, ask.now, publish=how != "draft", at=at)
    return Done(
        {"draft": "done.suggestion_drafted", "later": "done.suggestion_scheduled"}.get(
            how, "done.suggestion_published"
        ),
        f"/console/contents/{of}",
    )


@suggestions.deed("reject")
def reject(ask: Asking) -> Done:
    """Reject a suggestion with a note to whoever made it."""
    of = ask.form.text("content")
    note = ask.form.text(f"note.{of}")
    if not note:
        raise Invalid("A rejection has a note.", field=f"note.{of}", reason="empty")
    suggesting.reject(of, ask.person, note, ask.now)
    return Done("done.suggestion_rejected")


@suggestions.export("suggestions")
def exported(ask: Asking) -> Iterator[Line]:
    """Yield every suggestion that waits."""
    for listed in listing.all_listed(ask.person, _WAITING):
        found = revising.content_of_editor(listed.row.content, ask.person)
        yield {
            "since": listed.since,
            "title": listed.row.title,
            "channel": listed.row.channel,
            "language": listed.row.language,
            "address": found.address,
            "name": found.chosen_by,
            "text": found.why,
        }
