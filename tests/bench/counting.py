"""The hourly count of facts: its time with many people, and what an hour costs in which nothing happened."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lahetti.analytics.facts import counting
from lahetti.content import items as content_items
from lahetti.content.model import ContentState
from lahetti.core.configuration import configuration
from lahetti.core.days import day_of
from lahetti.dynamodb.batches import batch_put
from lahetti.networks.networks import Network
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import Share, ShareState, Tally
from tests.bench.digests import RECIPIENTS
from tests.bench.figures import Figure
from tests.bench.metering import metered
from tests.bench.programme import ZONE

CONTENTS = 60
SHARES_A_PERSON = 4
"""As in the demo programme in eight weeks."""
HOUR = datetime(2036, 12, 15, 8, tzinfo=UTC)
"""After the digests, whose readers it takes."""
_NETWORKS = (Network.LINKEDIN, Network.FACEBOOK, Network.X)


def measure() -> Iterator[Figure]:
    """Count everything for the first time, and then in an hour in which nothing happened."""
    contents = [row.content for _, row in content_items.contents_in(ContentState.PUBLISHED)][:CONTENTS]
    batch_put(sharing_items.put_share(share).item for share in _shares(contents))
    with metered() as first:
        began = time.perf_counter()
        counting.count_contents(HOUR, ZONE)
        seconds = time.perf_counter() - began
    assert first.write_units_of[configuration().programme_table] > len(contents)
    with metered() as quiet:
        counting.count_contents(HOUR + timedelta(hours=1), ZONE)
    yield Figure("analytics.count.seconds_5000", seconds, "seconds, all of it for the first time", 120)
    yield Figure("analytics.count.first_write_units", first.write_units, "write units", None)
    yield Figure("analytics.count.read_units", quiet.read_units, "read units an hour", None)
    written = quiet.write_units_of[configuration().programme_table]
    yield Figure("analytics.count.write_units", written, "write units, an hour in which nothing happened", 0)
    yield Figure(
        "analytics.count.moment_write_units", quiet.write_units - written, "write units: when it ran last", None
    )


def _shares(contents: list[str]) -> Iterator[Share]:
    for number in range(RECIPIENTS * SHARES_A_PERSON):
        opened = HOUR - timedelta(hours=number % (24 * 40))
        days = [day_of(opened + timedelta(days=back), ZONE) for back in range(3)]
        yield Share(
            code=f"bench{number:05d}",
            person=f"bench-{number % RECIPIENTS}",
            content=contents[number % len(contents)],
            network=_NETWORKS[number // RECIPIENTS % len(_NETWORKS)],
            title="Uusi verokortti tulee joulukuussa – näin luet sen",
            target="https://blog.virasto.example/1?utm_source=linkedin&utm_medium=ambassador&utm_campaign=blogi",
            opened=opened,
            number=number,
            state=ShareState.CONFIRMED,
            confirmed=opened + timedelta(minutes=2),
            caption=f"k{number % 4:03d}",
            clicks=6,
            tally={day: Tally(2) for day in days},
        )
