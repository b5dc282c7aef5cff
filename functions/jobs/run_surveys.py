"""Every night: close surveys whose time is over, remind once, and collect the answers of those that have ended."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from jobs.logical_time import logical_time
from lahetti.core.observability import logger
from lahetti.settings.versions import read_settings
from lahetti.surveys import collecting


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Do what is due at the logical time."""
    teams = [team for team, _ in read_settings().teams]
    done = asdict(collecting.run_surveys(logical_time(event), teams))
    logger.info("surveys run", **done)
    return done


cold_start.keep_imports()
