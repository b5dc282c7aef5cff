"""Adding a content by its URL."""

from console.framework.context import PageContext
from console.framework.notice import Redirect
from console.framework.page import page
from console.framework.rendering import Values
from lahetti.content import addresses, from_url, items
from lahetti.content.channels import catalogue
from lahetti.content.model import Draft
from lahetti.content.urls import checked_url
from lahetti.core import languages
from lahetti.core.errors import Invalid
from lahetti.points.model import Programme
from lahetti.settings.versions import current_settings
from lahetti.suggestions import taking_over


@page("contents/new_content.html")
def new_content(context: PageContext) -> Values:
    """Return the channels that a new content may be for."""
    known = _known(context) if context.error("address") else None
    return {"channels": _own_channels(context), "languages": languages.CONTENTS, "known": known}


@new_content.action("add")
def add(context: PageContext) -> Redirect:
    """Store a draft of what stands at an address; what is not given is read from the page itself."""
    form = context.form
    draft = Draft(
        channel=form.text("channel"), url=form.text("address"), title=form.text("title"), language=form.text("lang")
    )
    try:
        whole = from_url.completed(draft, context.person)
    except Invalid as error:
        if error.code == Invalid.code:
            raise
        # The page could not be fetched; why, the code says. Its class comes with the client that fetches.
        raise Invalid(error.message, field="title", reason="page_not_read") from error
    programme = Programme(current_settings(), context.zone)
    made, suggester = taking_over.create_content(whole, context.person, programme, context.now)
    to = f"/console/contents/{made.row.content}"
    if suggester is not None:
        return Redirect("done.suggestion_taken_over", to)
    return Redirect("done.content_added", to)


def _known(context: PageContext) -> tuple[str, str] | None:
    """Return id and title of the content that has the address which was refused, where this editor may open it."""
    try:
        owner = addresses.owner_of(checked_url(context.form.text("address"), "address"))
    except Invalid:
        return None
    head = items.find_head(owner) if owner is not None else None
    return (head.content, head.title) if head is not None and context.person.may_edit(head.channel) else None


def _own_channels(context: PageContext) -> list[tuple[str, str]]:
    return [(c.channel, c.name) for c in catalogue.channels_in_use() if context.person.may_edit(c.channel)]
