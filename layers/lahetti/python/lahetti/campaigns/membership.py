"""Which campaign a content's links speak of: given to its head, and from there to its shares, as a recall is.

A content joins and leaves as campaigns begin and end, are changed or deleted, and as it is published or given other
topics. Everything here can be repeated: what is there already is left alone.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lahetti.campaigns import items, rules
from lahetti.campaigns.model import Campaign, Member, Phase
from lahetti.content import items as content_items
from lahetti.content.model import ContentHead, ContentState, Membership
from lahetti.core.days import day_of
from lahetti.dynamodb.transactions import Put, retry_on_conflict, try_transact
from lahetti.networks.networks import Network
from lahetti.records import outbox
from lahetti.records.model import FanOutKind

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_REF_CHARACTERS = 8
"""62^8: nobody guesses one."""
_ARCHIVED_DAYS = 90
"""For how long after archiving a content's clicks are counted."""


def settle(campaign: str, now: datetime, zone: ZoneInfo) -> int:
    """Let the contents that a campaign names, or has named, speak of what they belong to now; return how many changed.

    Raise Busy.
    """
    campaigns = items.all_campaigns()
    known = next((one for one in campaigns if one.campaign == campaign), None)
    if known is None:
        return 0
    today = date.fromisoformat(day_of(now, zone))
    contents = {member.content for member in items.members_of(campaign)} | set(known.plan.contents)
    contents |= {row for row, topics in _with_topics(now) if rules.wants(known.plan, row, topics)}
    changed = _settle_each(sorted(contents), campaigns, today, now)
    phase = rules.phase_of(known, today)
    if phase is Phase.OVER:
        _note_members(known, contents, campaigns)
    _note_applied(campaign, phase, known.edition)
    return changed


def settle_due(now: datetime, zone: ZoneInfo) -> int:
    """Let contents follow campaigns that have begun or ended, and contents that were published or given other topics.

    Return how many changed. Raise Busy.
    """
    campaigns = items.all_campaigns()
    today = date.fromisoformat(day_of(now, zone))
    turned = [one.campaign for one in campaigns if one.applied is not rules.phase_of(one, today)]
    changed = sum(settle(campaign, now, zone) for campaign in turned)
    if not campaigns:
        return 0
    running = _running(campaigns, today)
    differing = []
    for _, row in content_items.contents_in(ContentState.PUBLISHED):
        wanted = rules.campaign_of(row.content, row.topics, today, running)
        if row.campaign != (wanted.campaign if wanted else None):
            differing.append(row.content)
    return changed + _settle_each(differing, campaigns, today, now)


def _running(campaigns: Iterable[Campaign], today: date) -> list[Campaign]:
    return [campaign for campaign in campaigns if rules.phase_of(campaign, today) is Phase.RUNNING]


def _with_topics(now: datetime) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Walk the contents whose links are looked at still, with their topics."""
    since = (now - timedelta(days=_ARCHIVED_DAYS)).isoformat()
    for state, begin in ((ContentState.PUBLISHED, None), (ContentState.ARCHIVED, since)):
        for _, row in content_items.contents_in(state, since=begin):
            yield row.content, row.topics


def _settle_each(contents: Sequence[str], campaigns: Sequence[Campaign], today: date, now: datetime) -> int:
    running = _running(campaigns, today)
    return sum(_settle_content(content, running, today, now) for content in contents)


def _settle_content(content: str, running: Sequence[Campaign], today: date, now: datetime) -> bool:
    """Give a content the campaign that it belongs to, and have its links follow; return whether anything changed."""

    def attempt(_: bool) -> bool | None:
        head = content_items.find_head(content, consistent=True)
        if head is None or head.state not in (ContentState.PUBLISHED, ContentState.ARCHIVED):
            return False
        wanted = rules.campaign_of(content, head.topics, today, running)
        membership, writes = _joining(wanted, head) if wanted is not None else (None, [])
        if membership == head.membership:
            return False
        moved = outbox.fan_out(
            FanOutKind.CONTENT_MOVED, f"{content}#{now.isoformat()}#{head.version}", now, content=content
        )
        return try_transact(content_items.put_head(replace(head, membership=membership)), moved, *writes) or None

    return retry_on_conflict(attempt)


def _joining(campaign: Campaign, head: ContentHead) -> tuple[Membership, list[Put]]:
    """Return what a content's head says of a campaign, and the writes of refs that are new: one a network, for good."""
    plan = campaign.plan
    known = items.find_member(campaign.campaign, head.content)
    member, writes = known, []
    if member is None or (plan.click_ids and not member.refs):
        refs = {network.value: _new_ref() for network in Network} if plan.click_ids else {}
        member = Member(campaign.campaign, head.content, refs)
        writes = [items.put_member(member), *items.put_refs(member)]
    return Membership(campaign.campaign, plan.utm_campaign, dict(member.refs) if plan.click_ids else {}), writes


def _new_ref() -> str:
    return "".join(secrets.choice(_CHARACTERS) for _ in range(_REF_CHARACTERS))


def _note_members(campaign: Campaign, contents: Iterable[str], campaigns: Sequence[Campaign]) -> None:
    """Note the contents of a campaign that was over when it was planned: none of them has joined it."""
    day = rules.last_day(campaign)
    for head in content_items.heads_of(sorted(contents)):
        owner = rules.campaign_of(head.content, head.topics, day, campaigns)
        if owner is not None and owner.campaign == campaign.campaign:
            items.save_member(Member(campaign.campaign, head.content))


def _note_applied(campaign: str, phase: Phase, edition: int) -> None:
    """Note the phase that a campaign's contents were given their links for; what was changed since is settled anew."""

    def attempt(_: bool) -> bool | None:
        known = items.find_campaign(campaign, consistent=True)
        if known is None or known.edition != edition or known.applied is phase:
            return True
        return items.save_campaign(replace(known, applied=phase)) or None

    retry_on_conflict(attempt)
