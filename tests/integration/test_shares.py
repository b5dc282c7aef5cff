"""Guidelines first, then shares: opened for every network, judged, confirmed once, and what they bring."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lahetti.networks.networks import Network
from lahetti.sharing import qr_codes
from tests.integration.api_client import Api
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import BLOCKED_WORD, GUIDELINES, TEAM, Cast, accepted, draft
from tests.integration.waiting import until

Publish = Callable[..., str]
CAPTION = "Onko tilinumerosi tallessa? Tarkista se OmaVerossa, niin palautus tulee perille."
OWN_WORDS = "Veronpalautus odottaa sinua: minulla meni kaksi minuuttia ja hyvä mieli jäi koko päiväksi."
STALE_SECONDS = 35
"""A function keeps the settings that it has read for half a minute."""
WITHOUT_DIALOG = {Network.INSTAGRAM, Network.LINK}
WITHOUT_TEXT = {Network.LINKEDIN, Network.FACEBOOK, *WITHOUT_DIALOG}
HOSTS = {
    Network.LINKEDIN: "www.linkedin.com",
    Network.X: "x.com",
    Network.FACEBOOK: "www.facebook.com",
    Network.BLUESKY: "bsky.app",
    Network.MASTODON: "mastodon.social",
    Network.THREADS: "www.threads.com",
    Network.WHATSAPP: "wa.me",
    Network.EMAIL: "",
}


@pytest.fixture(scope="module")
def captioned(publish: Publish) -> str:
    """A content with a caption for every network, and a disclosure."""
    captions = {(network.value, "fi"): (CAPTION,) for network in Network}
    return publish(captions, disclosure="Olen töissä Virastossa.")


def test_without_the_guidelines_a_share_is_refused_and_told_where_to_accept(cast: Cast, publish: Publish) -> None:
    newcomer = cast.api(cast.invite("Niko Newcomer"))
    wanted = {"content": publish(), "network": "x"}

    refused = newcomer.post("/me/shares", wanted)
    current = newcomer.get(refused.json()["see"].removeprefix("/api/v1")).json()
    wrong = newcomer.post(f"/guidelines/{current['version'] + 1}/accept", None)
    accepted = newcomer.post(f"/guidelines/{current['version']}/accept", None)
    again = newcomer.post(f"/guidelines/{current['version']}/accept", None)
    opened = newcomer.post("/me/shares", wanted)

    assert (refused.status_code, refused.json()["code"]) == (403, "guidelines_first")
    assert (current["accepted"], set(current["texts"])) == (0, {"fi", "sv", "en"})
    assert (wrong.status_code, wrong.json()["limit"]) == (409, current["version"])
    assert accepted.json()["guidelines_accepted"] == again.json()["guidelines_accepted"] == current["version"]
    assert opened.status_code == 201


def test_a_new_version_of_the_guidelines_asks_again(admin: Api, sharer: Api, publish: Publish) -> None:
    key = uuid.uuid4().hex

    first = admin.post("/guidelines", {"texts": GUIDELINES}, key=key)
    again = admin.post("/guidelines", {"texts": GUIDELINES}, key=key)
    content = publish()
    refused = until(
        lambda: sharer.post("/me/shares", {"content": content, "network": "x"}),
        lambda answer: answer.status_code == 403,
        STALE_SECONDS,
        pause=0.5,  # each look opens a share, and a day has 200
    )
    sharer.post(f"/guidelines/{first.json()['version']}/accept", None)

    assert (first.status_code, again.json()) == (201, first.json())
    assert refused.json()["limit"] == first.json()["version"]
    assert sharer.post("/me/shares", {"content": content, "network": "x"}).ok


@pytest.mark.parametrize("network", [n for n in Network if n is not Network.MASTODON])
def test_a_share_holds_link_text_and_the_networks_own_address(
    cloud: RunningCloud, captioned: str, sharer: Api, network: Network
) -> None:
    opened = sharer.post("/me/shares", {"content": captioned, "network": network}).json()

    assert opened["link_url"] == f"{cloud.link_origin}/{opened['code']}"
    assert (opened["caption"], opened["text"]) == (CAPTION, f"{CAPTION}\n\nOlen töissä Virastossa.")
    assert opened["copy_text_first"] is (network in WITHOUT_TEXT)
    check_address(opened, network)


def check_address(opened: dict[str, Any], network: Network) -> None:
    """Hold the address of a share against what its network takes."""
    if network in WITHOUT_DIALOG:
        assert opened["dialog_url"] is None
        return
    address = urlsplit(opened["dialog_url"])
    said = " ".join(value for values in parse_qs(address.query).values() for value in values)
    assert (address.hostname or "") == HOSTS[network]
    assert opened["link_url"] in said
    assert (CAPTION in said) is (network not in WITHOUT_TEXT)


def test_mastodon_asks_for_the_persons_server_once(captioned: str, sharer: Api) -> None:
    wanted = {"content": captioned, "network": "mastodon"}

    asked = sharer.post("/me/shares", wanted)
    sharer.send("PATCH", asked.json()["see"].removeprefix("/api/v1"), {"servers": {"mastodon": "mastodon.social"}})
    opened = sharer.post("/me/shares", wanted)

    assert (asked.status_code, asked.json()["code"], asked.json()["field"]) == (
        422,
        "server_needed",
        "servers.mastodon",
    )
    assert opened.status_code == 201
    check_address(opened.json(), Network.MASTODON)


def test_opening_twice_gives_the_same_share(captioned: str, sharer: Api) -> None:
    first, again = (sharer.post("/me/shares", {"content": captioned, "network": "x"}) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert [share["code"] for share in sharer.get("/me/shares").json()["items"]] == [first.json()["code"]]
    assert sharer.get(f"/me/shares/{first.json()['code']}").json()["state"] == "opened"


@pytest.mark.parametrize(
    ("words", "own"),
    [
        (OWN_WORDS, True),
        (CAPTION, False),
        (CAPTION.upper() + " #vero https://vero.example/", False),
        ("Lue tämä! #verot #kevät https://blogi.virasto.example/pitka-osoite-jota-ei-lasketa", False),
    ],
)
def test_own_words_are_judged(captioned: str, sharer: Api, words: str, own: bool) -> None:
    opened = sharer.post("/me/shares", {"content": captioned, "network": "linkedin", "words": words}).json()

    assert opened["own_wording"] is own
    assert opened["text"].startswith(words)


def test_the_last_opening_before_the_confirmation_counts(captioned: str, sharer: Api) -> None:
    wanted = {"content": captioned, "network": "linkedin"}
    code = sharer.post("/me/shares", {**wanted, "words": OWN_WORDS}).json()["code"]
    without = sharer.post("/me/shares", wanted).json()["own_wording"]
    sharer.post("/me/shares", {**wanted, "words": OWN_WORDS})

    confirmed = sharer.post(f"/me/shares/{code}/confirm", None).json()
    afterwards = sharer.post("/me/shares", wanted).json()

    assert without is False
    assert [(entry["activity"], entry["points"]) for entry in confirmed["entries"]] == [
        ("share_confirmed", 5),
        ("own_wording", 3),
    ]
    assert (afterwards["state"], afterwards["own_wording"]) == ("confirmed", True)


def test_a_blocked_word_is_refused_and_named(captioned: str, sharer: Api, editor: Api) -> None:
    words = f"Meidän {BLOCKED_WORD.title()}mme eivät osaa tätä."
    content = editor.post("/contents", draft()).json()["content"]

    shared = sharer.post("/me/shares", {"content": captioned, "network": "x", "words": words})
    captions = editor.put(f"/contents/{content}/captions/x/fi", {"texts": ["Hyvä teksti", words]})

    assert (shared.status_code, shared.json()["field"], shared.json()["value"]) == (422, "words", BLOCKED_WORD)
    assert (captions.status_code, captions.json()["field"], captions.json()["value"]) == (
        422,
        "captions.1",
        BLOCKED_WORD,
    )
    assert sharer.get("/me/shares").json()["items"] == []


@pytest.mark.parametrize(
    ("network", "limit"), [("x", 280), ("bluesky", 300), ("threads", 500), ("mastodon", 500), ("linkedin", 3000)]
)
def test_a_text_that_is_too_long_names_length_and_limit(
    captioned: str, sharer: Api, editor: Api, network: str, limit: int
) -> None:
    sharer.patch("/me", {"servers": {"mastodon": "mastodon.social"}})
    words = "a" * (limit + 1)

    shared = sharer.post("/me/shares", {"content": captioned, "network": network, "words": words}).json()
    captions = editor.put(f"/contents/{captioned}/captions/{network}/sv", {"texts": [words]}).json()

    assert (shared["status"], shared["field"], shared["limit"], shared["value"] > limit) == (422, "words", limit, True)
    assert (captions["status"], captions["field"], captions["limit"]) == (422, "captions.0", limit)


def test_confirming_twice_gives_the_same_answer_and_no_more_points(captioned: str, sharer: Api) -> None:
    code = sharer.post("/me/shares", {"content": captioned, "network": "x"}).json()["code"]

    first, again = (sharer.post(f"/me/shares/{code}/confirm", None) for _ in range(2))

    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["points"]) == ("confirmed", 5)
    points = sharer.get("/me/points").json()
    assert (points["spendable"], points["lifetime"], len(points["items"])) == (5, 5, 1)


def test_another_persons_share_is_nobodys(captioned: str, sharer: Api, ambassador: Api) -> None:
    code = sharer.post("/me/shares", {"content": captioned, "network": "x"}).json()["code"]

    assert ambassador.get(f"/me/shares/{code}").status_code == 404
    assert ambassador.post(f"/me/shares/{code}/confirm", None).status_code == 404
    assert sharer.get(f"/me/shares/{code}").json()["state"] == "opened"


def test_a_content_for_others_cannot_be_shared(publish: Publish, cast: Cast, sharer: Api) -> None:
    outsider = cast.invite("Ulla Ulkona")
    api = cast.api(outsider)
    api.post(f"/guidelines/{api.get('/guidelines').json()['version']}/accept", None)
    content = publish(audience=(TEAM,))

    refused = api.post("/me/shares", {"content": content, "network": "x"})

    assert (refused.status_code, refused.json()["code"]) == (409, "not_on_offer")
    assert sharer.post("/me/shares", {"content": content, "network": "x"}).status_code == 201


def test_a_recalled_content_is_named_as_recalled_to_those_whom_it_was_for(
    publish: Publish, cast: Cast, sharer: Api, editor: Api
) -> None:
    outsider = cast.api(accepted(cast.invite("Ulla Ulkona")))
    content = publish(audience=(TEAM,))
    editor.post(f"/contents/{content}/recall", {"reason": "Luku oli väärä."})

    shown, shared = sharer.get(f"/contents/{content}"), sharer.post("/me/shares", {"content": content, "network": "x"})
    hidden, refused = (
        outsider.get(f"/contents/{content}"),
        outsider.post("/me/shares", {"content": content, "network": "x"}),
    )

    assert (shown.status_code, shown.json()["code"]) == (404, "recalled")
    assert (shared.status_code, shared.json()["code"]) == (409, "recalled_meanwhile")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "not_found")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_on_offer")


def test_a_copied_link_comes_with_its_qr_code_and_no_other_share_does(publish: Publish, sharer: Api) -> None:
    content = publish()

    link = sharer.post("/me/shares", {"content": content, "network": "link"}).json()
    other = sharer.post("/me/shares", {"content": content, "network": "x"}).json()

    assert link["qr"] == list(qr_codes.modules(link["link_url"]))
    assert other["qr"] is None


def test_the_list_of_shares_says_what_is_used_of_the_day(publish: Publish, sharer: Api) -> None:
    before = sharer.get("/me/shares").json()["today"]
    code = sharer.post("/me/shares", {"content": publish(), "network": "linkedin"}).json()["code"]
    sharer.post(f"/me/shares/{code}/confirm", None)

    after = sharer.get("/me/shares").json()["today"]

    assert (before["shares"], before["most_shares"], before["points"]) == (0, 5, 0)
    assert (after["shares"], after["points"], after["most_points"]) == (1, 5, 100)


def test_the_sixth_share_of_a_day_is_kept_at_nothing_with_its_reason(publish: Publish, sharer: Api) -> None:
    confirmed = []
    for _ in range(6):
        shared = sharer.post("/me/shares", {"content": publish(), "network": "linkedin", "words": OWN_WORDS}).json()
        confirmed.append(sharer.post(f"/me/shares/{shared['code']}/confirm", None).json())

    points = sharer.get("/me/points").json()
    assert [share["points"] for share in confirmed] == [8, 8, 8, 8, 8, 0]
    assert [(entry["points"], entry["reasons"]) for entry in confirmed[-1]["entries"]] == [(0, ["daily_shares"])]
    assert (points["spendable"], points["lifetime"]) == (40, 40)
    assert (points["today"]["shares"], points["today"]["points"]) == (5, 40)
    assert points["items"][0] == {**confirmed[-1]["entries"][0], "corrects": None}
    pages = [sharer.get("/me/points?limit=4").json()]
    while pages[-1]["next"]:
        pages.append(sharer.get(f"/me/points?limit=4&cursor={pages[-1]['next']}").json())
    assert [len(page["items"]) for page in pages] == [4, 4, 3]
    assert [entry for page in pages for entry in page["items"]] == points["items"]
    assert [sharer.get(f"/me/points?{query}").json()["field"] for query in ("cursor=nowhere", "limit=201")] == [
        "cursor",
        "limit",
    ]


def test_a_reversal_says_what_it_corrects_and_why(publish: Publish, sharer: Api, admin: Api) -> None:
    code = sharer.post("/me/shares", {"content": publish(), "network": "x"}).json()["code"]
    (entry,) = sharer.post(f"/me/shares/{code}/confirm", None).json()["entries"]

    admin.post(f"/people/{sharer.person}/reversals", {"cause": entry["cause"], "reason": " Sama jako kahdesti "})
    newest = sharer.get("/me/points?limit=1").json()["items"][0]

    assert (newest["activity"], newest["points"], newest["note"]) == ("reversal", -5, "Sama jako kahdesti")
    assert newest["corrects"] == {
        "activity": "share_confirmed",
        "points": 5,
        "entered_at": entry["entered_at"],
    }


def test_an_entry_gets_what_is_left_of_the_days_points_and_says_so(publish: Publish, sharer: Api) -> None:
    confirmed = []
    for value in (98, 5, 7):
        shared = sharer.post("/me/shares", {"content": publish(points=value), "network": "x"}).json()
        confirmed.append(sharer.post(f"/me/shares/{shared['code']}/confirm", None).json()["entries"][0])

    assert [(entry["points"], entry["reasons"]) for entry in confirmed] == [
        (98, []),
        (2, ["daily_points"]),
        (0, ["daily_points"]),
    ]
    assert sharer.get("/me/points").json()["today"] == {
        "day_on": confirmed[0]["counted_on"],
        "shares": 2,
        "most_shares": 5,
        "points": 100,
        "most_points": 100,
    }
