"""Contents from the draft to the archive, and what is on offer to whom."""

import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from lahetti.analytics import items as analytics_items
from lahetti.analytics.facts import items as facts_items
from lahetti.content.counts import items as counts_items
from lahetti.core import clock
from lahetti.core.days import day_of, end_of
from lahetti.networks.networks import Network
from lahetti.people.model import Person
from lahetti.points import confirming
from lahetti.points.model import Programme
from lahetti.sharing import opening
from tests.integration.api_client import Api
from tests.integration.functions import invoke
from tests.integration.people_fixtures import TEAM, VIDEO, Cast, accepted, current, draft, fresh_address, published
from tests.integration.races_fixtures import ZONE
from tests.integration.waiting import until

Publish = Callable[..., str]


def offered(person: Api, path: str = "/contents") -> list[str]:
    """Return the ids on the first page of a list."""
    return [row["content"] for row in person.get(path).json()["items"]]


def test_a_draft_is_captioned_and_published_and_then_stands_first_on_offer(editor: Api, ambassador: Api) -> None:
    written = editor.post(
        "/contents", draft(title=" Tarkista tilinumerosi ", summary="Yksi minuutti.", topics=["vero"])
    )
    content = written.json()["content"]
    before = ambassador.get(f"/contents/{content}")
    captions = editor.put(f"/contents/{content}/captions/x/fi", {"texts": ["Tarkista!", "Onko tilinumerosi tallessa?"]})
    editor.put(f"/contents/{content}/captions/linkedin/sv", {"texts": ["Kolla ditt kontonummer."]})
    turned = editor.post(f"/contents/{content}/publish", {})
    shown = ambassador.get(f"/contents/{content}").json()

    assert (written.status_code, written.json()["state"], before.status_code) == (201, "draft", 404)
    stored = captions.json()
    assert (stored["network"], stored["language"]) == ("x", "fi")
    assert stored["texts"] == ["Tarkista!", "Onko tilinumerosi tallessa?"]
    assert len(set(stored["keys"])) == 2
    assert turned.json() == {"content": content, "state": "published"}
    assert offered(ambassador)[0] == content
    assert (shown["title"], shown["chosen_by"], shown["summary"]) == (
        "Tarkista tilinumerosi",
        "Eeva Toimittaja",
        "Yksi minuutti.",
    )
    assert [(c["network"], c["language"], len(c["texts"])) for c in shown["captions"]] == [
        ("linkedin", "sv", 1),
        ("x", "fi", 2),
    ]


def test_a_content_expires_thirty_days_after_its_publication_where_it_says_nothing_else(
    editor: Api, ambassador: Api
) -> None:
    content = editor.post("/contents", draft()).json()["content"]
    editor.post(f"/contents/{content}/publish", {})

    shown = ambassador.get(f"/contents/{content}").json()

    assert datetime.fromisoformat(shown["expires_at"]) - datetime.fromisoformat(shown["published_at"]) == timedelta(
        days=30
    )


def test_what_is_not_on_offer_is_neither_saved_nor_hidden(ambassador: Api) -> None:
    answer = ambassador.put("/me/choices/nothing", {"choice": "saved"})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_publishing_twice_changes_nothing(editor: Api, ambassador: Api) -> None:
    content = editor.post("/contents", draft()).json()["content"]
    editor.post(f"/contents/{content}/publish", {})
    first = ambassador.get(f"/contents/{content}").json()

    again = editor.post(f"/contents/{content}/publish", {"publish_at": (clock.now() + timedelta(days=1)).isoformat()})

    assert again.json()["state"] == "published"
    assert ambassador.get(f"/contents/{content}").json() == first


def test_the_list_is_newest_first(publish: Publish, ambassador: Api) -> None:
    published_in_turn = [publish() for _ in range(3)]

    assert offered(ambassador)[:3] == published_in_turn[::-1]


def test_a_content_for_a_team_is_shown_to_its_members_alone(publish: Publish, sharer: Api, ambassador: Api) -> None:
    content = publish(audience=(TEAM,))

    assert content in offered(sharer)
    assert content not in offered(ambassador)
    assert (sharer.get(f"/contents/{content}").status_code, ambassador.get(f"/contents/{content}").status_code) == (
        200,
        404,
    )


def test_pages_hold_every_content_once_in_order(publish: Publish, ambassador: Api) -> None:
    expected = [publish() for _ in range(45)][::-1]

    pages, cursor = [], ""
    while cursor is not None and len(pages) < 4:
        page = ambassador.get("/contents" + (f"?cursor={cursor}" if cursor else "")).json()
        pages.append([row["content"] for row in page["items"]])
        cursor = page["next"]

    listed = [content for page in pages for content in page]
    assert [len(page) for page in pages[:2]] == [20, 20]
    assert listed[:45] == expected
    assert len(set(listed)) == len(listed)


def test_an_unchanged_list_is_answered_without_a_body(publish: Publish, ambassador: Api) -> None:
    publish()
    first = ambassador.get("/contents")

    same = ambassador.get("/contents", headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})
    publish()
    changed = ambassador.get("/contents", headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert (changed.status_code, changed.headers["ETag"] == first.headers["ETag"]) == (200, False)


@pytest.mark.parametrize(
    "variant",
    [
        "https://blogi.virasto.example/{path}",
        "https://BLOGI.virasto.example:443/{path}/",
        "https://blogi.virasto.example/{path}#kohta",
        "https://blogi.virasto.example/{path}?utm_source=x&utm_campaign=y&fbclid=z",
    ],
)
def test_the_same_address_is_refused_however_it_is_decorated(editor: Api, variant: str) -> None:
    path = uuid.uuid4().hex
    editor.post("/contents", draft(url=f"https://blogi.virasto.example/{path}"))

    refused = editor.post("/contents", draft(url=variant.format(path=path)))

    assert (refused.status_code, refused.json()["field"]) == (409, "url")


def test_another_query_is_another_address(editor: Api) -> None:
    address = fresh_address()
    editor.post("/contents", draft(url=address))

    assert editor.post("/contents", draft(url=f"{address}?id=2")).status_code == 201


def test_the_same_key_answers_the_same_draft_and_another_body_is_refused(editor: Api) -> None:
    body, key = draft(), uuid.uuid4().hex

    first = editor.post("/contents", body, key=key)
    again = editor.post("/contents", body, key=key)
    other = editor.post("/contents", draft(), key=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")


def test_a_key_is_a_persons_own(editor: Api, admin: Api) -> None:
    key = uuid.uuid4().hex

    first, second = editor.post("/contents", draft(), key=key), admin.post("/contents", draft(), key=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["content"] != second.json()["content"]


def test_a_create_that_was_refused_may_be_mended_under_the_same_key(editor: Api) -> None:
    body, key = draft(audience=["no-such-team"]), uuid.uuid4().hex
    refused = editor.post("/contents", body, key=key)

    mended = editor.post("/contents", {**body, "audience": []}, key=key)

    assert (refused.status_code, refused.json()["value"], mended.status_code) == (422, "no-such-team", 201)


def test_an_archived_content_is_off_the_offer_for_good(editor: Api, ambassador: Api, sharer: Api) -> None:
    content = editor.post("/contents", draft()).json()["content"]
    editor.post(f"/contents/{content}/publish", {})

    turned = editor.post(f"/contents/{content}/archive", None)
    again = editor.post(f"/contents/{content}/archive", None)
    republished = editor.post(f"/contents/{content}/publish", {})

    assert (turned.json(), again.json()) == ({"content": content, "state": "archived"},) * 2
    assert republished.status_code == 409
    assert content not in offered(ambassador)
    assert content in offered(editor, "/contents?state=archived")
    assert sharer.post("/me/shares", {"content": content, "network": "x"}).json()["code"] == "not_on_offer"


def test_an_archived_content_is_shared_again_and_its_link_counts_on(editor: Api, ambassador: Api, sharer: Api) -> None:
    content = editor.post("/contents", draft()).json()["content"]
    editor.post(f"/contents/{content}/publish", {})
    before = sharer.post("/me/shares", {"content": content, "network": "x"}).json()
    editor.post(f"/contents/{content}/archive", None)

    again = [editor.post(f"/contents/{content}/share-again", {}) for _ in range(2)]

    assert [answer.json()["state"] for answer in again] == ["published", "published"]
    assert offered(ambassador)[0] == content
    assert sharer.post("/me/shares", {"content": content, "network": "x"}).json()["code"] == before["code"]


def test_the_address_of_an_archived_content_is_used_again_and_the_old_one_waits(editor: Api) -> None:
    url = fresh_address()
    old = editor.post("/contents", draft(url=url)).json()["content"]
    editor.post(f"/contents/{old}/publish", {})
    editor.post(f"/contents/{old}/archive", None)

    new = editor.post("/contents", draft(url=url))
    refused = editor.post(f"/contents/{old}/share-again", {})

    assert new.status_code == 201
    assert (refused.status_code, refused.json()["code"]) == (409, "url_taken")
    assert refused.json()["see"] == f"/api/v1/contents/{new.json()['content']}"


def test_a_scheduled_content_whose_time_is_taken_away_is_a_draft(editor: Api) -> None:
    content = editor.post("/contents", draft()).json()["content"]
    editor.post(f"/contents/{content}/publish", {"publish_at": (clock.now() + timedelta(days=1)).isoformat()})

    states = [editor.post(f"/contents/{content}/unschedule", None).json()["state"] for _ in range(2)]
    late = editor.post(f"/contents/{content}/publish", {"publish_at": (clock.now() - timedelta(days=1)).isoformat()})

    assert states == ["draft", "draft"]
    assert (late.status_code, late.json()["field"], late.json()["reason"]) == (422, "publish_at", "past")
    assert len(late.json()["limits"]) == 1


def test_a_scheduled_content_is_published_by_the_job_when_its_time_has_come(editor: Api, ambassador: Api) -> None:
    content = editor.post("/contents", draft()).json()["content"]
    at = clock.now() + timedelta(seconds=6)
    scheduled = editor.post(f"/contents/{content}/publish", {"publish_at": at.isoformat()})
    listed = editor.get("/contents?state=scheduled").json()["items"]
    shown = editor.get(f"/contents/{content}").json()
    invoke("TurnContentsFunction", {"time": clock.now().isoformat()})
    before = ambassador.get(f"/contents/{content}").status_code

    time.sleep(max(0.0, (at - clock.now()).total_seconds()))
    invoke("TurnContentsFunction", {"time": clock.now().isoformat()})
    invoke("TurnContentsFunction", {"time": clock.now().isoformat()})

    assert scheduled.json()["state"] == "scheduled"
    assert [datetime.fromisoformat(row["publish_at"]) for row in listed if row["content"] == content] == [at]
    assert datetime.fromisoformat(shown["publish_at"]) == at
    assert before == 404
    assert offered(ambassador).count(content) == 1


def test_the_job_archives_what_is_over(editor_person: Person, ambassador: Api) -> None:
    content = published(editor_person, "Pian ohi", expiry=clock.now() + timedelta(seconds=6))
    on_offer = ambassador.get(f"/contents/{content}").status_code

    over = until(lambda: ambassador.get(f"/contents/{content}").status_code, lambda status: status != on_offer)
    answer = invoke("TurnContentsFunction", {"time": clock.now().isoformat()})

    assert (on_offer, over) == (200, 404)
    assert answer["archived"] >= 1


def test_an_editor_sees_the_drafts_of_their_own_channels(editor: Api, other_editor: Api, admin: Api) -> None:
    ours = editor.post("/contents", draft()).json()["content"]
    theirs = other_editor.post("/contents", draft(channel=VIDEO)).json()["content"]

    assert (ours in offered(editor, "/contents?state=draft"), theirs in offered(editor, "/contents?state=draft")) == (
        True,
        False,
    )
    assert {ours, theirs} <= set(offered(admin, "/contents?state=draft"))


def test_a_draft_of_another_channel_is_not_shown(editor: Api, other_editor: Api) -> None:
    content = editor.post("/contents", draft()).json()["content"]

    assert other_editor.get(f"/contents/{content}").status_code == 404


@pytest.mark.parametrize(
    ("method", "part", "body"),
    [
        ("PUT", "captions/x/fi", {"texts": ["Teksti"]}),
        ("POST", "publish", {}),
        ("POST", "archive", None),
        ("POST", "unschedule", None),
        ("POST", "share-again", {}),
        ("POST", "submit", None),
        ("POST", "send-back", {"comment": "Ei vielä."}),
        ("GET", "comments", None),
        ("POST", "comments", {"text": "Onko tämä valmis?"}),
    ],
)
def test_what_does_not_exist_is_not_found(admin: Api, method: str, part: str, body: object) -> None:
    answer = admin.send(method, f"/contents/nothing/{part}", body)

    assert (answer.status_code, answer.json()["value"]) == (404, "nothing")


def test_a_channel_is_added_once_and_not_changed_by_adding_it_again(admin: Api) -> None:
    channel = {
        "channel": f"c{uuid.uuid4().hex[:12]}",
        "name": "Uusi kanava",
        "medium": "blog",
        "url": "https://uusi.virasto.example/",
    }

    first, again = admin.post("/channels", channel), admin.post("/channels", channel)
    other = admin.post("/channels", {**channel, "name": "Toinen nimi"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.headers["Location"] == f"/api/v1/channels/{channel['channel']}"
    assert "Location" not in again.headers
    shown = {**channel, "language": "fi", "feed": None, "archived": False}
    assert shown in admin.get("/channels").json()["items"]
    assert admin.get(f"/channels/{channel['channel']}").json() == shown
    assert admin.get("/channels/nowhere").status_code == 404


def test_what_was_seen_is_kept_for_the_nights_count(sharer: Api, publish: Publish) -> None:
    one, two, three = (publish() for _ in range(3))
    told = sharer.post("/views", {"contents": [one, two, one, "unknown"]})
    sharer.post("/views", {"contents": [three]})

    day = day_of(clock.now(), ZONE)
    assert (told.status_code, told.json()) == (200, {"views": 2})
    assert analytics_items.seen_on([(day, sharer.person), (day, "nobody")]) == {sharer.person: {one, two, three}}


def test_what_cannot_have_been_seen_is_refused(sharer: Api) -> None:
    assert sharer.post("/views", {"contents": ["a b"]}).json()["field"] == "contents"
    assert sharer.post("/views", {"contents": ["one"] * 101}).json()["limit"] == 100


def test_the_hourly_count_shows_how_many_have_shared_from_five_people_on(
    cast: Cast, publish: Publish, ambassador: Api
) -> None:
    content = publish({("x", "fi"): ("Katso.", "Luepa.")})
    now, judged = clock.now(), current()

    def share(number: int) -> None:
        person = accepted(cast.invite(f"Jakaja {number}"))
        opened, _ = opening.open_share(person, content, Network.X, judged, now)
        if number:  # the first one's is opened alone
            confirming.confirm_share(person.id, opened.code, Programme(judged, ZONE), now)

    def shown() -> int | None:
        return next(row["sharers"] for row in ambassador.get("/contents").json()["items"] if row["content"] == content)

    for number in range(5):
        share(number)
    invoke("CountContentsFunction", {"time": now.isoformat()})
    of_four = shown()
    share(5)
    for _ in range(2):
        invoke("CountContentsFunction", {"time": now.isoformat()})

    assert of_four is None
    assert shown() == 5
    counts = counts_items.counts_of([content])[content]
    assert (counts.sharers, counts.shares, counts.clicks) == (5, 5, 0)


def test_the_night_counts_once_who_saw_what(cast: Cast, publish: Publish, ambassador: Api, sharer: Api) -> None:
    content = publish()
    for person in (ambassador, sharer):
        person.post("/views", {"contents": [content, "unknown"]})
    night = end_of(day_of(clock.now(), ZONE), ZONE) + timedelta(hours=1, minutes=5)

    for moment in (night, night, night + timedelta(hours=1)):
        invoke("CountSeenFunction", {"time": moment.isoformat()})

    day = clock.now().astimezone(ZONE).date()
    assert sum(fact.seen for fact in facts_items.facts_of_days(day, day) if fact.content == content) == 2


def test_what_is_wished_for_and_how_long_it_takes_to_read_stand_in_the_list(editor: Api, ambassador: Api) -> None:
    made = editor.post("/contents", draft(wished_until_on="2030-01-06", minutes=3)).json()["content"]
    editor.post(f"/contents/{made}/publish", {})

    row = next(row for row in ambassador.get("/contents").json()["items"] if row["content"] == made)

    assert (row["wished_until_on"], row["minutes"], row["sharers"]) == ("2030-01-06", 3, None)
    assert editor.post("/contents", draft(minutes=0)).json()["field"] == "minutes"


def test_captions_are_not_stored_over_another_edition_of_the_content(editor: Api) -> None:
    content = editor.post("/contents", draft()).json()["content"]
    seen = editor.get(f"/contents/{content}").headers["ETag"]
    path = f"/contents/{content}/captions/x/fi"

    first, second = (editor.send("PUT", path, {"texts": [text]}, {"If-Match": seen}) for text in ("Yksi.", "Kaksi."))

    assert (first.status_code, second.status_code) == (200, 412)
    assert editor.get(f"/contents/{content}").json()["captions"][0]["texts"] == ["Yksi."]
