"""A ledger that is read whole has the entries that are read one by one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lahetti.dynamodb.batches import batch_put
from lahetti.people.model import Totals
from lahetti.points import items
from lahetti.points.model import Activity, Entry, Reason
from lahetti.points.rules import enter, fold

WHOLE = Entry(
    "CLICKS#abc#2026-03-25#4",
    Activity.CLICKS,
    3,
    "2026-03-25",
    ("W2026-13", "ALL"),
    datetime(2026, 3, 25, 9, 30, 1, 250_000, tzinfo=UTC),
    2,
    shares=1,
    clicks=4,
    reasons=(Reason.DAILY_POINTS, Reason.SCORED_CLICKS),
    share="abc",
    content="c1",
    network="linkedin",
    note="Väärä päivä",
)
BARE = Entry("JOINED#x", Activity.COLLEAGUE_JOINED, -5, "2026-03-25", (), datetime(2026, 3, 25, tzinfo=UTC), 1)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("entry", [WHOLE, BARE, replace(WHOLE, note="", network=None), replace(BARE, share="abc")])
def test_an_entry_reads_the_same_from_the_whole_ledger_and_alone(entry: Entry) -> None:
    batch_put(write.item for write in items.put_entries("aino", [entry]))

    assert items.ledger_of("aino") == [entry] == [items.find_entry("aino", entry.cause)]
    (scored,) = items.scored_entries("aino")
    assert scored._asdict() == {name: getattr(entry, name) for name in scored._fields}
    assert fold([scored]) == fold([entry]) == enter(Totals(), entry)


@pytest.mark.usefixtures("database")
def test_a_ledger_of_several_pages_is_read_whole() -> None:
    entries = [replace(WHOLE, cause=f"CLICKS#{number:04d}", note="x" * 60_000) for number in range(30)]
    batch_put(write.item for write in items.put_entries("aino", entries))

    assert items.ledger_of("aino", consistent=True) == entries
    assert len(items.scored_entries("aino")) == len(entries)
