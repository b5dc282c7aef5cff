"""What is on offer, page by page, and a content whole for who may see it."""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from lahetti.content import items
from lahetti.content.model import Captions, Content, ContentHead, ContentState, ContentTexts, Recalled, Row
from lahetti.content.rules import is_on_offer, is_recalled_from
from lahetti.core.errors import Invalid, NotFound
from lahetti.people.model import Person

PAGE = 20
"""Contents on a page; one request reads up to 40 rows and leaves out what is not for the reader."""

_WINDOW = 2 * PAGE
"""Rows that are put into the reader's order together; a request reads no more of them (2 read units)."""
_POSITION = re.compile(r"[0-9T:.+-]{19,40}#[\w-]{1,64}", re.ASCII)
"""A moment and a content: what a cursor holds. The database would refuse an empty or over-long key."""
_PLACE = re.compile(
    rf"(?P<newest>{_POSITION.pattern})[|](?P<oldest>{_POSITION.pattern})[|](?P<given>[01]{_POSITION.pattern})", re.ASCII
)
"""Where a reader is within a window that did not fit on a page: its two ends, and the last row that was given."""


def on_offer(
    person: Person, now: datetime, cursor: str | None = None, size: int = PAGE
) -> tuple[list[Row], str | None]:
    """Return a page of published contents for this person, and the cursor of the next page.

    Of each forty that are read those in the person's language come first, then the others, both newest first.
    """
    place = _place_read(cursor)
    below = cursor_read(cursor) if place is None else f"{place['newest']}~"
    offered: list[tuple[str, Row]] = []
    read, is_over, ends = 0, True, [place["newest"], place["oldest"]] if place else []
    for position, row in items.contents_in(ContentState.PUBLISHED, before=below, at_most=_WINDOW):
        if place is not None and position < place["oldest"]:
            is_over = False
            break
        read += 1
        ends = ends if place else [*ends[:1], position]
        if row.is_for(person) and row.is_in_wished_language(person) and (row.expiry is None or row.expiry > now):
            offered.append((f"{int(row.language != person.language)}{position}", row))
    in_order = sorted(offered, key=lambda one: one[0], reverse=True)
    in_order.sort(key=lambda one: one[0][0])
    left = [one for one in in_order if place is None or _comes_after(one[0], place["given"])]
    page = [row for _, row in left[:size]]
    if len(left) > size:
        return page, _encoded("|".join((ends[0], ends[-1], left[size - 1][0])))
    is_over = is_over and read < _WINDOW
    return page, None if is_over or not ends else cursor_written(ends[-1])


def _comes_after(rank: str, given: str) -> bool:
    """Return whether a row stands after another in a window: `0` or `1` for another language, then its position."""
    return (rank[0], given[1:]) > (given[0], rank[1:])


def contents_of_editor(
    person: Person, state: ContentState, cursor: str | None = None, size: int = PAGE
) -> tuple[list[Row], str | None]:
    """Return a page of the contents in a state that this editor may change, newest first, and the next cursor."""
    return _page(state, cursor, size, lambda row: person.may_edit(row.channel))


def _page(
    state: ContentState, cursor: str | None, size: int, wanted: Callable[[Row], bool]
) -> tuple[list[Row], str | None]:
    """Return the next rows that are wanted; a page may hold few or none of them and still have a next one."""
    page: list[Row] = []
    read = 0
    last = None
    for position, row in items.contents_in(state, before=cursor_read(cursor), at_most=2 * size):
        read, last = read + 1, position
        if wanted(row):
            planned = position.rpartition("#")[0] if state is ContentState.SCHEDULED else None
            page.append(replace(row, planned=datetime.fromisoformat(planned) if planned else None))
            if len(page) == size:
                break
    more = len(page) == size or read == 2 * size
    return page, cursor_written(last) if more and last else None


def titles_of(contents: Iterable[str]) -> dict[str, str]:
    """Return {content: title} of those that are there."""
    return {head.content: head.title for head in items.heads_of(contents)}


def find_content(content: str, person: Person, now: datetime) -> Content:
    """Return a content that this person may see, with its captions; raise NotFound, or Recalled."""
    head = items.find_head(content)
    if head is not None and is_recalled_from(head, person) and not person.may_edit(head.channel):
        see = _instead_of(head, person, now)
        raise Recalled(f"The content {content} has been recalled.", field="content", value=content, see=see)
    if head is None or not (person.may_edit(head.channel) or is_on_offer(head, person, now)):
        raise NotFound(f"There is no content {content}.", field="content", value=content)
    return to_content(head, items.find_texts(content), items.all_captions(content))


def _instead_of(head: ContentHead, person: Person, now: datetime) -> str | None:
    """Return the path of what is to be shared instead, where this person can share it."""
    replacement = head.recall.replacement if head.recall else None
    other = items.find_head(replacement) if replacement else None
    return f"/api/v1/contents/{other.content}" if other is not None and is_on_offer(other, person, now) else None


def to_content(
    head: ContentHead,
    texts: ContentTexts,
    captions: list[Captions],
) -> Content:
    """Put the items of a content together."""
    return Content(
        row=head.row,
        state=head.state,
        url=texts.url,
        summary=texts.summary,
        why=texts.why,
        disclosure=texts.disclosure,
        chosen_by=head.chosen_by,
        points=head.points,
        campaign=head.campaign,
        captions={(item.network, item.language): item.texts for item in captions},
        caption_keys={(item.network, item.language): item.keys for item in captions},
        version=head.version,
        planned=head.planned,
        created_by=head.created_by,
        recall=head.recall,
        former=head.former,
        edition=head.edition,
        last_changed_by=head.last_changed_by,
        review=head.review,
    )


def cursor_written(position: str) -> str:
    """Return a position of a list as its readers hand it on."""
    return _encoded(position)


def cursor_read(cursor: str | None) -> str | None:
    """Return the position that a cursor holds; raise Invalid."""
    if cursor is None:
        return None
    position = _decoded(cursor)
    if not _POSITION.fullmatch(position):
        raise Invalid("cursor is not one that this list gave out.", field="cursor")
    return position


def _place_read(cursor: str | None) -> Mapping[str, str] | None:
    """Return where a cursor is within a window; None where it begins one."""
    found = _PLACE.fullmatch(_decoded(cursor or ""))
    return found.groupdict() if found else None


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(cursor: str) -> str:
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:  # no base64, no ASCII, no UTF-8
        return ""
