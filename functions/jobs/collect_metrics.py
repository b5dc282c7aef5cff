"""Every quarter of an hour: ask networks for the reactions to posts that are due."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.sharing.reactions.collecting import CollectorRun, collect_reactions

_LEFT_MILLISECONDS = 60_000
"""More than one request of any network takes; what is not asked then comes with the next run."""


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Collect what is due at the logical time; the log names networks, no server: some people run one of their own."""
    zone = ZoneInfo(configuration().time_zone)
    run = CollectorRun(
        logical_time(event), zone, is_over=lambda: context.get_remaining_time_in_millis() < _LEFT_MILLISECONDS
    )
    outcomes = collect_reactions(run)
    for outcome in outcomes:
        level = logger.info if outcome.reason is None else logger.warning
        level(
            "reactions collected" if outcome.reason is None else "network failing",
            network=outcome.network,
            asked=outcome.asked,
            gone=outcome.gone,
            later=outcome.later,
            reason=outcome.reason,
        )
    return {"servers": [{"network": o.network, "asked": o.asked, "reason": o.reason} for o in outcomes]}


cold_start.keep_imports()
