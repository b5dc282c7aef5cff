"""What the job that imports feeds takes: memory with the largest feeds, time for a thousand items."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from lahetti.content.channels import catalogue
from lahetti.content.channels.model import Channel
from lahetti.content.feeds import settings as feed_settings
from lahetti.people.model import Person
from tests.bench.figures import Figure
from tests.bench.programme import function_environment
from tests.feeds import Entry, rss
from tools.web_host import web_host

FEEDS = 4
ITEMS = 1000
BYTES = 5 * 2**20

_JOB = """
import os, time
begun = time.perf_counter()
from jobs.import_feeds import lambda_handler
class Context:
    function_name, memory_limit_in_mb, invoked_function_arn, aws_request_id = "import-feeds", 1024, "arn", "request"
said = lambda_handler({"time": os.environ["NOW"]}, Context())
assert [(feed["contents"], feed["reason"]) for feed in said["feeds"]] == [(3, None)] * int(os.environ["FEEDS"]), said
# Not ru_maxrss: a child starts with its parent's.
print(time.perf_counter() - begun, open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""


def measure(admin: Person, now: datetime) -> Iterator[Figure]:
    """Run the job, in a process of its own, on several feeds of 5 MB and a thousand items each."""
    names = [f"bench-feed-{number}" for number in range(FEEDS)]
    with web_host(int(os.environ["LAHETTI_FETCH_ALLOWED_HOST"].rpartition(":")[2])) as host:
        for name in names:
            catalogue.add_channel(Channel(name, name, "blog", "fi", "https://verona.virasto.example/"), admin.id, now)
            feed_settings.set_feed(name, host.serve(f"/{name}", _feed(name, now)), admin.id, now)
        done = subprocess.run(
            [sys.executable, "-c", _JOB],
            env={**function_environment(), "NOW": now.isoformat(), "FEEDS": str(FEEDS)},
            capture_output=True,
            text=True,
            check=False,
        )
    for name in names:
        feed_settings.set_feed(name, None, admin.id, now)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    seconds, kibibytes = done.stdout.split()[-2:]
    yield Figure("feeds.peak_mib", int(kibibytes) / 1024, "MiB", 300)
    yield Figure("feeds.seconds_per_1000_items", float(seconds) / (FEEDS * ITEMS / 1000), "s", 20)


def _feed(name: str, now: datetime) -> bytes:
    text = "<p>Verokortti lähetetään kaikille. <b>Tarkista</b> tiedot &amp; tilinumero.</p>"
    summary = text * (BYTES // ITEMS // len(escape(text).encode()))
    address = f"https://verona.virasto.example/{name}"
    items = range(ITEMS)
    return rss([Entry(f"{address}/{n}", f"Otsikko {n}", now - timedelta(minutes=n), summary) for n in items])
