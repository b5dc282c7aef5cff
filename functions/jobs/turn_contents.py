"""Every five minutes: publish contents that are due, archive those that are over, let campaigns have theirs."""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.campaigns import membership
from lahetti.content.publishing import publish_and_archive_due
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.settings.versions import current_settings


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Turn the contents that are due at the logical time."""
    now = logical_time(event)
    published, archived = publish_and_archive_due(current_settings(), now)
    joined = membership.settle_due(now, ZoneInfo(configuration().time_zone))
    logger.info("contents turned", published=published, archived=archived, joined=joined)
    return {"published": published, "archived": archived, "joined": joined}


cold_start.keep_imports()
