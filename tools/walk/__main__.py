"""Walks the demonstration against a running cloud, whose addresses come from the environment; says what it sees."""

import os
import sys
import time
from contextlib import ExitStack

from lahetti.core.observability import logger
from tools.mailed_codes import SignInRefused
from tools.walk.expectations import Different
from tools.walk.state import Walk
from tools.walk.steps import STEPS
from tools.web_host import web_host


def main() -> int:
    logger.setLevel("WARNING")  # what use cases log here is no function's log
    port = int(os.environ["LAHETTI_FETCH_ALLOWED_HOST"].rpartition(":")[2])
    started = time.monotonic()
    with ExitStack() as stack:
        try:
            host = stack.enter_context(web_host(port))
        except OSError as error:
            print(f"The walk's own web host cannot have port {port}, from which feeds are fetched: {error}", flush=True)
            return 1
        code = _walked(Walk(os.environ, host))
    if code == 0:
        print(f"The walk is done, {time.monotonic() - started:.0f} s.", flush=True)
    return code


def _walked(walk: Walk) -> int:
    for number, step in enumerate(STEPS, 1):
        try:
            print(f"{number:>2}. {step(walk)}", flush=True)
        except (Different, SignInRefused) as failed:
            print(f"{number:>2}. {step.__name__.replace('_', ' ')}: {failed}", flush=True)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
