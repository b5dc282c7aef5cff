"""What becomes of suggestions that still wait when their suggester is erased: nobody can be told what came of them."""

from dataclasses import replace
from datetime import datetime

from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.content.urls import canonical_key
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact


def withdraw(content: str, now: datetime) -> None:
    """Archive a content that was suggested and not decided on, and free its URL. Doing it again changes nothing."""

    def attempt(consistent: bool) -> bool | None:  # noqa: ARG001 (a head is always read as it is)
        head = content_items.find_head(content, consistent=True)
        if head is None or head.state is not ContentState.SUGGESTED:
            return True
        url = content_items.find_texts(content, consistent=True).url
        archived = content_items.put_head(replace(head, state=ContentState.ARCHIVED, since=now))
        return try_transact(archived, content_items.delete_url(canonical_key(url), content)) or None

    retry_on_conflict(attempt)
