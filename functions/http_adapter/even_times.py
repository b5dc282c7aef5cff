"""Answering after the same time, where the time that an answer takes would tell what must not be known."""

import time

ANSWERED_AFTER = 1.0
"""Seconds from the request to the answer: what is done for a known address, a mail to SES beside it, takes less."""


def wait_until_answered(begun_at: float) -> None:
    """Wait until it is time to answer a request that began at a moment (`time.monotonic`)."""
    time.sleep(max(0.0, begun_at + ANSWERED_AFTER - time.monotonic()))
