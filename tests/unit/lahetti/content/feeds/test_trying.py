"""What is said of an address before a feed is saved: what stands in it, which feeds its page names, or why it fails."""

from datetime import UTC, datetime, timedelta

import pytest

from lahetti.content.channels.model import FeedOverview
from lahetti.content.feeds import trying
from lahetti.content.feeds.documents import read_feed
from lahetti.content.feeds.trying import TriedFeed
from lahetti.networks.model import Fetched, Limits, Unreachable
from tests.feeds import Entry, json_feed, rss

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAGE, FEED = "https://blogi.example/", "https://blogi.example/feed.xml"
BODY = rss([Entry(f"{PAGE}{day}", published=NOW - timedelta(days=day)) for day in (1, 2)])
OVERVIEW = FeedOverview("Blogi", 2, NOW - timedelta(days=1), "fi")
RSS = "type='application/rss+xml'"


def page(*links: str) -> bytes:
    return f"<!doctype html><html><head><title>x</title>{''.join(links)}</head></html>".encode()


def tried(url: str, bodies: dict[str, bytes], answers: dict[str, str] | None = None) -> TriedFeed:
    def fetch(asked: str, limits: Limits) -> Fetched:
        assert limits.seconds <= 6
        if asked not in bodies:
            raise Unreachable("The URL does not answer.", value=asked)
        return Fetched((answers or {}).get(asked, asked), "", bodies[asked])

    return trying.try_feed(url, NOW, fetch, read_feed)


def test_what_stands_in_a_feed_is_said() -> None:
    assert tried(FEED, {FEED: BODY}) == TriedFeed(FEED, OVERVIEW)


@pytest.mark.parametrize(
    ("body", "language", "newest"),
    [
        (rss([]), "fi", None),
        (rss([Entry(PAGE)], language=""), None, None),
        (rss([Entry(PAGE, published=NOW + timedelta(days=9))]), "fi", NOW),
        (rss([Entry(PAGE, published=NOW + timedelta(days=900))]), "fi", None),
        (json_feed([Entry(PAGE, published=NOW)]), "fi", NOW),
    ],
)
def test_what_a_feed_does_not_say_is_not_said(body: bytes, language: str | None, newest: datetime | None) -> None:
    overview = tried(FEED, {FEED: body}).overview

    assert overview is not None
    assert (overview.language, overview.newest) == (language, newest)


def test_the_one_feed_that_a_page_names_is_tried_in_its_place() -> None:
    found = tried(PAGE, {PAGE: page(f"<link rel='alternate' {RSS} href='/feed.xml'>"), FEED: BODY})

    assert found == TriedFeed(FEED, OVERVIEW)


def test_of_several_feeds_one_is_to_be_chosen_and_those_of_comments_stand_last() -> None:
    body = page(
        f"<link rel='alternate' {RSS} title='Blogi » kommenttien syöte' href='/comments/feed/'>",
        f"<link rel='alternate' {RSS} title='Blogi » syöte' href='http://blogi.example/feed.xml'>",
        "<link rel='alternate' type='application/json' href='/wp-json/1'><link rel='stylesheet' href='/a.css'>",
        f"<link rel='alternate' {RSS} href='javascript:x'>",
    )
    found = tried(PAGE, {PAGE: body})

    assert found.overview is None
    assert found.error is None
    assert [(link.url, link.title) for link in found.links] == [
        (FEED, "Blogi » syöte"),
        ("https://blogi.example/comments/feed/", "Blogi » kommenttien syöte"),
    ]


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        (
            "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv",
        ),
        (
            "https://m.youtube.com/playlist?list=PLabcdefghijkl",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghijkl",
        ),
        ("https://www.youtube.com/user/Vero-Skatt", "https://www.youtube.com/feeds/videos.xml?user=Vero-Skatt"),
        ("https://mastodon.example/@virasto", "https://mastodon.example/@virasto.rss"),
        ("https://mastodon.example/@virasto/", "https://mastodon.example/@virasto.rss"),
    ],
)
def test_the_feed_beside_a_channel_or_a_profile_is_known(url: str, feed: str) -> None:
    assert tried(url, {url: page(), feed: BODY}) == TriedFeed(feed, OVERVIEW)


@pytest.mark.parametrize(
    ("bodies", "answers", "code"),
    [
        ({}, {}, "unreachable"),
        ({PAGE: page()}, {}, "not_a_feed"),
        ({PAGE: b"\x89PNG\r\n"}, {}, "not_a_feed"),
        ({PAGE: BODY[: BODY.rindex(b"<link>")]}, {}, "cut_short"),
        ({PAGE: page(f"<link rel='alternate' {RSS} href='/feed.xml'>")}, {}, "unreachable"),
        ({PAGE: page(f"<link rel='alternate' {RSS} href='/feed.xml'>"), FEED: page()}, {}, "not_a_feed"),
        ({PAGE: page()}, {PAGE: "https://consent.example/m?continue=x"}, "cannot_fetch"),
    ],
)
def test_why_there_is_no_feed_is_said(bodies: dict[str, bytes], answers: dict[str, str], code: str) -> None:
    error = tried(PAGE, bodies, answers).error

    assert error is not None
    assert error.code == code
