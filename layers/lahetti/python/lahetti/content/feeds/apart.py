"""Reads a feed in a process of its own: no feed that a stranger writes takes more than its share of processor time.

No parser of feeds promises a time for what is made to take long (feedparser 6.0.14 looks for addresses in an author's
name for hours); threads cannot be stopped, and a process can. It knows nothing of the function's rights.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from lahetti.content.feeds.documents import FeedDocument, Item, NotAFeed, read_feed
from lahetti.networks.model import Fetched

MOST_SECONDS = 20
"""Processor time of one feed; the largest honest ones take two."""
_WAITS = 3
"""Times that many seconds by the clock, should other work have the processor meanwhile."""
_GIVEN = ("PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONPYCACHEPREFIX")

Read = Callable[[Fetched], FeedDocument]


def read_apart(fetched: Fetched, most_seconds: int = MOST_SECONDS) -> FeedDocument:
    """Return what stands in a feed; raise NotAFeed, also where reading it takes too long."""
    asked = json.dumps({"url": fetched.url, "content_type": fetched.content_type, "seconds": most_seconds})
    known = {name: os.environ[name] for name in _GIVEN if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=asked.encode() + b"\n" + fetched.body,
            stdout=subprocess.PIPE,
            env={**known, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            timeout=_WAITS * most_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_long(most_seconds) from error
    if done.returncode < 0:  # a signal ended it
        raise _too_long(most_seconds)
    if done.returncode:
        raise RuntimeError("The process that reads feeds has failed; what it wrote stands above.")
    answered = json.loads(done.stdout)
    if "broken" in answered:
        raise NotAFeed(answered["broken"])
    return FeedDocument(**{**answered, "items": tuple(_item(found) for found in answered["items"])})


def _too_long(most_seconds: int) -> NotAFeed:
    return NotAFeed("Reading the feed takes too long.", limit=most_seconds)


def _item(found: dict[str, Any]) -> Item:
    published = found["published"]
    moment = None if published is None else datetime.fromisoformat(published)
    several = {name: tuple(found[name]) for name in ("other_pictures", "categories")}
    return Item(**{**found, "published": moment, **several})


def _answer() -> dict[str, Any]:
    """Read the feed that stands in the standard input."""
    asked = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    fetched = Fetched(asked["url"], asked["content_type"], sys.stdin.buffer.read())
    try:
        return asdict(read_feed(fetched))
    except NotAFeed as error:
        return {"broken": error.message}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_answer(), default=datetime.isoformat))
