import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lahetti.networks.pictures import LONGEST_SIDE, MOST_BYTES, NotAPicture, Picture, made_our_own


def picture(size: tuple[int, int] = (600, 400), form: str = "PNG", mode: str = "RGB", **more: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size).save(written, form, **more)
    return written.getvalue()


def noise(side: int) -> bytes:
    written = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3)).save(written, "PNG")
    return written.getvalue()


def opened(made: Picture) -> Image.Image:
    return Image.open(io.BytesIO(made.body))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(10, 10), (1200, 630), (4000, 3000), (300, 5000)])
def test_every_form_becomes_a_jpeg_that_is_small_enough(form: str, size: tuple[int, int]) -> None:
    made = made_our_own(picture(size, form))

    assert opened(made).format == "JPEG"
    assert max(opened(made).size) == min(max(size), LONGEST_SIDE)
    assert len(made.body) <= MOST_BYTES


def test_a_picture_that_hardly_packs_gets_smaller_until_it_fits() -> None:
    assert len(made_our_own(noise(1300)).body) <= MOST_BYTES


def test_the_same_picture_has_the_same_name() -> None:
    first, second = made_our_own(picture()), made_our_own(picture())

    assert first == second
    assert len(first.name) == len(".jpg") + 64


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1"])
def test_what_can_be_seen_through_is_laid_on_white(mode: str) -> None:
    made = made_our_own(picture(form="PNG", mode=mode))

    assert opened(made).mode == "RGB"
    if mode in ("RGBA", "LA"):
        assert opened(made).getpixel((5, 5)) == (255, 255, 255)


def test_what_a_camera_told_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera"

    made = opened(made_our_own(picture((400, 200), "JPEG", exif=exif)))

    assert made.size == (200, 400)
    assert not made.getexif()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        picture()[:60],
        picture(form="JPEG")[:300],
        picture(form="TIFF"),
        picture(form="BMP"),
    ],
)
def test_what_is_no_picture_of_the_web_is_refused(body: bytes) -> None:
    with pytest.raises(NotAPicture):
        made_our_own(body)


def test_a_bomb_of_pixels_does_not_go_off() -> None:
    bomb = picture((20_000, 20_000), mode="1")

    assert len(bomb) < 1_000_000
    with pytest.raises(NotAPicture) as error:
        made_our_own(bomb)
    assert error.value.limit == 50_000_000
    with pytest.raises(NotAPicture) as error:
        made_our_own(picture((5000, 5000), mode="1"))
    assert error.value.limit == 12_000_000


@given(st.integers(0, 300), st.binary(min_size=1, max_size=8), st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]))
def test_no_damage_to_a_picture_is_a_bug(at: int, piece: bytes, form: str) -> None:
    body = bytearray(picture((16, 16), form))
    body[at : at + len(piece)] = piece
    try:
        made = made_our_own(bytes(body))
    except NotAPicture:
        return
    assert opened(made).format == "JPEG"
