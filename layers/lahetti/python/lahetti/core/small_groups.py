"""Which counts of people may be shown: the one rule for every page, file and answer.

Nobody can see who does not take part. So nought to four people look alike ("fewer than five"), and a count also stays
away where those it leaves out are one to four: 104 of 107 would tell of three (docs/product.md, People).
"""

FEWEST = 5
"""The fewest people of a group whose figures are shown."""


def is_shown(people: int, of: int | None = None) -> bool:
    """Return whether a count of people may be shown; `of` are all who could be among them, where they are known."""
    rest = None if of is None else max(0, of - people)
    return people >= FEWEST and (rest is None or rest == 0 or rest >= FEWEST)


def shown(people: int, of: int | None = None) -> int | None:
    """Return a count of people if it may be shown, else None; `of` are all who could be among them."""
    return people if is_shown(people, of) else None
