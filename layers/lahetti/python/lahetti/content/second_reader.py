"""Who may let a content out where the programme wants a second reader: the rule, for every way of publishing.

A draft is submitted; somebody else who may edit its channel reads that very edition and lets it out. Nobody, admins
included, lets out what they have changed last. A change to what readers meet ends a submission, and takes a scheduled
content back to its drafts. What a feed publishes at once is out of the rule: an admin decided it for the channel. So
are corrections of what is out already, which must not wait.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from lahetti.content.model import ContentHead, ContentState, Review
from lahetti.core.errors import Conflict
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put
from lahetti.people.model import Person
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.settings.model import Settings

FIELD: Final = "second_reader"
"""What refusals name."""


class Edition(Protocol):
    """What the rule asks of a content: a head has it, and so has what its page shows."""

    @property
    def state(self) -> ContentState: ...
    @property
    def review(self) -> Review | None: ...
    @property
    def last_changed_by(self) -> str: ...


def may_let_out(found: Edition, person: Person, settings: Settings) -> bool:
    """Return whether the rule lets an editor of the channel publish, schedule or share again what they have read."""
    return _refusal(found, person, settings) is None


def require_second_reader(head: ContentHead, person: Person, settings: Settings, read: datetime | None) -> None:
    """Raise Conflict unless a person may let out a head whose edition `read` they have read.

    The edition of what is scheduled was read by whoever scheduled it: a change would have made it a draft.
    """
    refused = _refusal(head, person, settings)
    if refused is not None:
        raise refused
    if settings.second_reader and head.state is not ContentState.SCHEDULED and read != head.edition:
        text = "Read this edition before you publish it: another one is stored, or none was named."
        raise Conflict(text, field="edition", value=read, limit=head.edition, reason="not_read")


def _refusal(head: Edition, person: Person, settings: Settings) -> Conflict | None:
    if not settings.second_reader:
        return None
    if head.state is ContentState.DRAFT and head.review is None:
        return Conflict("Submit this draft: a second reader publishes it.", field=FIELD, reason="not_submitted")
    if person.id == head.last_changed_by:
        text = "You changed this content last. Another editor of its channel, or an admin, publishes it."
        return Conflict(text, field=FIELD, reason="own_change")
    if head.review is not None and person.id == head.review.by:
        text = "You submitted this content. Another editor of its channel, or an admin, publishes it."
        return Conflict(text, field=FIELD, reason="own_submission")
    return None


def submitted(head: ContentHead, editor: Person, settings: Settings, now: datetime) -> tuple[ContentHead, list[Put]]:
    """Return a draft that waits for its second reader, with what logs it; one that waits already stays as it is.

    Raise Conflict where the programme wants no second reader, or the content is no draft.
    """
    if not settings.second_reader:
        raise Conflict("This programme has no second reader.", field=FIELD, reason="off")
    if head.state is not ContentState.DRAFT:
        raise Conflict("Only a draft is submitted.", field="state", value=head.state, reason="not_a_draft")
    if head.review is not None:
        return head, []
    entry = audit.entry(editor.id, AuditAction.CONTENT_SUBMITTED, keys.content(head.content), now)
    return replace(head, review=Review(editor.id, now)), [entry]


def changed(head: ContentHead, editor: Person, settings: Settings, now: datetime) -> tuple[ContentHead, list[Put]]:
    """Return a head of a new edition, with what logs that it was submitted or scheduled before."""
    after = replace(head, changed=now, changed_by=editor.id, review=None)
    writes = []
    if head.waiting is not None:
        writes.append(audit.entry(editor.id, AuditAction.SUBMISSION_WITHDRAWN, keys.content(head.content), now))
    if settings.second_reader and head.state is ContentState.SCHEDULED:
        after = replace(after, state=ContentState.DRAFT, planned=None, since=now)
        writes.append(audit.entry(editor.id, AuditAction.CONTENT_UNSCHEDULED, keys.content(head.content), now))
    return after, writes
