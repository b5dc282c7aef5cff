"""What the tools tell the person at the terminal: a line for each step that lasts, one sentence for a failure."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Failure(Exception):
    """Something the person can put right; the message is one sentence that says how."""


def say(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print what begins now and, once it is done, how long it took."""
    started = time.monotonic()
    print(f"· {text} … ", end="" if sys.stdout.isatty() else "\n", flush=True)
    yield
    seconds = time.monotonic() - started
    if sys.stdout.isatty():
        say(f"{seconds:.0f} s")
    elif seconds >= 1:
        say(f"  {seconds:.0f} s")
