"""Every five minutes: publish contents whose time has come, archive those whose time is over."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.content.publishing import publish_and_archive_due
from lahetti.core.observability import logger
from lahetti.settings.versions import current_settings


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Turn the contents that are due at the logical time."""
    published, archived = publish_and_archive_due(current_settings(), logical_time(event))
    logger.info("contents turned", published=published, archived=archived)
    return {"published": published, "archived": archived}


cold_start.keep_imports()
