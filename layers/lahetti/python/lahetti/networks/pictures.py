"""Pictures from outside, made our own: checked by what they are, small enough for a mail, under their own hash.

Pillow opens only the four forms that the web uses, and never more pixels than a large photograph has.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from lahetti.networks.model import CannotFetch, Limits
from lahetti.networks.safe_fetch import fetch

if TYPE_CHECKING:
    from PIL.Image import Image as Opened

LIMITS = Limits(types=None, most_bytes=10 * 2**20, seconds=15)
LONGEST_SIDE = 1200
MOST_BYTES = 200_000
_FORMS = ("JPEG", "PNG", "WEBP", "GIF")
_MOST_PIXELS = 50_000_000
"""Of a JPEG, which is unpacked at a fraction of its size."""
_MOST_PIXELS_WHOLE = 12_000_000
"""Of the others, the costliest of which (WebP) takes 16 bytes a pixel while it is opened."""
_QUALITIES = (85, 75, 65, 50, 35)
_SHRINK = 0.75
_ONE_AT_A_TIME = Lock()
"""Fetching waits, opening takes memory."""


class NotAPicture(CannotFetch):
    """The answer is not a picture that can be shown."""

    code = "not_a_picture"


@dataclass(frozen=True)
class Picture:
    """A JPEG of ours; its name is its content's hash."""

    name: str
    body: bytes


def fetch_picture(url: str) -> Picture:
    """Fetch a picture and make it our own; raise CannotFetch."""
    body = fetch(url, LIMITS).body
    with _ONE_AT_A_TIME:
        return made_our_own(body)


def made_our_own(body: bytes) -> Picture:
    """Return a picture of at most 1200 pixels a side and 200 KB, without what it holds of its camera and place.

    The same picture always gets the same name. Raise NotAPicture.
    """
    picture = _opened(body)
    while True:
        for quality in _QUALITIES:
            written = io.BytesIO()
            picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
            if written.tell() <= MOST_BYTES:
                made = written.getvalue()
                return Picture(f"{hashlib.sha256(made).hexdigest()}.jpg", made)
        picture = picture.resize(max(int(side * _SHRINK), 1) for side in picture.size)


def _opened(body: bytes) -> "Opened":
    from PIL import Image, ImageOps, UnidentifiedImageError  # late: most runs of the job find no picture

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(body), formats=_FORMS)
            if found.format == "JPEG":
                found.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
            elif found.width * found.height > _MOST_PIXELS_WHOLE:
                raise NotAPicture("The picture has too many pixels.", limit=_MOST_PIXELS_WHOLE)
            small: Opened = found if found.mode in ("RGB", "RGBA") else found.convert("RGBA")
            ImageOps.exif_transpose(small, in_place=True)
            small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture("The picture has too many pixels.", limit=_MOST_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise NotAPicture("The answer is not a picture that can be read.") from error
    if small.mode == "RGB":
        return small
    ground = Image.new("RGB", small.size, "white")
    ground.paste(small, mask=small.getchannel("A"))
    return ground
