"""Score cards from the Programme table's stream become rows of the standings; with a card that is gone its rows go.

It does all it can, then raises if anything failed: the stream delivers the batch again (at least once delivery), and
rows that stand already are newer or equal, so nothing is written twice.
"""

from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.observability import logger
from lahetti.people import items as people_items
from lahetti.races import standings
from lahetti.races.closing import steps


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Take the new images of a batch of score cards."""
    cards = [
        people_items.card_of_image(record["dynamodb"]["NewImage"])
        for record in event["Records"]
        if "NewImage" in record["dynamodb"]
    ]
    gone = {
        record["dynamodb"]["Keys"]["pk"]["S"].removeprefix("PERSON#")
        for record in event["Records"]
        if record["eventName"] == "REMOVE"
    }
    now, zone = clock.now(), ZoneInfo(configuration().time_zone)
    rows = standings.take_cards(cards, lambda race: steps.takes_rows(race, now, zone))
    # An image of the card that came late may have written rows behind the erasure; the stream keeps a card's order.
    standings.forget(gone, now, zone)
    logger.info("standings written", cards=len(cards), rows=rows, gone=len(gone))
    return {"batchItemFailures": []}


cold_start.keep_imports()
