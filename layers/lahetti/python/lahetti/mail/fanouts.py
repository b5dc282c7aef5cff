"""Tells many of one deed: expands a fan-out into mails by natural keys, and rewrites the links of what was recalled
or moved.

It can be repeated at every step. A fan-out is looked at twice: at once, and a minute later for what was under way
meanwhile (a share that was just being opened).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Put, retry_on_conflict
from lahetti.people import items as people_items
from lahetti.people import model as people_model
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.outbox import FanOutKind, MailKind
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links
from lahetti.sharing.model import SharerRow

SECOND_LOOK = timedelta(seconds=60)
_HANDS = 16
"""Shares that are rewritten at a time."""


def expand(key: str, settings: Settings, now: datetime) -> int:
    """Do what a fan-out asks for; return how many mails it wrote."""
    item = records_items.find_fan_out(key)
    if item is None or item.gsi1pk is None:
        return 0
    fields = item.fields.as_dict()
    match FanOutKind(item.what):
        case FanOutKind.CONTENT_RECALLED:
            written = _recalled(item.cause, fields, settings, now)
        case FanOutKind.CONTENT_MOVED:
            written = _moved(fields["content"], settings)
        case FanOutKind.GUIDELINES_CHANGED:
            written = sum(
                _put(outbox.mail(MailKind.GUIDELINES_CHANGED, person, item.cause, now, **fields))
                for person in people_items.ids_in(people_model.PersonState.ACTIVE)
            )
    if now - item.at < SECOND_LOOK:
        item.gsi1sk = f"{(item.at + SECOND_LOOK).isoformat()}#{item.key}"
    else:
        item.gsi1pk = item.gsi1sk = None
    item.save()
    return written


def fan_outs_due(now: datetime) -> list[str]:
    """Return the keys of fan-outs that are to be looked at."""
    return list(records_items.fan_outs_due(now))


def _recalled(of_content: str, fields: dict[str, Any], settings: Settings, now: datetime) -> int:
    target = settings.front_page if fields["links"] == "front_page" else None
    codes = [share.code for share in sharing_items.shares_of_content(of_content)]
    with ThreadPoolExecutor(_HANDS) as hands:
        owners = set(hands.map(lambda code: _lead_elsewhere(code, target), codes)) - {""}
    return sum(
        _put(outbox.mail(MailKind.CONTENT_RECALLED, owner, of_content, now, **fields)) for owner in sorted(owners)
    )


def _moved(of_content: str, settings: Settings) -> int:
    """Lead the links of a content to its present address; it tells nobody, so no mail is written."""
    head = content_items.find_head(of_content, consistent=True)
    if head is None or head.state not in (ContentState.PUBLISHED, ContentState.ARCHIVED):
        return 0
    url = content_items.find_texts(of_content, consistent=True).url

    def lead(share: SharerRow) -> None:
        campaign = head.campaign or head.channel
        tracked = links.tracked(url, share.network, campaign, share.code)
        _lead_elsewhere(share.code, tracked if settings.utm else url)

    with ThreadPoolExecutor(_HANDS) as hands:
        list(hands.map(lead, sharing_items.shares_of_content(of_content)))
    return 0


def _lead_elsewhere(code: str, target: str | None) -> str:
    """Let a link lead to another URL, if there is one; return whose share it is, "" where it is gone. Raise Busy."""

    def attempt(_: bool) -> str | None:
        share = sharing_items.find_share(code, consistent=True)
        if share is None:
            return ""
        if target is None or share.target == target:
            return share.person
        return share.person if sharing_items.save_share(replace(share, target=target)) else None

    return retry_on_conflict(attempt)


def _put(write: Put) -> bool:
    """Put a mail into the outbox unless it is there; tell whether it was not."""
    return transactions.try_write(lambda: write.item.save(condition=write.condition))
