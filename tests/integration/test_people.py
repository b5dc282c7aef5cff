"""Who I am, who is invited, and what an admin changes."""

import uuid

import pytest

from lahetti import clock, people
from lahetti.people import Role
from tests.integration.api_client import Api
from tests.integration.people_fixtures import BLOG, TEAM, Cast, draft


def test_everybody_learns_who_they_are(ambassador: Api, editor: Api) -> None:
    of_ambassador, of_editor = ambassador.get("/me").json(), editor.get("/me").json()

    assert (of_ambassador["person"], of_ambassador["role"]) == (ambassador.person, "ambassador")
    assert (of_editor["role"], of_editor["channels"]) == ("editor", [BLOG])


def test_the_programme_tells_its_teams_and_points(ambassador: Api) -> None:
    told = ambassador.get("/programme").json()

    assert {"team": TEAM, "name": "Testitiimi"} in told["teams"]
    assert (told["share_points"], told["click_points"], told["daily_shares"]) == (5, 2, 5)


def test_inviting_twice_gives_the_same_person(admin: Api) -> None:
    invitation = {"email": f"{uuid.uuid4().hex[:12]}@virasto.example", "name": "Kaksi Kertaa", "teams": [TEAM]}

    first = admin.post("/people", invitation)
    again = admin.post("/people", {**invitation, "email": invitation["email"].upper()})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_an_invited_person_can_sign_in_at_once(admin: Api, cast: Cast) -> None:
    invitation = {"email": f"{uuid.uuid4().hex[:12]}@virasto.example", "name": "Uusi Tulija", "language": "sv"}

    invited = admin.post("/people", invitation).json()
    me = Api(cast.site, cast.tokens(invitation["email"]).id).get("/me").json()

    assert me == invited


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(admin: Api, cast: Cast) -> None:
    editor = cast.api(cast.invite("Eero Entinen", Role.EDITOR, channels=(BLOG,)))
    before = editor.post("/contents", draft())

    changed = admin.patch(f"/people/{editor.person}", {"role": "ambassador"})
    after = editor.post("/contents", draft())

    assert (before.status_code, changed.status_code, after.status_code) == (201, 200, 403)
    assert changed.json()["channels"] == []
    assert after.json()["code"] == "not_allowed"


def test_a_paused_person_is_shut_out_and_let_in_again(admin: Api, cast: Cast) -> None:
    person = cast.api(cast.invite("Pia Palaaja"))

    admin.patch(f"/people/{person.person}", {"state": "paused"})
    paused = person.get("/me")
    admin.patch(f"/people/{person.person}", {"state": "active"})
    back = person.get("/me")

    assert (paused.status_code, back.status_code) == (403, 200)


def test_the_last_admin_can_be_neither_paused_nor_lose_the_role(admin: Api) -> None:
    others = [other for other in people.admins() if other != admin.person]
    for other in others:
        people.change_person(other, {"state": "paused"}, "tests", clock.now())

    refused = [admin.patch(f"/people/{admin.person}", change) for change in ({"state": "paused"}, {"role": "editor"})]

    for other in others:
        people.change_person(other, {"state": "active"}, "tests", clock.now())
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "last_admin")] * 2
    assert admin.get("/me").json()["role"] == "admin"


def test_guidelines_are_published_once_over_the_version_that_was_seen(admin: Api) -> None:
    before = admin.get("/guidelines").json()
    news = {"fi": "Lyhyempi.", "sv": "Kortare.", "en": "Shorter."}

    published = admin.post("/guidelines", {"texts": before["texts"], "changes": news, "since": before["version"]})
    again = admin.post("/guidelines", {"texts": before["texts"], "changes": news, "since": before["version"]})

    assert (published.status_code, again.status_code) == (201, 409)
    told = admin.get("/guidelines").json()
    assert (told["version"], told["changes"]) == (before["version"] + 1, news)


def test_a_person_changes_their_own_settings_and_what_is_absent_stays(cast: Cast) -> None:
    person = cast.api(cast.invite("Oma Itse"))

    person.patch("/me", {"language": "sv", "anonymous": True})
    me = person.patch("/me", {"mastodon_server": " Mastodon.Social "}).json()

    assert (me["language"], me["anonymous"], me["mastodon_server"]) == ("sv", True, "mastodon.social")


@pytest.mark.parametrize(
    "server", ["https://mastodon.social", "127.0.0.1", "localhost", "a.example/path", "a b.example"]
)
def test_a_mastodon_server_is_a_plain_name(ambassador: Api, server: str) -> None:
    refused = ambassador.patch("/me", {"mastodon_server": server})

    assert refused.status_code == 422
    assert (refused.json()["field"], refused.json()["value"]) == ("mastodon_server", server)


def test_only_an_editor_has_channels(admin: Api, ambassador: Api) -> None:
    refused = admin.patch(f"/people/{ambassador.person}", {"channels": [BLOG]})

    assert refused.status_code == 422
    assert refused.json()["field"] == "channels"
    assert ambassador.get("/me").json()["channels"] == []


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_nobody_of_an_unknown_id_is_found(admin: Api, method: str) -> None:
    answer = admin.send(method, "/people/nobody", {} if method == "PATCH" else None)

    assert (answer.status_code, answer.json()["value"]) == (404, "nobody")
