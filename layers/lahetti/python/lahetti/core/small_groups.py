"""Which counts of people may be shown: the one rule for every page, file and answer.

Nobody can see who does not take part. So nought to four people look alike ("fewer than five"), and a count also stays
away where those it leaves out are one to four: 104 of 107 would tell of three (docs/product.md, People).
"""

from enum import StrEnum

FEWEST = 5
"""The fewest people of a group whose figures are shown."""


def is_shown(people: int, of: int | None = None) -> bool:
    """Return whether a count of people may be shown; `of` are all who could be among them, where they are known."""
    rest = None if of is None else max(0, of - people)
    return people >= FEWEST and (rest is None or rest == 0 or rest >= FEWEST)


class Hidden(StrEnum):
    """What is said of a count that may not be shown."""

    FEW = "few"
    ALL_BUT_FEW = "all_but_few"


def told(people: int, of: int | None = None) -> int | Hidden:
    """Return a count of people, or what is said instead; `of` are all who could be among them."""
    if is_shown(people, of):
        return people
    return Hidden.FEW if people < FEWEST else Hidden.ALL_BUT_FEW


def shown(people: int, of: int | None = None) -> int | None:
    """Return a count of people if it may be shown, else None; `of` are all who could be among them."""
    return people if is_shown(people, of) else None
