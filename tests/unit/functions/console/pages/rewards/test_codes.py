"""The page of a reward's codes shows their ends, and takes one out for a reason that is asked first."""

import pytest

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages.rewards import codes
from lahetti.core.languages import INTERFACE
from lahetti.people.model import Person, PersonState, Role
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.functions.console.conftest import NOW
from tests.unit.lahetti.rewards import test_withdrawing_codes as stored
from tests.unit.lahetti.rewards.test_withdrawing_codes import reward

__all__ = ["reward"]
ADMIN = Person("maija", "maija@vero.fi", "Maija", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PATH = "/console/rewards/r1/codes"


def context(**typed: str) -> PageContext:
    return PageContext(ADMIN, PATH, PATH, {}, NOW, form=Form({name: (text,) for name, text in typed.items()}))


def frame(asked: PageContext) -> dict[str, object]:
    return {"context": asked, "person": ADMIN, "menu": (), "badges": {}}


@pytest.mark.parametrize("language", INTERFACE)
def test_codes_are_shown_by_their_ends_with_what_can_be_done(language: str, database: MemoryDynamoDb) -> None:
    stored.give("aino")

    page = rendered("rewards/codes.html", language, {**frame(context()), **codes.codes.view(context(), "r1")})

    assert page.count('value="withdraw"') == 3
    assert "•••004" in page
    assert not any(code in page or code[:-3] in page for code in stored.CODES)
    assert [line["code"] for line in codes.codes.lines[1](context(), "r1")] == [f"•••00{n}" for n in range(1, 5)]  # type: ignore[index]


@pytest.mark.parametrize("language", INTERFACE)
def test_taking_a_code_out_asks_for_the_reason(language: str, database: MemoryDynamoDb) -> None:
    withdraw = codes.codes.actions["withdraw"][0]

    asked = withdraw(context(number="2"), "r1")

    assert isinstance(asked, Confirm)
    shown = {**frame(context(number="2")), "confirm": asked, **(asked.values or {})}
    assert 'name="reason"' in rendered(asked.template, language, shown)
    done = withdraw(context(number="2", confirmed="yes", reason="Vanhentunut"), "r1")
    assert done == Redirect("done.code_withdrawn")
    assert stored.found().supply.taken_out == (2,)
