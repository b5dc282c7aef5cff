import re
from dataclasses import replace

import pytest

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages import topics
from lahetti.core.languages import INTERFACE
from lahetti.people.model import Person, PersonState, Role
from lahetti.settings import versions
from lahetti.settings.model import Topic
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.unit.functions.console.conftest import NOW

EDITOR = Person("eeva", "eeva@vero.fi", "Eeva", Role.EDITOR, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/topics"
REFUND = Topic("veronpalautus", named("#veronpalautus", "#återbäring"), named("Veronpalautus", "Återbäring"))
HOME = Topic("asuminen", named(""), named("Asuminen", "Öppet boende"))


@pytest.fixture(autouse=True)
def _library(database: MemoryDynamoDb) -> None:
    versions.change_settings({"topics": (REFUND, HOME)}, "eeva", NOW)


def context(language: str = "fi", **typed: str) -> PageContext:
    form = Form({name: (value,) for name, value in typed.items()})
    return PageContext(replace(EDITOR, language=language), PATH, PATH, {}, NOW, form=form)


def do(action: str, **typed: str) -> Redirect | Confirm:
    return topics.topics.actions[action][0](context(**typed))


@pytest.mark.parametrize("language", INTERFACE)
def test_the_page_lists_topics_in_the_readers_language_with_their_hashtags(language: str) -> None:
    asked = replace(context(language), query={"one": "veronpalautus"})
    frame = {"context": asked, "person": asked.person, "menu": (), "badges": {}}

    page = rendered("topics.html", language, {**frame, **topics.topics.view(asked)})

    assert re.findall(r'<h2 id="one-title">(.*?)</h2>', page) == ["Återbäring" if language == "sv" else "Veronpalautus"]
    assert "#veronpalautus #återbäring" in page
    assert re.search(r'name="hashtags.sv"[^>]*value="#återbäring"', page)
    rows = re.findall(r"one=(\w+)", page)
    assert rows == (["veronpalautus", "asuminen"] if language == "sv" else ["asuminen", "veronpalautus"])


def test_a_topic_is_added_changed_and_removed_after_asking() -> None:
    typed = {"name_texts.fi": "Perhe", "name_texts.en": "Family", "hashtags.fi": "perhe"}
    assert do("add", **typed) == Redirect("done.topic_added", PATH)
    changed = {"one": "perhe", "name_texts.fi": "Perheet", "hashtags.sv": "#familj"}
    assert do("change", **changed) == Redirect("done.topic_changed", PATH)
    assert versions.read_settings().topics[-1] == Topic("perhe", named("", "#familj"), named("Perheet"))

    asked = do("remove", one="perhe")

    assert isinstance(asked, Confirm)
    assert "Perheet" in asked.question
    assert len(versions.read_settings().topics) == 3
    for _ in range(2):
        assert do("remove", one="perhe", confirmed="yes") == Redirect("done.topic_removed", PATH)
    assert versions.read_settings().topics == (REFUND, HOME)
