from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.content import items, offer, recalling
from lahetti.content.model import ContentState, ContentTexts, Links, Recall, Recalled
from lahetti.core.errors import Invalid
from lahetti.dynamodb.transactions import transact
from lahetti.people.model import Role
from lahetti.records import items as records_items
from lahetti.settings.model import Settings
from tests.contents import Shelf, content_head
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EDITOR = replace(AINO, id="editor", name="Eeva", role=Role.EDITOR, channels=("blogi",))
SETTINGS = Settings()
WRONG = Recall(Links.KEEP, "Luku oli väärä.", "better")


@pytest.fixture(autouse=True)
def shelf(database: MemoryDynamoDb) -> Shelf:
    shelf = Shelf(database)
    put("wrong")
    put("better", title="Oikea luku")
    shelf.memory.written.clear()
    return shelf


def put(content: str, **fields: object) -> None:
    head = content_head(content, **fields)
    transact(items.put_head(head), items.put_texts(ContentTexts(content, f"https://blogi.example/{content}")))


def test_a_recall_keeps_its_reason_and_tells_those_who_shared_what_to_share_instead(shelf: Shelf) -> None:
    assert recalling.recall("wrong", WRONG, EDITOR, SETTINGS, NOW) is ContentState.RECALLED

    fan_out = records_items.find_fan_out("content_recalled#wrong")
    assert shelf.head("wrong").recall == WRONG
    assert fan_out is not None
    assert {name: fan_out.fields[name] for name in ("reason", "replacement", "replacement_title")} == {
        "reason": "Luku oli väärä.",
        "replacement": "better",
        "replacement_title": "Oikea luku",
    }


@pytest.mark.parametrize("reason", ["", "  ", "a" * (recalling.LONGEST_REASON + 1)])
def test_a_recall_without_a_reason_or_with_a_treatise_is_refused(shelf: Shelf, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        recalling.recall("wrong", replace(WRONG, reason=reason), EDITOR, SETTINGS, NOW)

    assert (refused.value.field, refused.value.limit) == ("reason", recalling.LONGEST_REASON)
    assert shelf.head("wrong").state is ContentState.PUBLISHED


@pytest.mark.parametrize("instead", ["wrong", "unheard of", "draft", "expired"])
def test_only_another_content_that_is_on_offer_is_shared_instead(shelf: Shelf, instead: str) -> None:
    put("draft", state=ContentState.DRAFT)
    put("expired", expiry=NOW)

    with pytest.raises(Invalid) as refused:
        recalling.recall("wrong", replace(WRONG, replacement=instead), EDITOR, SETTINGS, NOW)

    assert (refused.value.field, refused.value.value) == ("replacement", instead)
    assert shelf.head("wrong").state is ContentState.PUBLISHED


def test_an_ambassador_is_led_to_what_to_share_instead_while_they_can_share_it() -> None:
    recalling.recall("wrong", WRONG, EDITOR, SETTINGS, NOW)

    def instead(now: datetime) -> str | None:
        with pytest.raises(Recalled) as recalled:
            offer.find_content("wrong", AINO, now)
        return recalled.value.see

    assert instead(NOW) == "/api/v1/contents/better"
    head = items.find_head("better", consistent=True)
    assert head is not None
    assert items.save_head(replace(head, expiry=NOW + timedelta(hours=1)))
    assert instead(NOW + timedelta(hours=2)) is None


def test_what_is_offered_as_a_replacement_is_on_offer_and_another() -> None:
    put("draft", state=ContentState.DRAFT)
    put("of_a_team", audience=("ohjaus",), channel="youtube")

    assert [row.content for row in recalling.replacements("wrong", EDITOR, NOW)] == ["better"]
