"""Challenges on the local cloud: created by an admin, counted in by every deed, closed like the standing races."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lahetti.core.days import day_of, end_of
from lahetti.core.errors import Invalid
from lahetti.people.model import Person
from lahetti.periods import challenges
from lahetti.periods.model import Challenge, Plan, RaceState, Ranking
from lahetti.points import items as points_items
from lahetti.points.model import Programme
from lahetti.races.closing import frozen
from lahetti.records.model import MailKind
from lahetti.rewards import catalogue, mail_fields
from lahetti.rewards.model import Offer, Way
from lahetti.suggestions import suggesting
from tests.integration.api_client import Api
from tests.integration.people_fixtures import SMALL_TEAM, TEAM, TINY_TEAM, Cast, content_draft, current
from tests.integration.races_fixtures import ZONE, job, unused
from tests.integration.waiting import until
from tests.names import named

A_LIST_IS_OLD_AT_MOST = 70


def plan(**fields: Any) -> dict[str, Any]:
    """Return the body of a challenge that begins in some weeks; no two tests share their days."""
    first = datetime.now(ZONE).date() + timedelta(days=random.randrange(30, 3600))
    days = {"first_on": first.isoformat(), "last_on": (first + timedelta(days=6)).isoformat()}
    return {"name_texts": {"fi": f"Haaste {uuid.uuid4().hex[:6]}"}, **days, **fields}


def long_ago(**fields: Any) -> tuple[Challenge, datetime]:
    """Create a challenge of one day, long ago, on the day before it; return it and its noon."""
    noon = unused(datetime(2000, 1, 3, 9, tzinfo=UTC))
    wanted = Plan(named(f"Muinoin {uuid.uuid4().hex[:6]}"), noon.date(), noon.date(), **fields)
    return challenges.create(wanted, "tests", noon - timedelta(days=1), ZONE), noon


def earn(person: Person, editor: Person, now: datetime) -> None:
    """Let somebody earn fifteen points at a moment."""
    wanted = content_draft(title="Silloin")
    made = suggesting.suggest(wanted, person, current(), now).row.content
    suggesting.accept(made, editor, Programme(current(), ZONE), now, publish=False)


def test_an_admin_creates_a_challenge_and_everybody_sees_it(admin: Api, ambassador: Api) -> None:
    wanted = plan(ranking="team", goal=500)

    made = admin.post("/races", wanted)
    again = admin.post("/races", wanted)
    other = admin.post("/races", {**wanted, "goal": 7})

    assert made.status_code == again.status_code == 201
    name = wanted["name_texts"]["fi"]
    told = {"race": made.json()["race"], "name": name, "state": "open", "is_prize": False}
    assert made.json() == again.json() == {**wanted, **told, "kind": "challenge", "year": None, "number": None}
    assert (other.status_code, other.json()["field"]) == (409, "name_texts")
    race = made.json()["race"]
    listed = until(
        lambda: {one["race"]: one for one in ambassador.get("/races").json()["items"]},
        lambda found: race in found,
        A_LIST_IS_OLD_AT_MOST,
    )
    assert listed[race] == made.json()
    table = ambassador.get(f"/races/{race}").json()
    assert (table["first_on"], table["last_on"], table["places"], table["closed"]) == (
        wanted["first_on"],
        wanted["last_on"],
        [],
        False,
    )
    promise = ambassador.get(f"/races/{race}/draw").json()
    assert (len(promise["seed_hash"]), promise["seed"]) == (64, None)


def test_no_challenge_starts_today_or_earlier(admin: Api) -> None:
    today = day_of(datetime.now(UTC), ZONE)

    refused = admin.post("/races", plan(first_on=today)).json()

    assert (refused["code"], refused["field"], refused["value"]) == ("invalid", "first_on", today)


def test_a_challenge_is_not_moved_onto_another_of_its_name(admin: Api) -> None:
    one = plan()
    other = plan(name_texts=one["name_texts"])
    race = admin.post("/races", one).json()["race"]
    admin.post("/races", other)

    refused = admin.patch(f"/races/{race}", {name: other[name] for name in ("first_on", "last_on")})

    assert (refused.status_code, refused.json()["field"], refused.json()["value"]) == (
        409,
        "name_texts",
        one["name_texts"]["fi"],
    )


def test_a_challenge_that_has_begun_is_neither_moved_nor_withdrawn(admin: Api) -> None:
    found, _ = long_ago()
    wanted = plan()
    days = {name: wanted[name] for name in ("first_on", "last_on")}

    refused = [admin.patch(f"/races/{found.race}", days), admin.post(f"/races/{found.race}/withdraw", {})]

    assert [(answer.status_code, answer.json()["reason"]) for answer in refused] == [(409, "begun")] * 2
    assert challenges.find(found.race) == found


def test_a_challenge_that_nobody_created_is_not_found(ambassador: Api) -> None:
    for path in ("/races/{}", "/races/{}/teams", "/races/{}/draw", "/me/races/{}/place", "/me/races/{}/ticket"):
        assert ambassador.get(path.format("C20261201-20261214-abc123")).status_code == 404


def test_a_deed_of_its_days_counts_in_a_challenge(cast: Cast, admin_person: Person) -> None:
    found, noon = long_ago()
    person = cast.invite("Mukana")

    earn(person, admin_person, noon)
    earn(person, admin_person, noon + timedelta(days=1))

    score = {entry.day: found.race in entry.races for entry in points_items.ledger_of(person.id, consistent=True)}
    assert score == {day_of(noon + timedelta(days=n), ZONE): n == 0 for n in (0, 1)}


def test_a_challenge_closes_by_the_job_and_its_teams_are_frozen(
    cast: Cast, admin_person: Person, ambassador: Api
) -> None:
    found, noon = long_ago(ranking=Ranking.TEAM)
    team = [cast.invite(f"Joukkue {number}", teams=(TEAM,)) for number in range(5)]
    small = [cast.invite(f"Pieni {number}", teams=(SMALL_TEAM,)) for number in range(4)]
    tiny = cast.invite("Yksin", teams=(TINY_TEAM,))
    for person in (team[0], *team, *small, tiny):
        earn(person, admin_person, noon)
    after = end_of(found.plan.last.isoformat(), ZONE) + timedelta(minutes=16)

    early = job(after - timedelta(minutes=1))
    closed = job(after)

    assert found.race not in early["closed"]
    assert found.race in closed["closed"]
    head = frozen.find_head(found.race)
    assert [line.points for line in frozen.frozen_list(head)] == [30, *[15] * 9]
    each = {line.team: line.points_each for line in frozen.final_teams(head)}
    assert (each[TEAM], each[SMALL_TEAM], each[TINY_TEAM]) == (18.0, None, None)
    told = ambassador.get(f"/races/{found.race}/teams").json()["items"]
    assert {line["team"]: line["points_each"] for line in told} == each
    assert challenges.find(found.race).state == RaceState.CLOSED


def test_where_teams_are_compared_prizes_are_drawn(admin_person: Person) -> None:
    found, noon = long_ago(ranking=Ranking.TEAM)
    before = noon - timedelta(days=1)

    with pytest.raises(Invalid) as refused:
        catalogue.create_reward(Offer(Way.TOP, named("Kakku"), 2000, 1, race=found.race), admin_person.id, before, ZONE)
    drawn = catalogue.create_reward(
        Offer(Way.DRAW, named("Kakku"), 2000, 1, race=found.race), admin_person.id, before, ZONE
    )

    assert refused.value.field == "way"
    assert drawn.offer.race == found.race


def test_the_list_of_winners_calls_a_challenge_by_its_name(cast: Cast, admin_person: Person) -> None:
    found, noon = long_ago()
    reward = catalogue.create_reward(
        Offer(Way.TOP, named("Leffalippu"), 1250, 1, race=found.race, vouchers=False, collect="Aulasta"),
        admin_person.id,
        noon - timedelta(days=1),
        ZONE,
    )

    fields = mail_fields.mail_fields(MailKind.WINNERS_LIST, {"race": found.race, "reward": reward.reward})

    assert fields["race"] == found.plan.name
