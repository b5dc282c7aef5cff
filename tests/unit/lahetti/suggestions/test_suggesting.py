from datetime import UTC, datetime

import pytest

from lahetti.content import items as content_items
from lahetti.content.addresses import canonical_key
from lahetti.content.editing import place
from lahetti.content.rules import ContentState
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Delete, Write
from lahetti.people.model import Person, PersonState, Role
from lahetti.suggestions import items as suggestions_items
from lahetti.suggestions import suggesting

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
EDITOR = Person("p1", "e@virasto.example", "Eero", Role.ADMIN, PersonState.ACTIVE, "fi", NOW, guidelines=1)
SUGGESTED, MENDED = "https://blogi.example/vanha", "https://blogi.example/uusi"


def test_a_rejection_frees_the_address_that_the_content_has_by_now(monkeypatch: pytest.MonkeyPatch) -> None:
    head = content_items.ContentHead(
        keys.content("c1"), keys.HEAD, content="c1", channel="blog", title="Ehdotus", language="fi", created_by="p2"
    )
    place(head, ContentState.SUGGESTED, NOW)
    own = suggestions_items.Suggestion(
        keys.person("p2"), keys.suggestion("c1"), content="c1", address=SUGGESTED, outcome="waiting", suggested=NOW
    )
    texts = content_items.ContentTexts(head.pk, keys.TEXTS, address=MENDED)
    written: list[Write] = []
    monkeypatch.setattr(content_items, "find_head", lambda *_, **__: head)
    monkeypatch.setattr(content_items, "find_texts", lambda *_, **__: texts)
    monkeypatch.setattr(suggestions_items, "find_suggestion", lambda *_: own)
    monkeypatch.setattr(suggesting, "try_transact", lambda *writes: written.extend(writes) or True)

    suggesting.reject("c1", EDITOR, "Ei nyt.", NOW)

    freed = [write.item.pk for write in written if isinstance(write, Delete)]
    assert freed == [keys.address(canonical_key(MENDED))]
