import io
from typing import Any

import pytest
from PIL import Image

from lahetti.content import picture_files
from lahetti.content.model import ContentState
from tests.unit.functions.console.pages.contents.conftest import CONTENT, Desk


@pytest.fixture(autouse=True)
def bucket(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    kept: dict[str, bytes] = {}
    monkeypatch.setattr(picture_files, "put_picture", kept.__setitem__)
    return kept


def photograph() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, "PNG")
    return written.getvalue()


def sent(desk: Desk, action: str, content: str, body: bytes, **fields: Any) -> tuple[int, str]:
    return desk.send(action, CONTENT, content, upload=("picture_file", "kuva.png", body), **fields)


def test_a_picture_that_is_sent_along_becomes_our_own_and_says_what_it_shows(
    desk: Desk, bucket: dict[str, bytes]
) -> None:
    made = desk.draft().row.content

    status, _ = sent(desk, "save", made, photograph(), picture_text="Punainen neliö", picture="")

    ((name, body),) = bucket.items()
    head = desk.shelf.head(made)
    assert status == 303
    assert body.startswith(b"\xff\xd8")
    assert (head.picture, head.picture_text, head.row.picture_text) == (
        f"/picture/{name}",
        "Punainen neliö",
        "Punainen neliö",
    )
    assert f'<img src="/picture/{name}" alt="Punainen neliö">' in desk.open(content_id=made)


def test_a_file_that_is_no_picture_is_refused_at_its_field_and_has_to_be_chosen_again(
    desk: Desk, bucket: dict[str, bytes]
) -> None:
    made = desk.draft().row.content

    status, page = sent(desk, "save", made, b"%PDF-1.7", title="Uusi otsikko")

    assert status == 422
    assert "Valitse JPEG-, PNG-, WebP- tai GIF-kuva, enintään 1 megatavu." in page
    assert "Valitse kuvatiedosto uudelleen" in page
    assert 'value="Uusi otsikko"' in page
    assert bucket == {}


def test_a_picture_outlives_the_question_whether_to_publish_without_a_caption(
    desk: Desk, bucket: dict[str, bytes]
) -> None:
    made = desk.draft().row.content

    status, asked = sent(desk, "publish", made, photograph(), picture="")
    (name,) = bucket

    assert status == 200
    assert asked.count('name="picture"') == 1
    assert f'name="picture" value="/picture/{name}"' in asked
    assert desk.shelf.head(made).state is ContentState.DRAFT


def test_a_path_that_is_no_picture_of_ours_is_refused(desk: Desk) -> None:
    made = desk.draft().row.content

    assert desk.send("save", of=made, picture="/picture/../secret")[0] == 422
