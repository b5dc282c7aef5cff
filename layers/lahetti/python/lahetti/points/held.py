"""Held clicks: what came too fast scores nothing until an admin has looked at it; after 30 days it lapses.

A release is entered once, dated at the release and within the caps of that day; clicks that are held later wait anew.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from lahetti.core.days import day_of
from lahetti.core.errors import NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Put, retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.periods import challenges
from lahetti.points import items
from lahetti.points.accounts import entry_of, entry_writes, with_entries
from lahetti.points.deeds import Programme, share_score
from lahetti.points.rules import Entry, score_released
from lahetti.records import audit
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share


@dataclass(frozen=True)
class Held:
    """Clicks of one share and day that wait; `upto` names them, together with what was released of the day before."""

    code: str
    day: str
    clicks: int
    upto: int
    lapses: datetime
    person: str
    title: str
    network: str


def waiting(now: datetime) -> list[Held]:
    """Return the held clicks that wait for an admin, the oldest day first."""
    found = [item for item in items.all_held() if not _is_over(item, now)]
    shares = {share.code: share for share in sharing_items.find_shares({item.code for item in found})}
    return [_held(item, shares[item.code], now) for item in found if item.code in shares]


def release(code: str, day: str, upto: int, admin: str, programme: Programme, now: datetime) -> Entry:
    """Give a share its held clicks of a day, the first `upto` of them; return the entry. Once, however often asked.

    Raise NotFound for what does not wait or has lapsed, or Busy when others keep changing the same score card.
    """

    def attempt(consistent: bool) -> Entry | None:  # noqa: ARG001 (always read as it is)
        share = sharing_items.find_share(code, consistent=True)
        item = items.find_held(code, day) if share is not None else None
        if share is None or item is None:
            raise _missing(code)
        done = items.find_entry(share.person, f"RELEASED#{code}#{day}#{upto}")
        if done is not None:
            return entry_of(done)
        clicks = upto - int(item.released)
        if _is_over(item, now) or not 0 < clicks <= int(item.clicks) - int(item.released):
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
        )
        item.released = upto
        if upto == int(item.clicks):
            item.gsi1pk = item.gsi1sk = item.view1 = None
        logged = {"share": code, "day": day, "clicks": clicks, "points": entry.points}
        log = audit.entry(admin, "held clicks released", keys.person(share.person), now, after=logged)
        writes = [sharing_items.put_share(released), Put(item), scored, log]
        return entry if try_transact(*writes, *entry_writes(share.person, [entry])) else None

    return retry_on_conflict(attempt)


def _is_over(item: items.HeldClicks, now: datetime) -> bool:
    return int(item.expires) <= now.timestamp() or int(item.released) >= int(item.clicks)


def _held(item: items.HeldClicks, share: Share, now: datetime) -> Held:
    return Held(
        code=item.code,
        day=item.day,
        clicks=int(item.clicks) - int(item.released),
        upto=int(item.clicks),
        lapses=datetime.fromtimestamp(int(item.expires), now.tzinfo),
        person=share.person,
        title=share.title,
        network=share.network,
    )


def _missing(code: str) -> NotFound:
    return NotFound("No clicks of this link wait for a decision.", field="code", value=code[:40])
