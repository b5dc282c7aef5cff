"""Suggestions and reversals on the deployed API."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lahetti.dynamodb.paging import Span
from lahetti.points import ledger
from lahetti.records import items as records_items
from tests.integration.api_client import Api
from tests.integration.people_fixtures import BLOG, draft

WAYS = ("accept", "reject")


def suggested(api: Api, **fields: str) -> str:
    """Suggest a fresh address and return the content's id."""
    answer = api.post("/suggestions", draft(**fields))
    assert answer.status_code == 201, answer.text
    content: str = answer.json()["content"]
    assert answer.headers["Location"] == f"/api/v1/suggestions/{content}"
    return content


def mails_of(person: str) -> list[str]:
    """Return the kinds of mail about suggestions in the outbox of a person."""
    mails = records_items.mails_of_person(person)
    return [mail.kind.value for mail in mails[::-1] if mail.kind.startswith("suggestion")]


def test_an_accepted_suggestion_is_on_offer_brings_points_once_and_a_mail(sharer: Api, editor: Api) -> None:
    content = suggested(sharer, title="Ehdotus")

    rows = editor.get("/contents?state=suggested").json()["items"]
    answers = [editor.post(f"/suggestions/{content}/accept", {"publish": True}) for _ in range(2)]

    assert content in [row["content"] for row in rows]
    assert [answer.json()["state"] for answer in answers] == ["published"] * 2
    assert sharer.get(f"/contents/{content}").json()["title"] == "Ehdotus"
    points = sharer.get("/me/points").json()
    assert (points["spendable"], points["today"]["points"]) == (15, 0)
    assert [entry["cause"] for entry in points["items"]] == [f"SUGGESTION#{content}"]
    assert sharer.get(f"/suggestions/{content}").json()["state"] == "accepted"
    own = sharer.get("/me/suggestions").json()["items"]
    assert [(line["content"], line["state"]) for line in own] == [(content, "accepted")]
    assert mails_of(sharer.person) == ["suggestion_accepted"]


def test_a_suggestion_is_accepted_once_by_many_at_once(sharer: Api, editor: Api, admin: Api) -> None:
    content = suggested(sharer)

    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda api: api.post(f"/suggestions/{content}/accept", {"publish": True}), [editor, admin] * 3)
        )

    assert {answer.status_code for answer in answers} <= {200, 503}
    assert ledger.own_totals(sharer.person).lifetime == 15
    assert len(ledger.ledger(sharer.person)) == 1


def test_a_rejected_suggestion_brings_the_note_and_frees_its_address(sharer: Api, editor: Api) -> None:
    wanted = draft()
    content = sharer.post("/suggestions", wanted).json()["content"]
    taken = sharer.post("/suggestions", wanted)

    unexplained = editor.post(f"/suggestions/{content}/reject", {})
    rejected = editor.post(f"/suggestions/{content}/reject", {"note": "Tämä on vanha."})
    too_late = editor.post(f"/suggestions/{content}/accept", {"publish": True})

    nowhere = [editor.post(f"/suggestions/nowhere/{way}", {"note": "Ei."} if way == "reject" else {}) for way in WAYS]

    assert [answer.status_code for answer in nowhere] == [404, 404]
    assert (taken.status_code, unexplained.status_code, too_late.status_code) == (409, 422, 409)
    assert unexplained.json()["field"] == "note"
    assert rejected.json()["state"] == "rejected"
    assert sharer.get("/me/suggestions").json()["items"][0]["note"] == "Tämä on vanha."
    assert sharer.post("/suggestions", wanted).status_code == 201
    assert sharer.get("/me/points").json()["items"] == []
    assert mails_of(sharer.person) == ["suggestion_rejected"]


@pytest.mark.parametrize(
    ("publish", "at", "state"), [(False, None, "draft"), (True, "2035-01-01T08:00:00Z", "scheduled")]
)
def test_a_suggestion_is_accepted_for_later(
    sharer: Api, editor: Api, publish: bool, at: str | None, state: str
) -> None:
    content = suggested(sharer)

    answer = editor.post(f"/suggestions/{content}/accept", {"publish": publish, "publish_at": at})

    assert answer.json()["state"] == state
    assert sharer.get("/me/points").json()["lifetime"] == 15


def test_an_editor_earns_nothing_in_their_own_channel_and_an_admin_nowhere(
    editor: Api, other_editor: Api, admin: Api
) -> None:
    own, foreign, of_admin = suggested(editor), suggested(other_editor, channel=BLOG), suggested(admin)
    before = admin.get("/me/points").json()["lifetime"]

    for content in (own, foreign, of_admin):
        assert editor.post(f"/suggestions/{content}/accept", {"publish": True}).status_code == 200

    causes = {api.person: [e["cause"] for e in api.get("/me/points").json()["items"]] for api in (editor, other_editor)}
    assert f"SUGGESTION#{own}" not in causes[editor.person]
    assert f"SUGGESTION#{foreign}" in causes[other_editor.person]
    assert admin.get("/me/points").json()["lifetime"] == before


def test_an_editors_draft_at_a_suggested_address_takes_the_suggestion_over(sharer: Api, editor: Api) -> None:
    wanted = draft(title="Ehdotus")
    content = sharer.post("/suggestions", wanted).json()["content"]

    made = editor.post("/contents", {**wanted, "title": "Toimituksen otsikko"})

    assert (made.status_code, made.json()["content"], made.json()["title"]) == (201, content, "Toimituksen otsikko")
    (own,) = sharer.get("/me/suggestions").json()["items"]
    assert (own["state"], own["title"]) == ("accepted", "Toimituksen otsikko")
    assert sharer.get("/me/points").json()["lifetime"] == 15
    assert mails_of(sharer.person) == ["suggestion_accepted"]


def test_five_suggestions_wait_at_a_time(sharer: Api) -> None:
    for _ in range(5):
        suggested(sharer)

    refused = sharer.post("/suggestions", draft())

    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (409, "too_many_waiting", 5)


@pytest.mark.parametrize("path", ["publish", "archive"])
def test_a_suggestion_is_not_published_past_the_decision(sharer: Api, editor: Api, path: str) -> None:
    content = suggested(sharer)

    answer = editor.post(f"/contents/{content}/{path}", {} if path == "publish" else None)

    assert answer.status_code == 409
    assert answer.json()["see"] == f"/api/v1/suggestions/{content}/accept"
    assert sharer.get(f"/contents/{content}").status_code == 404


def test_an_entry_is_taken_back_once_with_its_reason(sharer: Api, editor: Api, admin: Api) -> None:
    content = suggested(sharer)
    editor.post(f"/suggestions/{content}/accept", {"publish": True})
    wanted = {"cause": f"SUGGESTION#{content}", "reason": "Sama ehdotus kahdesti."}

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: admin.post(f"/people/{sharer.person}/reversals", wanted), range(4)))
    of_reversal = admin.post(
        f"/people/{sharer.person}/reversals", {"cause": f"REVERSAL#SUGGESTION#{content}", "reason": "Takaisin."}
    )

    assert {answer.status_code for answer in answers} <= {200, 503}
    points = sharer.get("/me/points").json()
    assert (points["spendable"], points["lifetime"], len(points["items"])) == (0, 0, 2)
    assert of_reversal.status_code == 409
    assert "entry reversed" in [entry.what for entry in records_items.audit_about(f"PERSON#{sharer.person}", Span())[0]]
