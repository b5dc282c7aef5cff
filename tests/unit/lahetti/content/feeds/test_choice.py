import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.content.feeds.choice import MOST_UNDATED, WINDOW, Skipped, sift, taken, usable, views_by_key
from lahetti.content.feeds.documents import Item
from lahetti.content.urls import canonical_key

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def item(name: str, age: timedelta | None = timedelta(0), address: str | None = None) -> Item:
    published = None if age is None else NOW - age
    return Item(address or f"https://verona.virasto.example/{name}", name.title(), published=published)


def test_the_newest_are_taken_and_the_rest_waits() -> None:
    items = [item(name, timedelta(hours=hours)) for name, hours in [("b", 2), ("e", 5), ("a", 1), ("d", 4), ("c", 3)]]

    chosen, waiting = taken(sift(items, {}, NOW), frozenset(), 3)

    assert [candidate.item.title for candidate in chosen] == ["A", "B", "C"]
    assert waiting == 2


@pytest.mark.parametrize(("left", "expected"), [(3, 3), (1, 1), (0, 0), (-2, 0)])
def test_no_more_than_the_days_number_is_taken(left: int, expected: int) -> None:
    sifted = sift([item(str(number)) for number in range(9)], {}, NOW)

    chosen, waiting = taken(sifted, frozenset(), left)

    assert (len(chosen), waiting) == (expected, 9 - expected)


def test_what_is_known_takes_no_room() -> None:
    items = [item("a", timedelta(hours=1)), item("b", timedelta(hours=2))]

    chosen, waiting = taken(sift(items, {}, NOW), {canonical_key(items[0].url)}, 1)

    assert [candidate.item.title for candidate in chosen] == ["B"]
    assert waiting == 0


@pytest.mark.parametrize(
    ("age", "young"),
    [
        (timedelta(0), True),
        (WINDOW, True),
        (WINDOW + timedelta(seconds=1), False),
        (timedelta(days=400), False),
        (timedelta(days=-3), True),
    ],
)
def test_only_the_last_seven_days_are_taken_at_the_first_fetch_too(age: timedelta, young: bool) -> None:
    assert bool(sift([item("a", age)], {}, NOW).young) is young


def test_a_date_in_the_future_is_no_newer_than_now() -> None:
    items = [item("now", timedelta(0)), item("future", timedelta(days=-300))]

    assert [candidate.item.title for candidate in sift(items, {}, NOW).young] == ["Now", "Future"]


def test_an_item_without_a_date_counts_from_when_it_was_first_seen() -> None:
    first = sift([item("a", None)], {}, NOW)
    later = sift([item("a", None)], first.first_seen, NOW + timedelta(days=6))
    too_late = sift([item("a", None)], later.first_seen, NOW + timedelta(days=8))

    assert [candidate.moment for candidate in first.young] == [NOW]
    assert [candidate.moment for candidate in later.young] == [NOW]
    assert too_late.young == ()
    assert set(too_late.first_seen.values()) == {NOW}


def test_what_left_the_feed_is_forgotten() -> None:
    seen = sift([item("a", None), item("b", None)], {}, NOW).first_seen

    assert len(sift([item("b", None)], seen, NOW).first_seen) == 1


def test_first_sights_are_remembered_for_so_many_and_no_more() -> None:
    sifted = sift([item(str(number), None) for number in range(MOST_UNDATED + 5)], {}, NOW)

    assert (len(sifted.first_seen), len(sifted.young)) == (MOST_UNDATED, MOST_UNDATED)
    assert sifted.skipped == {Skipped.TOO_MANY_UNDATED: 5}


def test_items_without_a_date_stay_in_the_feeds_order() -> None:
    sifted = sift([item(name, None) for name in "cab"], {}, NOW)

    assert [candidate.item.title for candidate in sifted.young] == ["C", "A", "B"]


@pytest.mark.parametrize(
    ("unusable", "reason"),
    [
        (Item("", "Otsikko"), Skipped.NO_URL),
        (Item("https://x.example/", ""), Skipped.NO_TITLE),
        (Item("http://x.example/", "Otsikko"), Skipped.NOT_HTTPS),
        (Item("mailto:a@x.example", "Otsikko"), Skipped.BAD_URL),
        (Item("javascript:alert(1)", "Otsikko"), Skipped.BAD_URL),
        (Item("https://user@x.example/", "Otsikko"), Skipped.BAD_URL),
        (Item("https://[::1", "Otsikko"), Skipped.BAD_URL),
        (Item("https://x.example:99999/", "Otsikko"), Skipped.BAD_URL),
        (Item("https://x.example/a b", "Otsikko"), Skipped.BAD_URL),
        (Item("https://x.example/" + "a" * 2000, "Otsikko"), Skipped.BAD_URL),
    ],
)
def test_what_cannot_be_used_is_counted_by_the_reason(unusable: Item, reason: Skipped) -> None:
    sifted = sift([unusable, item("a"), unusable], {}, NOW)

    assert sifted.skipped == {reason: 2}
    assert len(sifted.young) == 1


@pytest.mark.parametrize(
    "picture",
    [
        "http://x.example/a.jpg",
        "data:image/png;base64,xx",
        "/a.jpg",
        "https://[::1",
        "https://x.example/a.jpg?".ljust(2001, "a"),
    ],
)
def test_a_picture_that_cannot_be_fetched_is_left_out(picture: str) -> None:
    assert usable(Item("https://x.example/", "a", picture=picture)).picture is None


VARIANTS = ("", "#osa", "?utm_source=feed", "?utm_medium=rss&utm_source=feed#x", "/", "?fbclid=abc")
"""Endings that do not make another address of one."""


@given(
    st.lists(st.tuples(st.integers(0, 11), st.sampled_from(VARIANTS), st.none() | st.integers(-2, 10)), max_size=30),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
)
def test_however_a_feed_reorders_redates_and_reissues_nothing_is_taken_twice(
    written: list[tuple[int, str, int | None]], limit: int, lot: random.Random
) -> None:
    known: set[str] = set()
    first_seen: dict[str, datetime] = {}
    for fetch in range(6):
        lot.shuffle(written)
        now = NOW + timedelta(days=fetch)
        items = [
            Item(
                f"https://verona.virasto.example/{number}{lot.choice(VARIANTS)}",
                f"Otsikko {lot.random()}",
                published=None if age is None or lot.random() < 0.3 else now - timedelta(days=age * lot.random()),
            )
            for number, _, age in written
        ]
        sifted = sift(items, first_seen, now)
        chosen, waiting = taken(sifted, known, limit)

        keys = [candidate.key for candidate in chosen]
        assert len(keys) == len(set(keys)) <= limit
        assert not known & set(keys)
        assert waiting == 0 or len(keys) == limit
        assert all(now - candidate.moment <= WINDOW for candidate in chosen)
        known |= set(keys)
        first_seen = dict(sifted.first_seen)
    assert len(known) <= len({number for number, _, _ in written})


def test_views_are_told_of_every_item_that_has_an_address_however_old_it_is() -> None:
    videos = [
        Item("https://www.youtube.com/watch?v=a", "A", published=NOW - timedelta(days=900), views=12),
        Item("https://www.youtube.com/watch?v=b", "B", published=NOW, views=0),
        Item("https://www.youtube.com/watch?v=c", "C", published=NOW),
        Item("http://www.youtube.com/watch?v=d", "D", published=NOW, views=4),
    ]

    assert views_by_key(videos) == {canonical_key(videos[0].url): 12, canonical_key(videos[1].url): 0}
