from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lahetti.content.model import Row
from lahetti.mail.digests.choice import MOST, NEWCOMERS_DAYS_BACK, New, choose, led_by_one_of, told_until, without
from lahetti.people.model import Notifications
from tests.mail_samples import somebody

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
UP_TO = NOW - timedelta(minutes=1)


def new(name: str, minutes: int, **fields: object) -> New:
    published = NOW - timedelta(minutes=minutes)
    row = Row(name, "blogi", f"Juttu {name}", "fi", published=published, **fields)  # type: ignore[arg-type]
    return New(row, published)


NEWS = st.lists(
    st.builds(
        new,
        st.uuids().map(str),
        st.integers(-2, 200),
        topics=st.sets(st.sampled_from("abc")).map(tuple),
        audience=st.sets(st.sampled_from(("viestinta", "neuvonta"))).map(tuple),
        expiry=st.none() | st.integers(-10, 10).map(lambda hours: NOW + timedelta(hours=hours)),
    ),
    max_size=40,
).map(lambda found: sorted(found, key=lambda one: one.published, reverse=True))
LIBRARY = ("a", "b")
"""`c` was removed from it."""
PEOPLE = st.sets(st.sampled_from("abc")).map(lambda topics: somebody(notifications=Notifications(topics=tuple(topics))))


@given(NEWS, PEOPLE, st.sets(st.integers(0, 39)))
def test_runs_one_after_another_tell_of_each_content_once_and_of_all_that_are_for_the_person(
    offer: list[New], person: object, shared_at: set[int]
) -> None:
    shared = {("p1", offer[index].row.content) for index in shared_at if index < len(offer)}
    after, told = NOW - timedelta(minutes=300), list[str]()
    counted = 0
    for minutes in (150, 90, 30, 1):
        up_to = NOW - timedelta(minutes=minutes)
        choice = choose(offer, person, after, up_to, shared, NOW, LIBRARY)  # type: ignore[arg-type]
        if choice is not None:
            assert 1 <= len(choice.contents) <= MOST
            assert choice.more == 0 or len(choice.contents) == MOST
            told += [content.row.content for content in choice.contents]
            counted += choice.more
            after = up_to

    assert len(told) == len(set(told))
    wished = {*LIBRARY} & {*person.notifications.topics}  # type: ignore[attr-defined]
    due = [
        content.row.content
        for content in offer
        if content.published <= UP_TO
        and (not content.row.audience or "viestinta" in content.row.audience)
        and (not wished or not {*LIBRARY} & {*content.row.topics} or wished & {*content.row.topics})
        and not (content.row.expiry and content.row.expiry <= NOW)
        and ("p1", content.row.content) not in shared
    ]
    assert set(told) <= set(due)
    assert len(told) + counted == len(due)


def test_the_ten_newest_are_listed_and_the_rest_is_counted() -> None:
    offer = [new(str(number), number + 1) for number in range(17)]

    choice = choose(offer, somebody(), NOW - timedelta(days=1), UP_TO, set(), NOW, LIBRARY)

    assert choice is not None
    assert [content.row.content for content in choice.contents] == [str(number) for number in range(10)]
    assert choice.more == 7


def test_a_newcomers_first_digest_goes_fourteen_days_back() -> None:
    assert told_until(None, NOW) == NOW - NEWCOMERS_DAYS_BACK
    assert told_until(UP_TO, NOW) == UP_TO


def test_what_has_been_recalled_meanwhile_is_left_out() -> None:
    choice = choose([new("a", 5), new("b", 6)], somebody(), NOW - timedelta(days=1), UP_TO, set(), NOW, LIBRARY)

    assert choice is not None
    left = without(choice, {"a"})
    assert left is not None
    assert [content.row.content for content in left.contents] == ["b"]
    assert without(choice, {"a", "b"}) is None


def test_the_newest_with_a_caption_leads_and_the_others_keep_their_order() -> None:
    choice = choose([new(name, 5) for name in "abcd"], somebody(), NOW - timedelta(days=1), UP_TO, set(), NOW, LIBRARY)

    assert choice is not None
    assert [one.row.content for one in led_by_one_of(choice, {"c", "d"}).contents] == ["c", "a", "b", "d"]
    assert led_by_one_of(choice, {"a", "d"}) == choice
    assert led_by_one_of(choice, set()) == choice


def test_what_is_in_the_readers_language_comes_first_and_fills_the_ten_first() -> None:
    offer = [new(str(n), n + 1) for n in range(8)]
    swedish = [New(replace(one.row, content=f"sv{n}", language="sv"), one.published) for n, one in enumerate(offer)]
    mixed = [one for pair in zip(swedish, offer, strict=True) for one in pair]

    choice = choose(mixed, somebody("sv"), NOW - timedelta(days=1), UP_TO, set(), NOW, LIBRARY)

    assert choice is not None
    assert [one.row.content for one in choice.contents] == [*(f"sv{n}" for n in range(8)), "0", "1"]
    assert choice.more == 6


def test_contents_in_a_language_that_was_not_chosen_are_neither_listed_nor_counted() -> None:
    offer = [
        New(replace(one.row, language=language), one.published)
        for one, language in zip([new(str(n), n + 1) for n in range(3)], ("fi", "sv", "de"), strict=True)
    ]
    person = somebody(notifications=Notifications(languages=("sv",)))

    choice = choose(offer, person, NOW - timedelta(days=1), UP_TO, set(), NOW, LIBRARY)

    assert choice is not None
    assert ([one.row.content for one in choice.contents], choice.more) == (["1"], 0)
