"""Which offers can be made, what a race promises, which lines of a file are codes, and who wins what is there."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from lahetti.core.errors import Invalid
from lahetti.core.names import LocalisedName, require_name
from lahetti.periods.calendar import period_of
from lahetti.periods.model import RaceHead
from lahetti.races.rules import TIE_RULE
from lahetti.rewards.model import LONGEST_CODE, LineProblem, Offer, PromisedOffer, Reward, Terms, Trouble, Way

_LONGEST_TAIL = 3
MOST_LINES = 1000
"""Codes that one upload may have (docs/product.md, Races and rewards)."""
LONGEST_NAME, LONGEST_COLLECT = 60, 200
"""Characters; of a name in each language. With its longest texts a reward is still under a write unit."""
MOST_STOCK = 100_000
MOST_CENTS = 1_000_000
MOST_POINTS = 1_000_000
MOST_EACH = 100
_ROUNDED = re.compile(r"[0-9][.,][0-9]+E[+][0-9]+", re.IGNORECASE)
"""What a spreadsheet makes of a code of more than 15 digits; the rest of them is lost."""


def checked_offer(offer: Offer) -> Offer:
    """Return the offer if it can be made; raise Invalid naming field, value and limit."""
    require_name("name_texts", offer.name, LONGEST_NAME)
    if len(offer.collect) > LONGEST_COLLECT:
        text = f"collect has more than {LONGEST_COLLECT} characters."
        raise Invalid(text, field="collect", limit=LONGEST_COLLECT, reason="length")
    claimed = offer.way is Way.CLAIM
    limits = {
        "value_cents": (0, MOST_CENTS),
        "stock": (1, MOST_STOCK),
        "cost": (1, MOST_POINTS) if claimed else (0, 0),
        "per_person": (1, MOST_EACH) if claimed else (1, 1),
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
            limit=LONGEST_COLLECT,
            reason="needed",
        )
    return offer


def require_room(offer: Offer, able: int) -> None:
    """Raise Invalid for a prize of first places that more than half of those get who could stand in the race."""
    if offer.way is Way.TOP and offer.stock > able // 2:
        raise Invalid(
            f"A prize of first places is for at most half of the {able} people who could stand in the race.",
            field="stock",
            value=offer.stock,
            limit=able // 2,
            reason="half",
        )


def terms_of(
    head: RaceHead, as_of: datetime, minimum: int, rewards: Iterable[Reward], left_out: Iterable[str], now: datetime
) -> Terms:
    """Return what a race pays for: its offers in the order of their ids, which is that of their age."""
    offers = [
        {
            "reward": one.reward,
            "way": one.offer.way.value,
            "name": one.offer.name.as_map(),
            "value_cents": one.offer.value_cents,
            "number": one.offer.stock,
        }
        for one in sorted(rewards, key=lambda reward: reward.reward)
    ]
    promised = {
        "race": head.race,
        "seed_hash": head.seed_hash,
        "as_of": as_of.isoformat(),
        "minimum_points": minimum,
        "tie_rule": TIE_RULE,
        "offers": offers,
        "left_out": sorted(left_out),
    }
    return read_terms(json.dumps(promised, ensure_ascii=False, separators=(",", ":")), now)


def read_terms(text: str, fixed: datetime) -> Terms:
    """Return the terms that a text says."""
    said = json.loads(text)
    return Terms(
        race=said["race"],
        as_of=datetime.fromisoformat(said["as_of"]),
        fixed=fixed,
        minimum=said["minimum_points"],
        offers=tuple(
            PromisedOffer(**{**one, "way": Way(one["way"]), "name": LocalisedName.of(one["name"])})
            for one in said["offers"]
        ),
        left_out=tuple(said["left_out"]),
        text=text,
        hash=hashlib.sha256(text.encode()).hexdigest(),
    )


def code_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines of a text with their numbers, without blank ones at the end."""
    lines = text.removeprefix("\ufeff").splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    return list(enumerate(lines, 1))


def checked_codes(lines: Sequence[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[LineProblem]]:
    """Return (line, code) of the lines that are codes, and the others with what is wrong with them.

    Spaces around a code are no part of it. Raise Invalid for more than 1,000 lines, or none.
    """
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
    for number, line in lines:
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
    if any(character.isspace() for character in code):
        return Trouble.SPACE
    if not code.isprintable():
        return Trouble.UNPRINTABLE
    if _ROUNDED.fullmatch(code):
        return Trouble.ROUNDED
    return Trouble.DOUBLED if code in before else None


def tail_of(code: str) -> str:
    """Return the last characters of a code that may stand in a list: three, and never more than a quarter of it."""
    shown = min(_LONGEST_TAIL, len(code) // 4)
    return code[-shown:] if shown else ""
