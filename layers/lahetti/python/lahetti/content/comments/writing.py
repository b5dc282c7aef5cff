"""Commenting on a content, and reading what others have said."""

from dataclasses import replace
from datetime import datetime

from lahetti.content import items as content_items
from lahetti.content.comments import items
from lahetti.content.comments.model import LONGEST, MOST, Comment, CommentLine
from lahetti.content.model import ContentHead
from lahetti.content.reading import head_for
from lahetti.core.errors import Conflict, Invalid
from lahetti.core.plain_texts import in_lines
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, retry_on_conflict, try_transact
from lahetti.people import members
from lahetti.people.model import Person
from lahetti.records import audit
from lahetti.records.audit import AuditAction


def comment(content: str, editor: Person, text: str, now: datetime) -> CommentLine:
    """Add a comment and return it; repeating one's last word adds nothing.

    Raise NotFound, NotAllowed, Invalid, Busy, or Conflict where there are as many as there can be.
    """
    text = checked_text(text)

    def attempt(consistent: bool) -> CommentLine | None:  # noqa: ARG001 (a head is always read as it is)
        head = head_for(editor, content)
        last = items.find_comment(content, head.comments)
        if last is not None and (last.person, last.text) == (editor.id, text):
            return CommentLine(last.number, editor.name, text, last.written)
        after, written = commented(head, editor, text, now)
        entry = audit.entry(editor.id, AuditAction.CONTENT_COMMENTED, keys.content(content), now)
        done = try_transact(content_items.put_head(after), written, entry)
        return CommentLine(after.comments, editor.name, text, now) if done else None

    return retry_on_conflict(attempt)


def checked_text(text: str) -> str:
    """Return the text of a comment as it is stored; raise Invalid."""
    text = in_lines(text).strip()
    if not 1 <= len(text) <= LONGEST:
        raise Invalid(
            f"A comment has 1 to {LONGEST} characters.",
            field="comment",
            value=len(text),
            limit=LONGEST,
            reason="length",
        )
    return text


def is_last_word(head: ContentHead, editor: Person, text: str) -> bool:
    """Return whether an editor said this last of a content: a request that is repeated says nothing new."""
    last = items.find_comment(head.content, head.comments)
    return last is not None and (last.person, last.text) == (editor.id, text)


def commented(head: ContentHead, editor: Person, text: str, now: datetime) -> tuple[ContentHead, Put]:
    """Return a head with one comment more, and that comment's write; raise Conflict."""
    if head.comments >= MOST:
        text = f"A content has at most {MOST} comments."
        raise Conflict(text, field="comment", value=head.comments, limit=MOST, reason="full")
    after = replace(head, comments=head.comments + 1)
    return after, items.put_comment(Comment(head.content, after.comments, editor.id, text, now))


def comments_for(content: str, editor: Person) -> list[CommentLine]:
    """Return the comments of a content in their order; raise NotFound or NotAllowed."""
    head_for(editor, content)
    found = items.comments_of(content)
    people = {person: members.known_person(person) for person in {one.person for one in found}}
    names = {person: None if known is None else known.name for person, known in people.items()}
    return [CommentLine(one.number, names[one.person], one.text, one.written) for one in found]
