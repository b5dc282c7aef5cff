"""Recalling a content: it leaves every list at once, its links lead elsewhere or stay, who shared it gets a mail.

The mail carries the editor's reason, and what to share instead where there is something.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from lahetti.content import items
from lahetti.content.model import ContentHead, ContentState, Links, Recall, Row
from lahetti.content.publishing import save
from lahetti.content.reading import head_for
from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb import keys
from lahetti.people.model import Person
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.model import FanOutKind
from lahetti.settings.model import Settings

LONGEST_REASON: Final = 500
"""Characters of the reason that everybody reads who shared it."""
_MOST_REPLACEMENTS = 100
"""Contents that the form offers to be shared instead, the newest first."""


def recall(content: str, wanted: Recall, editor: Person, settings: Settings, now: datetime) -> ContentState:
    """Recall a content that is or was on offer. Recalling twice changes nothing.

    Links and mails follow from the fan-out that the same transaction writes. Raise NotFound, NotAllowed, Conflict, or
    Invalid where there is no reason, no front page to lead to, or nothing on offer to share instead.
    """
    head = head_for(editor, content)
    if head.state is ContentState.RECALLED:
        return ContentState.RECALLED
    if head.state not in (ContentState.PUBLISHED, ContentState.ARCHIVED):
        raise Conflict("Only a content that is or was on offer is recalled.", field="state", value=head.state)
    wanted = replace(wanted, reason=wanted.reason.strip())
    if not 1 <= len(wanted.reason) <= LONGEST_REASON:
        raise Invalid(
            f"A recall has a reason of 1 to {LONGEST_REASON} characters.",
            field="reason",
            value=len(wanted.reason),
            limit=LONGEST_REASON,
            reason="length",
        )
    if wanted.links is Links.FRONT_PAGE and not settings.front_page:
        raise Invalid("The programme has no front page yet: set it, or keep the links.", field="links")
    other = _on_offer_instead(content, wanted.replacement, now)
    told = {"links": wanted.links.value, "reason": wanted.reason}
    instead = {} if other is None else {"replacement": other.content, "replacement_title": other.title}
    logged = told if other is None else {**told, "replacement": other.title}
    save(
        replace(head, state=ContentState.RECALLED, since=now, recall=wanted),
        audit.entry(editor.id, AuditAction.CONTENT_RECALLED, keys.content(content), now, after=logged),
        outbox.fan_out(FanOutKind.CONTENT_RECALLED, content, now, title=head.title, **told, **instead),
    )
    return ContentState.RECALLED


def replacements(content: str, editor: Person, now: datetime) -> list[Row]:
    """Return what can be shared instead of a content, newest first: what is on offer and this editor can see."""
    rows = (row for _, row in items.contents_in(ContentState.PUBLISHED, at_most=_MOST_REPLACEMENTS))
    return [
        row
        for row in rows
        if row.content != content
        and (row.is_for(editor) or editor.may_edit(row.channel))
        and (row.expiry is None or row.expiry > now)
    ]


def _on_offer_instead(content: str, replacement: str | None, now: datetime) -> ContentHead | None:
    if replacement is None:
        return None
    head = items.find_head(replacement, consistent=True)
    out = head is not None and head.state is ContentState.PUBLISHED and (head.expiry is None or head.expiry > now)
    if head is None or replacement == content or not out:
        raise Invalid(
            "Only another content that is on offer is shared instead.",
            field="replacement",
            value=replacement,
            reason="not_on_offer",
        )
    return head
