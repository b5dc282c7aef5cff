"""From a deed to the ledger: one transaction a deed, which also decides "once".

It holds the deed's own change of state, the ledger entry if its cause is not there yet, and the score card if its
version is still the one that was read. A lost version is read anew and judged anew, five times with jitter.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lahetti.core.days import day_of, deed_day
from lahetti.core.errors import NotFound
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.periods import challenges
from lahetti.points.accounts import entry_writes, ledger, with_entries
from lahetti.points.rules import Deed, Entry, ShareScore, score_share
from lahetti.settings.model import Settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing import own_shares
from lahetti.sharing.model import Share, ShareState

_OF_CONFIRMATION = (Deed.SHARE_CONFIRMED, Deed.OWN_WORDING)


@dataclass(frozen=True)
class Programme:
    """What every deed is judged by: the settings of this moment and the zone that days are counted in."""

    settings: Settings
    zone: ZoneInfo


def confirm_share(
    person: str, code: str, programme: Programme, now: datetime, clicked: str | None = None
) -> tuple[Entry, ...]:
    """Confirm one's own share; return its entries. Confirming again returns the same ones and changes nothing.

    `clicked` is the day of the counted click that confirms it where the person has not.
    Raise NotFound, or Busy when others keep changing the same score card.
    """

    def attempt(consistent: bool) -> tuple[Entry, ...] | None:
        share = own_shares.own_share(person, code, consistent=consistent)
        if share.state is ShareState.CONFIRMED:
            return tuple(e for e in ledger(person, consistent=True) if e.share == code and e.deed in _OF_CONFIRMATION)
        return confirm_opened(share, programme, now, consistent, clicked)

    return retry_on_conflict(attempt)


def confirm_opened(
    share: Share, programme: Programme, now: datetime, consistent: bool, clicked: str | None = None
) -> tuple[Entry, ...] | None:
    """Try to confirm a share that is opened; return its entries, or None if the attempt was overtaken."""
    card = people_items.find_card(share.person, consistent=consistent)
    if card is None:
        if consistent:
            raise NotFound("Nobody takes part who could have points for this share.", field="code", value=share.code)
        return None
    day = deed_day(clicked or day_of(now, programme.zone), now, programme.zone)
    entries = score_share(card.totals, share_score(share), programme.settings, day, challenges.races_of(day), now)
    confirmed = sharing_items.put_share(replace(share, state=ShareState.CONFIRMED, confirmed=now))
    after = people_items.put_card(with_entries(card, entries, programme.zone, now))
    return entries if try_transact(confirmed, *entry_writes(share.person, entries), after) else None


def share_score(share: Share) -> ShareScore:
    return ShareScore(
        code=share.code,
        content=share.content,
        network=share.network,
        value=share.points,
        own_wording=share.own_wording,
        scored=share.scored,
        capped=share.capped,
        tally={day: tally.counted for day, tally in share.tally.items()},
    )
