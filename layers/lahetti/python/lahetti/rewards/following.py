"""Prizes of a challenge that was moved or withdrawn: they follow it to its new days, or are withdrawn with it.

The challenge's own change decides; from then on no prize can be offered at its old id. Those that there are follow one
by one: at once, and by the job, until none has been found for a minute.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.periods import items as periods_items
from lahetti.periods import rescheduling
from lahetti.periods.model import Challenge, MovedRace
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.rewards import items

_SETTLED = timedelta(minutes=1)
"""How long after the challenge's change prizes are looked for: longer than an index is behind."""
_BY = "race"
"""Who changes prizes that follow their challenge; whoever moved that stands in its own line of the log."""


def move_challenge(race: str, first: date, last: date, admin: str, now: datetime, zone: ZoneInfo) -> Challenge:
    """Move a challenge with its prizes to other days. Raise as `rescheduling.move`."""
    moved = rescheduling.move(race, first, last, admin, now, zone, not_begun=items.check_no_terms(race))
    _follow(race, moved.race if moved.race != race else race, now)
    return moved


def withdraw_challenge(race: str, admin: str, now: datetime, zone: ZoneInfo) -> None:
    """Withdraw a challenge with its prizes. Raise as `rescheduling.withdraw`."""
    rescheduling.withdraw(race, admin, now, zone, not_begun=items.check_no_terms(race))
    _follow(race, None, now)


def follow_all(now: datetime) -> int:
    """Let prizes follow all challenges that were moved or withdrawn; return how many did."""
    followed = 0
    for moved in periods_items.moved_lately():
        found = _follow(moved.race, moved.to, now)
        followed += found
        if not found and now - moved.at >= _SETTLED:
            periods_items.settle_moved(moved)
    return followed


def _follow(race: str, to: str | None, now: datetime) -> int:
    found = [] if to == race else items.rewards_of(race)
    for reward in found:
        _take_along(reward.reward, MovedRace(race, to, now), now)
    return len(found)


def _take_along(reward: str, moved: MovedRace, now: datetime) -> None:
    def attempt(_: bool) -> bool | None:
        known = items.find_reward(reward, consistent=True)
        if known is None or known.withdrawn or known.offer.race != moved.race:
            return True
        key = keys.reward(reward)
        if moved.to is None:
            after = replace(known, withdrawn=True)
            log = audit.entry(_BY, AuditAction.REWARD_WITHDRAWN, key, now, before={"name": known.offer.name})
        else:
            after = replace(known, offer=replace(known.offer, race=moved.to), edition=known.edition + 1)
            was, becomes = {"race": moved.race}, {"race": moved.to}
            log = audit.entry(_BY, AuditAction.REWARD_CHANGED, key, now, before=was, after=becomes)
        return try_transact(items.put_reward(after), log) or None

    retry_on_conflict(attempt)
