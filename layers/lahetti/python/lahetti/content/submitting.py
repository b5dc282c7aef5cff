"""Submitting a draft to its second reader, and sending it back."""

from dataclasses import replace
from datetime import datetime

from lahetti.content import items, second_reader
from lahetti.content.comments import writing
from lahetti.content.model import ContentState
from lahetti.content.publishing import changed_meanwhile
from lahetti.content.reading import head_for
from lahetti.core.errors import Conflict
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people.model import Person
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.settings.model import Settings


def submit(content: str, editor: Person, settings: Settings, now: datetime) -> ContentState:
    """Let a draft wait for its second reader and return its state. Submitting again changes nothing.

    Raise NotFound, NotAllowed, ChangedMeanwhile, or Conflict where it is no draft or no second reader is wanted.
    """
    head = head_for(editor, content)
    after, writes = second_reader.submitted(head, editor, settings, now)
    if writes and not try_transact(items.put_head(after), *writes):
        raise changed_meanwhile()
    return after.state


def send_back(content: str, editor: Person, comment: str, now: datetime) -> ContentState:
    """Let a draft wait no more, with a comment on what is to be done. Sending back again changes nothing.

    Who submitted it may take it back without a word. Raise NotFound, NotAllowed, Invalid, Busy, or Conflict where it
    does not wait.
    """

    def attempt(consistent: bool) -> ContentState | None:  # noqa: ARG001 (a head is always read as it is)
        head = head_for(editor, content)
        is_own = head.review is not None and head.review.by == editor.id
        text = "" if is_own and not comment.strip() else writing.checked_text(comment)
        if head.waiting is None:
            if text and writing.is_last_word(head, editor, text):
                return head.state
            text = "Only a draft that waits for its second reader is sent back."
            raise Conflict(text, field=second_reader.FIELD, value=head.state, reason="not_waiting")
        after, writes = replace(head, review=None), []
        if text:
            after, written = writing.commented(after, editor, text, now)
            writes.append(written)
        what = AuditAction.SUBMISSION_WITHDRAWN if is_own else AuditAction.CONTENT_SENT_BACK
        entry = audit.entry(editor.id, what, keys.content(content), now)
        return after.state if try_transact(items.put_head(after), *writes, entry) else None

    return retry_on_conflict(attempt)
