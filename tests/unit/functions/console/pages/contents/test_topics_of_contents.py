import json
import re
from dataclasses import replace

import pytest

from lahetti.settings import topics, versions
from tests.names import named
from tests.topics import topic
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.pages.contents.conftest import Desk

PAGE = "/console/contents"
LIBRARY = (
    topic("vero", named("Verotus", "Beskattning"), named("#vero", "#skatt")),
    topic("palautus", named("Palautukset", "Återbäringar"), named("#palautus")),
    topic("verokortti", named("Verokortti", "Skattekort")),
)


@pytest.fixture
def made(desk: Desk) -> str:
    versions.change_settings({"topics": LIBRARY}, "eeva", NOW)
    content = desk.draft(topics=("vero", "palautus")).row.content
    desk.shelf.memory.written.clear()
    return content


def ticked(page: str) -> list[str]:
    return re.findall(r'name="topics" value="([^"]+)" checked', page)


def test_topics_are_chosen_by_name_and_stored_by_id(desk: Desk, made: str) -> None:
    page = desk.open(content_id=made)

    assert sorted(ticked(page)) == ["palautus", "vero"]
    assert re.search(r'value="verokortti"><span>Verokortti', page)
    found = re.search(r'name="original" value="({.*?})"', page)
    assert found is not None
    original = json.dumps({"topics": json.loads(found[1])["topics"]})
    desk.send("save", of=made, original=original, topics=["verokortti", "vero"])
    assert sorted(desk.shelf.head(made).topics) == ["vero", "verokortti"]
    desk.send("save", of=made, original=original, topics=["palautus", "vero"])
    assert sorted(desk.shelf.head(made).topics) == ["vero", "verokortti"]


def test_one_that_the_library_does_not_have_is_refused_in_words(desk: Desk, made: str) -> None:
    status, page = desk.send("save", of=made, original="{}", topics=["keksitty"])

    assert status == 422
    assert "Aihetta ”keksitty” ei ole." in page
    assert desk.shelf.head(made).topics == ("vero", "palautus")


def test_what_was_removed_is_not_shown_and_goes_with_the_next_choice(desk: Desk, made: str) -> None:
    topics.take_off("palautus", "eeva", NOW)

    page = desk.open(content_id=made)

    assert ticked(page) == ["vero"]
    assert "Palautukset" not in page
    desk.send("save", of=made, title="Toinen otsikko")
    assert desk.shelf.head(made).topics == ("vero", "palautus")


def test_hashtags_of_the_contents_topics_are_offered_in_the_captions_language(desk: Desk, made: str) -> None:
    def offered(**query: str) -> list[str]:
        page = desk.open(query=query, content_id=made)
        return re.findall(r"<li[^>]*>(#\w+)</li>", page)

    assert offered() == ["#palautus", "#vero"]
    assert offered(captions="sv") == ["#skatt"]
    assert offered(captions="en") == []


def test_the_list_is_narrowed_down_by_a_topic_and_exported_with_names(desk: Desk, made: str) -> None:
    desk.draft("Muu", "https://blog.example/2", topics=("verokortti",))
    desk.editor = replace(desk.editor, language="sv")

    page = desk.open(PAGE, query={"topic": "verokortti"})

    assert "Muu" in page
    assert "Tilinumero" not in page
    assert '<option value="verokortti" selected>Skattekort</option>' in page
    exported = desk.open(PAGE, query={"format": "csv"})
    assert "Beskattning" in exported
    assert "vero," not in exported
