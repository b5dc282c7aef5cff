"""Contents for unit tests: values with what does not matter filled in, and a shelf on which use cases keep them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from lahetti.content import items
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.content.model import ContentHead, ContentState
from lahetti.dynamodb.batches import batch_put
from lahetti.dynamodb.transactions import transact
from tests.memory_dynamodb.client import MemoryDynamoDb

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


def put_heads(heads: Iterable[ContentHead]) -> None:
    """Store the heads of contents."""
    batch_put(items.put_head(head).item for head in heads)


class Shelf:
    """Channels, and the contents that use cases keep in them; what is done by others `meanwhile`."""

    def __init__(self, memory: MemoryDynamoDb) -> None:
        self.memory = memory
        for channel in ("blogi", "blog", "youtube"):
            transact(channels_items.put_channel(_channel(channel)))
        memory.written.clear()

    @property
    def transactions(self) -> list[list[str]]:
        """What each transaction wrote: sort keys, and what audit entries say."""
        return [[item.get("what", item["sk"])["S"] for item in request] for request in self.memory.written]

    @property
    def audit(self) -> list[str]:
        """What the audit log says, oldest first."""
        return [what for written in self.transactions for what in written if " " in what]

    def change_meanwhile(self, content: str) -> None:
        """Let another change a content between the next transaction's reads and its writes."""

        def change(operation: str, _: object) -> None:
            if operation == "TransactWriteItems":
                self.memory.before = lambda *_: None
                assert items.save_head(self.head(content))

        self.memory.before = change

    def head(self, content: str) -> ContentHead:
        """Return a stored head."""
        head = items.find_head(content, consistent=True)
        assert head is not None
        return head

    def keys(self, content: str) -> tuple[str, str, str]:
        """Return under what a head is found: partition and place in the list of its state, partition of its channel."""
        item = self.memory.programme.find((f"CONTENT#{content}", "HEAD"))
        return item["gsi1pk"]["S"], item["gsi1sk"]["S"], item["gsi2pk"]["S"]


def _channel(channel: str) -> Channel:
    return Channel(channel, channel.title(), "blog", "fi", f"https://{channel}.example/")
