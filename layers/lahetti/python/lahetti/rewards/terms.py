"""What a race pays for, fixed as it stands at the race's first midnight, and published with the hash of its seed.

Threshold, offers, tie rule and who is left out are copied once. The copy may be taken late and is the same: settings
carry the moment of each version, offers of a race that has begun are not changed any more, and score cards keep from
which midnight on somebody is left out. Nothing that happens later alters it: a change holds for the next race.
"""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.core.days import end_of, midnight_of
from lahetti.core.observability import logger
from lahetti.people import items as people_items
from lahetti.periods import calendar
from lahetti.periods import items as periods_items
from lahetti.periods.model import RaceHead, RaceState
from lahetti.races import draws
from lahetti.races.model import Exclusion
from lahetti.races.rules import exclusion
from lahetti.records import items as records_items
from lahetti.records.model import InterventionKind
from lahetti.rewards import items
from lahetti.rewards.model import Terms, TermsFixed
from lahetti.rewards.rules import terms_of
from lahetti.settings.versions import settings_at

_SETTLED = timedelta(minutes=1)
"""How long after midnight the copy is taken at the earliest: a request of before is done by then."""


def has_begun(race: str, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether a race's first midnight is past, so that nothing of what it pays for can be changed."""
    period = calendar.period_of(race)
    return period is not None and period.first is not None and now >= midnight_of(period.first.isoformat(), zone)


def require_not_begun(race: str | None, now: datetime, zone: ZoneInfo) -> None:
    """Raise TermsFixed where a race has begun."""
    if race is not None and has_begun(race, now, zone):
        raise TermsFixed(
            f"The race {race} has begun; what it pays for is fixed since its first midnight.", field="race", value=race
        )


def interventions_in(head: RaceHead, zone: ZoneInfo) -> dict[InterventionKind, int]:
    """Return how often admins have intervened in a race from its first midnight to its end, by kind."""
    first, end = midnight_of(head.first.isoformat(), zone), end_of(head.last.isoformat(), zone)
    found = records_items.interventions_between(first, end)
    return dict(sorted(Counter(one.kind for one in found if one.races is None or head.race in one.races).items()))


def find_terms(race: str) -> Terms | None:
    """Return the terms of a race as they were fixed, or None before that."""
    return items.find_terms(race)


def fix_due(now: datetime, zone: ZoneInfo) -> list[str]:
    """Fix the terms of all races that have begun and have none yet; return which."""
    begun = [
        head for head in periods_items.find_heads(periods_items.ids_in(RaceState.OPEN)) if _is_due(head, now, zone)
    ]
    fixed = items.races_with_terms(head.race for head in begun)
    waiting = [head for head in begun if head.race not in fixed]
    for head in waiting:
        fixed_terms(head, now, zone)
    return sorted(head.race for head in waiting)


def fixed_terms(head: RaceHead, now: datetime, zone: ZoneInfo) -> Terms:
    """Return the terms of a race that has begun; the first time they are fixed by it. Repeating changes nothing."""
    known = items.find_terms(head.race)
    if known is not None:
        return known
    as_of = max(midnight_of(head.first.isoformat(), zone), head.opened)
    # Twice: whoever changes their state during the first walk is met in the second.
    people = {*people_items.ids_joined_before(as_of), *people_items.ids_joined_before(as_of)}
    left_out = [
        draws.ticket_of(head.salt, card.person)
        for card in people_items.find_cards(sorted(people))
        if exclusion(card.absences, head.race) is Exclusion.LEFT_OUT
    ]
    minimum = settings_at(as_of).draw_points
    terms = terms_of(head, as_of, minimum, items.rewards_of(head.race), left_out, now)
    items.put_terms(terms)
    logger.info("race terms fixed", race=head.race, terms_hash=terms.hash, offers=len(terms.offers))
    return items.find_terms(head.race) or terms  # another's, where that came first


def _is_due(head: RaceHead, now: datetime, zone: ZoneInfo) -> bool:
    return now >= midnight_of(head.first.isoformat(), zone) + _SETTLED
