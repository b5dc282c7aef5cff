"""What a feed calls an item is a topic of the library, or nothing: a feed never adds one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from lahetti.content import items as content_items
from lahetti.content.channels import items as channels_items
from lahetti.content.channels.model import Channel, Feed
from lahetti.content.feeds import importing
from lahetti.content.feeds.apart import read_apart
from lahetti.content.feeds.importing import ImportRun
from lahetti.dynamodb.transactions import transact
from lahetti.networks.model import Fetched
from lahetti.networks.page_metadata import Page
from lahetti.settings.model import Settings
from tests.names import named
from tests.topics import library, topic

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LIBRARY = (
    topic("vero", named("Verotus", "Beskattning"), named("#vero")),
    topic("asuminen", named("Asuminen")),
    *library(*(f"aihe-{number}" for number in range(12))),
)


@pytest.mark.parametrize(
    ("categories", "topics"),
    [
        (("BESKATTNING",), ("vero",)),
        (("Uutiset", "asuminen", "vero"), ("vero", "asuminen")),
        (("Uutiset", "poistettu"), ()),
        ((), ()),
        (tuple(f"Aihe-{number}" for number in range(12)), tuple(f"aihe-{number}" for number in range(10))),
    ],
)
def test_a_category_is_a_topic_by_its_name_in_any_language(
    database: object, categories: tuple[str, ...], topics: tuple[str, ...]
) -> None:
    transact(
        channels_items.put_channel(
            Channel("blogi", "B", "blog", "fi", "https://a.example/", feed=Feed("https://a.example/feed", due=NOW))
        )
    )
    tags = "".join(f"<category>{category}</category>" for category in categories)
    item = f"<item><title>t</title><link>https://a.example/1</link>{tags}</item>"
    body = f"<rss version='2.0'><channel><title>B</title>{item}</channel></rss>".encode()
    settings = Settings(topics=LIBRARY, former_topics=library("poistettu"))
    run = ImportRun(
        settings,
        ZoneInfo("Europe/Helsinki"),
        NOW,
        fetch=lambda url, *_: Fetched(url, "text/xml", body),
        read=read_apart,
        page=lambda url: Page(url),
    )

    outcome = importing.import_feed("blogi", run)

    assert outcome is not None
    (head,) = content_items.heads_of(outcome.contents)
    assert head.topics == topics
