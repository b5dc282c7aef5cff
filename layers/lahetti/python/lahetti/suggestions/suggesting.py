"""Suggestions: an ambassador proposes an address; an editor of its channel accepts or rejects it, once.

A suggestion is a content in the state suggested. Its acceptance publishes it (now, at a time, or not yet), gives the
points and tells the suggester, in one transaction; a rejection archives it and frees its address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lahetti.content import items as content_items
from lahetti.content.addresses import canonical_key
from lahetti.content.by_address import suggested
from lahetti.content.editing import address_taken, head_for, new_content, place, require_channel, set_publication
from lahetti.content.offer import whole
from lahetti.content.rules import Content, ContentState, Draft, checked_draft
from lahetti.core.days import day_of
from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Delete, Put, TransactionConflict, retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.people.model import Person, Role
from lahetti.periods import challenges
from lahetti.points.accounts import entry_writes, with_entries
from lahetti.points.deeds import Programme
from lahetti.points.rules import accept_suggestion
from lahetti.records import audit, outbox
from lahetti.records.outbox import MailKind
from lahetti.settings.model import Settings
from lahetti.suggestions import items

_LONGEST_NOTE = 500


class Outcome(StrEnum):
    """What came of a suggestion."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Suggestion:
    """A line of a person's own list; `note` is the editor's."""

    content: str
    channel: str
    title: str
    address: str
    outcome: Outcome
    note: str
    suggested: datetime
    decided: datetime | None


def earns(suggester: Person, channel: str) -> bool:
    """Tell whether a suggestion brings points: editors earn none in their own channels, admins none."""
    return suggester.role is Role.AMBASSADOR or (suggester.role is Role.EDITOR and channel not in suggester.channels)


def suggest(draft: Draft, person: Person, settings: Settings, now: datetime) -> Content:
    """Store a suggestion. Raise Invalid, CannotFetch, or Conflict when the address is there already."""
    require_channel(draft.channel)
    draft = checked_draft(suggested(draft), settings)
    head, texts, writes = new_content(draft, person.id, person.name, ContentState.SUGGESTED, now)
    own = items.Suggestion(
        keys.person(person.id),
        keys.suggestion(head.content),
        content=head.content,
        channel=head.channel,
        title=head.title,
        address=texts.address,
        outcome=Outcome.WAITING.value,
        suggested=now,
    )
    try:
        transactions.transact(*writes, Put(own))
    except TransactionConflict as refused:
        raise address_taken(draft.address) from refused
    return whole(head, texts, [])


def own_suggestions(person: str) -> list[Suggestion]:
    """Return what a person has suggested, newest first."""
    return [_suggestion(item) for item in items.suggestions_of(person)]


def accept(
    content: str,
    editor: Person,
    programme: Programme,
    now: datetime,
    *,
    publish: bool = True,
    at: datetime | None = None,
) -> ContentState:
    """Accept a suggestion and return the content's state. Accepting again changes nothing.

    Without `publish` it becomes a draft. Raise NotFound, NotAllowed, Conflict, or Busy when others keep changing the
    suggester's points.
    """

    def attempt(consistent: bool) -> ContentState | None:
        head = head_for(editor, content)
        own = _own(head)
        if own.outcome == Outcome.ACCEPTED:
            return ContentState(head.state)
        _require_waiting(own)
        suggester = members.find_person(head.created_by)
        head.chosen_by = editor.name
        if publish:
            set_publication(head, programme.settings, now, at)
        else:
            place(head, ContentState.DRAFT, now)
        points = _points(suggester, head, programme, now, consistent=consistent)
        if points is None:
            return None
        told: dict[str, str | int] = {"content": content, "title": head.title, "state": head.state}
        if points:
            told["points"] = programme.settings.suggestion_points
        if head.state == ContentState.SCHEDULED and head.planned is not None:
            told["at"] = head.planned.isoformat()
        done = try_transact(
            Put(head),
            *_decided(own, Outcome.ACCEPTED, "", now),
            *points,
            outbox.mail(MailKind.SUGGESTION_ACCEPTED, suggester.id, content, now, **told),
            audit.entry(editor.id, "suggestion accepted", head.pk, now, after={"state": head.state}),
        )
        return ContentState(head.state) if done else None

    return retry_on_conflict(attempt)


def reject(content: str, editor: Person, note: str, now: datetime) -> ContentState:
    """Reject a suggestion with a note to the suggester; its address is free again. Rejecting again changes nothing."""
    if not 1 <= len(note.strip()) <= _LONGEST_NOTE:
        raise Invalid(f"A rejection has a note of 1 to {_LONGEST_NOTE} characters.", field="note", limit=_LONGEST_NOTE)

    def attempt(consistent: bool) -> ContentState | None:  # noqa: ARG001 (a head is always read as it is)
        head = head_for(editor, content)
        own = _own(head)
        if own.outcome == Outcome.REJECTED:
            return ContentState(head.state)
        _require_waiting(own)
        place(head, ContentState.ARCHIVED, now)
        # Not the one that was suggested: an editor may have mended it, and another content may have taken it since.
        key = keys.address(canonical_key(content_items.find_texts(content, consistent=True).address))
        address = content_items.ContentAddress(key, "ADDRESS", content=content)
        done = try_transact(
            Put(head),
            Delete(address),
            *_decided(own, Outcome.REJECTED, note.strip(), now),
            outbox.mail(
                MailKind.SUGGESTION_REJECTED,
                head.created_by,
                content,
                now,
                title=head.title,
                note=note.strip(),
            ),
            audit.entry(editor.id, "suggestion rejected", head.pk, now, after={"note": note.strip()}),
        )
        return ContentState.ARCHIVED if done else None

    return retry_on_conflict(attempt)


def _points(
    suggester: Person, head: content_items.ContentHead, programme: Programme, now: datetime, *, consistent: bool
) -> Sequence[Put] | None:
    """Return what gives the suggester their points, or None where their card was just made."""
    worth = programme.settings.suggestion_points
    if not worth or not earns(suggester, head.channel):
        return ()
    card = people_items.find_card(suggester.id, consistent=consistent)
    if card is None:
        return None
    day = day_of(now, programme.zone)
    entry = accept_suggestion(head.content, worth, day, challenges.races_of(day), now, programme.settings.version)
    after = people_items.put_card(with_entries(card, [entry], programme.zone, now))
    return [*entry_writes(suggester.id, [entry]), after]


def _own(head: content_items.ContentHead) -> items.Suggestion:
    own = items.find_suggestion(head.created_by, head.content)
    if own is None:
        raise Conflict("This content was not suggested by anybody.", field="content", value=head.content)
    return own


def _require_waiting(own: items.Suggestion) -> None:
    if own.outcome != Outcome.WAITING:
        raise Conflict(f"This suggestion was {own.outcome} before.", field="content", value=own.content)


def _decided(own: items.Suggestion, outcome: Outcome, note: str, now: datetime) -> tuple[Put]:
    own.outcome, own.note, own.decided = outcome.value, note, now
    return (Put(own, type(own).outcome == Outcome.WAITING.value),)


def _suggestion(item: items.Suggestion) -> Suggestion:
    return Suggestion(
        content=item.content,
        channel=item.channel,
        title=item.title,
        address=item.address,
        outcome=Outcome(item.outcome),
        note=item.note,
        suggested=item.suggested,
        decided=item.decided,
    )
