"""An archived channel brings nothing new, keeps what there is of it, and can be brought back as it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import drafting, from_url, offer, revising
from lahetti.content import items as content_items
from lahetti.content.channels import catalogue
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel, Feed, FeedOverview
from lahetti.content.feeds import importing
from lahetti.content.feeds import settings as feed_settings
from lahetti.content.feeds.documents import read_feed
from lahetti.content.feeds.importing import ImportRun
from lahetti.content.model import Draft
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.paging import Span
from lahetti.dynamodb.transactions import transact
from lahetti.mail.digests import run as digests
from lahetti.networks.model import Fetched, Limits, Unreachable
from lahetti.networks.page_metadata import Page
from lahetti.people import items as people_items
from lahetti.people.model import Role
from lahetti.records import items as records_items
from lahetti.records.model import MailKind
from lahetti.settings.model import Settings
from tests.contents import CREATED, content_head, put_heads
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.unit.lahetti.people.test_members import AINO

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EDITOR = replace(AINO, id="editor", role=Role.EDITOR, channels=("blogi", "uutiset"))
FEED = Feed("https://blogi.example/feed", day="2026-11-25", taken=2)
BLOG = Channel("blogi", "Blogi", "blog", "fi", "https://blogi.example/", FEED)
NEWS = Channel("uutiset", "Uutiset", "site", "fi", "https://uutiset.example/")
DRAFT = Draft("blogi", "https://blogi.example/1", "Otsikko", "fi")


@pytest.fixture(autouse=True)
def channels(database: MemoryDynamoDb) -> None:
    transact(channels_items.put_channel(BLOG), channels_items.put_channel(NEWS))


def archive() -> Channel:
    return catalogue.archive_channel("blogi", "admin", NOW)


def test_archiving_and_bringing_back_are_each_done_and_logged_once_and_lose_nothing() -> None:
    done = [archive().archived, archive().archived]
    back = [catalogue.restore_channel("blogi", "admin", NOW) for _ in range(2)]

    assert (done, back) == ([True, True], [BLOG, BLOG])
    found, _ = records_items.audit_about(keys.channel("blogi"), Span())
    assert {entry.what for entry in found} == {"channel archived", "channel brought back"}
    assert len(found) == 2
    with pytest.raises(NotFound):
        catalogue.archive_channel("ei-ole", "admin", NOW)


def test_lists_say_that_it_is_archived_and_new_contents_are_not_offered_it() -> None:
    archive()

    assert {channel.channel: channel.archived for channel in catalogue.channels()} == {"blogi": True, "uutiset": False}
    assert [channel.channel for channel in catalogue.channels_in_use()] == ["uutiset"]


def test_nothing_new_is_added_and_nobody_new_is_given_it() -> None:
    archive()

    with pytest.raises(Invalid) as refused:
        drafting.create_draft(DRAFT, EDITOR, Settings(), NOW)
    with pytest.raises(Invalid):
        catalogue.require_channels(["blogi"])
    catalogue.require_channels(["blogi"], own=("blogi",))
    chosen = from_url.completed(replace(DRAFT, channel=""), EDITOR)

    assert (refused.value.field, refused.value.reason) == ("channel", "archived")
    assert chosen.channel == "uutiset"  # the only one that is left


def test_its_contents_stay_on_offer_and_can_be_edited() -> None:
    made = drafting.create_draft(DRAFT, EDITOR, Settings(), NOW)
    put_heads([content_head("out")])
    archive()

    again = revising.revise(
        made.row.content, made.version, replace(DRAFT, title="Parempi"), {}, EDITOR, Settings(), NOW
    )

    assert again.row.title == "Parempi"
    assert [row.content for row in offer.on_offer(AINO, NOW)[0]] == ["out"]


def fetch_nothing(url: str, limits: Limits, headers: object) -> Fetched:
    raise AssertionError((url, limits, headers))


def test_its_feed_rests() -> None:
    archive()
    run = ImportRun(Settings(), ZoneInfo("Europe/Helsinki"), NOW, fetch=fetch_nothing)

    assert importing.import_feeds(run) == []
    assert importing.import_feed("blogi", run) is None
    with pytest.raises(Conflict):
        feed_settings.set_feed("blogi", None, "admin", NOW)
    with pytest.raises(Conflict):
        feed_settings.fetch_soon("blogi", EDITOR, NOW)


def test_a_feed_is_told_to_be_broken_once_after_six_hours_and_anew_after_it_was_well(database: MemoryDynamoDb) -> None:
    transact(people_items.put_person(replace(AINO, id="admin", email="admin@vero.fi", role=Role.ADMIN)))

    def told_at(after: timedelta, *, well: bool = False) -> int:
        def fetch(url: str, limits: Limits, headers: object) -> Fetched:
            if well:
                return Fetched(url, "text/xml", b"<rss version='2.0'><channel><title>B</title></channel></rss>")
            raise Unreachable("The URL does not answer.", value=(limits, headers))

        run = ImportRun(Settings(), ZoneInfo("Europe/Helsinki"), NOW + after, fetch=fetch)
        assert importing.import_feed("blogi", run) is not None
        return len([mail for mail in records_items.mails_of_person("admin") if mail.kind is MailKind.FEED_BROKEN])

    hours = [0, 2, 4, 6, 20, 40]
    assert [told_at(timedelta(hours=hour)) for hour in hours] == [0, 0, 0, 1, 1, 1]
    assert told_at(timedelta(days=3), well=True) == 1
    assert [told_at(timedelta(days=4, hours=hour)) for hour in hours] == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("named", "picture"),
    [
        ("https://cdn.example/k.jpg", "https://cdn.example/k.jpg"),
        (None, None),
        ("https://cdn.example/".ljust(2001, "k"), None),
        ("unreachable", None),
    ],
)
def test_an_item_whose_feed_names_no_picture_has_that_of_its_page(named: str | None, picture: str | None) -> None:
    item = f"<item><title>T</title><link>https://blogi.example/a</link><pubDate>{format_datetime(NOW)}</pubDate></item>"
    body = f"<rss version='2.0'><channel><title>B</title>{item}</channel></rss>".encode()

    def page(url: str) -> Page:
        if named == "unreachable":
            raise Unreachable("The URL does not answer.", value=url)
        return Page(url, picture=named)

    run = ImportRun(
        Settings(),
        ZoneInfo("Europe/Helsinki"),
        NOW,
        fetch=lambda url, *_: Fetched(url, "text/xml", body),
        read=read_feed,
        page=page,
    )
    done = importing.import_feed("blogi", run)

    assert done is not None
    head = content_items.find_head(done.contents[0])
    assert head is not None
    assert head.picture == picture


def test_a_feed_that_breaks_off_gives_its_whole_items_and_counts_as_broken_until_it_is_whole() -> None:
    items = [
        f"<item><title>{name}</title><link>https://blogi.example/{name}</link><pubDate>{format_datetime(NOW)}</pubDate>"
        for name in "ab"
    ]
    begin = f"<rss version='2.0'><channel><title>B</title><language>sv</language>{items[0]}</item>{items[1]}"

    def after_run(body: str, minutes: int) -> tuple[list[str], Feed]:
        run = ImportRun(
            Settings(feed_items_a_day=9),
            ZoneInfo("Europe/Helsinki"),
            NOW + timedelta(minutes=minutes),
            fetch=lambda url, *_: Fetched(url, "text/xml", body.encode(), tag='"1"'),
            read=read_feed,
            page=lambda url: Page(url),
        )
        done = importing.import_feed("blogi", run)
        found = channels_items.find_channel("blogi")
        assert done is not None
        assert found is not None
        assert found.feed is not None
        titles = [head.title for head in map(content_items.find_head, done.contents) if head is not None]
        return titles, found.feed

    titles, feed = after_run(begin, 0)
    assert (titles, feed.reason, feed.failures, feed.tag) == (["a"], "cut_short", 1, None)
    assert feed.overview == FeedOverview("B", 1, NOW, "sv")
    assert (feed.fetched, feed.broken_since, feed.due) == (NOW, NOW, NOW + timedelta(minutes=30))
    titles, feed = after_run(begin, 30)
    assert (titles, feed.failures, feed.due) == ([], 1, NOW + timedelta(minutes=60))
    titles, feed = after_run(f"{begin}</item></channel></rss>", 60)
    assert (titles, feed.reason, feed.broken_since, feed.tag) == (["b"], None, None, '"1"')


def test_an_import_that_was_under_way_takes_nothing_in() -> None:
    under_way = channels_items.find_channel("blogi")
    archive()

    assert under_way is not None
    with pytest.raises(Conflict):
        drafting.take_from_feed(DRAFT, under_way, Settings(), NOW, published=True)


def test_digests_pass_over_what_it_published() -> None:
    put_heads([content_head(name, channel=name, published=CREATED) for name in ("blogi", "uutiset")])
    archive()

    assert [new.row.content for new in digests._offer(NOW)] == ["uutiset"]
