"""Vouchers come in as a list of codes: each encrypted by itself, each once, and none given out before all are in.

An upload takes a reward over by its token; whatever another one was writing is refused from then on. The codes lie
behind the last number that may be given; the reward's head, written last, makes them all giveable at once. An upload
that was broken off leaves nothing that is given out, and the same file again finishes it.
"""

import hashlib
import hmac
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from lahetti.core.errors import Busy, Conflict
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import Check, Put, retry_on_conflict, try_transact
from lahetti.records import audit
from lahetti.rewards import items
from lahetti.rewards.catalogue import stored_reward
from lahetti.rewards.rules import LineProblem, Trouble, checked_codes
from lahetti.security import encryption, secrets

_CODES_A_TRANSACTION = 25
"""Each takes two items, and the check of the upload's token one: below DynamoDB's 100."""


@dataclass(frozen=True)
class Upload:
    """What came of an upload: new vouchers, all vouchers that there are now, and a problem a line that brought none."""

    added: int
    uploaded: int
    problems: tuple[LineProblem, ...]


def upload_vouchers(reward: str, text: str, admin: str, now: datetime) -> Upload:
    """Take the codes of a file in, one a line. Raise NotFound, Invalid, Conflict, or Busy if another upload begins."""
    codes, problems = checked_codes(text)
    head = _taken_over(reward)
    with ThreadPoolExecutor(encryption.AT_ONCE) as pool:
        known = list(pool.map(lambda pair: _is_known(head, pair[1]), codes))
        problems += [
            LineProblem(line, Trouble.KNOWN) for (line, _), is_known in zip(codes, known, strict=True) if is_known
        ]
        fresh = [code for (_, code), is_known in zip(codes, known, strict=True) if not is_known]
        numbers = range(int(head.uploaded) + 1, int(head.uploaded) + 1 + len(fresh))
        sealed = list(pool.map(lambda pair: _seal(reward, *pair), zip(numbers, fresh, strict=True)))
    # One after the other: transactions at the same time that check the same head would refuse one another.
    for batch in _batches(list(zip(numbers, fresh, sealed, strict=True))):
        _write(head, batch)
    return Upload(len(fresh), _finished(head, len(fresh), admin, now), tuple(sorted(problems, key=lambda p: p.line)))


def _taken_over(reward: str) -> items.RewardHead:
    """Make this the one upload that may write; return the reward with its token."""

    def attempt(consistent: bool) -> items.RewardHead | None:  # noqa: ARG001 (always read as it is)
        head = stored_reward(reward)
        if not head.vouchers:
            raise Conflict(
                "This reward is collected without vouchers.", field="reward", value=reward, reason="no_vouchers"
            )
        if head.withdrawn:
            raise Conflict("This reward is withdrawn.", field="reward", value=reward, reason="withdrawn")
        head.upload = uuid.uuid4().hex
        return head if try_transact(Put(head)) else None

    return retry_on_conflict(attempt)


def _is_known(head: items.RewardHead, code: str) -> bool:
    """Tell whether a code was taken in; one that an upload left behind when it was broken off was not."""
    digest = _digest(code)
    found = items.find_code(head.reward, digest)
    if found is None or int(found.number) > int(head.uploaded):
        return False
    voucher = items.find_voucher(head.reward, int(found.number))
    return voucher is not None and voucher.code == digest


def _seal(reward: str, number: int, code: str) -> bytes:
    return encryption.encrypt(code.encode(), reward=reward, number=str(number))


def _write(head: items.RewardHead, batch: list[tuple[int, str, bytes]]) -> None:
    """Store some vouchers as long as this upload is the one that may."""
    mine = Check(head, type(head).upload == head.upload)
    writes: list[Put] = []
    for number, code, sealed in batch:
        digest = _digest(code)
        voucher = items.Voucher(head.pk, keys.voucher(number), number=number, sealed=sealed, code=digest)
        of_code = items.VoucherCode(head.pk, keys.voucher_code(digest), number=number)
        writes += [Put(voucher), Put(of_code)]

    def attempt(consistent: bool) -> bool | None:  # noqa: ARG001 (always read as it is)
        if stored_reward(head.reward).upload != head.upload:
            raise _overtaken()
        return try_transact(mine, *writes) or None

    retry_on_conflict(attempt)


def _finished(mine: items.RewardHead, added: int, admin: str, now: datetime) -> int:
    """Make all of an upload giveable; awards may have changed the head meanwhile, another upload must not have."""

    def attempt(consistent: bool) -> int | None:  # noqa: ARG001 (always read as it is)
        head = stored_reward(mine.reward)
        if head.upload != mine.upload:
            raise _overtaken()
        head.uploaded, head.upload = int(head.uploaded) + added, None
        log = audit.entry(admin, "vouchers uploaded", head.pk, now, after={"added": added})
        return int(head.uploaded) if try_transact(Put(head), log) else None

    return retry_on_conflict(attempt)


def _batches(pairs: list[tuple[int, str, bytes]]) -> Iterator[list[tuple[int, str, bytes]]]:
    for start in range(0, len(pairs), _CODES_A_TRANSACTION):
        yield pairs[start : start + _CODES_A_TRANSACTION]


def _digest(code: str) -> str:
    """Return what a code is recognised by: without the deployment's secret nobody can try codes against it."""
    return hmac.new(secrets.voucher_key(), code.encode(), hashlib.sha256).hexdigest()


def _overtaken() -> Busy:
    return Busy("Another upload to this reward began meanwhile. Upload this file again.", retry_after=1)
