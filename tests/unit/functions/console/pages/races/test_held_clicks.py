"""The page of held clicks: each line can be released, or refused for a reason that is asked first."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages.races import held_clicks
from lahetti.core.languages import INTERFACE
from lahetti.people.model import Person, PersonState, Role
from lahetti.points import held_clicks as held
from lahetti.points import ledger
from tests.memory_world import MemoryWorld
from tests.unit.lahetti.points.test_held import CODE, DAY, NOW, rushed

ADMIN = Person("maija", "maija@vero.fi", "Maija", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/races/held"


@pytest.fixture(autouse=True)
def world() -> Iterator[MemoryWorld]:
    with MemoryWorld.begun() as world:
        rushed(world, 5)
        yield world


def context(now: datetime = NOW, **typed: str) -> PageContext:
    return PageContext(ADMIN, PATH, PATH, {}, now, form=Form({name: (text,) for name, text in typed.items()}))


def send(action: str, **typed: str) -> Redirect | Confirm:
    answer = held_clicks.held_clicks.actions[action][0](context(code=CODE, day=DAY, upto="2", **typed))
    assert isinstance(answer, Redirect | Confirm)
    return answer


@pytest.mark.parametrize("language", INTERFACE)
def test_each_line_can_be_released_or_refused(language: str) -> None:
    frame = {"context": context(), "person": ADMIN, "menu": (), "badges": {}}

    page = rendered("races/held_clicks.html", language, {**frame, **held_clicks.held_clicks.view(context())})

    assert page.count('value="release"') == page.count('value="refuse"') == 1


@pytest.mark.parametrize("language", INTERFACE)
def test_a_refusal_asks_for_its_reason_and_is_told_with_it(language: str) -> None:
    asked = send("refuse")

    assert isinstance(asked, Confirm)
    assert len(held.waiting(NOW)) == 1
    frame = {"context": context(code=CODE), "person": ADMIN, "menu": (), "badges": {}, "confirm": asked}
    assert 'name="reason"' in rendered(asked.template, language, {**frame, **(asked.values or {})})
    assert send("refuse", confirmed="yes", reason="Sama kone") == Redirect("done.clicks_refused", n=2)
    assert held.waiting(NOW) == []
    assert "Sama kone" in {entry.note for entry in ledger.ledger("aino", consistent=True)}
