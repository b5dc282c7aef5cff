"""Notes on the deployed API: who writes, who reads, what is settled."""

from collections.abc import Callable
from typing import Any

from lahetti.dynamodb.paging import Span
from lahetti.records import items as records_items
from tests.integration.api_client import Api

Publish = Callable[..., str]


def read(api: Api, state: str = "open") -> list[dict[str, Any]]:
    """Walk all pages of the notes that somebody may read."""
    found, cursor = [], ""
    while True:
        page = api.get(f"/notes?state={state}{cursor}").json()
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


def about(api: Api, of: Api, state: str = "open") -> list[dict[str, Any]]:
    """Return the notes of one person that another may read."""
    return [note for note in read(api, state) if note["person"] == of.person]


def test_a_note_about_a_content_reaches_the_editors_of_its_channel_and_nobody_else(
    sharer: Api, editor: Api, other_editor: Api, admin: Api, publish: Publish
) -> None:
    content = publish()

    answers = [
        sharer.post("/notes", {"about": "content", "content": content, "text": text})
        for text in ("Luvut ovat viime vuodelta.", " Luvut ovat toissa vuodelta. ", " Luvut ovat toissa vuodelta. ")
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert answers[0].headers["Location"] == f"/api/v1/notes/{answers[0].json()['note']}"
    (note,) = about(editor, sharer)
    assert (note["content"], note["text"], note["name"]) == (content, "Luvut ovat toissa vuodelta.", "Salla Jakaja")
    assert note["title"].startswith("Sisältö")
    assert about(admin, sharer) == [note]
    assert about(other_editor, sharer) == []
    assert other_editor.post(f"/notes/{note['note']}/settle", None).status_code == 404


def test_what_is_settled_leaves_the_list_and_comes_back_when_it_is_written_anew(
    sharer: Api, editor: Api, publish: Publish
) -> None:
    content = publish()
    wanted = {"about": "content", "content": content, "text": ""}
    sharer.post("/notes", wanted)
    (note,) = about(editor, sharer)

    answers = [editor.post(f"/notes/{note['note']}/settle", None) for _ in range(2)]
    settled = about(editor, sharer, "settled")
    left = about(editor, sharer)
    sharer.post("/notes", wanted)

    assert [answer.json()["state"] for answer in answers] == ["settled"] * 2
    assert [one["note"] for one in settled] == [note["note"]]
    assert left == []
    assert [one["state"] for one in about(editor, sharer)] == ["open"]
    log, _ = records_items.audit_about(f"NOTE#{note['note']}", Span())
    assert [entry.what for entry in log] == ["note settled"]


def test_a_wish_for_a_walk_through_is_read_by_admins_alone(sharer: Api, editor: Api, admin: Api) -> None:
    wanted = {"about": "walk_through", "text": "Torstaisin sopii."}
    assert [sharer.post("/notes", wanted).status_code for _ in range(2)] == [201, 200]

    assert about(editor, sharer) == []
    (note,) = about(admin, sharer)
    assert (note["about"], note["text"], note["content"]) == ("walk_through", "Torstaisin sopii.", None)


def test_one_note_of_a_wish_is_for_its_writer_and_for_admins(sharer: Api, editor: Api, admin: Api) -> None:
    answer = sharer.post("/notes", {"about": "walk_through", "text": "Torstaisin sopii."})

    path = f"/notes/{answer.json()['note']}"
    assert [api.get(path).status_code for api in (sharer, admin, editor)] == [200, 200, 404]


def test_a_note_that_is_too_long_or_about_nothing_is_refused(sharer: Api, admin: Api, publish: Publish) -> None:
    long = sharer.post("/notes", {"about": "content", "content": publish(), "text": "å" * 1001})
    nowhere = sharer.post("/notes", {"about": "content", "content": "nowhere"})
    nothing = sharer.post("/notes", {"about": "content"})
    no_state = admin.get("/notes?state=lost")
    not_settled = admin.post("/notes/nowhere/settle", None)

    assert (long.status_code, nowhere.status_code, nothing.status_code) == (422, 404, 422)
    assert (no_state.status_code, not_settled.status_code) == (422, 404)
    assert long.json()["limit"] == 1000
    assert about(admin, sharer) == []
