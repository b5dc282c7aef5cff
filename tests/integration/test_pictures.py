"""A content's picture is copied by the job and served from our own address; its host is on loopback."""

import io
import os
import uuid
from collections.abc import Iterator

import pytest
from PIL import Image

from lahetti.core import clock
from tests.integration.api_client import Api
from tests.integration.functions import invoke
from tests.integration.people_fixtures import Cast, draft
from tools.web_host import WebHost, answering, web_host


@pytest.fixture(scope="module")
def host() -> Iterator[WebHost]:
    """The host that the deployment takes for the organisation's web."""
    port = int(os.environ["LAHETTI_FETCH_ALLOWED_HOST"].rpartition(":")[2])
    with web_host(port) as running:
        yield running


def shown(editor: Api, picture: str) -> tuple[str, str | None]:
    """Write a draft with a picture, let the job copy it, return the draft and its picture."""
    content = editor.post("/contents", draft(picture_url=picture)).json()["content"]
    invoke("ImportFeedsFunction", {"time": clock.now().isoformat()})
    return content, editor.get(f"/contents/{content}").json()["picture_url"]


def test_a_picture_is_copied_and_served_from_our_own_address(editor: Api, cast: Cast, host: WebHost) -> None:
    written = io.BytesIO()
    Image.effect_mandelbrot((1600, 900), (-2, -1, 1, 1), 20).convert("RGB").save(written, "PNG")
    address = host.serve(f"/{uuid.uuid4().hex}.png", written.getvalue(), "image/png")

    content, path = shown(editor, address)

    assert path is not None
    served = cast.site.request("GET", path)
    assert (served.status_code, served.headers["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in served.headers["Cache-Control"]
    assert Image.open(io.BytesIO(served.content)).size == (1200, 675)
    assert len(served.content) <= 200_000
    rows = {row["content"]: row["picture_url"] for row in editor.get("/contents?state=draft").json()["items"]}
    assert rows[content] == path


@pytest.mark.parametrize(
    ("body", "kind"), [(b"<svg/>", "image/svg+xml"), (b"no picture", "image/png"), (b"", "text/html")]
)
def test_what_is_no_picture_is_taken_off_its_content(editor: Api, host: WebHost, body: bytes, kind: str) -> None:
    assert shown(editor, host.serve(f"/{uuid.uuid4().hex}", body, kind))[1] is None


def test_a_picture_whose_server_fails_is_asked_for_again(editor: Api, host: WebHost) -> None:
    path = f"/{uuid.uuid4().hex}.jpg"
    host.answers[path] = answering(503)

    assert shown(editor, host.address(path))[1] == host.address(path)


@pytest.mark.local_only("tests/unit/lahetti/content/test_picture_files.py")  # AWS answers 403 to who may not list
@pytest.mark.parametrize("name", ["x.jpg", "0" * 64 + ".jpg", "0" * 64 + ".png", "0" * 64])
def test_there_is_no_other_picture(cast: Cast, name: str) -> None:
    assert cast.site.request("GET", f"/picture/{name}").status_code == 404
