"""Vouchers come in as a list of codes: each encrypted by itself, each once, and none given out before all are in.

An upload takes a reward over by its token; whatever another one was writing is refused from then on. The codes lie
behind the last number that may be given; the reward itself, written last, makes them all giveable at once. An upload
that was broken off leaves nothing that is given out, and the same file again finishes it.
"""

import hashlib
import hmac
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial

from lahetti.core.errors import Busy, Conflict
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Write, retry_on_conflict, try_transact
from lahetti.records import audit
from lahetti.records.audit import AuditAction
from lahetti.rewards import items
from lahetti.rewards.catalogue import find_reward
from lahetti.rewards.model import LineProblem, Reward, Trouble, Upload, Voucher
from lahetti.rewards.rules import checked_codes, code_lines, tail_of
from lahetti.security import encryption, secrets

_CODES_A_TRANSACTION = 25
"""Each takes two items, and the check of the upload's token one: below DynamoDB's 100."""


def upload_vouchers(reward: str, text: str, admin: str, now: datetime) -> Upload:
    """Take the codes of a text in, one a line. Raise NotFound, Invalid, Conflict, or Busy if another upload begins."""
    return upload_codes(reward, code_lines(text), admin, now)


def upload_codes(reward: str, lines: Sequence[tuple[int, str]], admin: str, now: datetime) -> Upload:
    """Take codes in, each with its line. Raise NotFound, Invalid, Conflict, or Busy if another upload begins."""
    codes, problems = checked_codes(lines)
    mine = _taken_over(reward)
    with ThreadPoolExecutor(encryption.AT_ONCE) as pool:
        known = list(pool.map(lambda pair: _is_known(mine, pair[1]), codes))
        problems += [
            LineProblem(line, Trouble.KNOWN) for (line, _), is_known in zip(codes, known, strict=True) if is_known
        ]
        fresh = [code for (_, code), is_known in zip(codes, known, strict=True) if not is_known]
        vouchers = list(pool.map(lambda pair: _sealed(reward, *pair), enumerate(fresh, _uploaded(mine) + 1)))
    # One after the other: transactions at the same time that check the same reward would refuse one another.
    for start in range(0, len(vouchers), _CODES_A_TRANSACTION):
        _write(mine, vouchers[start : start + _CODES_A_TRANSACTION])
    return Upload(len(fresh), _finished(mine, len(fresh), admin, now), tuple(sorted(problems, key=lambda p: p.line)))


def require_vouchers(known: Reward) -> Reward:
    """Return a reward if codes may come in for it; raise Conflict."""
    reward = known.reward
    if not known.offer.vouchers:
        raise Conflict("This reward is collected without vouchers.", field="reward", value=reward, reason="no_vouchers")
    if known.instead_of_codes:
        raise Conflict(
            "The rest of this reward is given without codes.", field="reward", value=reward, reason="no_vouchers"
        )
    if known.withdrawn:
        raise Conflict("This reward is withdrawn.", field="reward", value=reward, reason="withdrawn")
    return known


def without_known(reward: Reward, codes: Sequence[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[LineProblem]]:
    """Return the codes that are new, and those that were taken in before as problems; nothing is changed."""
    digests = {code: _digest(code) for _, code in codes}
    numbers = items.numbers_of_codes(reward.reward, digests.values())
    found = [code for _, code in codes if numbers.get(digests[code], _uploaded(reward) + 1) <= _uploaded(reward)]
    with ThreadPoolExecutor(encryption.AT_ONCE) as pool:
        known = {
            code for code, is_known in zip(found, pool.map(partial(_is_known, reward), found), strict=True) if is_known
        }
    return (
        [(line, code) for line, code in codes if code not in known],
        [LineProblem(line, Trouble.KNOWN) for line, code in codes if code in known],
    )


def _taken_over(reward: str) -> Reward:
    """Make this the one upload that may write; return the reward with its token."""

    def attempt(_: bool) -> Reward | None:
        known = require_vouchers(find_reward(reward, consistent=True))
        mine = replace(known, upload=uuid.uuid4().hex)
        return mine if try_transact(items.put_reward(mine)) else None

    return retry_on_conflict(attempt)


def _is_known(reward: Reward, code: str) -> bool:
    """Return whether a code was taken in; one that an upload left behind when it was broken off was not."""
    digest = _digest(code)
    number = items.number_of_code(reward.reward, digest)
    if number is None or number > _uploaded(reward):
        return False
    voucher = items.find_voucher(reward.reward, number)
    return voucher is not None and voucher.digest == digest


def _uploaded(reward: Reward) -> int:
    return reward.supply.uploaded or 0


def _sealed(reward: str, number: int, code: str) -> Voucher:
    sealed = encryption.encrypt(code.encode(), reward=reward, number=str(number))
    return Voucher(number, sealed, _digest(code), tail=tail_of(code))


def _write(mine: Reward, vouchers: Sequence[Voucher]) -> None:
    """Store some vouchers as long as this upload is the one that may."""
    writes: list[Write] = [items.check_upload(mine), *items.put_vouchers(mine.reward, vouchers)]

    def attempt(_: bool) -> bool | None:
        if find_reward(mine.reward, consistent=True).upload != mine.upload:
            raise _overtaken()
        return try_transact(*writes) or None

    retry_on_conflict(attempt)


def _finished(mine: Reward, added: int, admin: str, now: datetime) -> int:
    """Make all of an upload giveable; awards may have changed the reward meanwhile, another upload must not have."""

    def attempt(_: bool) -> int | None:
        known = find_reward(mine.reward, consistent=True)
        if known.upload != mine.upload:
            raise _overtaken()
        uploaded = _uploaded(known) + added
        whole = replace(known, supply=replace(known.supply, uploaded=uploaded), upload=None)
        log = audit.entry(admin, AuditAction.VOUCHERS_UPLOADED, keys.reward(mine.reward), now, after={"added": added})
        return uploaded if try_transact(items.put_reward(whole), log) else None

    return retry_on_conflict(attempt)


def _digest(code: str) -> str:
    """Return what a code is recognised by: without the deployment's secret nobody can try codes against it."""
    return hmac.new(secrets.voucher_key(), code.encode(), hashlib.sha256).hexdigest()


def _overtaken() -> Busy:
    return Busy("Another upload to this reward began meanwhile. Upload this file again.", retry_after=1)
