"""What mails about prizes say, read when they are sent: the outbox only names the award, or reward and race.

So an item stays under a write unit, nobody's name or code lies in it, and the mail shows what holds now.
"""

from collections.abc import Mapping
from typing import Any

from lahetti.core.names import LocalisedName
from lahetti.periods import calendar, challenges
from lahetti.records.model import MailKind
from lahetti.rewards import items
from lahetti.rewards.catalogue import find_reward
from lahetti.rewards.model import AwardState
from lahetti.rewards.register import find_award

_OF_AN_AWARD = frozenset({MailKind.WINNER, MailKind.CLAIM_WAITING, MailKind.CLAIM_REFUSED})


def mail_fields(kind: MailKind, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what `letters` needs for a mail about prizes; the fields of any other mail as they are. Raise NotFound."""
    if kind is MailKind.WINNERS_LIST:
        reward, race = fields["reward"], fields["race"]
        winners = sorted(items.awards_of_race(reward, race), key=lambda award: award.place or 0)
        return {
            "race": _name_of(race),
            "reward": find_reward(reward).offer.name,
            "winners": " ".join(award.person for award in winners),
        }
    if kind is MailKind.CODES_MISSING:
        found = find_reward(fields["reward"])
        return {
            "race": _name_of(fields["race"]),
            "reward": found.offer.name,
            "id": found.reward,
            "uploaded": found.supply.codes or 0,
        }
    if kind not in _OF_AN_AWARD:
        return fields
    award = find_award(fields["reward"], fields["award"])
    match kind:
        case MailKind.CLAIM_WAITING:
            return {"reward": award.name, "claimant": award.person}
        case MailKind.CLAIM_REFUSED:
            return {"reward": award.name, "points": award.cost, "reason": award.reason}
    return {"reward": award.name, "way": award.way.value, "place": award.place or 0, "collect": award.collect}


def _name_of(race: str) -> str | LocalisedName:
    return challenges.find(race).plan.name if calendar.is_challenge(race) else race


def are_codes_there(fields: Mapping[str, Any]) -> bool:
    """Return whether no winner of the prize that a mail names waits for a code any more."""
    found = find_reward(fields["reward"], consistent=True)
    return found.supply.left > 0 or not found.supply.lacks_codes or bool(found.instead_of_codes)


def is_decided(fields: Mapping[str, Any]) -> bool:
    """Return whether the claim that a mail names waits for nobody any more."""
    return find_award(fields["reward"], fields["award"]).state is not AwardState.WAITING
