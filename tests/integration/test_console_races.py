"""Races and rewards in the console, where a browser alone would not tell: forms that come twice, jobs behind them."""

import pytest

from lahetti.core import clock
from lahetti.periods.model import RaceState
from lahetti.races.closing import frozen, overview
from lahetti.races.closing.rules import Phase
from lahetti.rewards import catalogue
from tests.integration.console_client import ConsoleVisitor
from tests.integration.races_fixtures import ZONE, Week
from tests.integration.waiting import until


def test_a_form_that_is_sent_twice_offers_one_reward(admin_visitor: ConsoleVisitor) -> None:
    reward = catalogue.new_id()
    form = {
        "way": "claim",
        "name_texts.fi": "Kirjalahja",
        "stock": "3",
        "value_cents": "25",
        "cost": "40",
        "reward": reward,
    }

    first = admin_visitor.send("/console/rewards/new", "offer", **form)
    again = admin_visitor.send("/console/rewards/new", "offer", **form)
    changed = admin_visitor.send("/console/rewards/new", "offer", **{**form, "name_texts.fi": "Toinen lahja"})

    assert first.status_code == again.status_code == 303, first.text
    assert first.headers["Location"] == again.headers["Location"] == f"/console/rewards/{reward}"
    assert changed.status_code == 409
    assert "Palkinto tarjottiin jo tällä lomakkeella" in changed.text
    assert reward not in changed.text
    assert catalogue.find_reward(reward).offer.name.first == "Kirjalahja"


@pytest.mark.parametrize("sent", ["", "rewards", "../../etc"])
def test_a_reward_has_no_id_but_one_of_ours(admin_visitor: ConsoleVisitor, sent: str) -> None:
    form = {
        "way": "claim",
        "name_texts.fi": "Kirjalahja",
        "stock": "3",
        "value_cents": "25",
        "cost": "40",
        "reward": sent,
    }

    assert admin_visitor.send("/console/rewards/new", "offer", **form).status_code == 422


def test_a_race_that_is_over_is_closed_from_its_page(admin_visitor: ConsoleVisitor, week: Week) -> None:
    page = f"/console/races/{week.race}"

    assert "Sulje nyt" in admin_visitor.get(page).text

    asked = admin_visitor.send(page, "close")

    assert asked.status_code == 303, asked.text
    until(lambda: frozen.find_head(week.race, consistent=True).state, lambda state: state == RaceState.CLOSED)
    assert "Sulje nyt" not in admin_visitor.get(page).text


def test_a_race_that_runs_is_not_closed(admin_visitor: ConsoleVisitor, programme: None) -> None:
    running = next(one for one in overview.coming_and_running(clock.now(), ZONE) if one.phase is Phase.RUNNING)

    refused = admin_visitor.send(f"/console/races/{running.race}", "close")

    assert refused.status_code == 409
    assert "Kisa on vielä käynnissä" in refused.text
