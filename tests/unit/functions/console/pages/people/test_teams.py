import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages.people import teams
from lahetti.core.errors import Conflict
from lahetti.core.languages import INTERFACE
from lahetti.dynamodb.transactions import transact
from lahetti.people import items
from lahetti.people.model import Person, PersonState, Role
from lahetti.settings import versions as settings_versions
from tests.contents import content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.unit.functions.console.conftest import NOW

ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/people/teams"


@pytest.fixture(autouse=True)
def programme(database: MemoryDynamoDb) -> Iterator[None]:
    settings_versions.change_settings(
        {"teams": (("itä", named("Itä")), ("länsi", named("Länsi", "Väst")))}, "admin", NOW
    )
    for number in range(12):
        own = ("itä",) if number < 6 else ("länsi",) if number < 9 else ()
        transact(items.put_person(replace(ADMIN, id=f"p{number}", email=f"p{number}@vero.fi", teams=own)))
    yield
    settings_versions._CURRENT.clear()


def context(**typed: str) -> PageContext:
    form = Form({name: (value,) for name, value in typed.items()})
    return PageContext(ADMIN, PATH, PATH, {}, NOW, form=form)


def do(action: str, **typed: str) -> Redirect | Confirm:
    return teams.teams.actions[action][0](context(**typed))


@pytest.mark.parametrize("language", INTERFACE)
def test_the_page_tells_how_many_a_team_has_and_of_few_only_that(language: str) -> None:
    asked = replace(context(), query={"one": "länsi"})
    frame = {"context": asked, "person": ADMIN, "menu": (), "badges": {}}

    page = rendered("people/teams.html", language, {**frame, **teams.teams.view(asked)})

    few = {"fi": "alle 5", "sv": "färre än 5", "en": "fewer than 5"}[language]
    assert few in page
    assert ">6<" in page
    assert ">3<" not in page
    assert page.count('name="name_texts.fi"') == 1
    assert re.search(r'name="name_texts.sv"[^>]*value="Väst"', page)
    assert ("Väst" if language == "sv" else "Länsi") in re.findall(r'<h2 id="one-title">(.*?)</h2>', page)


def test_a_team_is_added_and_renamed() -> None:
    assert do("add", team="Etelä", **{"name_texts.fi": "Etelä", "name_texts.sv": "Syd"}) == Redirect(
        "done.team_added", PATH
    )
    assert do("rename", one="itä", **{"name_texts.fi": "Idän tiimi"}) == Redirect("done.team_renamed", PATH)

    assert settings_versions.read_settings().teams == (
        ("itä", named("Idän tiimi")),
        ("länsi", named("Länsi", "Väst")),
        ("etelä", named("Etelä", "Syd")),
    )


def test_a_removal_says_what_follows_and_asks() -> None:
    asked = do("remove", one="länsi")

    assert isinstance(asked, Confirm)
    assert "Länsi" in asked.question
    assert "alle 5" in asked.consequences[0]
    assert dict(settings_versions.read_settings().teams).keys() == {"itä", "länsi"}
    assert do("remove", one="länsi", confirmed="yes") == Redirect("done.team_removed", PATH)
    assert settings_versions.read_settings().former_teams == (("länsi", named("Länsi", "Väst")),)


def test_a_removal_that_cannot_be_is_refused_before_it_is_asked() -> None:
    put_heads([content_head("c", title="Vain lännelle", audience=("länsi",))])

    with pytest.raises(Conflict) as refused:
        do("remove", one="länsi")

    assert "Vain lännelle" in str(refused.value.value)
