"""Rows of lists: what they hold of a content, and that they stay as short as a page of 20 takes for granted."""

import json
from dataclasses import replace
from typing import NamedTuple

import pytest

from lahetti.content import items, picture_files, pictures
from lahetti.content.model import ContentState, ContentTexts
from lahetti.content.urls import LONGEST_URL
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import transact
from lahetti.networks.model import FetchRefused
from lahetti.networks.page_metadata import Page
from tests.contents import CREATED, content_head

ELSEWHERE = "https://www.vero.fi/kuva.jpg?".ljust(LONGEST_URL, "a")
ROW_BYTES = 400
"""Of a content with usual texts; 40 of them are read for a page."""


class Copy(NamedTuple):
    name: str
    body: bytes


pytestmark = pytest.mark.usefixtures("database")


def stored(**fields: object) -> None:
    assert items.save_head(content_head(**fields))


def row_bytes() -> int:
    (item,) = ProgrammeItem.gsi1.query("CONTENTS#published")
    return len(json.dumps(item.view1.as_dict(), ensure_ascii=False).encode())


def test_a_row_stays_short_however_long_the_url_of_its_picture_is() -> None:
    stored(picture=ELSEWHERE, title="a" * 80, topics=("verotus", "kesätyö"), published=CREATED, expiry=CREATED)

    assert row_bytes() <= ROW_BYTES
    assert [row.picture for _, row in items.contents_in(ContentState.PUBLISHED)] == [None]
    head = items.find_head("c")
    assert head is not None
    assert head.picture == ELSEWHERE


def test_a_head_comes_back_as_it_was_stored() -> None:
    head = content_head(
        topics=("vero",),
        audience=("itä",),
        picture="/picture/a.jpg",
        campaign="kevat",
        points=5,
        captioned=("x#fi",),
        planned=CREATED,
        published=CREATED,
        expiry=CREATED,
        wished_until=CREATED.date(),
        minutes=3,
    )
    assert items.save_head(head)

    assert items.find_head("c") == head
    assert [row for _, row in items.contents_in(ContentState.PUBLISHED)] == [head.row]


def test_how_many_have_shared_it_stays_in_the_row_when_an_editor_changes_the_content() -> None:
    stored()
    items.show_sharers("c", 7)
    head = items.find_head("c")
    assert head is not None

    assert items.save_head(replace(head, title="Uusi otsikko"))

    assert [(row.title, row.sharers) for _, row in items.contents_in(ContentState.PUBLISHED)] == [("Uusi otsikko", 7)]


def test_a_picture_that_is_copied_takes_the_place_of_the_one_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    monkeypatch.setattr(picture_files, "put_picture", lambda name, _: kept.append(name))
    stored(picture=ELSEWHERE)

    copies = pictures.copy_pictures(lambda _: Copy("a.jpg", b""), CREATED)
    again = pictures.copy_pictures(lambda _: Copy("b.jpg", b""), CREATED)

    assert (copies, again, kept) == (pictures.Copies(1, 0, 0), pictures.Copies(0, 0, 0), ["a.jpg"])
    assert [row.picture for _, row in items.contents_in(ContentState.PUBLISHED)] == ["/picture/a.jpg"]


def test_a_picture_that_is_not_there_is_taken_off_its_content() -> None:
    stored(picture=ELSEWHERE)
    transact(items.put_texts(ContentTexts("c", "https://virasto.example/a")))

    def gone(url: str) -> Copy:
        raise FetchRefused(404, value=url)

    assert pictures.copy_pictures(gone, CREATED, lambda url: Page(url, picture=ELSEWHERE)) == pictures.Copies(0, 1, 0)
    head = items.find_head("c")
    assert head is not None
    assert head.picture is None


def test_in_the_place_of_a_picture_that_is_not_there_comes_the_pages_own_and_no_third(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored(picture=ELSEWHERE)
    transact(items.put_texts(ContentTexts("c", "https://virasto.example/a")))
    asked: list[str] = []

    def gone(url: str) -> Copy:
        asked.append(url)
        raise FetchRefused(404, value=url)

    def page(url: str) -> Page:
        return Page(url, picture="https://virasto.example/oma.jpg")

    made = [pictures.copy_pictures(gone, CREATED, page) for _ in range(3)]

    assert made == [pictures.Copies(0, 0, 1), pictures.Copies(0, 1, 0), pictures.Copies(0, 0, 0)]
    assert asked == [ELSEWHERE, "https://virasto.example/oma.jpg"]


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (404, ["1.jpg", "2.jpg", "3.jpg", "oma.jpg"]),
        (503, ["1.jpg", "2.jpg", "3.jpg", "1.jpg", "2.jpg", "3.jpg", "1.jpg"]),
    ],
)
def test_in_the_place_of_a_picture_that_cannot_be_had_comes_the_next_of_its_feed(status: int, asked: list[str]) -> None:
    host = "https://virasto.example/"
    stored(picture=f"{host}1.jpg", other_pictures=(f"{host}2.jpg", f"{host}3.jpg"))
    transact(items.put_texts(ContentTexts("c", f"{host}a")))
    wanted: list[str] = []

    def fails(url: str) -> Copy:
        wanted.append(url.removeprefix(host))
        raise FetchRefused(status, value=url)

    for _ in range(7):
        pictures.copy_pictures(fails, CREATED, lambda url: Page(url, picture=f"{host}oma.jpg"))

    assert wanted == asked


def test_the_pictures_that_were_next_go_with_the_one_that_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_files, "put_picture", lambda *_: None)
    stored(picture=ELSEWHERE, other_pictures=("https://virasto.example/2.jpg",))

    pictures.copy_pictures(lambda _: Copy("a.jpg", b""), CREATED)

    head = items.find_head("c")
    assert head is not None
    assert (head.picture, head.other_pictures) == ("/picture/a.jpg", ())
