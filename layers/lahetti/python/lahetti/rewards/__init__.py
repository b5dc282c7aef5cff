"""Rewards: what can be won, who has won it, and the vouchers that are handed out for it, each once.

`rules` says what a reward is and which codes are taken; `catalogue` keeps rewards and takes vouchers in; `awards`
gives the prizes of a race; `claims` those that cost points; `register` shows awards, and a code to its winner alone;
`mail_fields` says what mails tell of them.
"""

from lahetti.rewards.awards import VouchersMissing, award_race, close_race
from lahetti.rewards.catalogue import (
    Correction,
    OfferChanged,
    change_reward,
    create_reward,
    find_reward,
    new_id,
    rewards,
    withdraw_reward,
)
from lahetti.rewards.claims import approve, claim, number_waiting, refuse, waiting_claims
from lahetti.rewards.mail_fields import is_decided, mail_fields
from lahetti.rewards.register import award_of, find_award, given, own_awards, register, voucher_for
from lahetti.rewards.rules import Award, AwardState, LineProblem, Offer, Reward, Supply, Trouble, Way, checked_codes
from lahetti.rewards.vouchers import Upload, upload_vouchers

__all__ = [
    "Award",
    "AwardState",
    "Correction",
    "LineProblem",
    "Offer",
    "OfferChanged",
    "Reward",
    "Supply",
    "Trouble",
    "Upload",
    "VouchersMissing",
    "Way",
    "approve",
    "award_of",
    "award_race",
    "change_reward",
    "checked_codes",
    "claim",
    "close_race",
    "create_reward",
    "find_award",
    "find_reward",
    "given",
    "is_decided",
    "mail_fields",
    "new_id",
    "number_waiting",
    "own_awards",
    "refuse",
    "register",
    "rewards",
    "upload_vouchers",
    "voucher_for",
    "waiting_claims",
    "withdraw_reward",
]
