"""What a digest tells a person: the at most ten newest contents that are new to them, and how many more there are."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lahetti.content.model import Row
from lahetti.networks.networks import Network
from lahetti.people.model import Person

MOST = 10
NEWCOMERS_DAYS_BACK = timedelta(days=14)
"""How far before their joining a newcomer's first digest starts."""


@dataclass(frozen=True)
class New:
    """A published content as a list shows it; `network` is the one that its reader begins with, where it is known."""

    row: Row
    published: datetime
    network: Network | None = None


@dataclass(frozen=True)
class Choice:
    """The contents that a digest lists, newest first but for one that leads it, and how many it only counts."""

    contents: tuple[New, ...]
    more: int


def told_until(until: datetime | None, joined: datetime) -> datetime:
    """Return the moment up to which a person knows all contents."""
    return until if until is not None else joined - NEWCOMERS_DAYS_BACK


def choose(
    offer: Sequence[New],
    person: Person,
    after: datetime,
    up_to: datetime,
    shared: Container[tuple[str, str]],
    now: datetime,
    topics: Collection[str],
) -> Choice | None:
    """Choose from the offer: what is in the person's language first, each newest first; None where nothing is new.

    New is what was published after `after` and up to `up_to`, is on offer to the person, in one of their languages and
    about one of their topics (all where they have chosen none; a content without topics is for everybody), and not
    shared by them: `shared` holds (person, content). `topics` are those of the library; others count for nothing.
    """
    new = [
        content
        for content in offer
        if after < content.published <= up_to
        and content.row.is_for(person)
        and (content.row.expiry is None or content.row.expiry > now)
        and _is_wished(content.row, person, topics)
        and content.row.is_in_wished_language(person)
        and (person.id, content.row.content) not in shared
    ]
    new.sort(key=lambda content: content.row.language != person.language)
    return Choice(tuple(new[:MOST]), len(new) - len(new[:MOST])) if new else None


def without(choice: Choice, gone: Container[str]) -> Choice | None:
    """Return the choice without contents that are on offer no more; None where nothing is left to list."""
    left = tuple(content for content in choice.contents if content.row.content not in gone)
    return Choice(left, choice.more) if left else None


def led_by_one_of(choice: Choice, leaders: Container[str]) -> Choice:
    """Return the choice with the first of the leaders at its head; as it is where it lists none of them."""
    first = next((new for new in choice.contents if new.row.content in leaders), None)
    if first is None:
        return choice
    return replace(choice, contents=(first, *(new for new in choice.contents if new is not first)))


def begun_on(choice: Choice, ready: Mapping[str, New]) -> Choice:
    """Return the choice with what is `ready` by the contents' ids: with the network that each begins with."""
    return replace(choice, contents=tuple(ready[new.row.content] for new in choice.contents))


def _is_wished(row: Row, person: Person, topics: Collection[str]) -> bool:
    wished, about = (set(topics).intersection(some) for some in (person.notifications.topics, row.topics))
    return not wished or not about or bool(wished & about)
