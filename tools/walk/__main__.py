"""Walks the demonstration against a running cloud, whose addresses come from the environment; says what it sees."""

import os
import sys
import time

from tools.hosted_page import SignInRefused
from tools.walk.expectations import Different
from tools.walk.steps import Walk


def main() -> int:
    walk = Walk(os.environ)
    started = time.monotonic()
    for number, step in enumerate(walk.steps, 1):
        try:
            print(f"{number:>2}. {step()}", flush=True)
        except (Different, SignInRefused) as failed:
            print(f"{number:>2}. {step.__name__.replace('_', ' ')}: {failed}", flush=True)
            return 1
    print(f"The walk is done, {time.monotonic() - started:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
