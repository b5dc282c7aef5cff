"""Contents for unit tests: values with what does not matter filled in, and a shelf on which use cases keep them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lahetti.content import items
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.content.model import ContentHead, ContentState, ContentTexts, Row
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Delete, TransactionConflict, Write

CREATED = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def content_head(content: str = "c", **fields: Any) -> ContentHead:
    """Return the head of a published content."""
    usual = {
        "channel": "blogi",
        "state": ContentState.PUBLISHED,
        "since": CREATED,
        "title": "Otsikko",
        "language": "fi",
        "created_by": "editor",
        "chosen_by": "Eeva",
        "created": CREATED,
    }
    return ContentHead(content=content, **{**usual, **fields})


class Shelf:
    """Contents by their keys, as DynamoDB's conditions keep them; `meanwhile` makes every transaction fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.items: dict[tuple[str, str], Any] = {}
        self.transactions: list[list[str]] = []
        """What each transaction wrote: sort keys, and what audit entries say."""
        self.meanwhile = False
        monkeypatch.setattr(transactions, "transact", self.transact)
        monkeypatch.setattr(channels_items, "find_channel", lambda id_: None if id_ == "none" else _channel(id_))
        monkeypatch.setattr(items, "find_head", lambda content, **_: self.head(content))
        monkeypatch.setattr(items, "find_texts", lambda content, **_: self.texts(content))
        monkeypatch.setattr(items, "all_captions", lambda *_, **__: [])
        monkeypatch.setattr(items, "contents_due", self.due)
        monkeypatch.setattr(items, "contents_in", self.rows)

    @property
    def audit(self) -> list[str]:
        """What the audit log says, oldest first."""
        return [what for written in self.transactions for what in written if " " in what]

    def transact(self, *writes: Write) -> None:
        """Do all of the writes or none, as a transaction does."""
        refused = [write for write in writes if not self._holds(write)]
        if refused or self.meanwhile:
            raise TransactionConflict(refused)
        self.transactions.append([getattr(write.item, "what", write.item.sk) for write in writes])
        for write in writes:
            key = write.item.pk, write.item.sk
            if isinstance(write, Delete):
                self.items.pop(key, None)
                continue
            if hasattr(write.item, "version"):
                write.item.version = (write.item.version or 0) + 1
            self.items[key] = write.item

    def head(self, content: str) -> ContentHead | None:
        """Return a stored head."""
        item = self.items.get((f"CONTENT#{content}", "HEAD"))
        return None if item is None else items._head(item)

    def texts(self, content: str) -> ContentTexts:
        """Return the stored texts of a content."""
        item = self.items[f"CONTENT#{content}", "TEXTS"]
        return ContentTexts(content, item.url, item.summary, item.why, item.disclosure)

    def due(self, state: ContentState, moment: datetime) -> list[str]:
        """Return contents of a state whose time has come."""
        return [item.content for item in self._heads(state) if item.gsi1sk < f"{moment.isoformat()}$"]

    def rows(self, state: ContentState) -> list[tuple[str, Row]]:
        """Return the rows of a state as the index shows them."""
        return [(item.gsi1sk, items._row(item.content, item.view1.as_dict())) for item in self._heads(state)]

    def _heads(self, state: ContentState) -> list[Any]:
        heads = [item for (_, sk), item in self.items.items() if sk == "HEAD" and item.gsi1pk == f"CONTENTS#{state}"]
        return sorted(heads, key=lambda head: head.gsi1sk)

    def _holds(self, write: Write) -> bool:
        stored = self.items.get((write.item.pk, write.item.sk))
        if hasattr(write.item, "version"):
            return (stored.version if stored is not None else None) == write.item.version
        return stored is None or write.condition is None


def _channel(channel: str) -> Channel:
    return Channel(channel, channel.title(), "blog", "fi", f"https://{channel}.example/")
