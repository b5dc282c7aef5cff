"""A challenge that is to come, moved to other days or withdrawn; once it starts, neither is possible.

A challenge's id carries its days, so one that is moved gets another id, and a new seed with its promise. A mark at the
old id says where it went, and prizes follow it (`rewards.following`). Both are refused from some minutes before the
start on: every process has read the list of challenges anew by then, so nothing is entered into one that is gone.
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lahetti.core.days import midnight_of
from lahetti.core.errors import Conflict, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Check, retry_on_conflict, try_transact
from lahetti.periods import calendar, challenges, items
from lahetti.periods.challenges import AHEAD, challenge_of, checked_plan
from lahetti.periods.heads import new_head
from lahetti.periods.model import Challenge, MovedRace, Plan, RaceHead, RaceState
from lahetti.records import audit
from lahetti.records.audit import AuditAction


def may_be_changed(head: RaceHead, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether a race is a challenge that can still be moved or withdrawn."""
    is_to_come = now < midnight_of(head.first.isoformat(), zone) - AHEAD
    return is_to_come and head.state is RaceState.OPEN and calendar.is_challenge(head.race)


def move(
    race: str, first: date, last: date, admin: str, now: datetime, zone: ZoneInfo, *, not_begun: Check
) -> Challenge:
    """Move a challenge to other days; return it, with another id. Moving it there again gives the one there is.

    `not_begun` refuses the write where the race has begun. Raise NotFound, Invalid, Busy, or Conflict where it has
    begun, too many run on one of its days, or another of this name stands there.
    """

    def attempt(_: bool) -> Challenge | None:
        head = items.find_head(race, consistent=True)
        wanted = calendar.challenge_id(first, last, race[-6:])
        if head is None:
            return _moved_before(race, wanted)
        _require_to_come(head, now, zone)
        plan = challenge_of(head).plan
        if wanted == race:
            return challenge_of(head)
        checked_plan(replace(plan, first=first, last=last), now, zone)
        if items.find_head(wanted, consistent=True) is not None:
            called = plan.name.first
            raise Conflict(
                f"There is a challenge {called} on these days.", field="name_texts", value=called, reason="taken"
            )
        challenges.require_room(wanted, besides=race)
        after = replace(new_head(wanted, first, last, now), name=head.name, ranking=head.ranking, goal=head.goal)
        done = try_transact(
            not_begun,
            items.delete_head(head),
            items.put_head(after),
            items.put_moved(MovedRace(race, wanted, now)),
            items.delete_moved(wanted),
            audit.entry(
                admin,
                AuditAction.CHALLENGE_MOVED,
                keys.race(wanted),
                now,
                before=_logged(plan) | {"seed_hash": head.seed_hash},
                after=_logged(challenge_of(after).plan) | {"seed_hash": after.seed_hash},
            ),
        )
        return challenge_of(after) if done else None

    moved = retry_on_conflict(attempt)
    challenges.forget_lists()
    return moved


def withdraw(race: str, admin: str, now: datetime, zone: ZoneInfo, *, not_begun: Check) -> None:
    """Withdraw a challenge. Withdrawing it again changes nothing. Raise NotFound, Busy, or Conflict as `move`."""

    def attempt(_: bool) -> bool | None:
        head = items.find_head(race, consistent=True)
        if head is None:
            gone = items.find_moved(race)
            if gone is None or gone.to is not None:
                raise _no_challenge(race)
            return True
        _require_to_come(head, now, zone)
        before = _logged(challenge_of(head).plan) | {"name": head.name}
        log = audit.entry(admin, AuditAction.CHALLENGE_WITHDRAWN, keys.race(race), now, before=before)
        marked = items.put_moved(MovedRace(race, None, now))
        return try_transact(not_begun, items.delete_head(head), marked, log) or None

    retry_on_conflict(attempt)
    challenges.forget_lists()


def _require_to_come(head: RaceHead, now: datetime, zone: ZoneInfo) -> None:
    if not calendar.is_challenge(head.race):
        raise _no_challenge(head.race)
    if not may_be_changed(head, now, zone):
        starts = midnight_of(head.first.isoformat(), zone)
        raise Conflict(
            f"The challenge has started, or does within {AHEAD.seconds // 60} minutes.",
            field="race",
            value=starts.isoformat(),
            limit=(starts - AHEAD).isoformat(),
            reason="begun",
        )


def _moved_before(race: str, wanted: str) -> Challenge:
    """Return the challenge that a race was moved to before; raise NotFound where it was not, or elsewhere."""
    moved = items.find_moved(race)
    if moved is None or moved.to != wanted:
        raise _no_challenge(race)
    return challenges.find(wanted)


def _no_challenge(race: str) -> NotFound:
    return NotFound(f"There is no challenge {race[:40]}.", field="race", value=race[:40])


def _logged(plan: Plan) -> dict[str, str]:
    return {"first": plan.first.isoformat(), "last": plan.last.isoformat()}
