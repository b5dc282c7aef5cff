from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from lahetti.analytics import items as analytics_items
from lahetti.analytics.counts import count_contents, count_seen
from lahetti.content import items as content_items
from lahetti.content.model import Row
from lahetti.networks.networks import Network
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import SharerRow, ShareState

HELSINKI = ZoneInfo("Europe/Helsinki")
NIGHT = datetime(2026, 11, 24, 23, 5, tzinfo=UTC)  # 1.05 on the 25th in Helsinki


@dataclass(frozen=True)
class Shared:
    person: str
    clicks: int = 0
    state: str = "confirmed"


class Shelf:
    """One published content, the shares of it, what people have seen; notes what is written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.row = Row("c", "blogi", "Otsikko", "fi")
        self.shared: list[Shared] = []
        self.seen: dict[tuple[str, str], set[str]] = {}
        self.told: list[int | None] = []
        self.counts: list[tuple[int, int, int]] = []
        self.seen_counts: list[tuple[str, int, str]] = []
        monkeypatch.setattr(content_items, "contents_in", lambda _: [("", self.row)])
        monkeypatch.setattr(sharing_items, "shares_of_content", self._shares)
        monkeypatch.setattr(sharing_items, "find_shares", lambda codes: [self.shared[int(code)] for code in codes])
        monkeypatch.setattr(content_items, "set_counts", self._set_counts)
        monkeypatch.setattr(content_items, "show_sharers", lambda _, sharers: self.told.append(sharers))
        monkeypatch.setattr(
            content_items, "heads_of", lambda ids: [SimpleNamespace(content=i) for i in ids if i == "c"]
        )
        monkeypatch.setattr(content_items, "add_seen", lambda *added: self.seen_counts.append(added))
        monkeypatch.setattr(analytics_items, "seen_on", self._seen_on)

    def _shares(self, _: str) -> list[SharerRow]:
        return [
            SharerRow(str(code), one.person, Network.X, ShareState(one.state)) for code, one in enumerate(self.shared)
        ]

    def _set_counts(self, _: str, shares: int, clicks: int, sharers: int, __: datetime) -> None:
        self.counts.append((sharers, shares, clicks))

    def _seen_on(self, wanted: object) -> dict[str, set[str]]:
        return {person: self.seen[day, person] for day, person in wanted if (day, person) in self.seen}  # type: ignore[attr-defined]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(monkeypatch)


def test_people_are_counted_once_however_often_they_have_shared(shelf: Shelf) -> None:
    shelf.shared = [Shared("a", 2), Shared("a", 3), Shared("b"), Shared("c", state="opened")]

    assert count_contents(NIGHT) == 1

    assert shelf.counts == [(2, 3, 5)]


@pytest.mark.parametrize(("people", "shown", "told"), [(4, None, []), (5, None, [5]), (6, 6, []), (4, 5, [None])])
def test_five_and_more_are_told_and_fewer_never(
    people: int, shown: int | None, told: list[int | None], shelf: Shelf
) -> None:
    shelf.row, shelf.shared = replace(shelf.row, sharers=shown), [Shared(str(number)) for number in range(people)]

    count_contents(NIGHT)

    assert shelf.told == told


def test_in_the_night_the_day_before_is_counted_of_contents_that_there_are(shelf: Shelf) -> None:
    shelf.seen = {("2026-11-24", "a"): {"c", "gone"}, ("2026-11-24", "b"): {"c"}, ("2026-11-25", "a"): {"c"}}

    assert count_seen(["a", "b", "nobody"], NIGHT, HELSINKI) == 1

    assert shelf.seen_counts == [("c", 2, "2026-11-24")]


@pytest.mark.parametrize("hour", range(24))
def test_a_night_without_a_one_o_clock_is_counted_like_any_other(hour: int, shelf: Shelf) -> None:
    azores = ZoneInfo("Atlantic/Azores")  # on 29 March 2026, midnight is followed by one o'clock
    shelf.seen = {("2026-03-28", "a"): {"c"}, ("2026-03-29", "a"): {"c"}}

    assert count_seen(["a"], datetime(2026, 3, 29, hour, 30, tzinfo=azores), azores) == 1

    assert shelf.seen_counts == [("c", 1, "2026-03-28")]
