"""Suggestions: an ambassador proposes a URL; an editor of its channel accepts or rejects it, once.

A suggestion is a content in the state suggested. Its acceptance publishes it (now, at a time, or not yet), gives the
points and tells the suggester, in one transaction; a rejection leaves its URL to whoever takes it next.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lahetti.content import addresses
from lahetti.content import items as content_items
from lahetti.content.channels.catalogue import require_channel
from lahetti.content.drafting import new_content
from lahetti.content.from_url import suggested
from lahetti.content.model import Content, ContentHead, ContentState, Draft
from lahetti.content.publishing import FEED, next_publication
from lahetti.content.reading import head_for
from lahetti.content.rules import checked_draft
from lahetti.core.days import day_of
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, Write, retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.people import members
from lahetti.people.model import Person
from lahetti.periods import challenges
from lahetti.points import items as points_items
from lahetti.points.model import Programme
from lahetti.points.rules import accept_suggestion, with_entries
from lahetti.records import audit, ceilings, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.model import MailKind
from lahetti.settings.model import Settings
from lahetti.suggestions import items
from lahetti.suggestions.model import Suggestion, SuggestionState, TooManyWaiting
from lahetti.suggestions.rules import LONGEST_NOTE, MOST_WAITING, earns


def suggest(draft: Draft, person: Person, settings: Settings, now: datetime) -> Content:
    """Store a suggestion. Raise Invalid, CannotFetch, Conflict when the URL is there already, TooManyWaiting,
    or TooManyRequests.
    """
    require_channel(draft.channel)
    ceilings.count(ceilings.SUGGESTIONS, person.id, now)
    draft = checked_draft(suggested(draft), settings)
    new = new_content(draft, person.id, person.name, ContentState.SUGGESTED, now)
    own = Suggestion(
        person=person.id,
        content=new.head.content,
        channel=new.head.channel,
        title=new.head.title,
        url=new.texts.url,
        suggested=now,
    )

    def attempt(consistent: bool) -> Content | None:  # noqa: ARG001 (who has a URL is always read as it is)
        claim = addresses.claim(new.texts.url, new.head.content)
        made, waiting = new.with_former(claim.former), items.count_waiting(own, MOST_WAITING)
        if try_transact(*made.writes, *claim.writes, items.put_new(own), waiting):
            return made.stored
        if items.waiting_of(person.id) >= MOST_WAITING:
            raise TooManyWaiting(
                f"At most {MOST_WAITING} of your suggestions wait for an editor at a time.",
                field="suggestions",
                limit=MOST_WAITING,
                see="/api/v1/me/suggestions",
            )
        return None

    return retry_on_conflict(attempt)


def find_suggestion(content: str, reader: Person) -> Suggestion:
    """Return a suggestion for its suggester and for the editors of its channel; raise NotFound."""
    head = content_items.find_head(content)
    own = None if head is None else items.find_suggestion(head.created_by, content)
    if head is None or own is None or not (head.created_by == reader.id or reader.may_edit(head.channel)):
        raise NotFound(f"There is no suggestion {content[:40]}.", field="content", value=content[:40])
    return own


def suggester_of(content: Content) -> str | None:
    """Return the name of who suggested a content, or None where nobody has, or nobody who is known any more."""
    own = None if content.created_by == FEED else items.find_suggestion(content.created_by, content.row.content)
    suggester = None if own is None else members.known_person(own.person)
    return None if suggester is None else suggester.name


def own_suggestions(person: str) -> list[Suggestion]:
    """Return what a person has suggested, newest first."""
    return items.suggestions_of(person)


def accept(
    content: str,
    editor: Person,
    programme: Programme,
    now: datetime,
    *,
    publish: bool = False,
    at: datetime | None = None,
) -> ContentState:
    """Accept a suggestion and return the content's state. Accepting again changes nothing.

    It becomes a draft, which can be given captions, unless `publish` lets it out now or at a time: not where the
    programme wants a second reader. Raise NotFound, NotAllowed, Conflict, or Busy when others keep changing the
    suggester's points.
    """

    def attempt(consistent: bool) -> ContentState | None:
        head = head_for(editor, content)
        own = _own(head)
        if own.state is SuggestionState.ACCEPTED:
            return head.state
        _require_waiting(own)
        suggester = members.find_person(head.created_by)
        head = replace(head, chosen_by=editor.name, state=ContentState.DRAFT, since=now)
        if publish:
            head = next_publication(head, editor, programme.settings, now, at)
        writes = acceptance(own, head, suggester, editor, programme, now, consistent=consistent)
        done = writes is not None and try_transact(content_items.put_head(head), *writes)
        return head.state if done else None

    return retry_on_conflict(attempt)


def reject(content: str, editor: Person, note: str, now: datetime) -> ContentState:
    """Reject a suggestion with a note to the suggester; its URL can be used again. Rejecting again changes nothing."""
    note = note.strip()
    if not 1 <= len(note) <= LONGEST_NOTE:
        raise Invalid(f"A rejection has a note of 1 to {LONGEST_NOTE} characters.", field="note", limit=LONGEST_NOTE)

    def attempt(consistent: bool) -> ContentState | None:  # noqa: ARG001 (a head is always read as it is)
        head = head_for(editor, content)
        own = _own(head)
        if own.state is SuggestionState.REJECTED:
            return head.state
        _require_waiting(own)
        done = try_transact(
            content_items.put_head(replace(head, state=ContentState.REJECTED, since=now)),
            items.put_decided(replace(own, state=SuggestionState.REJECTED, note=note, decided=now)),
            items.count_decided(own),
            outbox.mail(MailKind.SUGGESTION_REJECTED, head.created_by, content, now, title=head.title, note=note),
            audit.entry(editor.id, AuditAction.SUGGESTION_REJECTED, keys.content(content), now, after={"note": note}),
        )
        return ContentState.REJECTED if done else None

    return retry_on_conflict(attempt)


def acceptance(
    own: Suggestion,
    head: ContentHead,
    suggester: Person,
    editor: Person,
    programme: Programme,
    now: datetime,
    *,
    consistent: bool,
) -> list[Write] | None:
    """Return what an acceptance writes beside the content itself, or None where the suggester's card was just made."""
    points = _points(suggester, head, programme, now, consistent=consistent)
    if points is None:
        return None
    fields: dict[str, str | int] = {"content": head.content, "title": head.title, "state": head.state.value}
    if points:
        fields["points"] = programme.settings.suggestion_points
    if head.state is ContentState.SCHEDULED and head.planned is not None:
        fields["at"] = head.planned.isoformat()
    after = {"state": head.state.value, "suggester": suggester.id}
    decided = replace(own, channel=head.channel, title=head.title, state=SuggestionState.ACCEPTED, decided=now)
    return [
        items.put_decided(decided),
        items.count_decided(own),
        *points,
        outbox.mail(MailKind.SUGGESTION_ACCEPTED, suggester.id, head.content, now, **fields),
        audit.entry(editor.id, AuditAction.SUGGESTION_ACCEPTED, keys.content(head.content), now, after=after),
    ]


def _points(
    suggester: Person, head: ContentHead, programme: Programme, now: datetime, *, consistent: bool
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
    return [*points_items.put_entries(suggester.id, [entry]), after]


def _own(head: ContentHead) -> Suggestion:
    own = items.find_suggestion(head.created_by, head.content)
    if own is None:
        raise Conflict("This content was not suggested by anybody.", field="content", value=head.content)
    return own


def _require_waiting(own: Suggestion) -> None:
    if own.state is not SuggestionState.WAITING:
        raise Conflict(f"This suggestion was {own.state} before.", field="content", value=own.content)
