from dataclasses import replace
from datetime import timedelta

import pytest

from lahetti.content.model import ContentState, Draft
from lahetti.people.model import Role
from lahetti.settings import versions
from lahetti.settings.model import Settings
from lahetti.suggestions import suggesting
from tests.names import named
from tests.topics import topic
from tests.unit.functions.console.conftest import NOW
from tests.unit.functions.console.pages.contents.conftest import Desk, desk
from tests.unit.functions.console.test_handler import person

__all__ = ["desk"]
PAGE = "/console/suggestions"


def suggested(title: str, hours_ago: int = 0) -> str:
    draft = Draft("blog", f"https://blog.example/{title}", title, "fi")
    now = NOW - timedelta(hours=hours_ago)
    return suggesting.suggest(draft, person(Role.AMBASSADOR), Settings(), now).row.content


def test_what_has_waited_longest_comes_first(desk: Desk) -> None:
    for title, hours in (("Toinen", 2), ("Vanhin", 3), ("Uusin", 1)):
        suggested(title, hours)

    page = desk.open(PAGE)

    assert sorted(("Vanhin", "Toinen", "Uusin"), key=page.index) == ["Vanhin", "Toinen", "Uusin"]


def test_its_topics_are_named_in_the_readers_language(desk: Desk) -> None:
    versions.change_settings({"topics": (topic("vero", named("Verotus", "Beskattning")),)}, "eeva", NOW)
    draft = Draft("blog", "https://blog.example/1", "Ehdotus", "fi", topics=("vero",))
    suggesting.suggest(draft, person(Role.AMBASSADOR), versions.read_settings(), NOW)
    desk.editor = replace(desk.editor, language="sv")

    assert "· Beskattning</p>" in desk.open(PAGE)


def test_a_suggestion_becomes_a_draft_unless_something_else_is_chosen(desk: Desk) -> None:
    made = suggested("Ehdotus")

    page = desk.open(PAGE)
    status, _ = desk.send("accept", PAGE, content=made, how="draft")

    assert 'value="draft" checked' in page
    assert status == 303
    assert desk.shelf.head(made).state is ContentState.DRAFT


@pytest.mark.parametrize("how", ["now", "later"])
def test_publishing_a_suggestion_that_nobody_has_captioned_asks_first(desk: Desk, how: str) -> None:
    made = suggested("Ehdotus")

    status, asked = desk.send("accept", PAGE, content=made, how=how, **{f"at.{made}": "2026-12-01T08:00"})

    assert status == 200
    assert "Julkaistaanko ”Ehdotus” ilman saatetta?" in asked
    assert desk.shelf.head(made).state is ContentState.SUGGESTED


def test_a_time_that_was_not_chosen_is_asked_for(desk: Desk) -> None:
    made = suggested("Ehdotus")

    status, page = desk.send("accept", PAGE, content=made, how="later")

    assert status == 422
    assert "Valitse aika." in page


def test_what_is_rejected_is_called_so(desk: Desk) -> None:
    made = suggested("Ehdotus")

    desk.send("reject", PAGE, content=made, **{f"note.{made}": "Ei nyt."})

    assert desk.shelf.head(made).state is ContentState.REJECTED
    page = desk.open(content_id=made)
    assert "Hylätty" in page
    assert 'name="action" value="save"' not in page
