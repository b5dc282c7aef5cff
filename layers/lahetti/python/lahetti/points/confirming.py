"""Confirming a share: one transaction, which also decides "once".

It holds the share's change of state, the ledger entry if its cause is not there yet, and the score card if its
version is still the one that was read. A lost version is read anew and judged anew, five times with jitter.
"""

from dataclasses import replace
from datetime import datetime

from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.core.days import activity_day, day_of
from lahetti.core.errors import NotFound
from lahetti.dynamodb.transactions import retry_on_conflict, try_transact
from lahetti.people import items as people_items
from lahetti.periods import challenges
from lahetti.points import items
from lahetti.points.model import Entry, Programme
from lahetti.points.rules import causes_of_confirmation, score_share, share_score, with_entries
from lahetti.sharing import items as sharing_items
from lahetti.sharing import own_shares
from lahetti.sharing.model import Share, ShareState


def confirm_share(
    person: str, code: str, programme: Programme, now: datetime, clicked: str | None = None
) -> tuple[Entry, ...]:
    """Confirm an own share; return its entries. Confirming again returns the same ones and changes nothing.

    `clicked` is the day of the counted click that confirms it where the person has not, or has declined it. From the
    recall of its content on a confirmation brings nothing.
    Raise NotFound, or Busy when others keep changing the same score card.
    """

    def attempt(consistent: bool) -> tuple[Entry, ...] | None:
        share = own_shares.own_share(person, code, consistent=consistent)
        if share.state is ShareState.CONFIRMED:
            return tuple(items.find_entries(person, causes_of_confirmation(code)))
        return confirm_opened(share, programme, now, consistent, clicked)

    return retry_on_conflict(attempt)


def confirm_opened(
    share: Share, programme: Programme, now: datetime, consistent: bool, clicked: str | None = None
) -> tuple[Entry, ...] | None:
    """Try to confirm a share that is not confirmed; return its entries, or None if the attempt was overtaken."""
    card = people_items.find_card(share.person, consistent=consistent)
    if card is None:
        if consistent:
            raise NotFound("Nobody takes part who could have points for this share.", field="code", value=share.code)
        return None
    day = activity_day(clicked or day_of(now, programme.zone), now, programme.zone)
    head = content_items.find_head(share.content, consistent=consistent)
    recalled = head is not None and head.state is ContentState.RECALLED
    races = challenges.races_of(day)
    entries = score_share(card.totals, share_score(share), programme.settings, day, races, now, recalled=recalled)
    confirmed = sharing_items.put_share(replace(share, state=ShareState.CONFIRMED, confirmed=now))
    after = people_items.put_card(with_entries(card, entries, programme.zone, now))
    return entries if try_transact(confirmed, *items.put_entries(share.person, entries), after) else None
