"""The JSON API: an adapter that takes a request apart, calls one use case, and puts its answer together."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from api import (
    application,
    routes_contents,
    routes_notes,
    routes_people,
    routes_races,
    routes_reactions,
    routes_rewards,
    routes_shares,
    routes_suggestions,
)
from lahetti.core.observability import logger, metrics

for routes in (
    routes_people,
    routes_contents,
    routes_suggestions,
    routes_notes,
    routes_shares,
    routes_reactions,
    routes_races,
    routes_rewards,
):
    application.app.include_router(routes.router, prefix="/api/v1")


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an event of the REST API (payload 1.0)."""
    return application.resolve(event, context)
