"""Races that close on the local cloud: by the job, killed at every step, doubled."""

import hashlib
import itertools
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lahetti.core.days import day_of
from lahetti.dynamodb import keys
from lahetti.people import changing
from lahetti.people import items as people_items
from lahetti.people.model import Person, RaceScore
from lahetti.people.walks.model import Overtaken
from lahetti.periods import calendar, seeds
from lahetti.periods.model import RaceHead, RaceState
from lahetti.races import draws, standings
from lahetti.races import items as races_items
from lahetti.races.closing import frozen, steps
from lahetti.races.rules import most_listed
from tests.integration.api_client import Api
from tests.integration.people_fixtures import Cast
from tests.integration.races_fixtures import ZONE, Killed, Week, job, killed_at


def test_the_job_closes_a_race_and_anybody_redoes_its_draw(
    first_week: Week, cast: Cast, sharer: Api, ambassador: Api, tmp_path: Path
) -> None:
    first, second = cast.invite("Ensimmäinen"), cast.invite("Nimetön")
    for number in range(6):
        cast.invite(f"Vieressä {number}")
    first_week.earn(first, 75)
    first_week.earn(second, 60)
    changing.change_oneself(second, {"anonymous": True}, first_week.noon)
    own = Person(**{**vars(first), "id": sharer.person})
    first_week.earn(own, 30)
    promised = ambassador.get(f"/races/{first_week.race}/draw").json()

    early = job(first_week.after - timedelta(minutes=1))
    answer = job(first_week.after)
    again = job(first_week.after)

    next_noon = first_week.noon + timedelta(weeks=2)
    assert frozen.find_head(calendar.standing_races(day_of(next_noon, ZONE))[0]).state == RaceState.OPEN
    assert first_week.race not in early["closed"]
    assert first_week.race in answer["closed"]
    assert first_week.race not in again["closed"]
    table = sharer.get(f"/races/{first_week.race}").json()
    assert table.get("closed"), table
    assert [(p["place"], p["name"], p["points"], p["you"]) for p in table["places"]] == [
        (1, "Ensimmäinen", 75, False),
        (2, None, 60, False),
        (3, "Salla Jakaja", 30, True),
    ]
    ticket = sharer.get(f"/me/races/{first_week.race}/ticket").json()
    assert (ticket["place"], ticket["points"], ticket["drawn"]) == (3, 30, False)
    assert sharer.get(f"/me/races/{first_week.race}/place").json()["place"] == 3
    drawn = ambassador.get(f"/races/{first_week.race}/draw").json()
    assert (promised["seed"], promised["list_hash"], promised["tickets"]) == (None, None, [])
    assert promised["seed_hash"] == drawn["seed_hash"] == hashlib.sha256(bytes.fromhex(drawn["seed"])).hexdigest()
    assert promised["seed_promised_at"] < first_week.noon.isoformat()
    assert len(drawn["tickets"]) == 2
    terms = drawn["terms"]
    assert (promised["terms"], drawn["was_running"], drawn["minimum_points"]) == (None, False, 50)
    assert terms["hash"] == hashlib.sha256(terms["text"].encode()).hexdigest()
    assert (terms["minimum_points"], terms["offers"], drawn["interventions"], drawn["excluded"]) == (50, [], [], [])
    (tmp_path / "draw.json").write_text(json.dumps(drawn))
    (tmp_path / "redo.py").write_text(drawn["script"])
    redone = subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "redo.py", "draw.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert redone.stdout.split()[1::2] == draws.draw_order(bytes.fromhex(drawn["seed"]), drawn["tickets"])


@pytest.mark.early
def test_a_race_that_is_killed_at_every_call_closes_all_the_same(week: Week, cast: Cast) -> None:
    people = [cast.invite(f"Henkilö {number}") for number in range(3)]
    for number, person in enumerate(people, 1):
        week.earn(person, number * 15)

    kills = 0
    for call in itertools.count(1):
        try:
            with killed_at(call):
                head = week.close()
            break
        except Killed:
            kills += 1

    assert kills > 20
    assert [line.points for line in frozen.frozen_list(head)] == [45, 30, 15]
    names = ["Henkilö 2", "Henkilö 1", "Henkilö 0"][: most_listed(head.could)]
    assert [place.name for place in frozen.final_table(head)] == names
    assert seeds.seed_hash(bytes.fromhex(head.seed or "")) == head.seed_hash
    steps.finish(week.race)
    assert week.race not in steps.due(week.after, ZONE)


def test_a_race_that_many_close_at_once_has_one_list(week: Week, cast: Cast) -> None:
    week.earn(cast.invite("Yksi"), 15)

    def close(_: int) -> RaceHead | None:
        try:
            return week.close()
        except Overtaken:
            return None

    with ThreadPoolExecutor(4) as pool:
        heads = [head for head in pool.map(close, range(4)) if head is not None]

    assert len({head.fingerprint for head in heads}) == 1
    assert [line.points for line in frozen.frozen_list(heads[0])] == [15]


def test_a_race_without_people_closes_with_an_empty_list(week: Week, ambassador: Api) -> None:
    head = week.close()

    assert frozen.frozen_list(head) == []
    assert ambassador.get(f"/races/{week.race}").json()["places"] == []
    assert ambassador.get(f"/me/races/{week.race}/ticket").json()["place"] is None
    assert ambassador.get(f"/races/{week.race}/draw").json()["list_hash"] == hashlib.sha256().hexdigest()


def test_the_ledger_is_frozen_where_the_standings_differ_and_the_standings_are_put_right(
    week: Week, cast: Cast
) -> None:
    person = cast.invite("Oikea")
    week.earn(person, 30)
    card = people_items.find_card(person.id, consistent=True)
    assert card is not None
    wrong = replace(card, totals=replace(card.totals, races={week.race: RaceScore(999, 9, 9, 9)}))
    standings.put_row(wrong, week.race, over=standing_version(week.race, person.id))

    head = week.close()

    row = races_items.StandingItem.get(keys.race(week.race), person.id, consistent_read=True)
    assert [line.points for line in frozen.frozen_list(head)] == [30]
    assert int(row.points) == 30
    assert timedelta(days=35) <= datetime.fromtimestamp(int(row.expires or 0), UTC) - week.after <= timedelta(days=37)


def standing_version(race: str, person: str) -> int | None:
    """Return the version of a row that a consumer may have written already."""
    row = races_items.find_standing(race, person, consistent=True)
    return int(row.version) if row else None


def test_a_race_that_closes_takes_no_more_rows(week: Week, cast: Cast) -> None:
    person = cast.invite("Myöhäinen")
    week.close()
    card = people_items.find_card(person.id, consistent=True)
    assert card is not None
    totals = replace(card.totals, races={week.race: RaceScore(5, 1, 0, 1)})
    card = replace(card, totals=totals, version=card.version + 9)

    changed = standings.take_cards([card], lambda race: steps.takes_rows(race, week.after, ZONE))

    assert changed == 0
    assert races_items.find_standing(week.race, person.id, consistent=True) is None


def test_the_next_races_are_open_before_the_present_ones_are_over(ambassador: Api) -> None:
    steps.open_ahead(datetime.now(UTC), ZONE)

    for running in ambassador.get("/races").json()["items"][:3]:
        last = datetime.fromisoformat(running["last_on"]).date()
        following = calendar.standing_periods((last + timedelta(days=1)).isoformat())
        (upcoming,) = (period.race for period in following if period.race[0] == running["race"][0])
        for race in (running["race"], upcoming):
            promise = ambassador.get(f"/races/{race}/draw").json()
            assert (promise["state"], promise["seed"], len(promise["seed_hash"])) == ("open", None, 64)
    early = ambassador.get(f"/me/races/{upcoming}/ticket")
    assert early.status_code == 409
