"""Pictures of contents become our own: no reader's device asks a server that the organisation does not run."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from lahetti.content import items, picture_files
from lahetti.content.from_url import fetch_page
from lahetti.content.model import ContentHead, ContentState
from lahetti.content.urls import checked_url
from lahetti.core.errors import Invalid
from lahetti.networks.model import CannotFetch, FetchRefused, TooSlow, Unreachable

if TYPE_CHECKING:
    from lahetti.networks.page_metadata import Page

_TRIED_FOR = timedelta(days=1)
"""How long a picture is asked for again whose server does not answer."""
_WORKERS = 4
_MOST_A_RUN = 40
"""All of them too slow take 150 seconds, half of what the job has; the others come with the next run."""
_LOOKED_BACK = timedelta(days=7)


class Copied(Protocol):
    """A picture as it is kept: a name, and its bytes."""

    @property
    def name(self) -> str: ...
    @property
    def body(self) -> bytes: ...


@dataclass(frozen=True)
class Copies:
    """How many pictures were copied, given up, and are to be asked for again."""

    copied: int
    given_up: int
    later: int


Read = Callable[[str], "Page"]


def copy_pictures(fetch: Callable[[str], Copied], now: datetime, read: Read = fetch_page) -> Copies:
    """Copy the pictures of young contents that lie elsewhere.

    In the place of one that cannot be had comes the next that its feed named, then that which its page names, or none.
    """
    elsewhere = _elsewhere(now)
    heads = items.heads_of(elsewhere[:_MOST_A_RUN])
    with ThreadPoolExecutor(_WORKERS) as workers:
        found = Counter(workers.map(lambda head: _copy(head, fetch, now, read), heads))
    return Copies(found["copied"], found["given_up"], found["later"] + len(elsewhere[_MOST_A_RUN:]))


def keep_upload(body: bytes) -> str:
    """Keep a picture that somebody has sent; return its path. Raise Invalid where it cannot be shown."""
    from lahetti.networks.pictures import NotAPicture, made_our_own  # late: few forms carry one

    try:
        picture = made_our_own(body)
    except NotAPicture as error:
        raise Invalid(error.message, field="picture_file", limit=error.limit, reason="not_a_picture") from error
    picture_files.put_picture(picture.name, picture.body)
    return f"{items.PICTURE_PATH}{picture.name}"


def _copy(head: ContentHead, fetch: Callable[[str], Copied], now: datetime, read: Read) -> str:
    url = head.picture
    if url is None or url.startswith(items.PICTURE_PATH):
        return "later"  # changed since the list was read
    try:
        picture = fetch(url)
    except CannotFetch as error:
        waits = _may_come_back(error) and now - head.created <= _TRIED_FOR
        if head.other_pictures:
            first, others = head.other_pictures[0], head.other_pictures[1:]
            _set_picture(head.content, url, first, (*others, url) if waits else others)
            return "later"
        if waits:
            return "later"
        other = _of_page(head.content, url, read) if now - head.created <= _TRIED_FOR else None
        return "given_up" if _set_picture(head.content, url, other) and other is None else "later"
    picture_files.put_picture(picture.name, picture.body)
    return "copied" if _set_picture(head.content, url, f"{items.PICTURE_PATH}{picture.name}") else "later"


def _of_page(content: str, failed: str, read: Read) -> str | None:
    """Return the picture that a content's page names, where that is another than the one that cannot be had."""
    try:
        found = read(items.find_texts(content).url).picture
        return checked_url(found, "picture") if found and found != failed else None
    except Invalid:
        return None


def _elsewhere(now: datetime) -> list[str]:
    oldest = (now - _LOOKED_BACK).isoformat()
    return [
        content
        for state in (ContentState.DRAFT, ContentState.SCHEDULED, ContentState.PUBLISHED)
        for content in items.contents_with_foreign_pictures(state, oldest)
    ]


def _may_come_back(error: CannotFetch) -> bool:
    return isinstance(error, TooSlow | Unreachable) or (isinstance(error, FetchRefused) and error.answered >= 429)


def _set_picture(content: str, before: str, after: str | None, others: tuple[str, ...] = ()) -> bool:
    """Put one picture in another's place; False where the content changed meanwhile, which the next run looks at."""
    head = items.find_head(content, consistent=True)
    if head is None or head.picture != before:
        return False
    return items.save_head(replace(head, picture=after, other_pictures=others))
