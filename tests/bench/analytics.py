"""What works, of the demo programme's quarter: what an overview reads, and the processor time of its page."""

from collections.abc import Iterator
from datetime import date, datetime

import boto3

from lahetti.analytics import periods
from lahetti.analytics.overview import overview
from lahetti.analytics.sums import Filters
from lahetti.core.days import day_of
from lahetti.periods.calendar import PeriodKind
from tests.bench import console
from tests.bench.figures import Figure
from tests.bench.metering import metered
from tests.bench.programme import ZONE, Measured, table_name
from tests.demo_in_memory import demo_programme
from tools.programme.cast import read_cast

_A_BATCH = 25


def measure(measured: Measured, now: datetime) -> Iterator[Figure]:
    """Take the figures of the present quarter, with the facts of the demo programme as its count leaves them."""
    _put_facts_of_demo(now)
    quarter = periods.current(PeriodKind.QUARTER, date.fromisoformat(day_of(now, ZONE)))
    with metered() as meter:
        found = overview(quarter, Filters())
    assert isinstance(found.now.figures.clicks, int)
    assert isinstance(found.now.people.active, int)
    yield Figure("analytics.overview.read_units", meter.read_units, "read units, a quarter of the demo", 60)
    yield Figure("analytics.overview.requests", meter.requests, "requests", 6)
    page = console.event_of(measured.admin, "/console/works", period=quarter.id)
    yield Figure("analytics.page_ms", 1000 * console.seconds_of(page), "ms of processor time, warm", 60)


def _put_facts_of_demo(now: datetime) -> None:
    """Load the demo programme in memory, and copy its facts."""
    table = demo_programme(read_cast(), now).memory.programme
    facts = [{"PutRequest": {"Item": table.find(key)}} for key in table.states if key[0].startswith("FACTS#")]
    client = boto3.client("dynamodb")
    for start in range(0, len(facts), _A_BATCH):
        left = client.batch_write_item(RequestItems={table_name(): facts[start : start + _A_BATCH]})["UnprocessedItems"]
        assert not left
