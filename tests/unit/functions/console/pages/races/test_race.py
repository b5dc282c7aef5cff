from datetime import date, timedelta

import pytest

from console.framework.context import PageContext
from console.framework.form import Form
from console.framework.notice import Redirect
from console.framework.page import Confirm
from console.framework.rendering import rendered
from console.pages.races import race
from lahetti.core.errors import NotFound
from lahetti.core.languages import INTERFACE
from lahetti.people.model import Person, PersonState, Role
from lahetti.periods import challenges
from lahetti.periods.model import Plan
from lahetti.rewards import catalogue
from lahetti.rewards.model import Offer, Way
from lahetti.security import encryption
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.unit.functions.console.conftest import NOW

ADMIN = Person("admin", "admin@vero.fi", "Maarit", Role.ADMIN, PersonState.ACTIVE, "fi", NOW)
PLAN = Plan(named("Joulukisa"), date(2026, 12, 1), date(2026, 12, 14))


@pytest.fixture
def challenge(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(encryption, "encrypt", lambda *_, **__: b"sealed")
    challenges.forget_lists()
    zone = context().zone
    made = challenges.create(PLAN, "admin", NOW, zone).race
    offer = Offer(Way.DRAW, named("Elokuvaliput"), 1250, 2, race=made, vouchers=False, collect="Aulasta.")
    catalogue.create_reward(offer, "admin", NOW, zone)
    return made


def context(days: int = 0, **typed: str) -> PageContext:
    form = Form({name: (value,) for name, value in typed.items()})
    return PageContext(ADMIN, "/console/races", "/console/races/{race}", {}, NOW + timedelta(days=days), form=form)


def do(action: str, one: str, **typed: str) -> Redirect | Confirm:
    answer = race.one_race.actions[action][0](context(**typed), one)
    assert isinstance(answer, Redirect | Confirm)
    return answer


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize(("days", "offered"), [(0, True), (7, False)])
def test_a_challenge_is_moved_and_withdrawn_on_its_page_before_it_starts(
    challenge: str, language: str, days: int, offered: bool
) -> None:
    asked = context(days)
    frame = {"context": asked, "person": ADMIN, "menu": (), "badges": {}}

    page = rendered("races/race.html", language, {**frame, **race.one_race.view(asked, challenge)})

    assert ('value="move"' in page) is offered
    assert ('value="withdraw"' in page) is offered


def test_moving_leads_to_the_new_page(challenge: str) -> None:
    answer = do("move", challenge, first="2026-12-08", last="2026-12-21")

    assert isinstance(answer, Redirect)
    assert answer.to == f"/console/races/C20261208-20261221-{challenge[-6:]}"


def test_withdrawing_names_the_prizes_that_go_and_asks(challenge: str) -> None:
    asked = do("withdraw", challenge)

    assert isinstance(asked, Confirm)
    assert "Joulukisa" in asked.question
    assert "Elokuvaliput" in asked.consequences[1]
    assert challenges.find(challenge).plan == PLAN
    assert do("withdraw", challenge, confirmed="yes") == Redirect("done.challenge_withdrawn", "/console/races")
    with pytest.raises(NotFound):
        challenges.find(challenge)


@pytest.mark.parametrize("days", [0, 7, 40])
def test_a_challenge_gets_another_name_whether_it_comes_runs_or_is_over(challenge: str, days: int) -> None:
    values = race.one_race.view(context(days), challenge)
    typed = {"original": values["original"], "name_texts.fi": "Talvikisa", "name_texts.sv": "Vintertävling"}

    assert do("rename", challenge, **typed) == Redirect("done.challenge_renamed")

    assert challenges.find(challenge).plan.name == named("Talvikisa", "Vintertävling")
    assert race.one_race.view(context(days), challenge)["name"] == "Talvikisa"


def test_two_who_name_a_challenge_in_their_languages_lose_nothing_of_each_other(challenge: str) -> None:
    original = race.one_race.view(context(), challenge)["original"]

    do("rename", challenge, original=original, **{"name_texts.fi": "Joulukisa", "name_texts.sv": "Jultävling"})
    do("rename", challenge, original=original, **{"name_texts.fi": "Talvikisa", "name_texts.sv": ""})

    assert challenges.find(challenge).plan.name == named("Talvikisa", "Jultävling")
