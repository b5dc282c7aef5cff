"""Recalling a content: it leaves every list at once, its links lead elsewhere or stay, who shared it gets a mail."""

from dataclasses import replace
from datetime import datetime

from lahetti.content.model import ContentState, Links
from lahetti.content.publishing import save
from lahetti.content.reading import head_for
from lahetti.core.errors import Conflict, Invalid
from lahetti.dynamodb import keys
from lahetti.people.model import Person
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.model import FanOutKind
from lahetti.settings.model import Settings


def recall(content: str, links: Links, editor: Person, settings: Settings, now: datetime) -> ContentState:
    """Recall a content that is or was on offer. Recalling twice changes nothing.

    Links and mails follow from the fan-out that the same transaction writes. Raise NotFound, NotAllowed, Conflict, or
    Invalid where there is no front page to lead to.
    """
    head = head_for(editor, content)
    if head.state is ContentState.RECALLED:
        return ContentState.RECALLED
    if head.state not in (ContentState.PUBLISHED, ContentState.ARCHIVED):
        raise Conflict("Only a content that is or was on offer is recalled.", field="state", value=head.state)
    if links is Links.FRONT_PAGE and not settings.front_page:
        raise Invalid("The programme has no front page yet: set it, or keep the links.", field="links", value=links)
    save(
        replace(head, state=ContentState.RECALLED, since=now),
        audit.entry(editor.id, AuditAction.CONTENT_RECALLED, keys.content(content), now, after={"links": links.value}),
        outbox.fan_out(FanOutKind.CONTENT_RECALLED, content, now, title=head.title, links=links.value),
    )
    return ContentState.RECALLED
