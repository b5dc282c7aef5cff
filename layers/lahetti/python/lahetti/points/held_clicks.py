"""Held clicks: what came too fast scores nothing until an admin has looked at it; after 30 days it lapses.

A release is entered once, dated at the release and within the caps of that day; a refusal once, at no points and with
its reason. Whichever comes first decides; clicks that are held later wait anew.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from lahetti.core.days import day_of, with_day
from lahetti.core.errors import Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.periods import challenges
from lahetti.points import items
from lahetti.points.model import Entry, HeldClicks, Programme
from lahetti.points.rules import refused_entry, score_released, share_score, with_entries
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share

LONGEST_REASON = 500


@dataclass(frozen=True)
class WaitingClicks:
    """Clicks of one share and day that wait; `upto` names them, together with what was decided of the day before."""

    code: str
    day: str
    clicks: int
    upto: int
    lapses: datetime
    person: str
    title: str
    network: str


def waiting(now: datetime) -> list[WaitingClicks]:
    """Return the held clicks that wait for an admin, the oldest day first."""
    found = [held for held in items.all_held() if _is_open(held, now)]
    shares = {share.code: share for share in sharing_items.find_shares({held.code for held in found})}
    return [_shown(held, shares[held.code]) for held in found if held.code in shares]


def number_waiting(now: datetime) -> int:
    """Count the shares and days whose held clicks wait for an admin."""
    return sum(_is_open(held, now) for held in items.all_held())


def release(code: str, day: str, upto: int, admin: str, programme: Programme, now: datetime) -> Entry:
    """Give a share its held clicks of a day, the first `upto` of them; return the entry. Once, however often asked.

    Raise NotFound for what does not wait or has lapsed, or Busy when others keep changing the same score card.
    """

    def attempt(consistent: bool) -> Entry | None:  # noqa: ARG001 (always read as it is)
        share = sharing_items.find_share(code, consistent=True)
        held = items.find_held(code, day) if share is not None else None
        if share is None or held is None:
            raise _missing(code)
        done = items.find_entry(share.person, f"RELEASED#{code}#{day}#{upto}")
        if done is not None:
            return done
        clicks = upto - held.decided
        if not _is_open(held, now) or not 0 < clicks <= held.waiting:
            raise _missing(code)
        card = people_items.find_card(share.person, consistent=True)
        if card is None:
            raise _missing(code)
        today = day_of(now, programme.zone)
        races = challenges.races_of(today)
        after, entry = score_released(
            card.totals, share_score(share), day, upto, clicks, programme.settings, today, races, now
        )
        scored = people_items.put_card(with_entries(card, [entry], programme.zone, now))
        released = replace(
            share,
            scored=after.scored,
            capped=after.capped,
            clicks=share.clicks + clicks,
            held=max(0, share.held - clicks),
            released=with_day(share.released, today, clicks),
        )
        logged = {"share": code, "day": day, "clicks": clicks, "points": entry.points}
        log = audit.entry(admin, AuditAction.HELD_CLICKS_RELEASED, keys.person(share.person), now, after=logged)
        writes = [
            sharing_items.put_share(released),
            items.put_held(replace(held, released=held.released + clicks)),
            scored,
            log,
        ]
        return entry if try_transact(*writes, *items.put_entries(share.person, [entry])) else None

    return retry_on_conflict(attempt)


def refuse(code: str, day: str, upto: int, reason: str, admin: str, programme: Programme, now: datetime) -> Entry:
    """Drop a share's held clicks of a day, the first `upto` of them, for a reason that the person reads.

    They never score. Return the entry that says so: once, however often asked. Raise Invalid without a reason, NotFound
    for what does not wait or has lapsed, or Busy when others keep changing the same score card.
    """
    reason = checked_reason(reason)

    def attempt(consistent: bool) -> Entry | None:  # noqa: ARG001 (always read as it is)
        share = sharing_items.find_share(code, consistent=True)
        held = items.find_held(code, day) if share is not None else None
        if share is None or held is None:
            raise _missing(code)
        entry = refused_entry(share_score(share), day, upto, upto - held.decided, reason, programme, now)
        done = items.find_entry(share.person, entry.cause)
        if done is not None:
            return done
        card = people_items.find_card(share.person, consistent=True)
        if not _is_open(held, now) or not 0 < entry.clicks <= held.waiting or card is None:
            raise _missing(code)
        logged = {"share": code, "day": day, "clicks": entry.clicks, "reason": reason}
        log = audit.entry(admin, AuditAction.HELD_CLICKS_REFUSED, keys.person(share.person), now, after=logged)
        writes = [
            sharing_items.put_share(replace(share, held=max(0, share.held - entry.clicks))),
            items.put_held(replace(held, refused=held.refused + entry.clicks)),
            people_items.put_card(with_entries(card, [entry], programme.zone, now)),
            log,
        ]
        return entry if try_transact(*writes, *items.put_entries(share.person, [entry])) else None

    return retry_on_conflict(attempt)


def checked_reason(reason: str) -> str:
    """Return the reason of a refusal; raise Invalid without one."""
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise Invalid(
            f"A refusal has a reason of 1 to {LONGEST_REASON} characters.",
            field="reason",
            limit=LONGEST_REASON,
            reason="length",
        )
    return reason.strip()


def _is_open(held: HeldClicks, now: datetime) -> bool:
    return now < held.lapses and held.waiting > 0


def _shown(held: HeldClicks, share: Share) -> WaitingClicks:
    return WaitingClicks(
        code=held.code,
        day=held.day,
        clicks=held.waiting,
        upto=held.clicks,
        lapses=held.lapses,
        person=share.person,
        title=share.title,
        network=share.network,
    )


def _missing(code: str) -> NotFound:
    return NotFound("No clicks of this link wait for a decision.", field="code", value=code[:40])
