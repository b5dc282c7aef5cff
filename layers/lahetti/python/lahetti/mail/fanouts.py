"""Tells many of one deed: expands a fan-out into mails by natural keys, and rewrites the links of what was recalled
or moved.

It can be repeated at every step. A fan-out is looked at twice: at once, and a minute later for what was under way
meanwhile (a share that was just being opened).
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from lahetti.content import items as content_items
from lahetti.content.rules import ContentState
from lahetti.core.errors import Busy
from lahetti.dynamodb import transactions
from lahetti.dynamodb.transactions import Put
from lahetti.people import items as people_items
from lahetti.people import model as people_model
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.outbox import FanOutKind, MailKind
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing import links

SECOND_LOOK = timedelta(seconds=60)
_HANDS = 16
"""Shares that are rewritten at a time."""
_TRIES = 5


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
                for person in people_items.people_in(people_model.PersonState.ACTIVE)
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
    codes = [code for code, _ in sharing_items.shares_of_content(of_content)]
    with ThreadPoolExecutor(_HANDS) as hands:
        owners = set(hands.map(lambda code: _lead_elsewhere(code, target), codes))
    return sum(
        _put(outbox.mail(MailKind.CONTENT_RECALLED, owner, of_content, now, **fields)) for owner in sorted(owners)
    )


def _moved(of_content: str, settings: Settings) -> int:
    """Lead the links of a content to its present address; it tells nobody, so no mail is written."""
    head = content_items.find_head(of_content, consistent=True)
    if head is None or head.state not in (ContentState.PUBLISHED, ContentState.ARCHIVED):
        return 0
    address = content_items.find_texts(of_content, consistent=True).address

    def lead(code: str, network: str) -> None:
        campaign = head.campaign or head.channel
        _lead_elsewhere(code, links.tracked(address, network, campaign, code) if settings.utm else address)

    with ThreadPoolExecutor(_HANDS) as hands:
        list(hands.map(lambda row: lead(row[0], row[1]["network"]), sharing_items.shares_of_content(of_content)))
    return 0


def _lead_elsewhere(code: str, target: str | None) -> str:
    """Let a link lead to another address, if there is one; return whose share it is. Raise Busy."""
    for share in _tries(code):
        if target is None or share.target == target:
            return share.person
        share.target = target
        if transactions.save_if_current(share):
            return share.person
    raise Busy(f"The share {code} is being changed again and again.", retry_after=1)


def _tries(code: str) -> Iterator[sharing_items.Share]:
    for _ in range(_TRIES):
        share = sharing_items.find_share(code, consistent=True)
        if share is not None:
            yield share


def _put(write: Put) -> bool:
    """Put a mail into the outbox unless it is there; tell whether it was not."""
    return transactions.try_write(lambda: write.item.save(condition=write.condition))
