"""The console's pages for editors and admins: contents and what they bring."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import cold_start
from console.framework.application import Console
from lahetti.core.observability import logger

PAGES = {
    "/console": ".week",
    "/console/works": ".works.overview",
    "/console/works/contents": ".works.contents",
    "/console/works/contents/{content_id}": ".works.content",
    "/console/contents": ".contents.contents",
    "/console/contents/new": ".contents.new_content",
    "/console/contents/{content_id}": ".contents.content",
    "/console/calendar": ".calendar",
    "/console/topics": ".topics",
    "/console/suggestions": ".suggestions",
    "/console/notes": ".notes",
    "/console/channels": ".channels.channels",
    "/console/channels/{channel_id}": ".channels.channel",
    "/console/campaigns": ".campaigns.campaigns",
    "/console/campaigns/new": ".campaigns.new_campaign",
    "/console/campaigns/{campaign}": ".campaigns.campaign",
    "/console/campaigns/{campaign}/edit": ".campaigns.edit_campaign",
    "/console/campaigns/{campaign}/files": ".campaigns.campaign_files",
    "/console/works/reports": ".reports.reports",
    "/console/works/reports/{report}": ".reports.report",
}
"""Paths as `template.yaml` writes them, each with its module in `console.pages`."""

NOWHERE = ("/console/{nowhere}", "/console/{nowhere}/{below}")
"""Paths without a page: whoever mistypes one is told so in their language; what lies deeper, API Gateway answers."""

console = Console(PAGES)


@logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer an event of the REST API (payload 1.0)."""
    return console.answer(event, context)


cold_start.keep_imports()
