"""Writing where others write at the same time: all or nothing, and anew when somebody came first."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from lahetti import store
from lahetti.errors import Busy

ATTEMPTS = 5

Result = TypeVar("Result")


def until_it_holds(attempt: Callable[[bool], Result | None]) -> Result:
    """Try until an attempt was not overtaken; only the first reads eventually. Raise Busy after five."""
    for number in range(ATTEMPTS + 1):
        if number > 1:  # the first of five repetitions follows at once: most often the first read was only old
            time.sleep(random.uniform(0, 0.05 * 2 ** (number - 1)))  # noqa: S311 (jitter, not a secret)
        result = attempt(number > 0)
        if result is not None:
            return result
    raise Busy("Too much is happening to these points at once. Trying again is safe.", retry_after=1)


def written(*writes: store.Write) -> bool:
    """Do all of the writes or none; return False where another came first."""
    try:
        store.write_together(*writes)
    except store.Refused:
        return False
    return True
