"""The console: all its pages behind one handler."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from console.framework.application import Console
from console.framework.page import pages_of
from console.pages import guidelines, notes, suggestions
from console.pages.channels import channel, channels
from console.pages.contents import content, contents, new_content
from console.pages.logs import audit, mails
from console.pages.people import invite, ledger, people, person, waiting_list
from console.pages.races import draw, held_clicks, new_challenge, race, races
from console.pages.rewards import awards, claims, new_reward, reward, rewards
from console.pages.settings import history, settings
from lahetti.core.observability import logger

console = Console(
    pages_of(
        *(contents, new_content, content, suggestions, notes),
        *(channels, channel),
        *(people, invite, person, ledger, waiting_list),
        *(guidelines, settings, history),
        *(audit, mails),
        *(races, new_challenge, race, draw, held_clicks),
        *(rewards, new_reward, reward, claims, awards),
    )
)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an event of the REST API (payload 1.0)."""
    return console.answer(event, context)


cold_start.keep_imports()
