from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import drafting
from lahetti.content import items as content_items
from lahetti.content.addresses import UrlTaken
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel
from lahetti.content.model import ContentState, Draft
from lahetti.core.errors import Conflict, Invalid, TooManyRequests
from lahetti.dynamodb.transactions import transact
from lahetti.people import items as people_items
from lahetti.people.model import Person, PersonState, Role, ScoreCard
from lahetti.points.model import Programme
from lahetti.settings.model import Settings
from lahetti.suggestions import items as suggestions_items
from lahetti.suggestions import suggesting, taking_over
from lahetti.suggestions.model import SuggestionState, TooManyWaiting
from lahetti.suggestions.rules import earns
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.topics import library

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
EDITOR = Person("p1", "e@virasto.example", "Eero", Role.ADMIN, PersonState.ACTIVE, "fi", NOW, guidelines=1)
SUGGESTER = replace(EDITOR, id="p2", email="v@virasto.example", name="Veera", role=Role.AMBASSADOR)
RULES = Programme(Settings(), ZoneInfo("Europe/Helsinki"))
SUGGESTED, MENDED = "https://blogi.example/vanha", "https://blogi.example/uusi"


def test_a_rejected_suggestion_leaves_its_url_to_people_and_not_to_feeds(waiting: str) -> None:
    assert suggesting.reject(waiting, EDITOR, "Ei nyt.", NOW) is ContentState.REJECTED
    draft = Draft("blog", SUGGESTED, "Ehdotus", "fi")
    blog = channels_items.find_channel("blog", consistent=True)
    assert blog is not None

    with pytest.raises(Conflict):
        drafting.take_from_feed(draft, blog, RULES.settings, NOW, published=False)
    again = suggesting.suggest(draft, SUGGESTER, RULES.settings, NOW)

    assert again.row.content != waiting
    assert again.former == waiting


@pytest.fixture
def waiting(database: MemoryDynamoDb) -> str:
    """A suggestion that waits, and a colleague with a score card who made it."""
    transact(people_items.put_person(SUGGESTER), people_items.put_card(ScoreCard("p2", "Veera")))
    transact(channels_items.put_channel(Channel("blog", "Blogi", "blog", "fi", "https://blogi.example/")))
    made = suggesting.suggest(Draft("blog", SUGGESTED, "Ehdotus", "fi"), SUGGESTER, RULES.settings, NOW)
    database.written.clear()
    return made.row.content


def test_a_suggestion_is_about_topics_of_the_library(waiting: str) -> None:
    rules = Settings(topics=library("vero"))
    known = suggesting.suggest(Draft("blog", MENDED, "Ehdotus", "fi", topics=("vero",)), SUGGESTER, rules, NOW)

    with pytest.raises(Invalid) as refused:
        suggesting.suggest(Draft("blog", f"{MENDED}/2", "Ehdotus", "fi", topics=("Vero",)), SUGGESTER, rules, NOW)

    assert known.row.topics == ("vero",)
    assert (refused.value.field, refused.value.value, refused.value.limit) == ("topics", "Vero", ["vero"])


def points_now() -> int:
    card = people_items.find_card("p2", consistent=True)
    assert card is not None
    return card.totals.lifetime


def test_an_acceptance_publishes_tells_and_gives_the_points_in_one_transaction(
    database: MemoryDynamoDb, waiting: str
) -> None:
    assert suggesting.accept(waiting, EDITOR, RULES, NOW, publish=True) is ContentState.PUBLISHED

    (written,) = database.written
    kinds = sorted(item["kind"]["S"] for item in written)
    assert kinds == ["audit", "card", "content", "entry", "mail", "suggestion", "waiting suggestions"]
    assert points_now() == RULES.settings.suggestion_points
    (own,) = suggesting.own_suggestions("p2")
    assert (own.state, own.decided) == (SuggestionState.ACCEPTED, NOW)


def test_a_suggestion_is_decided_once(waiting: str) -> None:
    suggesting.accept(waiting, EDITOR, RULES, NOW, publish=True)

    assert suggesting.accept(waiting, EDITOR, RULES, NOW, publish=True) is ContentState.PUBLISHED
    with pytest.raises(Conflict):
        suggesting.reject(waiting, EDITOR, "Ei nyt.", NOW)

    assert points_now() == RULES.settings.suggestion_points


def test_where_a_second_reader_is_wanted_a_suggestion_is_accepted_as_a_draft_alone(waiting: str) -> None:
    wanted = replace(RULES, settings=Settings(second_reader=True))

    with pytest.raises(Conflict) as error:
        suggesting.accept(waiting, EDITOR, wanted, NOW, publish=True)

    assert (error.value.field, error.value.reason) == ("second_reader", "not_submitted")
    assert suggesting.accept(waiting, EDITOR, wanted, NOW) is ContentState.DRAFT


@pytest.mark.parametrize(
    ("publish", "at", "state"),
    [(False, None, ContentState.DRAFT), (True, NOW + timedelta(days=1), ContentState.SCHEDULED)],
)
def test_an_accepted_suggestion_may_wait_as_a_draft_or_for_its_time(
    waiting: str, publish: bool, at: datetime | None, state: ContentState
) -> None:
    assert suggesting.accept(waiting, EDITOR, RULES, NOW, publish=publish, at=at) is state

    head = content_items.find_head(waiting, consistent=True)
    assert head is not None
    assert (head.state, head.planned, head.chosen_by) == (state, at, "Eero")


@pytest.mark.parametrize("at", [datetime(9999, 12, 31, 23, 30, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)])
def test_a_suggestion_is_not_accepted_for_a_moment_that_no_calendar_reaches(waiting: str, at: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        suggesting.accept(waiting, EDITOR, RULES, NOW, publish=True, at=at)

    assert (refused.value.field, refused.value.reason) == ("at", "out_of_reach")
    (own,) = suggesting.own_suggestions("p2")
    assert own.state is SuggestionState.WAITING


@pytest.mark.parametrize(
    ("role", "channels", "is_earned"),
    [
        (Role.AMBASSADOR, (), True),
        (Role.EDITOR, ("video",), True),
        (Role.EDITOR, ("blog",), False),
        (Role.ADMIN, (), False),
    ],
)
def test_editors_earn_nothing_in_their_own_channels_and_admins_nowhere(
    role: Role, channels: tuple[str, ...], is_earned: bool
) -> None:
    assert earns(replace(SUGGESTER, role=role, channels=channels), "blog") is is_earned


def suggest(number: int, now: datetime = NOW, person: Person = SUGGESTER) -> str:
    draft = Draft("blog", f"https://blogi.example/{number}", "Ehdotus", "fi")
    return suggesting.suggest(draft, person, RULES.settings, now).row.content


def test_five_suggestions_of_a_person_wait_and_one_more_once_one_is_answered(waiting: str) -> None:
    for number in range(4):
        suggest(number)

    with pytest.raises(TooManyWaiting) as refused:
        suggest(4)
    assert (refused.value.status, refused.value.limit, refused.value.field) == (409, 5, "suggestions")
    assert suggest(4, person=replace(SUGGESTER, id="p3"))

    suggesting.reject(waiting, EDITOR, "Ei nyt.", NOW)
    suggesting.reject(waiting, EDITOR, "Ei nyt.", NOW)
    suggest(5)
    with pytest.raises(TooManyWaiting):
        suggest(6)


def test_a_url_that_is_there_is_told_from_too_many_that_wait(waiting: str) -> None:
    with pytest.raises(UrlTaken):
        suggesting.suggest(Draft("blog", SUGGESTED, "Ehdotus", "fi"), SUGGESTER, RULES.settings, NOW)


def test_a_person_suggests_ten_times_a_day_however_they_are_answered(waiting: str) -> None:
    answered = [waiting]
    for number in range(9):
        answered.append(suggest(number))
        suggesting.reject(answered[-1], EDITOR, "Ei nyt.", NOW)

    with pytest.raises(TooManyRequests) as refused:
        suggest(9)
    assert (refused.value.limit, refused.value.field) == (10, "suggestions")
    assert suggest(9, NOW + timedelta(days=1))


DRAFT = Draft("blog", SUGGESTED, "Toimituksen otsikko", "fi", why="Siksi")


def test_an_editors_own_content_takes_a_suggestion_at_its_url_over(waiting: str) -> None:
    made, suggester = taking_over.create_content(DRAFT, EDITOR, RULES, NOW)

    assert suggester == SUGGESTER
    assert (made.row.content, made.state, made.row.title) == (waiting, ContentState.DRAFT, "Toimituksen otsikko")
    head = content_items.find_head(waiting, consistent=True)
    assert head is not None
    assert (head.created_by, head.chosen_by, head.version) == ("p2", "Eero", 2)
    assert content_items.find_texts(waiting).why == "Siksi"
    (own,) = suggesting.own_suggestions("p2")
    assert (own.state, own.title) == (SuggestionState.ACCEPTED, "Toimituksen otsikko")
    assert points_now() == 15
    assert suggesting.suggester_of(made) == "Veera"
    assert suggestions_items.waiting_of("p2") == 0


def test_what_was_taken_over_is_accepted_once_and_then_a_content_like_others(waiting: str) -> None:
    taking_over.create_content(DRAFT, EDITOR, RULES, NOW)

    with pytest.raises(UrlTaken):
        taking_over.create_content(DRAFT, EDITOR, RULES, NOW)
    assert suggesting.accept(waiting, EDITOR, RULES, NOW) is ContentState.DRAFT
    assert points_now() == 15


def test_a_suggestion_to_another_channel_is_taken_over_into_the_editors_own(waiting: str) -> None:
    transact(channels_items.put_channel(Channel("tube", "Kanava", "youtube", "fi", "https://tube.example/")))
    editor = replace(EDITOR, role=Role.EDITOR, channels=("tube",))

    made, _ = taking_over.create_content(replace(DRAFT, channel="tube"), editor, RULES, NOW)

    assert made.row.channel == "tube"
    assert [own.channel for own in suggesting.own_suggestions("p2")] == ["tube"]


def test_a_draft_at_a_free_url_is_the_editors_alone(waiting: str) -> None:
    made, suggester = taking_over.create_content(replace(DRAFT, url=MENDED), EDITOR, RULES, NOW)

    assert suggester is None
    assert made.row.content != waiting
    assert suggesting.suggester_of(made) is None
