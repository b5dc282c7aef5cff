"""The live top ten, one's own place, and teams: what follows from a confirmed share within seconds."""

from collections.abc import Callable
from math import inf
from typing import Any

import pytest

from lahetti.people.model import Person
from tests.integration.api_client import Api
from tests.integration.people_fixtures import TEAM, TINY_TEAM, Cast, accepted
from tests.integration.races_fixtures import Week, count_anew, fill_teams
from tests.integration.waiting import until

Publish = Callable[..., str]
TOP = 10
FIRST_SECONDS = 20
"""The very first deed of a deployment waits for the consumer's first start, too."""


def score(person: Api, content: str) -> None:
    """Share a content and confirm it."""
    code = person.post("/me/shares", {"content": content, "network": "link"}).json()["code"]
    assert person.post(f"/me/shares/{code}/confirm", None).ok


def line_of(person: Api, path: str) -> dict[str, Any] | None:
    """Return the caller's own line of a table, or None."""
    return next((line for line in person.get(path).json()["places"] if line["you"]), None)


def running(person: Api) -> list[str]:
    """Return the ids of the standing races."""
    return [race["race"] for race in person.get("/races").json()["items"] if race["kind"] != "challenge"]


@pytest.fixture(scope="module")
def racer(cast: Cast, publish: Publish, admin_person: Person) -> Api:
    """An ambassador with 97 points, all of today, of TEAM, in which five others of ten have points."""
    fill_teams(cast, admin_person, 10)
    person = cast.api(accepted(cast.invite("Riku Ripeä", teams=(TEAM,))))
    score(person, publish(points=97))
    until(lambda: person.get("/me/races/ALL/place").json(), lambda own: own["points"] == 97, FIRST_SECONDS)
    count_anew("ALL")
    return person


def test_week_month_quarter_and_all_time_run_and_the_quarter_is_for_the_prize(ambassador: Api) -> None:
    races = [race for race in ambassador.get("/races").json()["items"] if race["kind"] != "challenge"]

    assert [race["kind"] for race in races] == ["week", "month", "quarter", "all_time"]
    assert [race["is_prize"] for race in races] == [False, False, True, False]
    assert [race["first_on"] is None for race in races] == [False, False, False, True]
    assert [race["number"] is None for race in races] == [False, False, False, True]
    assert races[2]["race"] == f"Q{races[2]['year']}-{races[2]['number']}"


def test_races_that_have_closed_are_told_to_whoever_asks(week: Week, cast: Cast, ambassador: Api) -> None:
    week.earn(cast.invite("Venla Voittaja"), 15)  # a race in which nobody stands is not listed
    week.close()

    asked = ambassador.get("/races?closed=true&limit=1").json()
    all_asked = ambassador.get("/races?closed=true").json()["items"]

    lasts = [race["last_on"] for race in all_asked]
    assert lasts == sorted(lasts, reverse=True)
    assert asked["items"] == all_asked[:1]
    assert {race["state"] for race in all_asked} == {"closed"}
    assert week.race not in [race["race"] for race in ambassador.get("/races").json()["items"]]
    assert ambassador.get("/races?closed=perhaps").json()["field"] == "closed"


def test_a_deed_shows_in_every_race(cast: Cast, publish: Publish, racer: Api) -> None:
    person = cast.api(accepted(cast.invite("Nelli Nopea", teams=(TEAM,))))
    content = publish(points=99)

    score(person, content)
    places = until(
        lambda: [person.get(f"/me/races/{race}/place").json() for race in running(person)],
        lambda owns: all(own["points"] == 99 for own in owns),
    )

    for race, own in zip(running(person), places, strict=True):
        line = line_of(person, f"/races/{race}")
        assert (own["shares"], own["clicks"]) == (1, 0)
        assert (line is not None) == (own["place"] <= TOP)
        if line is not None:
            assert (line["name"], line["team"], line["points"]) == ("Nelli Nopea", TEAM, 99)


def test_the_top_ten_is_in_order_and_holds_at_most_ten(racer: Api) -> None:
    for race in running(racer):
        table = racer.get(f"/races/{race}").json()["places"]

        assert len(table) <= TOP
        assert [line["place"] for line in table] == list(range(1, len(table) + 1))
        # Of somebody anonymous nothing but the points counts: they stand last among those with as many.
        order = [(-line["points"], inf if line["shares"] is None else line["shares"]) for line in table]
        assert order == sorted(order)


def test_a_table_that_has_not_changed_is_answered_without_a_body(racer: Api) -> None:
    first = racer.get("/races/ALL")

    same = racer.get("/races/ALL", headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.content) == (304, b"")


def test_whoever_has_no_points_has_no_place(ambassador: Api) -> None:
    own = ambassador.get("/me/races/ALL/place").json()

    assert (own["place"], own["points"], own["points_to_next"]) == (None, 0, None)


def test_an_anonymous_person_stands_in_the_ten_without_name_and_figures_and_in_no_team(racer: Api) -> None:
    racer.patch("/me", {"anonymous": True})
    until(lambda: line_of(racer, f"/races/ALL/teams/{TEAM}"), lambda line: line is None)
    line = until(lambda: line_of(racer, "/races/ALL"), lambda line: line is None or line["name"] is None)
    own = racer.get("/me/races/ALL/place").json()
    racer.patch("/me", {"anonymous": False})
    shown = until(lambda: line_of(racer, f"/races/ALL/teams/{TEAM}"), lambda line: line is not None)

    assert line is None or (line["team"], line["points"], line["shares"], line["clicks"]) == (None, 90, None, None)
    assert (own["points"], own["shares"]) == (97, 1)
    assert (shown or {})["name"] == "Riku Ripeä"


def test_whoever_is_left_out_is_listed_nowhere_and_comes_back(admin: Api, racer: Api) -> None:
    admin.patch(f"/people/{racer.person}", {"left_out": True})
    out = until(lambda: racer.get("/me/races/ALL/place").json(), lambda own: own["place"] is None)
    lines = [line_of(racer, path) for path in ("/races/ALL", f"/races/ALL/teams/{TEAM}")]
    admin.patch(f"/people/{racer.person}", {"left_out": False})
    back = until(lambda: racer.get("/me/races/ALL/place").json(), lambda own: own["place"] is not None)

    assert (out["points"], lines) == (97, [None, None])
    assert back["points"] == 97


def test_a_team_with_five_of_points_has_a_table_of_half_of_it_and_points_each(racer: Api) -> None:
    count_anew("ALL")
    table = racer.get(f"/races/ALL/teams/{TEAM}").json()["places"]
    each = {line["team"]: line["points_each"] for line in racer.get("/races/ALL/teams").json()["items"]}

    assert [line["place"] for line in table] == list(range(1, len(table) + 1))
    assert line_of(racer, f"/races/ALL/teams/{TEAM}") in table
    assert 5 <= len(table) <= 10  # of eleven, and of whoever other tests have put into the team
    assert each[TEAM] > 20  # whoever others have put into the team has fewer


def test_figures_of_fewer_than_five_are_hidden(racer: Api) -> None:
    refused = racer.get(f"/races/ALL/teams/{TINY_TEAM}")
    each = {line["team"]: line["points_each"] for line in racer.get("/races/ALL/teams").json()["items"]}

    assert (refused.status_code, refused.json()["limit"]) == (404, 5)
    assert each[TINY_TEAM] is None


@pytest.mark.parametrize("race", ["W2026-60", "M2026-13", "Q2026-5", "X2026-1", "all", "W2026-1", "W-1", "Q"])
@pytest.mark.parametrize("part", ["", "/place", "/teams", f"/teams/{TEAM}"])
def test_no_race_of_a_wrong_name_is_found(ambassador: Api, race: str, part: str) -> None:
    answer = ambassador.get(f"/me/races/{race}{part}" if part == "/place" else f"/races/{race}{part}")

    assert (answer.status_code, answer.json()["value"]) == (404, race)


def test_a_race_of_the_past_has_an_empty_table(ambassador: Api) -> None:
    assert ambassador.get("/races/W2020-01").json() == {
        "race": "W2020-01",
        "kind": "week",
        "year": 2020,
        "number": 1,
        "first_on": "2019-12-30",
        "last_on": "2020-01-05",
        "is_prize": False,
        "places": [],
        "closed": False,
        "fingerprint": None,
    }
