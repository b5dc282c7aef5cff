"""Contents: the list with its states, filters and figures, and adding one by its address."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.first_hour import first_steps
from console.notices import Done
from console.pages import page
from console.rendering import Values
from lahetti.analytics import figures as analytics_figures
from lahetti.analytics.figures import Brought
from lahetti.content import by_address, editing, listing
from lahetti.content import channels as content_channels
from lahetti.content.feeds import channels as feeds_channels
from lahetti.content.listing import Listed, Wanted
from lahetti.content.rules import ContentState, Draft
from lahetti.core.errors import Invalid
from lahetti.people.model import Role
from lahetti.settings.versions import current_settings

pages = Blueprint(__name__)
LANGUAGES = ("fi", "sv", "en")
_EXPORTED_AT_ONCE = 100


@page(pages, "/console", "contents.html")
def contents(ask: Asking) -> Values:
    """Return a page of this editor's contents, with the states' numbers and what is wrong with feeds."""
    wanted = _wanted(ask)
    rows, following = listing.listed(ask.person, wanted, ask.cursor)
    channels = {channel["channel"]: channel["name"] for channel in content_channels.channels()}
    numbers = listing.numbers(ask.person)
    broken = [(channel, health) for channel, health in feeds_channels.feeds_of(ask.person).items() if health.reason]
    return {
        "rows": rows,
        "next": following,
        "wanted": wanted,
        "is_narrowed": wanted != Wanted(state=wanted.state),
        "brought": analytics_figures.brought([listed.row.content for listed in rows]),
        "nothing": Brought(),
        "channels": channels,
        "own_channels": [(id_, name) for id_, name in channels.items() if ask.person.may_edit(id_)],
        "languages": LANGUAGES,
        "numbers": numbers,
        "all": sum(numbers.values()),
        "broken": broken,
        "steps": first_steps(channels, numbers) if ask.person.may(Role.ADMIN) else (),
    }


@contents.export("contents")
def exported(ask: Asking) -> Iterator[Line]:
    """Yield every content that the filters leave."""
    batch: list[Listed] = []
    for listed in listing.all_listed(ask.person, _wanted(ask)):
        batch.append(listed)
        if len(batch) == _EXPORTED_AT_ONCE:
            yield from _lines(batch)
            batch = []
    yield from _lines(batch)


@page(pages, "/console/contents/new", "content_new.html")
def new_content(ask: Asking) -> Values:
    """Return the channels that a new content may be for."""
    return {"channels": _own_channels(ask), "languages": LANGUAGES}


@new_content.deed("add")
def add(ask: Asking) -> Done:
    """Store a draft of what stands at an address; what is not given is read from the page itself."""
    form = ask.form
    draft = Draft(
        channel=form.text("channel"), address=form.text("address"), title=form.text("title"), language=form.text("lang")
    )
    try:
        whole = by_address.completed(draft, ask.person)
    except Invalid as error:
        if error.code == Invalid.code:
            raise
        # The page could not be fetched; why, the code says. Its class comes with the client that fetches.
        raise Invalid(error.message, field="title", reason="page_not_read") from error
    made = editing.create_draft(whole, ask.person, current_settings(), ask.now)
    return Done("done.content_added", f"/console/contents/{made.row.content}")


def _own_channels(ask: Asking) -> list[tuple[str, str]]:
    return [(c["channel"], c["name"]) for c in content_channels.channels() if ask.person.may_edit(c["channel"])]


def _wanted(ask: Asking) -> Wanted:
    state = ask.query.get("state")
    return Wanted(
        state=ContentState(state) if state in set(ContentState) else None,
        channel=ask.query.get("channel", ""),
        language=ask.query.get("language", ""),
        topic=ask.query.get("topic", "").strip(),
        title=ask.query.get("q", "").strip(),
    )


def _lines(batch: list[Listed]) -> Iterator[Mapping[str, Any]]:
    figures = analytics_figures.brought([listed.row.content for listed in batch])
    for listed in batch:
        row, brought = listed.row, figures.get(listed.row.content, Brought())
        yield {
            "title": row.title,
            "channel": row.channel,
            "language": row.language,
            "topics": row.topics,
            "state": listed.state.value,
            "since": listed.since,
            "until": row.expiry,
            "shares": brought.shares,
            "clicks": brought.clicks,
            "share_rate": brought.share_rate,
        }
