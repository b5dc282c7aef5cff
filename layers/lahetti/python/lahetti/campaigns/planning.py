"""Campaigns as editors plan them: creating, changing, deleting; a fan-out of each gives contents their links."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import uuid_utils.compat

from lahetti.campaigns import items, rules
from lahetti.campaigns.model import Campaign, Plan
from lahetti.content import items as content_items
from lahetti.core.days import day_of
from lahetti.core.errors import ChangedMeanwhile, Conflict, Invalid, NotFound
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.transactions import Put, TransactionConflict, retry_on_conflict, try_transact
from lahetti.records import audit, outbox
from lahetti.records.audit import AuditAction
from lahetti.records.model import FanOutKind
from lahetti.settings.rules import require_topics
from lahetti.settings.versions import current_settings

MOST_CAMPAIGNS = 500
"""All are read where a content's campaign is decided."""


def new_id() -> str:
    """Return an id for a campaign to come."""
    return str(uuid_utils.compat.uuid7())


def find(campaign: str, *, consistent: bool = False) -> Campaign:
    """Return a campaign, deleted ones as well; raise NotFound."""
    found = items.find_campaign(campaign, consistent=consistent)
    if found is None:
        raise NotFound(f"There is no campaign {campaign[:40]}.", field="campaign", value=campaign[:40])
    return found


def campaigns() -> list[Campaign]:
    """Return every campaign, the latest start first."""
    return items.all_campaigns()


def create(plan: Plan, editor: str, now: datetime, campaign: str | None = None) -> Campaign:
    """Store a campaign, under an id (a UUID) that whoever may ask twice has chosen: the second time gives the first.

    Raise Invalid, or Conflict where the id is another campaign's.
    """
    plan = rules.checked_plan(_tidy(plan), now)
    require_topics(plan.topics, current_settings())
    others = items.all_campaigns()
    known = next((one for one in others if one.campaign == campaign), None)
    if known is None:
        _require_room(plan, others)
    made = Campaign(campaign or new_id(), plan, editor, now)
    log = audit.entry(editor, AuditAction.CAMPAIGN_CREATED, keys.campaign(made.campaign), now, after=logged(plan))
    try:
        transactions.transact(items.put_campaign(made), log, _told(made, now))
    except TransactionConflict:
        there = find(made.campaign, consistent=True)
        if there.plan != plan:
            raise Conflict("Another campaign was created with this form.", field="campaign", reason="taken") from None
        return there
    return made


def change(campaign: str, plan: Plan, edition: int, editor: str, now: datetime) -> Campaign:
    """Change a campaign that is not deleted; once it is so, again changes nothing.

    Raise NotFound, Invalid, Conflict, ChangedMeanwhile, or Busy.
    """
    plan = _tidy(plan)

    def attempt(_: bool) -> Campaign | None:
        known = find(campaign, consistent=True)
        _require_live(known)
        rules.checked_plan(plan, now, known.plan)
        require_topics(plan.topics, current_settings(), known.plan.topics)
        if known.plan == plan:
            return known
        if known.edition != edition:
            raise ChangedMeanwhile("Somebody else changed this campaign at the same time. Look at it again.")
        _require_room(plan, [one for one in items.all_campaigns() if one.campaign != campaign], known.plan)
        if plan.currency != known.plan.currency and items.paid_of(campaign):
            raise Conflict(
                f"Paid figures in {known.plan.currency} are stored.",
                field="currency",
                value=plan.currency,
                reason="fixed",
            )
        changed = replace(known, plan=plan, applied=None, edition=known.edition + 1)
        was, became = logged(known.plan), logged(plan)
        differing = [name for name in became if was[name] != became[name]]
        log = audit.entry(
            editor,
            AuditAction.CAMPAIGN_CHANGED,
            keys.campaign(campaign),
            now,
            before={name: was[name] for name in differing},
            after={name: became[name] for name in differing},
        )
        return changed if try_transact(items.put_campaign(changed), log, _told(changed, now)) else None

    return retry_on_conflict(attempt)


def delete(campaign: str, editor: str, now: datetime, zone: ZoneInfo) -> Campaign:
    """Delete a campaign: its contents are free for others, its figures until today stay.

    Deleting again changes nothing. Raise NotFound, or Busy.
    """

    def attempt(_: bool) -> Campaign | None:
        known = find(campaign, consistent=True)
        if known.deleted_on is not None:
            return known
        today = date.fromisoformat(day_of(now, zone))
        deleted = replace(known, deleted_on=today, applied=None, edition=known.edition + 1)
        log = audit.entry(
            editor, AuditAction.CAMPAIGN_DELETED, keys.campaign(campaign), now, before={"name": known.plan.name}
        )
        return deleted if try_transact(items.put_campaign(deleted), log, _told(deleted, now)) else None

    return retry_on_conflict(attempt)


def logged(plan: Plan) -> dict[str, Any]:
    """Return what the audit log holds of a plan."""
    return {
        "name": plan.name,
        "aim": plan.aim.value,
        "number": plan.number,
        "by": plan.by.isoformat(),
        "first": plan.first.isoformat(),
        "last": plan.last.isoformat(),
        "contents": list(plan.contents),
        "topics": list(plan.topics),
        "utm_campaign": plan.utm_campaign,
        "owner": plan.owner,
        "deed": plan.deed,
        "prizes_cents": plan.prizes_cents,
        "hours": plan.hours,
        "currency": plan.currency,
        "click_ids": plan.click_ids,
    }


def _told(campaign: Campaign, now: datetime) -> Put:
    cause = f"{campaign.campaign}#{campaign.edition}"
    return outbox.fan_out(FanOutKind.CAMPAIGN_CHANGED, cause, now, campaign=campaign.campaign)


def _tidy(plan: Plan) -> Plan:
    topics, contents = tuple(dict.fromkeys(plan.topics)), tuple(dict.fromkeys(plan.contents))
    return replace(plan, name=plan.name.strip(), deed=plan.deed.strip(), topics=topics, contents=contents)


def _require_room(plan: Plan, others: Sequence[Campaign], before: Plan | None = None) -> None:
    """Raise Invalid where web analytics could not tell campaigns apart, or a content that is picked is not there."""
    if before is None and len(others) >= MOST_CAMPAIGNS:
        raise Conflict(
            f"There are {MOST_CAMPAIGNS} campaigns already.", field="name", limit=MOST_CAMPAIGNS, reason="full"
        )
    taken = next((one for one in others if one.deleted_on is None and one.plan.utm_campaign == plan.utm_campaign), None)
    if taken is not None:
        raise Invalid(
            f"{taken.plan.name} has the same utm_campaign.",
            field="utm_campaign",
            value=plan.utm_campaign,
            reason="taken",
        )
    new = set(plan.contents) - set(before.contents if before else ())
    missing = new - {head.content for head in content_items.heads_of(sorted(new))}
    if missing:
        raise Invalid(f"There is no content {min(missing)}.", field="contents", value=min(missing), reason="no_content")


def _require_live(campaign: Campaign) -> None:
    if campaign.deleted_on is not None:
        raise Conflict("This campaign is deleted.", field="campaign", value=campaign.campaign, reason="deleted")
