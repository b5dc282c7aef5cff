from datetime import UTC, datetime

import pytest

from lahetti import keys, store, suggestions
from lahetti.content import State, canonical_key
from lahetti.content.editing import place
from lahetti.people import Person, Role
from lahetti.people import State as PersonState

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
EDITOR = Person("p1", "e@virasto.example", "Eero", Role.ADMIN, PersonState.ACTIVE, "fi", (), (), False, False, None, 1)
SUGGESTED, MENDED = "https://blogi.example/vanha", "https://blogi.example/uusi"


def test_a_rejection_frees_the_address_that_the_content_has_by_now(monkeypatch: pytest.MonkeyPatch) -> None:
    head = store.contents.ContentHead(
        keys.content("c1"), keys.HEAD, content="c1", channel="blog", title="Ehdotus", language="fi", created_by="p2"
    )
    place(head, State.SUGGESTED, NOW)
    own = store.suggestions.Suggestion(
        keys.person("p2"), keys.suggestion("c1"), content="c1", address=SUGGESTED, outcome="waiting", suggested=NOW
    )
    texts = store.contents.ContentTexts(head.pk, keys.TEXTS, address=MENDED)
    written: list[store.Write] = []
    monkeypatch.setattr(store.contents, "find_head", lambda *_, **__: head)
    monkeypatch.setattr(store.contents, "find_texts", lambda *_, **__: texts)
    monkeypatch.setattr(store.suggestions, "find_suggestion", lambda *_: own)
    monkeypatch.setattr(suggestions, "written", lambda *writes: written.extend(writes) or True)

    suggestions.reject("c1", EDITOR, "Ei nyt.", NOW)

    freed = [write.item.pk for write in written if isinstance(write, store.Delete)]
    assert freed == [keys.address(canonical_key(MENDED))]
