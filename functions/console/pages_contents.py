"""Contents: how many wait and run, and the newest that are published."""

from datetime import datetime
from typing import Any

from chalice.app import Blueprint

from console.asking import Asking
from console.pages import page
from console.rendering import Values
from lahetti import content
from lahetti.content import State

pages = Blueprint(__name__)
_COUNTED = (State.DRAFT, State.SCHEDULED, State.PUBLISHED)


@page(pages, "/console", "contents.html")
def contents(ask: Asking) -> Values:
    """Return the counts, at most a page each, and the rows of the newest published contents."""
    found = {state: content.contents_of_editor(ask.person, state) for state in _COUNTED}
    names = {channel["channel"]: channel["name"] for channel in content.channels()}
    counts = [(state.value, len(rows), following is not None) for state, (rows, following) in found.items()]
    return {"counts": counts, "rows": [_shown(row, names) for row in found[State.PUBLISHED][0]]}


def _shown(row: content.Row, names: dict[str, str]) -> dict[str, Any]:
    return {
        "title": row.title,
        "language": row.language,
        "channel": names.get(row.channel, row.channel),
        "published": _moment(row.published),
        "expiry": _moment(row.expiry),
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
