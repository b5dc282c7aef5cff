"""Every five minutes: fetch the feeds that are due, take in what is new, and copy pictures that lie elsewhere."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.content.feeds.importing import ImportRun, import_feeds
from lahetti.content.pictures import copy_pictures
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.networks.pictures import fetch_picture
from lahetti.settings.versions import current_settings


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Import the feeds that are due at the logical time; the answer and the log name each by its channel."""
    run = ImportRun(current_settings(), ZoneInfo(configuration().time_zone), logical_time(event))
    try:
        outcomes = import_feeds(run)
    finally:  # a feed that fails by a bug of ours holds up no picture
        copies = copy_pictures(fetch_picture, run.now)
        logger.info("pictures copied", copied=copies.copied, given_up=copies.given_up, later=copies.later)
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


cold_start.keep_imports()
