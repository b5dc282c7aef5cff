"""Pictures from outside, made our own: checked by what they are, small enough for a mail, under their own hash.

Pillow opens only the four forms that the web uses, and never more pixels than a large photograph has.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from lahetti.networks.safe_fetch import CannotFetch, Limits, fetch

LIMITS = Limits(types=("image/jpeg", "image/png", "image/webp", "image/gif"), most_bytes=10 * 2**20, seconds=15)
LONGEST_SIDE = 1200
MOST_BYTES = 200_000
_FORMS = ("JPEG", "PNG", "WEBP", "GIF")
_MOST_PIXELS = 50_000_000
_QUALITIES = (85, 75, 65, 50, 35)
_SHRINK = 0.75


class NotAPicture(CannotFetch):
    """The answer is no picture that can be shown."""

    code = "not_a_picture"


@dataclass(frozen=True)
class Picture:
    """A JPEG of ours; its name is its content's hash."""

    name: str
    body: bytes


def fetch_picture(address: str) -> Picture:
    """Fetch a picture and make it our own; raise CannotFetch."""
    return made_our_own(fetch(address, LIMITS).body)


def made_our_own(body: bytes) -> Picture:
    """Return a picture of at most 1200 pixels a side and 200 KB, without what it told of its camera and place.

    The same picture always gets the same name. Raise NotAPicture.
    """
    picture = _opened(body)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    while True:
        for quality in _QUALITIES:
            written = io.BytesIO()
            picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
            if written.tell() <= MOST_BYTES:
                made = written.getvalue()
                return Picture(f"{hashlib.sha256(made).hexdigest()}.jpg", made)
        picture = picture.resize(max(int(side * _SHRINK), 1) for side in picture.size)


def _opened(body: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(body), formats=_FORMS)
            found.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a JPEG is not unpacked larger than it is needed
            turned = ImageOps.exif_transpose(found)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture("The picture has too many pixels.", limit=_MOST_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise NotAPicture("The answer is no picture that can be read.") from error
    if turned.mode in ("RGBA", "LA", "P", "PA"):
        seen = turned.convert("RGBA")
        ground = Image.new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    return turned.convert("RGB")
