"""What follows from a deed comes by streams: ask until it is there."""

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")
PATIENCE = 60
"""Seconds: what comes late on a busy machine is right all the same."""


def until(
    look: Callable[[], Seen], right: Callable[[Seen], bool], seconds: float = PATIENCE, pause: float = 0.05
) -> Seen:
    """Look until it is right and return what was seen; fail with the last sight when the time is over."""
    deadline = time.monotonic() + seconds
    while not right(seen := look()):
        assert time.monotonic() < deadline, f"after {seconds} s still {seen}"
        time.sleep(pause)
    return seen
