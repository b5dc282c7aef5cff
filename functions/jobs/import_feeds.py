"""Every five minutes: fetch the feeds that are due, and take in what is new in them."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

from jobs.logical_time import logical_time
from lahetti.configuration import configuration
from lahetti.feeds.importing import Run, import_feeds
from lahetti.observability import logger
from lahetti.settings import current_settings


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Import the feeds that are due at the logical time; the answer and the log name each by its channel."""
    run = Run(current_settings(), ZoneInfo(configuration().time_zone), logical_time(event))
    outcomes = import_feeds(run)
    for outcome in outcomes:
        level = logger.info if outcome.reason is None else logger.warning
        level(
            "feed imported" if outcome.reason is None else "feed broken",
            channel=outcome.channel,
            contents=list(outcome.contents),
            waiting=outcome.waiting,
            reason=outcome.reason,
            skipped=dict(outcome.skipped),
        )
    return {"feeds": [{"channel": o.channel, "contents": len(o.contents), "reason": o.reason} for o in outcomes]}
