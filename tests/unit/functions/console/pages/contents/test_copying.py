from datetime import timedelta

import pytest

from lahetti.content import publishing, reading, revising
from lahetti.content.model import ContentState
from lahetti.networks.networks import Network
from lahetti.settings.model import Settings
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.pages.contents.conftest import Desk

URL = "https://blog.example/uusi"
LONG = "a" * 270


@pytest.fixture
def made(desk: Desk) -> str:
    content = desk.draft("Verokortti", topics=("vero",), expiry=NOW + timedelta(days=3)).row.content
    captions = {(Network.LINKEDIN, "fi"): ("Katso.", LONG), (Network.MASTODON, "fi"): ("Katso.",)}
    for place, texts in captions.items():
        revising.set_captions(content, *place, texts, desk.editor, Settings(), NOW)
    desk.shelf.memory.written.clear()
    return content


def test_a_copy_is_a_draft_with_the_same_words_and_captions_and_no_times(desk: Desk, made: str) -> None:
    publishing.publish(made, desk.editor, Settings(), NOW)
    desk.shelf.memory.written.clear()

    status, to = desk.send("copy", of=made, copy_address=URL)

    copied = reading.content_of_editor(to.rsplit("/", 1)[-1], desk.editor)
    source = reading.content_of_editor(made, desk.editor)
    head = desk.shelf.head(copied.row.content)
    assert status == 303
    assert copied.state is ContentState.DRAFT
    assert (copied.row.title, copied.row.topics, copied.row.expiry, copied.url) == ("Verokortti", ("vero",), None, URL)
    assert copied.captions == source.captions
    assert head.captioned == ("linkedin#fi", "mastodon#fi")
    assert desk.shelf.audit == ["draft written"]
    assert len(desk.shelf.transactions) == 1


@pytest.mark.parametrize(
    ("address", "words", "status"),
    [("https://blog.example/1", "Tämä osoite on jo lisätty.", 409), ("blog", "Kirjoita koko osoite", 422)],
)
def test_a_copy_needs_an_address_of_its_own(desk: Desk, made: str, address: str, words: str, status: int) -> None:
    answered, page = desk.send("copy", of=made, copy_address=address)

    assert answered == status
    assert words in page
    assert 'id="copy_address-error"' in page


def test_captions_are_copied_where_they_fit_and_once(desk: Desk, made: str) -> None:
    fields = {"source": "linkedin", "targets": ["x", "mastodon", "linkedin"], "caption_language": "fi"}

    status, report = desk.send("copy_captions", of=made, **fields)
    again = desk.send("copy_captions", of=made, **fields)[1]

    captions = reading.content_of_editor(made, desk.editor).captions
    assert status == 200
    assert captions["x", "fi"] == ("Katso.",)
    assert captions["mastodon", "fi"] == ("Katso.", LONG)
    assert "X, saate 2: saate on 14 merkkiä liian pitkä." in report
    assert again.count("<span>0</span>") == 2
    assert desk.shelf.audit == ["content changed"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"source": "threads", "targets": ["x"]}, "Valitse palvelu, jossa on saatteita."),
        ({"source": "linkedin"}, "Täytä tämä kohta."),
        ({"source": "myspace", "targets": ["x"]}, "Täytä tämä kohta."),
    ],
)
def test_what_cannot_be_copied_is_said(desk: Desk, made: str, fields: dict[str, object], words: str) -> None:
    status, page = desk.send("copy_captions", of=made, caption_language="fi", **fields)

    assert status == 422
    assert words in page


@pytest.mark.parametrize(
    ("title", "alike"),
    [("VEROKORTTI tulee: tarkista tiedot", True), ("Tarkista tiedot", False), ("Muuta", False)],
)
def test_a_title_that_says_the_same_is_pointed_out(desk: Desk, title: str, alike: bool) -> None:
    other = desk.draft("Tarkista tiedot: verokortti tulee", URL).row.content

    page = desk.open(content_id=desk.draft(title).row.content)

    assert (f'<a href="/console/contents/{other}">' in page) is alike
