"""Every night: prove that ledger, score cards, standings and seats agree; name and repair what does not.

The same walk counts people for the figures of weeks, months and quarters.
"""

import time
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.analytics.facts.people import PeopleCounting
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.people import seats
from lahetti.races.reconciliation import reconcile


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Reconcile everybody; the answer and the log name each difference by id."""
    now, zone = logical_time(event), ZoneInfo(configuration().time_zone)
    counting = PeopleCounting(now, zone)
    differences = reconcile(now, zone, visit=counting.add)
    counting.save()
    for difference in differences:
        logger.warning(
            "difference repaired",
            person=difference.person,
            what=difference.what,
            stored=str(difference.stored),
            right=str(difference.right),
        )
    seats_differ = seats.repair(time.sleep)
    if seats_differ is not None:
        logger.warning("seats repaired", stored=seats_differ[0], right=seats_differ[1])
    logger.info("reconciled", differences=len(differences))
    return {"differences": [{"person": d.person, "what": d.what} for d in differences]}


cold_start.keep_imports()
