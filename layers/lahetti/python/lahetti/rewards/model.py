"""Rewards on offer, what there is to give of them, awards, and what can be wrong with them."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from lahetti.core.errors import ChangedMeanwhile, Conflict
from lahetti.core.names import LocalisedName

LONGEST_CODE = 100
"""Characters of a voucher's code."""


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
    name: LocalisedName
    value_cents: int
    stock: int
    race: str | None = None
    cost: int = 0
    per_person: int = 1
    vouchers: bool = True
    collect: str = ""


@dataclass(frozen=True)
class Supply:
    """What there is to give. Numbers run from 1; `free` are those that came back; `uploaded` is None without codes.

    `taken_out` are the numbers of codes that an admin has withdrawn: they are never given.
    """

    stock: int
    uploaded: int | None
    given: int = 0
    free: tuple[int, ...] = ()
    taken_out: tuple[int, ...] = ()

    @property
    def codes(self) -> int | None:
        """How many codes there are, given ones included; None for a reward without codes."""
        return None if self.uploaded is None else self.uploaded - len(self.taken_out)

    @property
    def left(self) -> int:
        """How many can still be given at this moment."""
        return (self.stock if self.codes is None else min(self.stock, self.codes)) - self.out

    @property
    def lacks_codes(self) -> bool:
        """Return whether it is codes, and not stock, that run out."""
        return self.codes is not None and self.codes < self.stock

    @property
    def out(self) -> int:
        """How many are given, or kept for a claim that waits."""
        return self.given - len(self.free) - sum(number <= self.given for number in self.taken_out)

    def is_out(self, number: int) -> bool:
        """Return whether a number is given, or kept for a claim that waits."""
        return number <= self.given and number not in (*self.free, *self.taken_out)

    def take(self, *, without_code: bool = False) -> tuple["Supply", int]:
        """Return the supply with one number less, and the number; raise OutOfStock.

        With `without_code` numbers are given that no code was uploaded for.
        """
        if (self.stock - self.out if without_code else self.left) <= 0:
            raise OutOfStock("There is nothing left of this reward.", field="reward", limit=self.stock)
        if self.free:
            return replace(self, free=self.free[1:]), self.free[0]
        number = self.given + 1
        while number in self.taken_out:
            number += 1
        return replace(self, given=number), number

    def without(self, number: int) -> "Supply":
        """Return the supply without the code of a number that is not given."""
        free = tuple(one for one in self.free if one != number)
        return replace(self, free=free, taken_out=tuple(sorted({*self.taken_out, number})))

    def put_back(self, number: int) -> "Supply":
        """Return the supply with a number that can be given again."""
        return replace(self, free=(*self.free, number))


@dataclass(frozen=True)
class Reward:
    """A reward: `edition` counts the changes of its offer, `upload` names the one upload that may write now.

    `instead_of_codes` says how those collect it for whom there is no code, once an admin has decided so.
    """

    reward: str
    offer: Offer
    supply: Supply
    edition: int = 0
    withdrawn: bool = False
    instead_of_codes: str = ""
    upload: str | None = field(default=None, compare=False)
    version: int = field(default=0, compare=False)


@dataclass(frozen=True)
class PromisedOffer:
    """A reward as a race promises it; `number` are the most that are given."""

    reward: str
    way: Way
    name: LocalisedName
    value_cents: int
    number: int


@dataclass(frozen=True)
class Terms:
    """What a race pays for, as it stood at a moment: the race's first midnight, or its opening where that was later.

    `minimum` points bring a ticket of its draws; `offers` stand in the order in which they are given; `left_out` are
    tickets. `text` says all of it in JSON, `hash` is its SHA-256.
    """

    race: str
    as_of: datetime
    fixed: datetime
    minimum: int
    offers: tuple[PromisedOffer, ...]
    left_out: tuple[str, ...]
    text: str
    hash: str


@dataclass(frozen=True)
class Award:
    """One prize won by one person: of a race, or of a claim. `number` is that of its voucher.

    Of somebody who was erased since, `person` is a random id; the register has the name as `recipient` while it is
    `kept_until` bookkeeping needs it no more.
    """

    reward: str
    award: str
    person: str
    way: Way
    name: LocalisedName
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
    recipient: str = ""
    kept_until: datetime | None = None
    version: int = field(default=0, compare=False)

    @property
    def claim_number(self) -> int | None:
        """Which claim of this reward by this person it is; None for a prize of a race."""
        return int(self.award.rpartition("#")[2]) if self.way is Way.CLAIM else None


@dataclass(frozen=True)
class Voucher:
    """A code, encrypted with reward and number as context; `digest` recognises it, `award` is what it was given for.

    `tail` are its last characters, by which people tell codes apart without anybody reading one.
    """

    number: int
    sealed: bytes
    digest: str
    award: str | None = None
    tail: str = ""


class CodeState(StrEnum):
    """Of a code that was uploaded."""

    FREE = "free"
    OUT = "out"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ShownCode:
    """A code as a list shows it: its number, its last characters, and whether it is given, or kept for a claim."""

    number: int
    tail: str
    state: CodeState


@dataclass(frozen=True)
class Correction:
    """What can be put right of an offer."""

    name: LocalisedName
    value_cents: int
    stock: int
    collect: str


@dataclass(frozen=True)
class Upload:
    """What came of an upload: new vouchers, all vouchers that there are now, and a problem a line that brought none."""

    added: int
    uploaded: int
    problems: tuple["LineProblem", ...]


class Trouble(StrEnum):
    """Why a line of an upload brought no voucher."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SPACE = "space"
    UNPRINTABLE = "unprintable"
    ROUNDED = "rounded"
    DOUBLED = "doubled"
    KNOWN = "known"


_WORDS = {
    Trouble.EMPTY: "empty",
    Trouble.TOO_LONG: "longer than {limit} characters",
    Trouble.SPACE: "a space within the code",
    Trouble.UNPRINTABLE: "a character that cannot be printed",
    Trouble.ROUNDED: "a number that a spreadsheet has rounded",
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


@dataclass(frozen=True)
class CodeColumn:
    """A column of a file that may hold the codes, as a preview shows it; `sample` shows little of one code."""

    place: int
    heading: str
    sample: str
    new: int
    problems: tuple[LineProblem, ...]

    @property
    def known(self) -> int:
        """How many were taken in before."""
        return sum(problem.trouble is Trouble.KNOWN for problem in self.problems)

    @property
    def wrong(self) -> int:
        """How many bring no voucher for another reason."""
        return len(self.problems) - self.known


class TermsFixed(Conflict):
    """The race has begun: what it pays for stands since its first midnight."""

    code = "terms_fixed"


class OutOfStock(Conflict):
    """Everything of a reward is given out."""

    code = "out_of_stock"


class NotEnoughPoints(Conflict):
    """The spendable balance does not cover it."""

    code = "not_enough_points"


class LimitReached(Conflict):
    """A person has had as many as they may."""

    code = "limit_reached"


class OfferChanged(ChangedMeanwhile):
    """Somebody else has changed the offer since it was read."""

    code = "offer_changed"


class VouchersMissing(Conflict):
    """A reward has more winners than codes: the race stays revealed, and closes once codes are uploaded."""

    code = "vouchers_missing"
