"""Every five minutes: let prizes follow challenges that were moved or withdrawn, open the next races, count who could
stand in new ones, fix what those pay for that have begun, close and award those that are over.
"""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from jobs.run import run_of
from lahetti.core.alarms import Ring
from lahetti.core.configuration import configuration
from lahetti.core.errors import LahettiError
from lahetti.core.observability import logger, metrics
from lahetti.people.walks.model import Overtaken, Unfinished
from lahetti.races import rosters
from lahetti.races.closing import steps
from lahetti.records.ringing import ring_hourly
from lahetti.rewards import awards as rewards_awards
from lahetti.rewards import following, terms

_MISSED = timedelta(hours=2)
"""How long after its moment a closing counts as missed."""


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Open and close what is due at the logical time; killed at any step, the next run goes on from there.

    With `race` in the event, which an admin asked for, that one alone is closed. What a programme is too large for in
    one run is gone on with by the next.
    Does all it can, then raises what kept a race from closing (more winners than codes).
    """
    now, zone = logical_time(event), ZoneInfo(configuration().time_zone)
    following.follow_all(now)
    opened = steps.open_ahead(now, zone)
    rosters.count_missing(now, zone)
    fixed = terms.fix_due(now, zone)
    closed, kept_open = [], None
    races = [event["race"]] if "race" in event else steps.due(now, zone)
    for race in steps.due(now - _MISSED, zone):
        ring_hourly(Ring.CLOSING_MISSED, now, race=race)
    try:
        rewards_awards.freeze_races(races, now, zone, run_of(context))
    except (Overtaken, Unfinished) as error:
        logger.info("races frozen in part", why=type(error).__name__, races=races)
        return {"opened": opened, "fixed": fixed, "closed": []}
    for race in races:
        try:
            awards = rewards_awards.close_race(race, now, zone)
        except LahettiError as error:
            logger.error("race kept open", race=race, code=error.code, reward=error.value)
            kept_open = error
            continue
        closed.append(race)
        if awards:
            metrics.add_metric("AwardsGiven", "Count", awards)
    logger.info("races closed", opened=opened, fixed=fixed, closed=closed)
    if kept_open is not None:
        raise kept_open
    return {"opened": opened, "fixed": fixed, "closed": closed}


cold_start.keep_imports()
