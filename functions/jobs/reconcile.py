"""Every night: prove that ledger, score cards, standings and seats agree; name and repair what does not.

The same walk counts people for the figures of weeks, months and quarters. A night whose walk takes longer than a run
may last is gone on with by later ones.
"""

import time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from jobs.run import run_of
from lahetti.analytics.facts.people import PeopleCounting
from lahetti.core.alarms import Ring, ring
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.people import seats
from lahetti.people.walks.model import Overtaken, Unfinished
from lahetti.races.reconciliation import is_under_way, reconcile


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Reconcile everybody; the answer and the log name each difference by id.

    With `unfinished` in the event, only what an earlier run has begun is gone on with.
    """
    now, zone = logical_time(event), ZoneInfo(configuration().time_zone)
    if event.get("unfinished") and not is_under_way(now):
        return {"differences": []}
    try:
        differences = reconcile(now, zone, counts=partial(PeopleCounting, zone=zone), run=run_of(context))
    except (Overtaken, Unfinished) as error:
        logger.info("reconciled in part", why=type(error).__name__)
        return {"unfinished": True}
    seats_differ = seats.repair(time.sleep)
    if seats_differ is not None:
        logger.warning("seats repaired", stored=seats_differ[0], right=seats_differ[1])
    if differences:
        ring(Ring.DIFFERENCES_FOUND, differences=len(differences))
    logger.info("reconciled", differences=len(differences))
    return {"differences": [{"person": d.person, "what": d.what} for d in differences]}


cold_start.keep_imports()
