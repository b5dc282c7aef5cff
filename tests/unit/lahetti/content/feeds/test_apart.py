import resource

import pytest

from lahetti.content.feeds.apart import read_apart
from lahetti.content.feeds.documents import NotAFeed, read_feed
from lahetti.networks.model import Fetched
from tests.hostile_sizes import megabyte

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><language>fi</language>
<item><title>Verokortti ☕</title><link>/kortti</link><pubDate>Mon, 30 Nov 2026 10:00:00 GMT</pubDate></item>
<item><title>Ilman päivää</title></item></channel></rss>"""


def fetched(body: bytes) -> Fetched:
    return Fetched("https://verona.virasto.example/feed", "application/rss+xml", body)


def test_a_feed_is_read_apart_as_it_is_here() -> None:
    feed = fetched(FEED.encode())

    assert read_apart(feed) == read_feed(feed)
    assert len(read_apart(feed).items) == 2


def test_what_is_no_feed_is_refused_with_its_reason() -> None:
    with pytest.raises(NotAFeed, match="neither RSS nor Atom"):
        read_apart(fetched(b"nothing"))


def test_a_feed_that_takes_hours_is_ended_and_refused() -> None:
    """Its parser looks for an address in the name of an author."""
    inside = b"<item><author>" + megabyte("a.") + b"</author></item>"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    with pytest.raises(NotAFeed, match="too long"):
        read_apart(fetched(b"<rss version='2.0'><channel>" + inside + b"</channel></rss>"), most_seconds=1)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 3


def test_the_process_that_reads_holds_none_of_the_functions_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    given = {}

    def run(*_: object, env: dict[str, str], **__: object) -> None:
        given.update(env)
        raise InterruptedError

    monkeypatch.setattr("lahetti.content.feeds.apart.subprocess.run", run)
    with pytest.raises(InterruptedError):
        read_apart(fetched(b"x"))

    assert set(given) <= {"PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONPYCACHEPREFIX"}
