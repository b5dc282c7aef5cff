"""The console: which module is the page at a path, and the handler of all of them."""

from functools import cache
from importlib import import_module
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from console.framework.application import Console
from console.framework.page import Page, page_of
from lahetti.core.observability import logger

PAGES = {
    "/console": ".week",
    "/console/works": ".works.overview",
    "/console/works/contents": ".works.contents",
    "/console/works/contents/{content_id}": ".works.content",
    "/console/contents": ".contents.contents",
    "/console/contents/new": ".contents.new_content",
    "/console/contents/{content_id}": ".contents.content",
    "/console/suggestions": ".suggestions",
    "/console/notes": ".notes",
    "/console/channels": ".channels.channels",
    "/console/channels/{channel_id}": ".channels.channel",
    "/console/campaigns": ".campaigns.campaigns",
    "/console/campaigns/new": ".campaigns.new_campaign",
    "/console/campaigns/sites": ".campaigns.sites",
    "/console/campaigns/{campaign}": ".campaigns.campaign",
    "/console/campaigns/{campaign}/edit": ".campaigns.edit_campaign",
    "/console/campaigns/{campaign}/files": ".campaigns.campaign_files",
    "/console/people": ".people.people",
    "/console/people/invite": ".people.invite",
    "/console/people/queue": ".people.waiting_list",
    "/console/people/teams": ".people.teams",
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
    "/console/works/reports": ".reports.reports",
    "/console/works/reports/{report}": ".reports.report",
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
}
"""Paths as `template.yaml` writes them, each with its module in `console.pages`."""


@cache
def page_at(path: str) -> Page:
    """Return the page at a path; its module is imported when it is first asked for, and no start waits for all."""
    return page_of(import_module(PAGES[path], "console.pages"))


console = Console(PAGES, page_at)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an event of the REST API (payload 1.0)."""
    return console.answer(event, context)


cold_start.keep_imports()
