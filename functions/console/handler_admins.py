"""The console's pages for admins alone: people, races, rewards, what the programme is set to."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from console.framework.application import Console
from lahetti.core.observability import logger

PAGES = {
    "/console/campaigns/sites": ".campaigns.sites",
    "/console/people": ".people.people",
    "/console/people/invite": ".people.invite",
    "/console/people/queue": ".people.waiting_list",
    "/console/people/teams": ".people.teams",
    "/console/people/directory": ".people.directory",
    "/console/people/ledger": ".people.open_ledger",
    "/console/people/{person}": ".people.person",
    "/console/people/{person}/ledger": ".people.ledger",
    "/console/guidelines": ".guidelines",
    "/console/settings": ".settings.settings",
    "/console/settings/history": ".settings.history",
    "/console/settings/prices": ".settings.prices",
    "/console/audit": ".logs.audit",
    "/console/mails": ".logs.mails",
    "/console/surveys": ".surveys.surveys",
    "/console/surveys/new": ".surveys.new_survey",
    "/console/surveys/{survey}": ".surveys.survey",
    "/console/races": ".races.races",
    "/console/races/new": ".races.new_challenge",
    "/console/races/held": ".races.held_clicks",
    "/console/races/{race}": ".races.race",
    "/console/races/{race}/draw": ".races.draw",
    "/console/rewards": ".rewards.rewards",
    "/console/rewards/new": ".rewards.new_reward",
    "/console/rewards/claims": ".rewards.claims",
    "/console/rewards/awards": ".rewards.awards",
    "/console/rewards/{reward}": ".rewards.reward",
    "/console/rewards/{reward}/codes": ".rewards.codes",
}
"""Paths as `template.yaml` writes them, each with its module in `console.pages`."""

console = Console(PAGES)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an event of the REST API (payload 1.0)."""
    return console.answer(event, context)


cold_start.keep_imports()
