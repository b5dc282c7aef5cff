"""Lists a page at a time: `limit` and an opaque `cursor` in, `items` and `next` out, everywhere."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from aws_lambda_powertools.event_handler.openapi.params import Query

from api.models import Output
from lahetti.core.errors import Invalid
from lahetti.core.json_texts import read_json

MOST = 200
"""Items of a page."""
USUAL = 50
"""Items of a page where the caller names no number."""
Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str | None, Query(max_length=400)]
Item = TypeVar("Item")


class Page(Output):
    """A page of a list; `next` is the cursor of the page behind it, null on the last one."""

    next: str | None


def page_of(
    items: Sequence[Item], key: Callable[[Item], str], limit: int, cursor: str | None
) -> tuple[list[Item], str | None]:
    """Return a page of a list that is short enough to be read whole, and the cursor of the next page.

    `key` identifies an item; the cursor of an item that has gone meanwhile is refused.
    """
    begin = 0
    if (last := key_in(cursor)) is not None:
        keys = [key(item) for item in items]
        if last not in keys:
            raise _no_such_page()
        begin = keys.index(last) + 1
    page = list(items[begin : begin + limit])
    return page, cursor_of(key(page[-1])) if begin + limit < len(items) else None


def cursor_of(key: str | None) -> str | None:
    """Return a place in a list as callers hand it back; None stays None."""
    return None if key is None else base64.urlsafe_b64encode(json.dumps([key]).encode()).decode().rstrip("=")


def key_in(cursor: str | None) -> str | None:
    """Return the place that a cursor holds; raise Invalid where it holds none."""
    if cursor is None:
        return None
    try:
        (key,) = read_json(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError) as error:  # no base64, no JSON, not one key
        raise _no_such_page() from error
    if not isinstance(key, str) or not key:
        raise _no_such_page()
    return key


def _no_such_page() -> Invalid:
    return Invalid("The cursor is not of this list.", field="cursor", reason="no_page")
