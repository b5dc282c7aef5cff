"""Pictures of contents become our own: no reader's device asks a server that the organisation does not run."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from lahetti.content import items, picture_files
from lahetti.content.rules import ContentState
from lahetti.dynamodb import transactions
from lahetti.networks.safe_fetch import CannotFetch, Refused, TooSlow, Unreachable

PATH = "/picture/"
_TRIED_FOR = timedelta(days=1)
"""How long a picture is asked for again whose server does not answer."""
_HANDS = 4
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


def copy_pictures(fetch: Callable[[str], Copied], now: datetime) -> Copies:
    """Copy the pictures of young contents that lie elsewhere; one that cannot be had is taken off its content."""
    elsewhere = _elsewhere(now)
    with ThreadPoolExecutor(_HANDS) as hands:
        found = Counter(hands.map(lambda wanted: _copy(wanted[0], wanted[1], fetch, now), elsewhere[:_MOST_A_RUN]))
    return Copies(found["copied"], found["given_up"], found["later"] + len(elsewhere[_MOST_A_RUN:]))


def _copy(content: str, address: str, fetch: Callable[[str], Copied], now: datetime) -> str:
    try:
        picture = fetch(address)
    except CannotFetch as error:
        if _may_come_back(error) and not _is_old(content, now):
            return "later"
        return "given_up" if _set_picture(content, address, None) else "later"
    picture_files.put_picture(picture.name, picture.body)
    return "copied" if _set_picture(content, address, f"{PATH}{picture.name}") else "later"


def _elsewhere(now: datetime) -> list[tuple[str, str]]:
    oldest = (now - _LOOKED_BACK).isoformat()
    return [
        (content, shown["picture"])
        for state in (ContentState.DRAFT, ContentState.SCHEDULED, ContentState.PUBLISHED)
        for content, position, shown in items.contents_in(state, since=oldest)
        if position >= oldest and shown.get("picture", "").startswith("https://")
    ]


def _may_come_back(error: CannotFetch) -> bool:
    return isinstance(error, TooSlow | Unreachable) or (isinstance(error, Refused) and error.answered >= 429)


def _is_old(content: str, now: datetime) -> bool:
    head = items.find_head(content)
    return head is None or now - head.created > _TRIED_FOR


def _set_picture(content: str, before: str, after: str | None) -> bool:
    """Put one picture in another's place; False where the content changed meanwhile, which the next run looks at."""
    head = items.find_head(content, consistent=True)
    if head is None or head.picture != before:
        return False
    head.picture = after
    shown = {name: value for name, value in head.view1.as_dict().items() if name != "picture"}
    head.view1 = {**shown, "picture": after} if after else shown
    return transactions.save_if_current(head)
