"""Small illustrations for the demo programme's contents, drawn here: a figure of the topic on a ground of its colour.

The same content always gets the same picture. All measures are in units, 16 across and 9 down.
"""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from lahetti.networks.pictures import Picture, made_our_own
from tools.programme.cast import Cast

_ADDRESS = "https://verona.virasto.example/kuvat/{content}.png"
_UNIT, _SHRINK = 100, 2
_PAPER, _SUN, _INK = "#f3f6f4", "#f4a63c", "#12211c"


class Sheet:
    """A sheet to draw on in units."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (16 * _UNIT, 9 * _UNIT), ground)
        self._draw = ImageDraw.Draw(self.image)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a disc."""
        box = [_UNIT * at for at in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(box, fill=colour)

    def bow(self, x: float, y: float, radii: tuple[float, float], angles: tuple[int, int], colour: str) -> None:
        """Draw a part of an ellipse's line, from the first to the second angle."""
        box = [_UNIT * at for at in (x - radii[0], y - radii[1], x + radii[0], y + radii[1])]
        self._draw.arc(box, *angles, fill=colour, width=_UNIT // 3)

    def box(self, x: float, y: float, wide: float, high: float, colour: str, round_by: float = 0.2) -> None:
        """Draw a box with round corners, whose upper left corner is given."""
        box = [_UNIT * at for at in (x, y, x + wide, y + high)]
        self._draw.rounded_rectangle(box, _UNIT * round_by, fill=colour)

    def shape(self, colour: str, *points: tuple[float, float]) -> None:
        """Draw a filled polygon."""
        self._draw.polygon([(_UNIT * x, _UNIT * y) for x, y in points], fill=colour)

    def line(self, colour: str, *points: tuple[float, float]) -> None:
        """Draw a thick line."""
        self._draw.line([(_UNIT * x, _UNIT * y) for x, y in points], fill=colour, width=_UNIT // 3, joint="curve")


def address_of(content: str) -> str:
    """Return where a content's illustration is said to lie, as a blog's picture would, until it is copied."""
    return _ADDRESS.format(content=content)


def illustrator(cast: Cast) -> Callable[[str], Picture]:
    """Return what draws the picture of an address, in place of fetching it."""
    topics = {address_of(content.id): (content.id, content.topics[0]) for content in (*cast.contents, *cast.coming)}
    return lambda address: illustration(*topics[address])


def illustration(content: str, topic: str) -> Picture:
    """Return the picture of a content."""
    ground, shade, figure = _TOPICS[topic]
    chance = random.Random(content)  # noqa: S311 (a picture, not a secret)
    sheet = Sheet(ground)
    for _ in range(3):
        sheet.disc(chance.uniform(0, 16), chance.uniform(0, 9), chance.uniform(1.2, 3), shade)
    figure(sheet)
    wide, high = sheet.image.size
    written = io.BytesIO()
    sheet.image.resize((wide // _SHRINK, high // _SHRINK)).save(written, "PNG")
    return made_our_own(written.getvalue())


def _coins(sheet: Sheet) -> None:
    for number in range(4):
        sheet.box(4.6, 6.2 - number, 3.6, 0.8, _SUN, 0.4)
    sheet.disc(10.4, 5.2, 1.8, _SUN)
    sheet.disc(10.4, 5.2, 1.3, _PAPER)


def _house(sheet: Sheet) -> None:
    sheet.box(5.6, 4.2, 4.8, 3.2, _PAPER)
    sheet.shape(_SUN, (4.9, 4.4), (8, 1.8), (11.1, 4.4))
    sheet.box(7.4, 5.4, 1.2, 2, _INK, 0.1)


def _street(sheet: Sheet) -> None:
    for x, y in ((3.4, 4.0), (6.6, 2.6), (9.8, 3.4)):
        sheet.box(x, y, 2.8, 7.4 - y, _PAPER)
        for floor in range(int(7.4 - y) - 1):
            sheet.box(x + 0.5, y + 0.5 + floor, 0.6, 0.5, _SUN, 0.1)
            sheet.box(x + 1.7, y + 0.5 + floor, 0.6, 0.5, _SUN, 0.1)


def _briefcase(sheet: Sheet) -> None:
    sheet.bow(8, 3.2, (1.2, 1.0), (180, 360), _PAPER)
    sheet.box(4.8, 3.1, 6.4, 4.2, _PAPER, 0.5)
    sheet.box(7.5, 4.6, 1, 0.9, _SUN)


def _bars(sheet: Sheet) -> None:
    for number, high in enumerate((1.6, 2.6, 3.6, 5.0)):
        sheet.box(4.2 + 2 * number, 7.4 - high, 1.5, high, _SUN if number == 3 else _PAPER)


def _globe(sheet: Sheet) -> None:
    sheet.disc(8, 4.5, 2.9, _PAPER)
    for wide in (0.9, 2.0):
        sheet.bow(8, 4.5, (wide, 2.9), (0, 360), _SUN)
    sheet.line(_SUN, (5.2, 4.5), (10.8, 4.5))


def _talk(sheet: Sheet) -> None:
    sheet.box(3.6, 2, 5.4, 3.2, _PAPER, 0.7)
    sheet.shape(_PAPER, (4.6, 5), (6, 5), (4.6, 6.2))
    sheet.box(7.4, 3.9, 5, 3, _SUN, 0.7)
    sheet.shape(_SUN, (10.2, 6.7), (11.6, 6.7), (11.6, 7.9))


def _curve(sheet: Sheet) -> None:
    points = ((3.6, 6.8), (6.2, 5.2), (8.6, 5.8), (12.2, 2.2))
    sheet.line(_PAPER, *points)
    for x, y in points:
        sheet.disc(x, y, 0.5, _SUN)


def _family(sheet: Sheet) -> None:
    for x, size, colour in ((5.6, 1.0, _PAPER), (10.2, 1.0, _PAPER), (8, 0.7, _SUN)):
        sheet.disc(x, 7.4 - 3.6 * size, 0.9 * size, colour)
        sheet.box(x - 1.1 * size, 7.4 - 2.5 * size, 2.2 * size, 2.5 * size, colour, 0.8 * size)


def _ring(sheet: Sheet) -> None:
    sheet.bow(8, 4.5, (2.6, 2.6), (0, 360), _PAPER)
    for x, y in ((8, 1.9), (10.6, 4.5), (8, 7.1), (5.4, 4.5)):
        sheet.disc(x, y, 0.9, _SUN)


def _lock(sheet: Sheet) -> None:
    sheet.bow(8, 3.6, (1.5, 1.9), (180, 360), _SUN)
    sheet.box(5.8, 3.6, 4.4, 3.8, _PAPER, 0.5)
    sheet.disc(8, 5.2, 0.5, _INK)


_TOPICS: dict[str, tuple[str, str, Callable[[Sheet], None]]] = {
    "veronpalautus": ("#0b5b49", "#0f6b56", _coins),
    "kotitalous": ("#1c4f8c", "#245b9c", _house),
    "työelämä": ("#7a3b2e", "#8a4838", _briefcase),
    "yritykset": ("#0c2f28", "#143f36", _bars),
    "kansainvälinen": ("#28527a", "#316090", _globe),
    "tyo-verolla": ("#4a3a6b", "#56457a", _talk),
    "asuminen": ("#2f5d50", "#396c5e", _street),
    "sijoittaminen": ("#1f3b57", "#294966", _curve),
    "perhe": ("#8c5a1c", "#9b6828", _family),
    "yhteiskunta": ("#34495e", "#3f566d", _ring),
    "turvallisuus": ("#5b2333", "#6a2d3e", _lock),
}
TOPICS = frozenset(_TOPICS)
