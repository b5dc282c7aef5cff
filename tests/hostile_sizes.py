"""A megabyte made to take long, and how much processor time one may take.

The time of this process alone is measured, so a busy machine makes it no longer; what is measured takes a fifth of the
limit or less, and what these tests keep away took many times the limit.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

PUBLIC_PATH = 1.0
"""Seconds of a request that anybody may send."""
ADMINS_FILE = 5.0
"""Seconds of a file that only admins may send: a megabyte of lines takes a tenth, each refused with its reason."""
JOB_ITEM = 20.0
"""Seconds of one feed or page in a job."""


def megabyte(unit: str, size: int = 2**20) -> bytes:
    """Return so many bytes of a text again and again."""
    encoded = unit.encode()
    return (encoded * (size // len(encoded) + 1))[:size]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail where what is done inside takes more processor time."""
    begun = time.process_time()
    yield
    taken = time.process_time() - begun
    assert taken <= seconds, f"It took {taken:.1f} s of processor time, of {seconds} s."
