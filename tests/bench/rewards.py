"""Write and read units of a prize and of a claim (docs/performance.md)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lahetti.core.days import day_of, end_of
from lahetti.dynamodb import transactions
from lahetti.people import items as people_items
from lahetti.periods import calendar
from lahetti.points import rules as points_rules
from lahetti.points.items import put_entries
from lahetti.points.rules import with_entries
from lahetti.races.closing import frozen, steps
from lahetti.races.closing import rules as closing_rules
from lahetti.rewards import catalogue, claims, terms, vouchers
from lahetti.rewards.awards import award_race
from lahetti.rewards.model import Offer, Way
from tests.bench.figures import Figure
from tests.bench.metering import metered
from tests.bench.programme import ZONE, Measured
from tests.names import named
from tests.races import freeze_and_reveal

_POINTS = 500
_LONGEST_NAME = named(*["Elokuvalippu kahdelle ".ljust(60, "ä")] * 3)
"""As long as a name may be, and in letters of two bytes: what an award writes grows with it."""


def measure(measured: Measured, now: datetime) -> Iterator[Figure]:
    """Take the figures of one prize of a race, of a person's first claim, and of a later one."""
    yield from _award(measured, now)
    yield from _claim(measured, now)


def _award(measured: Measured, now: datetime) -> Iterator[Figure]:
    """One prize: what giving two of them costs more than giving one, as the walk to the winners is the race's."""
    steps.open_ahead(now, ZONE)
    race = calendar.standing_races(day_of(now, ZONE))[0]
    period = calendar.period_of(race)
    assert period is not None
    assert period.first is not None
    assert period.last is not None
    after = end_of(period.last.isoformat(), ZONE) + closing_rules.AFTER_THE_END
    before = end_of(period.first.isoformat(), ZONE) - timedelta(days=2)
    reward = _offered(measured, Offer(Way.TOP, _LONGEST_NAME, 2500, 1, race=race), before)
    fixed = terms.fixed_terms(frozen.find_head(race), after, ZONE)
    head = freeze_and_reveal(race, after, ZONE, fixed.minimum)
    with metered() as meter:
        given = award_race(head, fixed, after)
    assert given == 1, reward
    with metered() as again:
        award_race(head, fixed, after)
    yield Figure("award.write_units", meter.write_units - again.write_units, "write units", 12)


def _claim(measured: Measured, now: datetime) -> Iterator[Figure]:
    person = measured.people[21]
    _give_points(person.id, measured, now)
    offer = Offer(Way.CLAIM, _LONGEST_NAME, 2500, 10, cost=50, per_person=10)
    reward = _offered(measured, offer, now)
    with metered() as first:
        waiting = claims.claim(reward, person, measured.programme, now)
    claims.approve(reward, person.id, waiting.claim_number or 0, measured.admin, now)
    with metered() as meter:
        claims.claim(reward, person, measured.programme, now)
    yield Figure("claim.write_units", meter.write_units, "write units", 18)
    yield Figure("claim.first.write_units", first.write_units, "write units, two admins told", None)
    yield Figure("claim.read_units", meter.read_units, "read units", None)


def _offered(measured: Measured, offer: Offer, now: datetime) -> str:
    reward = catalogue.create_reward(offer, measured.admin.id, now, ZONE).reward
    codes = "\n".join(f"{reward[-12:]}-{number:06d}" for number in range(10))
    vouchers.upload_vouchers(reward, codes, measured.admin.id, now)
    return reward


def _give_points(person: str, measured: Measured, now: datetime) -> None:
    card = people_items.find_card(person, consistent=True)
    assert card is not None
    day = day_of(now, ZONE)
    entry = points_rules.accept_suggestion("bench", _POINTS, day, calendar.standing_races(day), now, 1)
    after = with_entries(card, [entry], measured.programme.zone, now)
    transactions.transact(*put_entries(person, [entry]), people_items.put_card(after))
