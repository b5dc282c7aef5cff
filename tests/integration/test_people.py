"""Who I am, who is invited, and what an admin changes."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
import requests

from lahetti.core import clock
from lahetti.networks.networks import NETWORKS
from lahetti.people import admins, changing
from lahetti.people.model import Role
from tests.integration.api_client import Api
from tests.integration.people_fixtures import BLOG, GUIDELINES, TEAM, Cast, accepted, draft
from tools.mailed_codes import SignInRefused


def test_everybody_learns_who_they_are(ambassador: Api, editor: Api) -> None:
    of_ambassador, of_editor = ambassador.get("/me").json(), editor.get("/me").json()

    assert (of_ambassador["person"], of_ambassador["role"]) == (ambassador.person, "ambassador")
    assert (of_editor["role"], of_editor["channels"]) == ("editor", [BLOG])


def test_the_programme_tells_its_teams_and_points(ambassador: Api) -> None:
    told = ambassador.get("/programme").json()

    assert {"team": TEAM, "name": "Testitiimi", "name_texts": {"fi": "Testitiimi"}} in told["teams"]
    assert (told["share_points"], told["click_points"], told["daily_shares"]) == (5, 2, 5)


def test_the_programme_lists_the_networks_with_what_differs(ambassador: Api) -> None:
    networks = {shown["network"]: shown for shown in ambassador.get("/programme").json()["networks"]}

    assert list(networks) == [network.value for network in NETWORKS]
    assert networks["mastodon"] == {
        "network": "mastodon",
        "opens": "window",
        "limit": 500,
        "counting": "mastodon",
        "counts_link": True,
        "own_server": True,
        "follows_posts": True,
        "is_private": False,
        "folds_after": None,
        "shows_card": False,
        "is_listed": True,
    }


def test_what_every_screen_needs_comes_in_one_answer(ambassador: Api) -> None:
    start = ambassador.get("/start").json()

    races = ambassador.get("/races").json()
    (prize,) = [race["race"] for race in races["items"] if race["is_prize"]]
    place = ambassador.get(f"/me/races/{prize}/place").json()
    assert start["me"] == ambassador.get("/me").json()
    assert start["programme"] == ambassador.get("/programme").json()
    assert start["channels"] == ambassador.get("/channels").json()["items"]
    assert start["races"] == races["items"]
    assert {**start["place"], "calculated_at": place["calculated_at"]} == place


def test_who_pauses_starts_with_themselves_alone(admin: Api, cast: Cast) -> None:
    person = cast.invite("Tauko Ihminen")
    admin.patch(f"/people/{person.id}", {"state": "paused"})

    start = cast.api(person).get("/start").json()

    assert start["me"]["state"] == "paused"
    assert {name: start[name] for name in start if name != "me"} == {
        "programme": None,
        "channels": [],
        "races": [],
        "place": None,
    }


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

    assert {name: me[name] for name in invited if name not in ("bounced", "came_by", "access_ended")} == {
        name: invited[name] for name in invited if name not in ("bounced", "came_by", "access_ended")
    }


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(admin: Api, cast: Cast) -> None:
    person = cast.invite("Eero Entinen", Role.EDITOR, channels=(BLOG,))
    editor = cast.api(person)
    before = editor.post("/contents", draft())

    changed = admin.patch(f"/people/{editor.person}", {"role": "ambassador"})
    after, signed_in_again = editor.post("/contents", draft()), cast.api(person).post("/contents", draft())

    assert (before.status_code, changed.status_code, after.status_code) == (201, 200, 401)
    assert changed.json()["channels"] == []
    assert (signed_in_again.status_code, signed_in_again.json()["code"]) == (403, "not_allowed")


def test_a_paused_person_is_shut_out_and_let_in_again(admin: Api, cast: Cast) -> None:
    invited = cast.invite("Pia Palaaja")
    before = cast.api(invited)

    admin.patch(f"/people/{invited.id}", {"state": "paused"})
    shut_out = before.get("/me")
    person = cast.api(invited)
    paused, told = person.get("/contents"), person.get("/me").json()
    by_oneself = person.patch("/me", {"state": "active"})
    admin.patch(f"/people/{invited.id}", {"state": "active"})
    back = person.get("/contents")

    assert [answer.status_code for answer in (shut_out, paused, by_oneself, back)] == [401, 403, 403, 200]
    assert (told["state"], told["may_resume"]) == ("paused", False)


def test_who_pauses_by_their_own_wish_comes_back_by_it_and_changes_nothing_meanwhile(cast: Cast) -> None:
    person = cast.api(cast.invite("Tauno Tauolla"))

    paused = person.patch("/me", {"state": "paused"}).json()
    refused = [person.patch("/me", body) for body in ({"anonymous": True}, {"state": "active", "language": "sv"})]
    shut_out = person.get("/me/points")
    back = person.patch("/me", {"state": "active"}).json()

    assert (paused["state"], paused["may_resume"]) == ("paused", True)
    assert [answer.status_code for answer in [*refused, shut_out]] == [403] * 3
    assert (back["state"], back["may_resume"], back["anonymous"], back["language"]) == ("active", False, False, "fi")


def test_a_person_takes_along_everything_that_is_kept_of_them_and_nothing_of_others(
    admin: Api, sharer: Api, ambassador: Api, publish: Callable[..., str]
) -> None:
    content = publish()
    code = sharer.post("/me/shares", {"content": content, "network": "bluesky"}).json()["code"]
    sharer.post(f"/me/shares/{code}/confirm", None)
    sharer.put(f"/me/shares/{code}/post", {"url": "https://bsky.app/profile/salla.example/post/3lbexported"})
    sharer.post("/notes", {"about": "walk_through", "text": "Perjantai sopii."})
    suggested = sharer.post("/suggestions", draft(title="Oma ehdotus")).json()["content"]
    admin.patch(f"/people/{sharer.person}", {"left_out": True})

    answer, again = (sharer.post("/me/export", None) for _ in range(2))
    file = requests.get(answer.json()["url"], timeout=10)
    page = requests.get(answer.json()["page_url"], timeout=10)

    assert (answer.status_code, again.status_code, again.json()["code"]) == (200, 429, "too_many_requests")
    called = f"lahetti-{answer.json()['exported_at'][:10]}.json"
    assert file.headers["Content-Disposition"] == f'attachment; filename="{called}"'
    found = file.json()
    data = found["data"]
    assert found["person"] == sharer.person
    assert data["profile"][0]["email"] == sharer.email
    assert [(share["code"], share["network"]) for share in data["shares"]] == [(code, "bluesky")]
    assert [entry["activity"] for entry in data["point_entries"]] == ["share_confirmed"]
    assert [post["url"] for post in data["posts"]] == ["https://bsky.app/profile/salla.example/post/3lbexported"]
    assert [note["text"] for note in data["notes"]] == ["Perjantai sopii."]
    assert [suggestion["content"] for suggestion in data["suggestions"]] == [suggested]
    assert data["changes"][-1]["after"] == {"left_out": True}
    assert {mail["mail"] for mail in data["mails"]} >= {"invitation"}
    assert ambassador.person not in file.text
    assert len(file.content) == answer.json()["bytes"]
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Disposition"] == f'inline; filename="{called.replace("json", "html")}"'
    assert all(text in page.text for text in (sharer.email, code, "Perjantai sopii.", "Oma ehdotus", "Muutosloki"))
    assert ambassador.person not in page.text
    assert not {"pk", "sk", "gsi1pk", "view1", "kind"} & {name for items in data.values() for i in items for name in i}


def test_new_guidelines_say_what_has_changed_to_those_who_accepted_others(admin: Api, cast: Cast) -> None:
    person, newcomer = cast.api(accepted(cast.invite("Vanha Tuttu"))), cast.api(cast.invite("Uusi Tuttu"))
    first = {"fi": "Kohta 2 on uusi.", "sv": "Punkt 2 är ny.", "en": "Rule 2 is new."}
    second = {language: f"{text}!" for language, text in first.items()}

    published = [admin.post("/guidelines", {"texts": GUIDELINES, "changes": changes}) for changes in (first, second)]
    to_person, to_newcomer = person.get("/guidelines").json(), newcomer.get("/guidelines").json()

    assert [answer.status_code for answer in published] == [201, 201]
    assert to_person["missed"] == [first, second]
    assert to_newcomer["missed"] == []
    assert to_newcomer["version"] == published[-1].json()["version"]


def test_a_wish_for_a_walk_through_is_shown_to_who_has_it_until_an_admin_has_seen_to_it(
    sharer: Api, admin: Api
) -> None:
    before = sharer.get("/guidelines").json()["walk_through"]
    sharer.post("/notes", {"about": "walk_through"})
    asked = sharer.get("/guidelines").json()["walk_through"]
    admin.post(f"/notes/walk-through.{sharer.person}/settle", None)

    assert (before, asked, sharer.get("/guidelines").json()["walk_through"]) == (False, True, False)


def test_the_last_admin_can_be_neither_paused_nor_lose_the_role_nor_leave(admin: Api) -> None:
    others = [other for other in admins.active_admins() if other != admin.person]
    for other in others:
        changing.change_person(other, {"state": "paused"}, other, clock.now())  # their own, which keeps sessions

    refused = [admin.patch(f"/people/{admin.person}", change) for change in ({"state": "paused"}, {"role": "editor"})]
    refused.append(admin.patch("/me", {"state": "paused"}))
    refused.append(admin.post("/me/leave", {"confirm": "erase"}))
    refused.append(admin.post(f"/people/{admin.person}/remove", {"reason": "Siirtyi muualle."}))

    for other in others:
        changing.change_person(other, {"state": "active"}, other, clock.now())
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "last_admin")] * 5
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
    me = person.patch("/me", {"servers": {"mastodon": " Mastodon.Social "}}).json()

    assert (me["language"], me["anonymous"], me["servers"]) == ("sv", True, {"mastodon": "mastodon.social"})


@pytest.mark.parametrize(
    "server", ["https://mastodon.social", "127.0.0.1", "localhost", "a.example/path", "a b.example"]
)
def test_a_mastodon_server_is_a_plain_name(ambassador: Api, server: str) -> None:
    refused = ambassador.patch("/me", {"servers": {"mastodon": server}})

    assert refused.status_code == 422
    assert (refused.json()["field"], refused.json()["value"]) == ("servers.mastodon", server)


def test_only_an_editor_has_channels(admin: Api, ambassador: Api) -> None:
    refused = admin.patch(f"/people/{ambassador.person}", {"channels": [BLOG]})

    assert refused.status_code == 422
    assert refused.json()["field"] == "channels"
    assert ambassador.get("/me").json()["channels"] == []


def test_an_address_that_was_mistyped_is_corrected_and_the_person_keeps_their_account(
    admin: Api, ambassador: Api, cast: Cast
) -> None:
    person = cast.invite("Väärä Osoite")
    right = f"oikea.{uuid.uuid4().hex[:8]}@virasto.example"

    taken = admin.post(f"/people/{person.id}/email", {"email": ambassador.email})
    corrected, again = (admin.post(f"/people/{person.id}/email", {"email": right}) for _ in range(2))

    assert taken.status_code == 409
    assert (corrected.status_code, again.status_code) == (200, 200)
    assert (corrected.json()["person"], corrected.json()["email"]) == (person.id, right)
    assert cast.api(replace(person, email=right)).get("/me").json()["person"] == person.id
    with pytest.raises(SignInRefused):
        cast.tokens(person.email)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {}),
        ("POST", "/email", {"email": "oikea@virasto.example"}),
        ("POST", "/remove", {"reason": "Siirtyi muualle."}),
    ],
)
def test_nobody_of_an_unknown_id_is_found(admin: Api, method: str, path: str, body: dict[str, str] | None) -> None:
    answer = admin.send(method, f"/people/nobody{path}", body)

    assert (answer.status_code, answer.json()["value"]) == (404, "nobody")


def test_admins_page_and_search_the_people_and_learn_nothing_of_who_takes_part(admin: Api, cast: Cast) -> None:
    mark = uuid.uuid4().hex[:8]
    wanted = [cast.invite(f"Haettu{mark} {number}", teams=(TEAM,)) for number in range(3)]
    admin.patch(f"/people/{wanted[1].id}", {"state": "paused"})

    found, cursor = [], ""
    while cursor is not None:
        page = admin.get(f"/people?search=haettu{mark}&limit=2{cursor and '&cursor='}{cursor}").json()
        found += page["items"]
        cursor = page["next"]

    assert sorted(one["person"] for one in found) == sorted(person.id for person in wanted)
    seen = {"person", "name", "email", "role", "teams", "channels", "language", "came_by", "bounced", "access_ended"}
    assert set(found[0]) == seen
    assert admin.get(f"/people/{wanted[0].id}").json() in found
    assert admin.get("/people?limit=1").json()["items"] != admin.get("/people").json()["items"]


def test_a_change_over_another_edition_is_refused(admin: Api, cast: Cast) -> None:
    person = cast.invite("Kahden Muuttama")
    path = f"/people/{person.id}"
    seen = admin.get(path).headers["ETag"]

    first, second = (admin.send("PATCH", path, {"name": name}, {"If-Match": seen}) for name in ("Yksi", "Kaksi"))
    current = admin.send("PATCH", path, {"name": "Kolme"}, {"If-Match": first.headers["ETag"]})

    assert (first.status_code, second.status_code, current.status_code) == (200, 412, 200)
    assert (second.json()["code"], second.json()["field"]) == ("precondition_failed", "If-Match")
    assert admin.get(path).json()["name"] == "Kolme"


def test_what_somebody_has_is_not_answered_again(ambassador: Api) -> None:
    for path in ("/me", "/programme", "/channels", "/me/shares", f"/me/points?limit={1}"):
        first = ambassador.get(path)

        same = ambassador.get(path, headers={"If-None-Match": first.headers["ETag"]})

        assert (same.status_code, same.content) == (304, b""), path


def test_a_colleague_is_invited_and_inviting_them_again_says_the_same(cast: Cast) -> None:
    person, wanted = (
        cast.api(cast.invite("Kutsuja")),
        {"email": f"{uuid.uuid4().hex}@virasto.example", "name": "Kollega", "language": "sv"},
    )

    answers = [person.post("/me/invitations", wanted) for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"outcome": "invited"})] * 2


def test_null_takes_a_wish_away(cast: Cast) -> None:
    person = cast.api(cast.invite("Nolla Toive"))
    before = person.get("/me").json()
    wished = {
        "topics": ["vero"],
        "digest_days": [1],
        "quiet": {"begins": "18:00", "ends": "07:00", "weekends": True},
    }

    changed = person.patch("/me", {"servers": {"mastodon": "mastodon.social"}, **wished}).json()
    back = person.patch("/me", {"servers": {"mastodon": None}, **dict.fromkeys(wished)}).json()

    assert (changed["servers"], changed["notifications"]["topics"]) == ({"mastodon": "mastodon.social"}, ["vero"])
    assert back == before


def test_a_problem_is_told_in_the_readers_language(ambassador: Api) -> None:
    told = ambassador.get("/contents/nothing", headers={"Accept-Language": "sv"})

    assert told.json()["detail"] == "Det här finns inte, eller så får du inte se det."
    assert told.headers["Content-Language"] == "sv"
