"""Writing where others write at the same time: all or nothing, and anew when somebody came first."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pynamodb.exceptions import DeleteError, PutError, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from lahetti.core.aws import THROTTLED, overloaded
from lahetti.core.errors import Busy
from lahetti.dynamodb.connection import connection
from lahetti.dynamodb.models import ProgrammeItem, StoredItem


@dataclass(frozen=True)
class Put:
    """Write an item whole. A model with a version is written only over the version that was read."""

    item: StoredItem
    condition: Condition | None = None


@dataclass(frozen=True)
class Update:
    """Change some attributes of an item."""

    item: StoredItem
    actions: Sequence[Action]
    condition: Condition | None = None


@dataclass(frozen=True)
class Delete:
    """Remove an item."""

    item: StoredItem
    condition: Condition | None = None


@dataclass(frozen=True)
class Check:
    """Change nothing; refuse the whole transaction unless a condition holds for an item."""

    item: ProgrammeItem
    condition: Condition


Write = Put | Update | Delete | Check


class TransactionConflict(Exception):
    """A transaction did not happen. `writes` are those whose condition failed or whose item another was writing."""

    def __init__(self, writes: Sequence[Write]) -> None:
        super().__init__(", ".join(f"{write.item.pk}" for write in writes))
        self.writes = tuple(writes)

    @property
    def items(self) -> tuple[StoredItem, ...]:
        """The items of the writes that were refused."""
        return tuple(write.item for write in self.writes)

    def refused(self, *writes: Write) -> bool:
        """Return whether one of these writes was refused."""
        return any(write is refused for write in writes for refused in self.writes)


def try_write(write: Callable[[], object]) -> bool:
    """Do one conditional write; return False where its condition did not hold, or a transaction was at the item."""
    try:
        write()
    except (PutError, UpdateError, DeleteError) as error:
        if error.cause_response_code not in ("ConditionalCheckFailedException", "TransactionConflictException"):
            raise
        return False
    return True


def save_if_current(item: StoredItem) -> bool:
    """Write one item with a version over the version that was read; return False where another came first."""
    return try_write(item.save)


def transact(*writes: Write) -> None:
    """Do all of the writes or none; at most 100 (quotas of DynamoDB transactions). Raise TransactionConflict."""
    # PynamoDB sends checks, deletes, puts and updates in this order whatever the order of the calls: the reasons of a
    # cancelled transaction come back in it, too.
    ordered = sorted(writes, key=lambda write: (Check, Delete, Put, Update).index(type(write)))
    try:
        with TransactWrite(connection=connection()) as transaction:
            for write in ordered:
                match write:
                    case Check():
                        item = write.item
                        transaction.condition_check(type(item), item.pk, item.sk, condition=write.condition)
                    case Put():
                        transaction.save(write.item, condition=write.condition)
                    case Update():
                        transaction.update(write.item, actions=list(write.actions), condition=write.condition)
                    case Delete():
                        transaction.delete(write.item, condition=write.condition)
    except TransactWriteError as error:
        reasons = error.cancellation_reasons
        refusing = [
            write
            for write, reason in zip(ordered, reasons, strict=False)
            if reason is not None and reason.code in ("ConditionalCheckFailed", "TransactionConflict")
        ]
        if not refusing and {reason.code for reason in reasons if reason is not None} & THROTTLED:
            raise overloaded() from error
        if not refusing:
            raise
        raise TransactionConflict(refusing) from error


ATTEMPTS = 5

Result = TypeVar("Result")


def back_off(number: int) -> None:
    """Wait before the repetition of a number (from 1): at most 0.1 seconds, then twice as long each time."""
    time.sleep(random.uniform(0, 0.05 * 2**number))  # noqa: S311 (jitter, not a secret)


def retry_on_conflict(attempt: Callable[[bool], Result | None]) -> Result:
    """Try until an attempt was not overtaken; only the first reads eventually. Raise Busy after five."""
    for number in range(ATTEMPTS + 1):
        if number > 1:  # the first of five repetitions follows at once: most often the first read was only old
            back_off(number - 1)
        result = attempt(number > 0)
        if result is not None:
            return result
    raise Busy("Too much is happening to these points at once. Trying again is safe.", retry_after=1)


def try_transact(*writes: Write) -> bool:
    """Do all of the writes or none; return False where another came first."""
    try:
        transact(*writes)
    except TransactionConflict:
        return False
    return True
