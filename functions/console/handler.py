"""The console: Chalice routes what API Gateway sends; `pages` holds what all pages share."""

from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools.utilities.typing import LambdaContext
from chalice.app import Chalice

from console import (
    pages_awards,
    pages_channels,
    pages_claims,
    pages_content,
    pages_contents,
    pages_guidelines,
    pages_held,
    pages_ledger,
    pages_logs,
    pages_notes,
    pages_people,
    pages_person,
    pages_queue,
    pages_races,
    pages_rewards,
    pages_settings,
    pages_suggestions,
)
from console.pages import finished
from lahetti.core.observability import logger

if TYPE_CHECKING:
    import logging

app = Chalice(app_name="console", configure_logs=False)
app.log = cast("logging.Logger", logger)  # which does all that Chalice asks of one
for subject in (
    pages_contents,
    pages_content,
    pages_suggestions,
    pages_notes,
    pages_channels,
    pages_people,
    pages_person,
    pages_queue,
    pages_guidelines,
    pages_settings,
    pages_logs,
    pages_races,
    pages_held,
    pages_rewards,
    pages_claims,
    pages_awards,
    pages_ledger,
):
    app.register_blueprint(subject.pages)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an event of the REST API (payload 1.0)."""
    return finished(app(event, context), event)
