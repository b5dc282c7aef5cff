from datetime import UTC, datetime

import pytest

from lahetti.content import items as content_items
from lahetti.content.model import ContentState, ContentTexts
from lahetti.content.urls import canonical_key
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Delete, Write
from lahetti.people.model import Person, PersonState, Role
from lahetti.suggestions import items as suggestions_items
from lahetti.suggestions import suggesting
from lahetti.suggestions.model import Suggestion
from tests.contents import content_head

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
EDITOR = Person("p1", "e@virasto.example", "Eero", Role.ADMIN, PersonState.ACTIVE, "fi", NOW, guidelines=1)
SUGGESTED, MENDED = "https://blogi.example/vanha", "https://blogi.example/uusi"


def test_a_rejection_frees_the_url_that_the_content_has_by_now(monkeypatch: pytest.MonkeyPatch) -> None:
    head = content_head("c1", channel="blog", state=ContentState.SUGGESTED, created_by="p2")
    own = Suggestion("p2", "c1", "blog", "Ehdotus", SUGGESTED, NOW)
    written: list[Write] = []
    monkeypatch.setattr(content_items, "find_head", lambda *_, **__: head)
    monkeypatch.setattr(content_items, "find_texts", lambda *_, **__: ContentTexts("c1", MENDED))
    monkeypatch.setattr(suggestions_items, "find_suggestion", lambda *_: own)
    monkeypatch.setattr(suggesting, "try_transact", lambda *writes: written.extend(writes) or True)

    suggesting.reject("c1", EDITOR, "Ei nyt.", NOW)

    freed = [write.item.pk for write in written if isinstance(write, Delete)]
    assert freed == [keys.url(canonical_key(MENDED))]
