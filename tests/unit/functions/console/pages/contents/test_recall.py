from lahetti.content import publishing
from lahetti.content.model import ContentState
from lahetti.settings.model import Settings
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.pages.contents.conftest import Desk


def published(desk: Desk, title: str = "Tilinumero", url: str = "https://blog.example/1") -> str:
    content = desk.draft(title, url).row.content
    publishing.publish(content, desk.editor, Settings(), NOW)
    return content


def test_a_recall_asks_for_a_reason_and_keeps_what_was_typed_where_that_is_missing(desk: Desk) -> None:
    wrong, better = published(desk, "Väärä"), published(desk, "Oikea", "https://blog.example/2")

    status, asked = desk.send("recall", of=wrong)
    refused, again = desk.send("recall", of=wrong, confirmed="yes", reason="", links="keep", replacement=better)

    assert status == 200
    assert 'name="reason"' in asked
    assert refused == 422
    assert "Kirjoita syy, enintään 500 merkkiä." in again
    assert again.count('name="reason"') == 1
    assert "Vedetäänkö ”Väärä” pois?" in again
    assert f'<option value="{better}" selected>Oikea</option>' in again
    assert 'value="keep" checked' in again
    assert desk.shelf.head(wrong).state is ContentState.PUBLISHED


def test_what_is_typed_after_the_question_was_refused_counts(desk: Desk) -> None:
    wrong = published(desk)

    status, _ = desk.send("recall", of=wrong, confirmed="yes", reason="Luku oli väärä.", links="keep")

    recall = desk.shelf.head(wrong).recall
    assert status == 303
    assert recall is not None
    assert recall.reason == "Luku oli väärä."
    assert "Syy: Luku oli väärä." in desk.open(content_id=wrong)
