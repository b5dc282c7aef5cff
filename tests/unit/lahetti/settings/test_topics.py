"""The library of topics: an id for good, names and hashtags that change, and a removal that can be taken back."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from lahetti.core.errors import Busy, Conflict, Invalid, NotFound
from lahetti.core.names import LocalisedName
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.records import items as records_items
from lahetti.settings import topics, versions
from lahetti.settings.model import Settings, Topic
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.topics import topic

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
REFUND = named("Veronpalautus", "Skatteåterbäring", "Tax refunds")
TAGS = named("veronpalautus", "#skatteåterbäring")
SIGNED = named("#veronpalautus", "#skatteåterbäring")

pytestmark = pytest.mark.usefixtures("database")


def add(name: LocalisedName = REFUND, hashtags: LocalisedName = TAGS) -> Topic:
    return topics.add_topic(name, hashtags, "eeva", NOW)


def logged(topic: str) -> list[str]:
    return [entry.what for entry in records_items.audit_about(keys.topic(topic), Span())[0]]


def test_a_topic_has_an_id_of_its_first_name_and_hashtags_with_their_sign() -> None:
    assert add() == add() == Topic("veronpalautus", SIGNED, REFUND)

    assert versions.read_settings().topics == (Topic("veronpalautus", SIGNED, REFUND),)
    assert logged("veronpalautus") == ["topic added"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Työ & elämä", "työ-elämä"),
        ("  C++  ", "c"),
        ("+++", "topic"),
        ("a" * 40, "a" * 37),
        ("Ärjy!  Yö", "ärjy-yö"),
    ],
)
def test_an_id_is_made_of_the_letters_and_digits_of_the_name(name: str, wanted: str) -> None:
    assert add(named(name)).topic == wanted


def test_another_topic_of_nearly_the_same_name_gets_an_id_of_its_own() -> None:
    assert [add(named(name)).topic for name in ("Vero", "Vero!", "Vero?")] == ["vero", "vero-2", "vero-3"]


def test_a_name_and_hashtags_change_and_the_id_stays() -> None:
    one = add().topic

    for _ in range(2):
        topics.change_topic(one, named("Palautus", "Återbäring"), named("palautus"), "eeva", NOW)

    assert topics.find_topic(one) == Topic(one, named("#palautus"), named("Palautus", "Återbäring"))
    assert logged(one) == ["topic changed", "topic added"]


def test_no_two_topics_have_the_same_name_in_any_language() -> None:
    add()
    other = add(named("Asuminen")).topic

    for attempt in (
        lambda: add(named("Muu", "skatteåterbäring")),
        lambda: topics.change_topic(other, named("TAX REFUNDS"), TAGS, "eeva", NOW),
    ):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert (refused.value.field, refused.value.reason) == ("name_texts", "topic_taken")


def test_what_was_removed_keeps_its_id_and_name_and_is_back_when_it_is_added_again() -> None:
    one = add().topic

    for _ in range(2):
        topics.take_off(one, "eeva", NOW)

    removed = versions.read_settings()
    assert (removed.topics, removed.topic_names) == ((), {one: REFUND})
    assert logged(one) == ["topic removed", "topic added"]
    with pytest.raises(NotFound):
        topics.change_topic(one, named("Muu"), TAGS, "eeva", NOW)
    back = add(named("Muu nimi", "Skatteåterbäring"))
    assert back.topic == one
    assert versions.read_settings().former_topics == ()


def test_what_never_was_is_not_found() -> None:
    with pytest.raises(NotFound):
        topics.take_off("poissa", "eeva", NOW)


@pytest.mark.parametrize(
    ("name", "hashtags", "field", "reason"),
    [
        (LocalisedName(), TAGS, "name_texts", "no_name"),
        (named("a" * 41), TAGS, "name_texts.fi", "long_name"),
        (REFUND, named("#kaksi sanaa"), "hashtags.fi", "hashtag"),
        (REFUND, named("2027"), "hashtags.fi", "hashtag"),
        (REFUND, named("#"), "hashtags.fi", "hashtag"),
        (REFUND, named("oma", "kotitalous-vähennys"), "hashtags.sv", "hashtag"),
        (REFUND, named("a" * 51), "hashtags.fi", "hashtag"),
    ],
)
def test_what_is_no_name_or_hashtag_is_refused(
    name: LocalisedName, hashtags: LocalisedName, field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(name, hashtags)

    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_the_library_has_a_limit() -> None:
    full = tuple(topic(f"aihe-{number}") for number in range(100))
    versions.change_settings({"topics": full}, "eeva", NOW)

    with pytest.raises(Invalid) as refused:
        add()

    assert (refused.value.field, refused.value.limit, refused.value.reason) == ("topics", 100, "number")


@pytest.mark.parametrize(
    "meanwhile",
    [lambda: add(named("Asuminen")), lambda: topics.take_off("veronpalautus", "anni", NOW)],
)
def test_of_two_changes_at_once_one_is_refused_and_none_is_lost(
    database: MemoryDynamoDb, meanwhile: Callable[[], object]
) -> None:
    one = add().topic
    asked, pending = list[str](), [meanwhile]

    def behind_the_first_read(operation: str, _: object) -> None:
        asked.append(operation)
        if len(asked) > 1 and pending:
            pending.pop()()

    database.before = behind_the_first_read

    with pytest.raises(Busy):
        topics.change_topic(one, named("Palautus"), TAGS, "eeva", NOW)

    assert versions.read_settings().topic_names[one] == REFUND


def test_a_word_of_a_feed_is_the_topic_that_is_called_so_in_any_language() -> None:
    tagged = Topic("asuminen", named("#asuminen", "", "#housing"), named("Asuminen", "Boende"))
    settings = Settings(topics=(topic("vero", REFUND), tagged), former_topics=(topic("pois"),))

    assert topics.topics_called(["TAX refunds ", "Housing", "pois", "Muu"], settings) == ("vero", "asuminen")


def test_choices_are_by_name_in_the_readers_language() -> None:
    settings = Settings(topics=(topic("vero", REFUND), topic("asuminen", named("Asuminen", "Boende"))))

    assert topics.choices(settings, "fi") == [("asuminen", "Asuminen"), ("vero", "Veronpalautus")]
    assert topics.choices(settings, "sv") == [("asuminen", "Boende"), ("vero", "Skatteåterbäring")]
    assert topics.names_in(["vero", "pois"], settings, "en") == ["Tax refunds"]


def test_letters_behind_z_stand_behind_it_as_finnish_and_swedish_have_them() -> None:
    names = ("Öljy", "Zen", "Åland", "Äänestys")
    settings = Settings(topics=tuple(topic(f"t{number}", named(name)) for number, name in enumerate(names)))

    assert [name for _, name in topics.choices(settings, "fi")] == ["Zen", "Åland", "Äänestys", "Öljy"]
