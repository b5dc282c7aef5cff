from datetime import UTC, datetime

from lahetti.content import items as content_items
from lahetti.content.model import ContentState, ContentTexts
from lahetti.content.urls import canonical_key
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Person, PersonState, Role
from lahetti.suggestions import items as suggestions_items
from lahetti.suggestions import suggesting
from lahetti.suggestions.model import Suggestion
from tests.contents import content_head
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
EDITOR = Person("p1", "e@virasto.example", "Eero", Role.ADMIN, PersonState.ACTIVE, "fi", NOW, guidelines=1)
SUGGESTED, MENDED = "https://blogi.example/vanha", "https://blogi.example/uusi"


def test_a_rejection_frees_the_url_that_the_content_has_by_now(database: MemoryDynamoDb) -> None:
    head = content_head("c1", channel="blog", state=ContentState.SUGGESTED, created_by="p2")
    own = Suggestion("p2", "c1", "blog", "Ehdotus", SUGGESTED, NOW)
    digest = canonical_key(MENDED)
    transact(
        content_items.put_head(head),
        content_items.put_texts(ContentTexts("c1", MENDED)),
        content_items.put_url(digest, "c1"),
        suggestions_items.put_new(own),
    )

    suggesting.reject("c1", EDITOR, "Ei nyt.", NOW)

    assert not content_items.contents_at([digest])
