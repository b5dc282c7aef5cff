"""Figures in words: numbers as they are written, what may not be shown, and how much something has changed."""

from console.framework.charts import width
from console.framework.export import Cell
from console.framework.rendering import Values
from lahetti.analytics.figures import Figures, Unavailable
from lahetti.analytics.sums import NO_CAPTION, Dimension
from lahetti.core.small_groups import Hidden
from lahetti.core.texts import Texts

_WAY = ("seen", "opened", "confirmed", "clicks", "conversions")


def in_words(value: object, texts: Texts, *, per_cent: bool = False, of_people: bool = False) -> str:
    """Return a figure as a page shows it; percentages have one decimal where they have one at all.

    Of a figure `of_people` it is said that they are few; any other may be large, and few are those who shared.
    """
    match value:
        case Hidden.FEW if not of_people:
            return texts("contents.few_sharers")
        case Hidden():
            return texts(f"number.{value.value}")
        case Unavailable():
            return texts(f"works.unavailable.{value.value}")
        case int():
            number = texts.number(value)
        case float():
            number = texts.decimal(value, 0 if value == int(value) else 1 if per_cent else 2)
        case _:
            return "–"
    return texts("works.percent", n=number) if per_cent else number


def cell(value: object, texts: Texts, *, of_people: bool = False) -> Cell:
    """Return a figure as a file holds it: a number, or why there is none."""
    if value is None or isinstance(value, int | float):
        return value
    return in_words(value, texts, of_people=of_people)


def way(figures: Figures, texts: Texts) -> list[tuple[str, float | None, str, str | None]]:
    """Return the bars of the way from seeing to a wanted deed; percentages are of those who saw."""
    numbers = {name: getattr(figures, name) for name in _WAY}
    most = max((number for number in numbers.values() if isinstance(number, int)), default=0)
    seen = numbers["seen"]
    return [
        (
            texts(f"works.way.{name}"),
            width(number, most) if isinstance(number, int) else None,
            in_words(number, texts),
            texts("works.percent", n=texts.decimal(100 * number / seen, 0))
            if name in ("opened", "confirmed")
            and isinstance(number, int)
            and isinstance(seen, int)
            and 0 < number <= seen
            else None,
        )
        for name, number in numbers.items()
    ]


def change(now: object, before: object, texts: Texts, key: str) -> str:
    """Return by how many per cent a figure has changed, or nothing where either may not be shown or was nothing."""
    if not isinstance(now, int | float) or not isinstance(before, int | float) or isinstance(now, bool) or not before:
        return ""
    per_cent = round(100 * (now - before) / before)
    sign = "+" if per_cent > 0 else ""
    return texts(key, n=f"{sign}{texts.number(per_cent)}")


def name_of(dimension: Dimension, key: str | None, chosen: Values, texts: Texts) -> str:
    """Return what a row of figures is called; `chosen` knows the names of channels and topics."""
    if key is None:
        return texts("works.others")
    match dimension:
        case Dimension.CHANNEL:
            return str(chosen["channels"].get(key, key)) or texts("works.unnamed")
        case Dimension.TOPIC:
            return str(chosen["topics"].get(key, key))
        case Dimension.NETWORK:
            return texts(f"network.{key}")
        case Dimension.LANGUAGE:
            return texts(f"language.{key}") if f"language.{key}" in texts else key or texts("works.unnamed")
        case Dimension.CAPTION:
            return texts("works.no_caption") if key == NO_CAPTION else key
        case Dimension.WEEK:
            return texts("period.week", number=int(key[6:]), year=key[1:5], word="")
    return key
