"""An item whose URL has changed is the content that was made of it, and a guid that names several items is none."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import items as content_items
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.feeds import importing
from lahetti.content.feeds.documents import read_feed
from lahetti.content.feeds.guids import guid_digest
from lahetti.content.feeds.importing import ImportRun
from lahetti.dynamodb.transactions import transact
from lahetti.networks.model import Fetched
from lahetti.networks.page_metadata import Page
from lahetti.settings.model import Settings
from tests.memory_dynamodb.client import MemoryDynamoDb

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOST = "https://blogi.example/"
BEFORE = NOW - timedelta(hours=2)


@pytest.fixture(autouse=True)
def channel(database: MemoryDynamoDb) -> None:
    transact(channels_items.put_channel(Channel("blogi", "Blogi", "blog", "fi", HOST, Feed(f"{HOST}feed"))))


def item(link: str, guid: str, title: str = "Otsikko", published: datetime | None = BEFORE) -> str:
    date = "" if published is None else f"<pubDate>{format_datetime(published)}</pubDate>"
    return f"<item><title>{title}</title><link>{HOST}{link}</link><guid>{guid}</guid>{date}</item>"


def taken(*items: str) -> list[str]:
    """Import a feed of these items when it is next due; return the titles of what was new."""
    due = channels_items.find_channel("blogi")
    assert due is not None
    assert due.feed is not None
    body = f"<rss version='2.0'><channel><title>B</title>{''.join(items)}</channel></rss>".encode()
    run = ImportRun(
        Settings(feed_items_a_day=9),
        ZoneInfo("Europe/Helsinki"),
        due.feed.due or NOW,
        fetch=lambda url, *_: Fetched(url, "text/xml", body),
        read=read_feed,
        page=lambda url: Page(url),
    )
    outcome = importing.import_feed("blogi", run)
    assert outcome is not None
    heads = [content_items.find_head(content) for content in outcome.contents]
    return [head.title for head in heads if head is not None]


@pytest.mark.parametrize("guid", ["42", f"{HOST}?p=42", "tag:blogi.example,2026:42", "urn:uuid:5c0"])
@pytest.mark.parametrize(
    ("title", "published"),
    [("Otsikko", BEFORE), ("Otsikko, korjattu", BEFORE), ("Otsikko", BEFORE + timedelta(hours=1)), ("otsikko", None)],
)
def test_an_item_whose_link_changes_is_not_taken_twice(guid: str, title: str, published: datetime | None) -> None:
    assert taken(item("a", guid)) == ["Otsikko"]
    assert taken(item("b", guid, title, published)) == []
    assert taken(item("c", guid, title, published)) == []


def test_an_item_that_was_added_by_its_url_is_known_by_its_guid_from_then_on() -> None:
    assert taken(item("a", "")) == ["Otsikko"]
    assert taken(item("a", "42")) == []
    assert taken(item("b", "42")) == []


def test_guids_of_places_hide_no_item() -> None:
    older = item("a", "1", "Vanha")
    assert taken(older) == ["Vanha"]
    newer = item("b", "1", "Uusi", BEFORE + timedelta(hours=1)) + item("a", "2", "Vanha")
    assert taken(newer) == ["Uusi"]
    newest = item("c", "1", "Uusin", BEFORE + timedelta(minutes=90)) + item(
        "b", "2", "Uusi", BEFORE + timedelta(hours=1)
    )
    assert taken(newest) == ["Uusin"]
    assert taken(newest) == []


def test_a_guid_that_several_items_share_names_none_of_them() -> None:
    assert taken(item("a", HOST), item("b", HOST)) == ["Otsikko", "Otsikko"]
    assert taken(item("c", HOST), item("a", HOST)) == ["Otsikko"]


def test_the_same_guid_of_two_channels_names_two_items() -> None:
    assert guid_digest("blogi", "42") != guid_digest("uutiset", "42")
    assert guid_digest("blogi", "http://blogi.example/?p=42") == guid_digest(
        "blogi", "https://blogi.example/?p=42&utm_id=1"
    )
    assert guid_digest("blogi", "https://[::1") != guid_digest("blogi", "https://[::2")


def test_a_guid_is_kept_with_its_content_or_not_at_all(database: MemoryDynamoDb) -> None:
    def refuse(operation: str, parameters: object) -> None:
        if operation == "TransactWriteItems":
            raise RuntimeError("killed")

    database.before = refuse
    with pytest.raises(RuntimeError):
        taken(item("a", "42"))
    database.before = lambda *_: None

    assert taken(item("a", "42")) == ["Otsikko"]
