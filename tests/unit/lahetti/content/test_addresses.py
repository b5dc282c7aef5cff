from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.content import addresses, drafting, items, publishing, recalling, revising
from lahetti.content.addresses import UrlTaken
from lahetti.content.channels import items as channels_items
from lahetti.content.model import ContentState, Draft, Links, Recall
from lahetti.core.errors import ChangedMeanwhile, Conflict
from lahetti.people.model import Role
from lahetti.settings.model import Settings
from tests.contents import Shelf
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NEXT_YEAR = NOW + timedelta(days=365)
EDITOR = replace(AINO, id="editor", name="Eeva", role=Role.EDITOR, channels=("blog",))
SETTINGS = Settings(days_on_offer=30)
URL, OTHER = "https://blogi.example/verokortti", "https://blogi.example/muu"
TAX_CARD = Draft("blog", URL, "Verokortti", "fi")


@pytest.fixture(autouse=True)
def shelf(database: MemoryDynamoDb) -> Shelf:
    return Shelf(database)


def drafted(draft: Draft = TAX_CARD, now: datetime = NOW) -> str:
    return drafting.create_draft(draft, EDITOR, SETTINGS, now).row.content


def published(draft: Draft = TAX_CARD) -> str:
    made = drafted(draft)
    publishing.publish(made, EDITOR, SETTINGS, NOW)
    return made


def archived() -> str:
    made = published()
    publishing.archive(made, EDITOR, NOW)
    return made


def recalled() -> str:
    made = published()
    recalling.recall(made, Recall(Links.KEEP, "Väärin."), EDITOR, SETTINGS, NOW)
    return made


@pytest.mark.parametrize("over", [archived, recalled])
def test_the_url_of_what_is_over_is_used_again_and_the_old_one_is_named(shelf: Shelf, over: object) -> None:
    old = over()  # type: ignore[operator]

    new = drafted(now=NEXT_YEAR)

    assert addresses.owner_of(URL) == new
    assert shelf.head(new).former == old
    assert shelf.head(old).state in addresses.OVER


def test_the_url_of_what_is_not_over_is_taken_and_says_by_which(shelf: Shelf) -> None:
    made = drafted()

    with pytest.raises(UrlTaken) as taken:
        drafted()

    assert taken.value.see == f"/api/v1/contents/{made}"


def test_a_content_gets_the_url_of_one_that_is_over_by_an_edit_too(shelf: Shelf) -> None:
    old, made = archived(), drafted(replace(TAX_CARD, url=OTHER))

    revising.revise(made, shelf.head(made).version, TAX_CARD, {}, EDITOR, SETTINGS, NOW)

    assert addresses.owner_of(URL) == made
    assert addresses.owner_of(OTHER) is None
    assert shelf.head(made).former == old


def test_what_lost_its_url_frees_nobody_elses_by_taking_another(shelf: Shelf) -> None:
    old = archived()
    new = drafted()

    revising.revise(old, shelf.head(old).version, replace(TAX_CARD, url=OTHER), {}, EDITOR, SETTINGS, NOW)

    assert (addresses.owner_of(URL), addresses.owner_of(OTHER)) == (new, old)


def test_no_feed_brings_again_what_is_over(shelf: Shelf) -> None:
    archived()
    blog = channels_items.find_channel("blog", consistent=True)
    assert blog is not None

    with pytest.raises(Conflict):
        drafting.take_from_feed(TAX_CARD, blog, SETTINGS, NOW, published=False)


def test_an_archived_content_is_shared_again_for_a_new_period(shelf: Shelf) -> None:
    old = archived()
    shelf.memory.written.clear()

    states = [publishing.share_again(old, EDITOR, SETTINGS, NEXT_YEAR) for _ in range(2)]

    head = shelf.head(old)
    assert states == [ContentState.PUBLISHED, ContentState.PUBLISHED]
    assert (head.published, head.since, head.expiry) == (NEXT_YEAR, NEXT_YEAR, NEXT_YEAR + timedelta(days=30))
    assert shelf.audit == ["content shared again"]


def test_an_old_content_does_not_come_back_while_the_new_one_lives(shelf: Shelf) -> None:
    old = archived()
    new = drafted()

    with pytest.raises(UrlTaken) as taken:
        publishing.share_again(old, EDITOR, SETTINGS, NEXT_YEAR)

    assert taken.value.see == f"/api/v1/contents/{new}"
    publishing.archive(new, EDITOR, NEXT_YEAR)
    assert publishing.share_again(old, EDITOR, SETTINGS, NEXT_YEAR) is ContentState.PUBLISHED
    assert addresses.owner_of(URL) == old


def test_who_takes_a_url_and_who_shares_its_old_content_again_cannot_both(shelf: Shelf) -> None:
    old = archived()

    def shares_again(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            shelf.memory.before = lambda *_: None
            publishing.share_again(old, EDITOR, SETTINGS, NOW)

    shelf.memory.before = shares_again
    with pytest.raises(UrlTaken):
        drafted()

    assert addresses.owner_of(URL) == old


def test_two_who_take_one_url_get_it_once(shelf: Shelf) -> None:
    archived()

    def is_faster(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            shelf.memory.before = lambda *_: None
            drafted()

    shelf.memory.before = is_faster
    with pytest.raises(UrlTaken):
        drafted()


@pytest.mark.parametrize("made", [drafted, recalled])
def test_only_what_was_on_offer_and_is_archived_is_shared_again(made: object) -> None:
    content = made()  # type: ignore[operator]
    if made is drafted:
        publishing.archive(content, EDITOR, NOW)

    with pytest.raises(Conflict):
        publishing.share_again(content, EDITOR, SETTINGS, NOW)


def test_an_edit_that_takes_a_time_away_makes_a_draft_in_the_same_transaction(shelf: Shelf) -> None:
    made = drafted()
    publishing.publish(made, EDITOR, SETTINGS, NOW, NOW + timedelta(days=1))
    shelf.memory.written.clear()

    mended = replace(TAX_CARD, title="Uusi verokortti")
    revising.revise(made, shelf.head(made).version, mended, {}, EDITOR, SETTINGS, NOW, unschedule=True)

    head = shelf.head(made)
    assert (head.state, head.planned, head.title) == (ContentState.DRAFT, None, "Uusi verokortti")
    assert len(shelf.transactions) == 1
    assert shelf.audit == ["content changed", "content unscheduled"]


def test_an_edit_over_a_url_that_somebody_takes_meanwhile_is_decided_anew(shelf: Shelf) -> None:
    made = drafted(replace(TAX_CARD, url=OTHER))

    def is_faster(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            shelf.memory.before = lambda *_: None
            drafted()

    shelf.memory.before = is_faster
    with pytest.raises(ChangedMeanwhile):
        revising.revise(made, shelf.head(made).version, TAX_CARD, {}, EDITOR, SETTINGS, NOW)
    with pytest.raises(UrlTaken):
        revising.revise(made, shelf.head(made).version, TAX_CARD, {}, EDITOR, SETTINGS, NOW)

    assert items.find_texts(made, consistent=True).url == OTHER
