"""What admins take back: a team, a channel, a challenge, by the deployed functions and their roles."""

import contextlib
import uuid
from datetime import date, timedelta

from lahetti.core import clock
from lahetti.people import members
from lahetti.rewards import catalogue
from lahetti.rewards.model import Offer, Way
from tests.integration.api_client import Api
from tests.integration.functions import invoke
from tests.integration.people_fixtures import Cast, draft
from tests.integration.races_fixtures import ZONE, job
from tests.integration.waiting import until
from tests.names import named


def test_a_team_is_added_renamed_removed_and_taken_from_its_people(admin: Api, cast: Cast) -> None:
    team, name = uuid.uuid4().hex[:12], f"Tiimi {uuid.uuid4().hex[:6]}"

    added = admin.post("/teams", {"team": team, "name_texts": {"fi": name, "sv": f"{name} sv"}})
    person = cast.invite("Taito Tiimiläinen", teams=(team,))
    renamed = admin.patch(f"/teams/{team}", {"name_texts": {"fi": f"{name} uusi"}})
    removed = [admin.send("DELETE", f"/teams/{team}") for _ in range(2)]
    invoke("RemoveTeamsFunction", {"time": clock.now().isoformat()})

    assert (added.status_code, renamed.status_code, [answer.status_code for answer in removed]) == (201, 200, [200] * 2)
    assert removed[0].json() == {"team": team, "name": f"{name} uusi", "name_texts": {"fi": f"{name} uusi"}}
    assert members.find_person(person.id).teams == ()
    assert admin.post("/teams", {"team": team, "name_texts": {"fi": name, "sv": f"{name} sv"}}).status_code == 409


def test_adding_a_team_again_adds_none_and_another_teams_name_is_refused(admin: Api) -> None:
    team, other = (
        {"team": uuid.uuid4().hex[:12], "name_texts": {"fi": f"Tiimi {uuid.uuid4().hex[:6]}"}} for _ in range(2)
    )

    added = [admin.post("/teams", one) for one in (team, team, other)]
    refused = admin.patch(f"/teams/{other['team']}", {"name_texts": team["name_texts"]})

    assert [answer.status_code for answer in added] == [201, 200, 201]
    assert added[1].json() == team | {"name": team["name_texts"]["fi"]}
    assert (refused.status_code, refused.json()["field"], refused.json()["value"]) == (
        409,
        "name_texts",
        team["name_texts"]["fi"],
    )


def test_a_team_stays_while_a_content_is_for_it_alone(admin: Api, editor: Api) -> None:
    team, title = uuid.uuid4().hex[:12], f"Vain heille {uuid.uuid4().hex[:6]}"
    admin.post("/teams", {"team": team, "name_texts": {"fi": f"Tiimi {team}"}})
    made = until(
        lambda: editor.post("/contents", draft(title=title, audience=[team])),
        lambda answer: answer.status_code == 201,
    )

    refused = admin.send("DELETE", f"/teams/{team}")
    editor.post(f"/contents/{made.json()['content']}/archive", None)
    removed = admin.send("DELETE", f"/teams/{team}")

    assert (refused.status_code, refused.json()["field"], refused.json()["limit"]) == (409, "team", 1)
    assert title in refused.json()["value"]
    assert removed.status_code == 200


def test_an_archived_channel_keeps_the_feed_that_it_has(admin: Api) -> None:
    channel = uuid.uuid4().hex[:12]
    url, path = f"https://{channel}.example/", f"/channels/{channel}/feed"
    admin.post("/channels", {"channel": channel, "name": "Vanha blogi", "medium": "blog", "url": url})
    admin.post(f"/channels/{channel}/archive", {})

    refused = [admin.put(path, {"url": f"{url}feed.xml"}), admin.send("DELETE", path)]

    assert [(answer.status_code, answer.json()["reason"]) for answer in refused] == [(409, "archived")] * 2


def test_a_channel_is_archived_and_brought_back(admin: Api) -> None:
    channel = uuid.uuid4().hex[:12]
    url = f"https://{channel}.example/"
    admin.post("/channels", {"channel": channel, "name": "Vanha blogi", "medium": "blog", "url": url})

    archived = admin.post(f"/channels/{channel}/archive", {})
    refused = admin.post("/contents", {"channel": channel, "url": f"{url}1", "title": "Otsikko", "language": "fi"})
    restored = admin.post(f"/channels/{channel}/restore", {})

    assert (archived.status_code, archived.json()["archived"]) == (200, True)
    assert (refused.status_code, refused.json()["field"]) == (422, "channel")
    assert (restored.status_code, restored.json()["archived"]) == (200, False)


def test_a_challenge_to_come_is_moved_and_withdrawn_with_its_prize(admin: Api) -> None:
    first = clock.now().astimezone(ZONE).date() + timedelta(days=300)
    plan = {"name_texts": {"fi": f"Kisa {uuid.uuid4().hex[:6]}"}, **_days(first)}
    race = admin.post("/races", plan).json()["race"]
    offer = Offer(Way.DRAW, named("Elokuvaliput"), 1250, 1, race=race, vouchers=False, collect="Aulasta.")
    reward = catalogue.create_reward(offer, "tests", clock.now(), ZONE).reward

    moved = admin.patch(f"/races/{race}", _days(first + timedelta(days=7)))
    follows = catalogue.find_reward(reward, consistent=True).offer.race
    withdrawn = [admin.post(f"/races/{moved.json()['race']}/withdraw", {}) for _ in range(2)]
    with contextlib.suppress(AssertionError):  # it does all it can, and fails for races of other tests that lack codes
        job(clock.now() + timedelta(minutes=5))

    assert (moved.status_code, moved.json()["race"]) == (200, follows)
    assert [answer.status_code for answer in withdrawn] == [200, 200]
    assert catalogue.find_reward(reward, consistent=True).withdrawn
    assert {admin.get(f"/races/{one}").status_code for one in (race, moved.json()["race"])} == {404}


def _days(first: date) -> dict[str, str]:
    return {"first_on": first.isoformat(), "last_on": (first + timedelta(days=6)).isoformat()}
