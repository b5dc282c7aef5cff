"""What follows from a deed comes by streams: ask until it is there."""

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")
LIVE_SECONDS = 5
"""Within this a deed shows in the top ten (docs/product.md, Races and rewards)."""


def until(look: Callable[[], Seen], right: Callable[[Seen], bool], seconds: float = LIVE_SECONDS) -> Seen:
    """Look until it is right and return what was seen; fail with the last sight when the time is over."""
    deadline = time.monotonic() + seconds
    while not right(seen := look()):
        assert time.monotonic() < deadline, f"after {seconds} s still {seen}"
        time.sleep(0.1)
    return seen
