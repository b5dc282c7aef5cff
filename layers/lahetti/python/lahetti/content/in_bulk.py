"""One deed for many contents: each is decided for itself, and says what became of it.

Repeating it is harmless: what has been done already is unchanged, and nothing is logged twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from lahetti.content import items, publishing, reading, revising
from lahetti.content.model import ContentState, Draft
from lahetti.core.errors import ChangedMeanwhile, Conflict, Invalid, LahettiError, NotAllowed, NotFound
from lahetti.dynamodb.transactions import retry_on_conflict
from lahetti.people.model import Person
from lahetti.settings.model import Settings

MOST: Final = 50
"""Contents at a time: each takes some requests, and a form is waited for."""


class Became(StrEnum):
    """What became of one of many."""

    DONE = "done"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """A content with its title, what became of it, and why not."""

    content: str
    title: str
    became: Became
    error: LahettiError | None = None


Deed = Callable[[str], bool]
"""Does something to a content; False where there was nothing to do."""


def each(contents: Sequence[str], deed: Deed) -> list[Outcome]:
    """Do a deed to each of some contents; what is refused of one holds up no other. Raise Invalid for too many."""
    chosen = require_some(contents)
    titles = {head.content: head.title for head in items.heads_of(chosen)}
    return [_outcome(content, titles.get(content, content), deed) for content in chosen]


def require_some(contents: Sequence[str]) -> list[str]:
    """Return what was chosen, each once; raise Invalid for nothing and for too many."""
    chosen = list(dict.fromkeys(contents))
    if not 1 <= len(chosen) <= MOST:
        text = f"1 to {MOST} contents are chosen at a time."
        raise Invalid(text, field="chosen", value=len(chosen), limit=MOST, reason="number")
    return chosen


def publishes(editor: Person, settings: Settings, now: datetime, read: Mapping[str, datetime]) -> Deed:
    """Return the deed that publishes a draft, or a scheduled content before its time.

    `read` are the editions that the editor has read, of those that wait for a second reader.
    """

    def publish(content: str) -> bool:
        if reading.head_for(editor, content).state is ContentState.PUBLISHED:
            return False
        publishing.publish(content, editor, settings, now, read=read.get(content))
        return True

    return publish


def archives(editor: Person, now: datetime) -> Deed:
    """Return the deed that takes a content off the offer."""

    def archive(content: str) -> bool:
        if reading.head_for(editor, content).state is ContentState.ARCHIVED:
            return False
        publishing.archive(content, editor, now)
        return True

    return archive


def adds_topics(topics: Sequence[str], editor: Person, settings: Settings, now: datetime) -> Deed:
    """Return the deed that gives a content topics beside those that it has."""

    def with_topics(draft: Draft) -> Draft:
        return replace(draft, topics=tuple(dict.fromkeys((*draft.topics, *topics))))

    return _changes(with_topics, editor, settings, now)


def ends_at(expiry: datetime, editor: Person, settings: Settings, now: datetime) -> Deed:
    """Return the deed that lets a content be on offer until a moment."""
    return _changes(lambda draft: replace(draft, expiry=expiry), editor, settings, now)


def _changes(changed: Callable[[Draft], Draft], editor: Person, settings: Settings, now: datetime) -> Deed:
    def change(content: str) -> bool:
        found = reading.content_of_editor(content, editor)
        before = revising.draft_of(found)
        after = changed(before)
        if after == before:
            return False
        revising.revise(content, found.version, after, {}, editor, settings, now)
        return True

    return change


def _outcome(content: str, title: str, deed: Deed) -> Outcome:
    def attempt(consistent: bool) -> bool | None:  # noqa: ARG001 (a content is always read as it is)
        try:
            return deed(content)
        except ChangedMeanwhile:
            return None

    try:
        return Outcome(content, title, Became.DONE if retry_on_conflict(attempt) else Became.UNCHANGED)
    except (Conflict, Invalid, NotAllowed, NotFound) as error:
        return Outcome(content, title, Became.REFUSED, error)
