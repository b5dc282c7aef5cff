"""What a reward is, how its supply is used up, and which lines of a file are codes of vouchers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lahetti.core.errors import Conflict, Invalid
from lahetti.periods.calendar import period_of

MOST_LINES = 1000
"""Codes that one upload may have (docs/product.md, Races and rewards)."""
LONGEST_CODE = 100
_LONGEST = {"name": 80, "collect": 200}
_MOST_STOCK = 100_000
_MOST_CENTS = 1_000_000
_MOST_POINTS = 1_000_000
_MOST_EACH = 100


class Way(StrEnum):
    """How a reward is won: by one of the first places, in a draw, or for points."""

    TOP = "top"
    DRAW = "draw"
    CLAIM = "claim"


class AwardState(StrEnum):
    """Of an award; only the first claim of a person waits."""

    GIVEN = "given"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True)
class Offer:
    """A reward as an admin writes it. `value_cents` is in euro cents; `stock` is the most that are given.

    With `vouchers` each award gets a code of an upload; without, `collect` says how the prize is come by.
    """

    way: Way
    name: str
    value_cents: int
    stock: int
    race: str | None = None
    cost: int = 0
    per_person: int = 1
    vouchers: bool = True
    collect: str = ""


@dataclass(frozen=True)
class Supply:
    """What there is to give. Numbers run from 1; `free` are those that came back; `uploaded` is None without codes."""

    stock: int
    uploaded: int | None
    given: int = 0
    free: tuple[int, ...] = ()

    @property
    def left(self) -> int:
        """How many can still be given at this moment."""
        there = self.stock if self.uploaded is None else min(self.stock, self.uploaded)
        return there - (self.given - len(self.free))

    @property
    def lacks_codes(self) -> bool:
        """Tell whether it is codes, and not stock, that run out."""
        return self.uploaded is not None and self.uploaded < self.stock

    @property
    def out(self) -> int:
        """How many are given, or kept for a claim that waits."""
        return self.given - len(self.free)

    def take(self) -> tuple["Supply", int]:
        """Return the supply with one number less, and the number. Raise OutOfStock."""
        if self.left <= 0:
            raise OutOfStock("There is nothing left of this reward.", field="reward", limit=self.stock)
        if self.free:
            return replace(self, free=self.free[1:]), self.free[0]
        return replace(self, given=self.given + 1), self.given + 1

    def put_back(self, number: int) -> "Supply":
        """Return the supply with a number that can be given again."""
        return replace(self, free=(*self.free, number))


@dataclass(frozen=True)
class Reward:
    """A reward as everybody sees it; `edition` counts the changes of its offer."""

    reward: str
    offer: Offer
    supply: Supply
    edition: int = 0
    withdrawn: bool = False


@dataclass(frozen=True)
class Award:
    """One prize won by one person: of a race, or of a claim. `number` is that of its voucher."""

    reward: str
    award: str
    person: str
    way: Way
    name: str
    value_cents: int
    state: AwardState
    at: datetime
    number: int
    voucher: bool
    collect: str = ""
    race: str | None = None
    place: int | None = None
    cost: int = 0
    reason: str = ""

    @property
    def claim_number(self) -> int | None:
        """Which claim of this reward by this person it is; None for a prize of a race."""
        return int(self.award.rpartition("#")[2]) if self.way is Way.CLAIM else None


class Trouble(StrEnum):
    """Why a line of an upload brought no voucher."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SPACE = "space"
    UNPRINTABLE = "unprintable"
    DOUBLED = "doubled"
    KNOWN = "known"


_WORDS = {
    Trouble.EMPTY: "empty",
    Trouble.TOO_LONG: "longer than {limit} characters",
    Trouble.SPACE: "a space within the code",
    Trouble.UNPRINTABLE: "a sign that cannot be printed",
    Trouble.DOUBLED: "the same as line {line}",
    Trouble.KNOWN: "known already",
}


@dataclass(frozen=True)
class LineProblem:
    """A line of an upload that brought no voucher, and why; lines are counted from 1. `as_line` has the same code."""

    line: int
    trouble: Trouble
    as_line: int = 0

    @property
    def problem(self) -> str:
        """The trouble in words."""
        return _WORDS[self.trouble].format(line=self.as_line, limit=LONGEST_CODE)


class OutOfStock(Conflict):
    """Everything of a reward is given out."""

    code = "out_of_stock"


class NotEnoughPoints(Conflict):
    """The spendable balance does not cover it."""

    code = "not_enough_points"


class LimitReached(Conflict):
    """A person has had as many as they may."""

    code = "limit_reached"


def checked_offer(offer: Offer) -> Offer:
    """Return the offer if it can be made; raise Invalid naming field, value and limit."""
    for name, longest in _LONGEST.items():
        if len(getattr(offer, name)) > longest:
            raise Invalid(f"{name} has more than {longest} characters.", field=name, limit=longest, reason="length")
    if not offer.name.strip():
        raise Invalid("name is empty.", field="name", limit=_LONGEST["name"], reason="length")
    claimed = offer.way is Way.CLAIM
    limits = {
        "value_cents": (0, _MOST_CENTS),
        "stock": (1, _MOST_STOCK),
        "cost": (1, _MOST_POINTS) if claimed else (0, 0),
        "per_person": (1, _MOST_EACH) if claimed else (1, 1),
    }
    for name, (least, most) in limits.items():
        value = getattr(offer, name)
        if not least <= value <= most:
            raise Invalid(
                f"{name} is {value}; {least} to {most} is allowed.",
                field=name,
                value=value,
                limit=[least, most],
                reason="range",
            )
    if claimed and offer.race is not None:
        raise Invalid("A reward that costs points has no race.", field="race", value=offer.race, reason="no_race")
    period = period_of(offer.race or "")
    if not claimed and (period is None or period.last is None):
        raise Invalid(
            "A race that ends is needed, such as Q2026-4.", field="race", value=offer.race, reason="race_needed"
        )
    if not offer.vouchers and not offer.collect.strip():
        raise Invalid(
            "Say how a prize without a voucher is collected.",
            field="collect",
            limit=_LONGEST["collect"],
            reason="needed",
        )
    return offer


def checked_codes(text: str) -> tuple[list[tuple[int, str]], list[LineProblem]]:
    """Return (line, code) of the lines of a file that are codes, and the others with what is wrong with them.

    Spaces around a code are no part of it. Raise Invalid for a file of more than 1,000 lines, or without any.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) > MOST_LINES:
        raise Invalid(
            f"The file has {len(lines)} lines; at most {MOST_LINES} are taken at once.",
            field="codes",
            value=len(lines),
            limit=MOST_LINES,
            reason="too_many",
        )
    codes: dict[str, int] = {}
    problems = []
    for number, line in enumerate(lines, 1):
        code = line.strip()
        trouble = _trouble(code, codes)
        if trouble:
            problems.append(LineProblem(number, trouble, codes.get(code, 0)))
        else:
            codes[code] = number
    if not lines:
        raise Invalid("The file has no line.", field="codes", value=0, limit=MOST_LINES, reason="none")
    return [(number, code) for code, number in codes.items()], problems


def without_people_missing(order: Iterable[str], holders: dict[str, str], most: int) -> list[tuple[int, str, str]]:
    """Return (number in the order, ticket, person) of the first `most` tickets whose person is still there."""
    there = ((number, ticket, holders[ticket]) for number, ticket in enumerate(order, 1) if ticket in holders)
    return [winner for winner, _ in zip(there, range(most), strict=False)]


def _trouble(code: str, before: dict[str, int]) -> Trouble | None:
    if not code:
        return Trouble.EMPTY
    if len(code) > LONGEST_CODE:
        return Trouble.TOO_LONG
    if any(sign.isspace() for sign in code):
        return Trouble.SPACE
    if not code.isprintable():
        return Trouble.UNPRINTABLE
    return Trouble.DOUBLED if code in before else None
