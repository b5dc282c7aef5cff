"""Challenges: races with a name of their own, whole days, a goal if there is one, and a ranking of people or teams.

A challenge's id carries its days, so its period is known without a read. Which challenges an activity belongs to comes
from a list that each process reads once a minute; hence a challenge is created some minutes before it starts, and
cannot start in the past.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from lahetti.core import clock
from lahetti.core.cache import Cached
from lahetti.core.days import day_of, open_days, require_within_reach
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.core.names import LocalisedName, require_name
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import TransactionConflict
from lahetti.periods import calendar, items
from lahetti.periods.calendar import Period
from lahetti.periods.heads import new_head
from lahetti.periods.model import Challenge, Plan, RaceHead, RaceState, Ranking
from lahetti.records import audit
from lahetti.records.audit import AuditAction

_FRESH_SECONDS = 60
AHEAD = timedelta(minutes=5)
"""How long before its start a challenge is created at the latest: every list is read anew by then."""
LONGEST_NAME = 80
_LONGEST_DAYS = 366
MOST_POINTS = 10_000_000
MOST_AT_ONCE = 5
"""Challenges that may run on one day: each makes every activity cost more by a row of standings."""
_SHOWN_DAYS = 35
"""How long a challenge that is over is among those that everybody sees."""


def checked_plan(plan: Plan, now: datetime, zone: ZoneInfo) -> Plan:
    """Return the plan if it can be opened now; raise Invalid naming field, value and limit."""
    require_name("name_texts", plan.name, LONGEST_NAME)
    soonest = date.fromisoformat(day_of(now + AHEAD, zone)) + timedelta(days=1)
    if plan.first < soonest:
        raise Invalid(
            f"A challenge starts at a midnight to come, on {soonest} at the earliest.",
            field="first",
            value=plan.first.isoformat(),
            limit=soonest.isoformat(),
            reason="too_soon",
        )
    require_within_reach("first", plan.first, now)  # it can hardly be taken back
    if plan.last < plan.first:
        raise Invalid(
            "The last day is before the first.", field="last", value=plan.last.isoformat(), reason="before_first"
        )
    if (plan.last - plan.first).days >= _LONGEST_DAYS:
        raise Invalid(
            f"A challenge has at most {_LONGEST_DAYS} days.", field="last", limit=_LONGEST_DAYS, reason="too_long"
        )
    if plan.goal is not None and not 1 <= plan.goal <= MOST_POINTS:
        raise Invalid(
            f"A goal is 1 to {MOST_POINTS} points.",
            field="goal",
            value=plan.goal,
            limit=[1, MOST_POINTS],
            reason="range",
        )
    return plan


def race_of(plan: Plan) -> str:
    """Return the id that a plan's challenge has: the same name on the same days is the same challenge.

    It is the first name that it has; other languages are added to a challenge, not to its id.
    """
    mark = hashlib.sha256(plan.name.first.casefold().encode()).hexdigest()[:6]
    return calendar.challenge_id(plan.first, plan.last, mark)


def create(plan: Plan, admin: str, now: datetime, zone: ZoneInfo) -> Challenge:
    """Open a challenge, with the promise of its seed. Creating the same again gives the one there is.

    Raise Invalid; Conflict where too many run on one of its days, or another of this name and these days differs.
    """
    checked_plan(plan, now, zone)
    race = race_of(plan)
    known = _known(race, plan)
    if known is not None:
        return known
    require_room(race)
    head = replace(new_head(race, plan.first, plan.last, now), name=plan.name, ranking=plan.ranking, goal=plan.goal)
    logged = {
        "name": head.name,
        "first": head.first.isoformat(),
        "last": head.last.isoformat(),
        "ranking": plan.ranking.value,
        "goal": plan.goal,
        "seed_hash": head.seed_hash,
    }
    log = audit.entry(admin, AuditAction.CHALLENGE_CREATED, keys.race(race), now, after=logged)
    try:
        transactions.transact(items.put_head(head), items.delete_moved(race), log)
    except TransactionConflict:  # another request with the same plan came first
        return _known(race, plan) or find(race)
    forget_lists()
    return challenge_of(head)


def require_room(race: str, *, besides: str | None = None) -> None:
    """Raise Conflict where too many challenges run on one of a race's days, not counting one that makes way for it."""
    wanted = calendar.period_of(race)
    others = [period for period in _OPEN.get() if period.race not in (race, besides)]
    if wanted is not None and _most_at_once([*others, wanted]) > MOST_AT_ONCE:
        raise Conflict(
            f"At most {MOST_AT_ONCE} challenges run on the same day.",
            field="first",
            value=race,
            limit=MOST_AT_ONCE,
            reason="too_many",
        )


def forget_lists() -> None:
    """Read the lists of challenges anew at their next use."""
    _OPEN.clear()
    _shown_in.cache_clear()


def find(race: str) -> Challenge:
    """Return a challenge; raise NotFound."""
    head = items.find_head(race) if calendar.is_challenge(race) else None
    if head is None:
        raise NotFound(f"There is no challenge {race[:40]}.", field="race", value=race[:40])
    return challenge_of(head)


def names(races: Iterable[str]) -> dict[str, LocalisedName]:
    """Return {race: name} of some challenges."""
    return {head.race: challenge_of(head).plan.name for head in items.find_heads(races)}


def shown(zone: ZoneInfo) -> list[Challenge]:
    """Return the challenges that run, come, or ended some weeks ago at most, by their days; at most a minute old."""
    return list(_shown_in(zone).get())


def races_of(day: str) -> tuple[str, ...]:
    """Return the ids of all races that an activity of this day belongs to: the standing ones, and challenges."""
    theirs = [period.race for period in _OPEN.get() if str(period.first) <= day <= str(period.last)]
    return (*calendar.standing_races(day), *theirs)


def open_races(now: datetime, zone: ZoneInfo) -> frozenset[str]:
    """Return the races that may still take an entry at this moment."""
    return frozenset(race for day in open_days(now, zone) for race in races_of(day))


def challenge_of(head: RaceHead) -> Challenge:
    """Return the challenge that a head is of."""
    plan = Plan(head.name or LocalisedName(), head.first, head.last, head.ranking or Ranking.PERSON, head.goal)
    return Challenge(head.race, plan, head.state)


@cache
def _shown_in(zone: ZoneInfo) -> Cached[tuple[Challenge, ...]]:
    def read() -> tuple[Challenge, ...]:
        today = date.fromisoformat(day_of(clock.now(), zone))
        since = (today - timedelta(days=_SHOWN_DAYS)).isoformat()
        named = {race for state in RaceState for race in items.ids_in(state, since) if calendar.is_challenge(race)}
        # One that is over and in which nobody has points has nothing to show.
        heads = [head for head in items.find_heads(sorted(named)) if head.fingerprint is None or head.people]
        found = [challenge_of(head) for head in heads]
        return tuple(sorted(found, key=lambda one: (one.plan.first, one.plan.last, one.plan.name.first)))

    return Cached(read, _FRESH_SECONDS)


def _read_open() -> tuple[Period, ...]:
    named = [calendar.period_of(race) for race in items.ids_in(RaceState.OPEN) if calendar.is_challenge(race)]
    return tuple(sorted(filter(None, named), key=lambda period: period.race))


_OPEN = Cached(_read_open, _FRESH_SECONDS)
"""The periods of the challenges that are not closing yet."""


def _known(race: str, plan: Plan) -> Challenge | None:
    """Return the challenge of this id if there is one; raise Conflict where it is not as planned."""
    head = items.find_head(race, consistent=True)
    if head is None:
        return None
    known = challenge_of(head)
    if replace(known.plan, first=plan.first, last=plan.last) != plan:
        called = known.plan.name.first
        raise Conflict(
            f"There is a challenge {called} on these days.", field="name_texts", value=called, reason="taken"
        )
    return known


def _most_at_once(found: list[Period]) -> int:
    """Return how many of some challenges run together at most; a day on which that is so is some challenge's first."""
    spans = [(str(period.first), str(period.last)) for period in found]
    return max(sum(first <= day <= last for first, last in spans) for day, _ in spans)
