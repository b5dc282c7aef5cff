import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lahetti.content.feeds.documents import Item, NotAFeed, read_feed
from lahetti.networks.markup import plain
from lahetti.networks.model import Fetched
from tests.feeds import Entry, atom, json_feed, rss
from tests.hostile_sizes import JOB_ITEM, PUBLIC_PATH, at_most, megabyte

ADDRESS = "https://verona.virasto.example/feed/index.xml"
MOMENT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
MEMBERS = ("id", "url", "title", "summary", "content_html", "image", "date_published", "language")
REAL = Path(__file__).parents[6] / "shared" / "data" / "feeds"
"""Beside the repository on some machines; never needed."""


def read(body: bytes | str, kind: str = "text/xml") -> list[Item]:
    return list(read_feed(Fetched(ADDRESS, kind, body.encode() if isinstance(body, str) else body)).items)


def only(body: bytes | str, kind: str = "text/xml") -> Item:
    (item,) = read(body, kind)
    return item


def in_rss(item: str) -> str:
    return f'<rss version="2.0"><channel><title>t</title>{item}</channel></rss>'


@pytest.mark.parametrize("written", [rss, atom, json_feed])
def test_every_form_gives_the_same_item(written: Callable[[Sequence[Entry]], bytes]) -> None:
    entry = Entry("https://verona.virasto.example/a?b=1&c=2", "Äyri & euro", MOMENT, "Yksi minuutti.")

    item = only(written([entry]))

    assert (item.url, item.title, item.published) == (entry.address, "Äyri & euro", MOMENT)
    assert item.summary == "Yksi minuutti."
    assert item.language == ("sv" if written is atom else "fi") or written is atom


@pytest.mark.parametrize(
    "body",
    [
        in_rss(
            "<item><title>t</title><link>https://x.example/</link><category>Vero &amp;amp; raha</category>"
            "<category domain='d'> Perhe\n</category><category>Perhe</category><category/></item>"
        ),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>t</title>'
            '<link href="https://x.example/"/><category term="Vero &amp; raha"/><category term="Perhe"/></entry></feed>'
        ),
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [{"url": "https://x.example/", "title": "t", "tags": ["Vero & raha", "Perhe", 7, None, ""]}],
            }
        ),
    ],
)
def test_categories_are_read_as_words_each_once(body: str) -> None:
    assert only(body).categories == ("Vero & raha", "Perhe")


def test_a_label_of_a_category_is_read_beside_its_term() -> None:
    entry = '<category term="12" label="Perhe"/><category term="vero"/>'
    item = only(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title><link href="https://x.example/"/>{entry}'
        "</entry></feed>"
    )

    assert item.categories == ("Perhe", "12", "vero")


def test_categories_without_end_are_cut() -> None:
    tags = [f"sana {number}" for number in range(1000)] + ["a" * 61]
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"url": "https://x.example/", "tags": tags}]}

    assert only(json.dumps(feed)).categories == tuple(tags[:20])


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/a/b", "https://verona.virasto.example/a/b"),
        ("c.html", "https://verona.virasto.example/feed/c.html"),
        ("//muu.virasto.example/d", "https://muu.virasto.example/d"),
        ("https://x.example/?a=1&amp;b=2", "https://x.example/?a=1&b=2"),
    ],
)
def test_a_relative_link_is_one_of_the_feeds_own_place(link: str, address: str) -> None:
    item = only(in_rss(f"<item><title>t</title><link>{link}</link></item>"))

    assert item.url == address


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Vero &amp; sinä", "Vero & sinä"),
        ("Vero &amp;amp; sinä", "Vero & sinä"),
        ("<![CDATA[Vero &amp; sinä]]>", "Vero & sinä"),
        ("<![CDATA[<b>Vero</b> ja <i>sinä</i>]]>", "Vero ja sinä"),
        ("&#196;yri &#8211; euro", "Äyri – euro"),
        ("&amp;auml;yri", "äyri"),
        ("&amp;lt;script&amp;gt;", "<script>"),
        ("  Kaksi\n rivi\u00e4 ", "Kaksi riviä"),
        ("2 &lt; 3 ja 5 &gt; 4", "2 < 3 ja 5 > 4"),
        ("Kysymys & vastaus", "Kysymys & vastaus"),
    ],
)
def test_entities_and_tags_of_a_title_come_out_as_what_they_mean(written: str, plain: str) -> None:
    item = only(in_rss(f"<item><title>{written}</title><link>https://x.example/</link></item>"))

    assert item.title == plain


@pytest.mark.parametrize(
    ("declared", "written", "kind"),
    [
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "iso-8859-1", "text/xml"),
        ("", "iso-8859-1", "application/rss+xml; charset=iso-8859-1"),
        ('<?xml version="1.0" encoding="utf-8"?>', "cp1252", "text/xml"),
        ('<?xml version="1.0" encoding="us-ascii"?>', "utf-8", "application/xml"),
        ('<?xml version="1.0" encoding="utf-8"?>', "utf-8", "text/xml; charset=no-such-charset"),
        ("", "utf-16", "text/xml"),
        ("", "utf-8-sig", "text/xml"),
    ],
)
def test_a_wrong_charset_does_not_break_the_letters(declared: str, written: str, kind: str) -> None:
    body = declared.encode() + in_rss("<item><title>Äyri</title></item>").encode(written)

    assert only(body, kind).title == "Äyri"


@pytest.mark.parametrize("date", ["", "<pubDate>eilen</pubDate>", "<pubDate>Mon, 99 Foo 2026</pubDate>"])
def test_a_date_that_is_missing_or_none_is_none(date: str) -> None:
    assert only(in_rss(f"<item><title>t</title>{date}</item>")).published is None


@pytest.mark.parametrize(
    "date", ["Tue, 24 Nov 2026 10:30:00 +0200", "Tue, 24 Nov 2026 08:30:00 GMT", "2026-11-24T10:30:00+02:00"]
)
def test_a_date_is_read_in_its_own_zone(date: str) -> None:
    assert only(in_rss(f"<item><title>t</title><pubDate>{date}</pubDate></item>")).published == MOMENT


def test_a_post_without_a_title_is_called_by_its_beginning() -> None:
    text = "<p>Tarkista tilinumerosi OmaVerosta ennen joulua. " + "Palautus tulee silloin ajallaan. " * 20 + "</p>"

    item = only(
        in_rss(f"<item><link>https://some.example/@vero/1</link><description><![CDATA[{text}]]></description></item>")
    )

    assert item.title.startswith("Tarkista tilinumerosi OmaVerosta ennen joulua. Palautus")
    assert item.title.endswith("…")
    assert len(item.title) <= 120


def test_youtubes_feed_gives_the_video_with_its_picture() -> None:
    feed = """<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns="http://www.w3.org/2005/Atom"><title>Vero</title><entry><id>yt:video:abc</id><yt:videoId>abc</yt:videoId>
     <title>Näin luet verokortin</title><link rel="alternate" href="https://www.youtube.com/watch?v=abc"/>
     <published>2026-11-24T08:30:00+00:00</published><media:group><media:title>Näin luet</media:title>
     <media:thumbnail url="https://i1.ytimg.com/vi/abc/hq.jpg" width="480" height="360"/>
     <media:description>Kolme minuuttia.</media:description></media:group></entry></feed>"""

    item = only(feed)

    assert item == Item(
        "https://www.youtube.com/watch?v=abc",
        "Näin luet verokortin",
        "Kolme minuuttia.",
        "https://i1.ytimg.com/vi/abc/hq.jpg",
        MOMENT,
        guid="yt:video:abc",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \n",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj",
        b"<!doctype html><html><head><title>Kirjaudu</title></head><body><p>Hei</p></body></html>",
        b"{}",
        b"{",
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}',
        b'{"version": 1, "items": []}',
        b"{" + b'"a":[' * 100_000,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"<svg xmlns='http://www.w3.org/2000/svg'><title>x</title></svg>",
    ],
)
def test_what_is_no_feed_is_told_so(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        read(body)


def test_an_entity_bomb_does_not_go_off() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{lines}]>' + in_rss(
        "<item><title>&a29;</title></item>"
    )

    titles = [item.title for item in read(bomb)]

    assert all(len(title) <= 200 for title in titles)


def test_an_outer_entity_is_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("salaisuus")
    feed = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>' + in_rss(
        "<item><title>a&x;b</title></item>"
    )

    assert "salaisuus" not in only(feed).title


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_of_a_feed_that_breaks_off_what_came_is_read(cut: float) -> None:
    whole = rss([Entry(f"https://x.example/{number}", f"Otsikko {number}") for number in range(10)])

    items = read(whole[: int(len(whole) * cut)])

    complete = [item for item in items if item.url]
    assert 1 <= len(complete) < 10
    assert [item.url for item in complete[:-1]] == [f"https://x.example/{n}" for n in range(len(complete) - 1)]


@pytest.mark.parametrize(
    "broken", ["<item><title>A & B</title>", "<item><title>A &nbsp; B</title>", "<item><b><title>A</title>"]
)
def test_a_feed_with_a_fault_in_it_loses_no_other_item(broken: str) -> None:
    feed = in_rss(
        f"{broken}<link>https://x.example/1</link></item><item><title>C</title><link>https://x.example/2</link></item>"
    )

    assert "https://x.example/2" in [item.url for item in read(feed)]


def test_titles_and_summaries_are_cut_after_a_word() -> None:
    item = only(rss([Entry("https://x.example/", "sana " * 100, summary="lause. " * 500)]))

    assert (len(item.title), item.title[-5:]) == (195, "sana…")
    assert len(item.summary) <= 1000
    assert item.summary.endswith("lause.…")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5),
    max_leaves=20,
)


@given(JSON)
def test_no_json_feed_is_a_bug(items: Any) -> None:
    feed = {"version": "https://jsonfeed.org/version/1", "items": items if isinstance(items, list) else [items]}

    assert all(isinstance(item, Item) for item in read(json.dumps(feed), "application/feed+json"))


@settings(max_examples=200)
@given(st.data())
def test_no_damage_to_a_feed_is_a_bug(data: st.DataObject) -> None:
    written = data.draw(st.sampled_from([rss, atom, json_feed]))
    body = bytearray(
        written([Entry("https://x.example/1", "Äyri & euro", MOMENT, "<p>x</p>", "https://x.example/p")] * 2)
    )
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        piece = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"<", b">", b"&", b"]]>", b"<!--", b"<![CDATA[", b'"'])
        )
        body[at : at + data.draw(st.integers(0, 3))] = piece

    try:
        items = read(bytes(body))
    except NotAFeed:
        return
    assert all(len(item.title) <= 200 and len(item.summary) <= 1000 for item in items)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real feeds are not beside the repository")
def test_real_feeds_are_read() -> None:
    for file in sorted(REAL.iterdir()):
        items = read(file.read_bytes(), "")
        assert items or "invalid" in file.name, file.name
        assert all("�" not in item.title and "&amp;" not in item.title for item in items), file.name


@pytest.mark.parametrize(
    ("statistics", "views"),
    [
        ('<media:statistics views="304321" favorites="42"/>', 304321),
        ('<media:statistics views="0"/>', 0),
        ('<media:statistics views="-1"/>', None),
        ('<media:statistics views="1 000"/>', None),
        ('<media:statistics views="9999999999999999"/>', None),
        ("<media:statistics/>", None),
        ("", None),
    ],
)
def test_a_videos_views_are_told_where_its_feed_tells_them(statistics: str, views: int | None) -> None:
    space = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom"'
    group = f"<media:group><media:community>{statistics}</media:community></media:group>"
    item = only(f"<feed {space}><entry><title>t</title><link href='https://a.example/'/>{group}</entry></feed>")

    assert item.views == views


def whole(items: bytes) -> bytes:
    return b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>' + items + b"</channel></rss>"


@pytest.mark.parametrize("unit", ["<style", "<p>", "<script></script "])
def test_a_hostile_megabyte_within_a_feed_is_read_in_time(unit: str) -> None:
    with at_most(JOB_ITEM):
        read(whole(b"<item><description><![CDATA[" + megabyte(unit) + b"]]></description></item>"))


@pytest.mark.parametrize("unit", ["<style", "<!--", "<![CDATA[", "["])
def test_a_hostile_megabyte_of_a_feed_is_read_in_time(unit: str) -> None:
    with at_most(JOB_ITEM), suppress(NotAFeed):
        read(whole(megabyte(unit)))


@pytest.mark.parametrize("unit", ["<style", "<style></style", "<script>", "</style><style", "<p", "&lt;"])
def test_a_hostile_megabyte_of_a_json_feed_is_read_in_time(unit: str) -> None:
    texts = [megabyte(unit, 20_000).decode() for _ in range(50)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"content_html": text} for text in texts]}

    with at_most(PUBLIC_PATH):
        read(json.dumps(feed), "application/feed+json")


@pytest.mark.parametrize("unit", ["[", '{"items":', "1"])
def test_a_json_feed_without_an_end_is_refused_at_once(unit: str) -> None:
    with at_most(PUBLIC_PATH), pytest.raises(NotAFeed):
        read(b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + megabyte(unit), "application/feed+json")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<style>p { color: red }</style>Teksti", "Teksti"),
        ("Alku<STYLE>x</style >loppu", "Alku loppu"),
        ("Alku<script>ei koskaan kiinni <p>tämä", "Alku"),
        ("<styles>jää</styles>", "jää"),
    ],
)
def test_what_no_reader_sees_is_no_summary(text: str, shown: str) -> None:
    assert plain(text) == shown


CHANNEL = "<title>B</title><language>fi</language>"
WHOLE = "<item><title>A</title><link>https://blogi.example/a</link></item>"
ENTRY = "<entry><title>A</title><link href='https://blogi.example/a'/></entry>"


@pytest.mark.parametrize(
    ("body", "titles", "is_cut"),
    [
        (f"<rss version='2.0'><channel>{CHANNEL}{WHOLE}</channel></rss>", ["A"], False),
        (f"<rss version='2.0'><channel>{CHANNEL}{WHOLE}</channel></rss><!-- from a cache -->", ["A"], False),
        (f"<rss version='2.0'><channel>{CHANNEL}{WHOLE}</channel></rss\n>", ["A"], False),
        (f"<rss version='2.0'><channel>{CHANNEL}{WHOLE}</channel>", ["A"], True),
        (f"<rss version='2.0'><channel>{CHANNEL}{WHOLE}<item><title>Kesk", ["A"], True),
        (f"<rss version='2.0'><channel>{CHANNEL}{WHOLE}<item><title>B</title><link>https://blogi.ex", ["A"], True),
        (f"<rss version='2.0'><channel>{CHANNEL}<item><title><![CDATA[Kesk", [], True),
        (f"<feed xmlns='http://www.w3.org/2005/Atom'><title>B</title>{ENTRY}<entry><title>Kes", ["A"], True),
        (
            f"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>{ENTRY.replace('<', '<a:').replace('<a:/', '</a:')}",
            ["A"],
            True,
        ),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", [], False),
    ],
)
def test_a_feed_that_breaks_off_says_so_and_gives_its_whole_items(body: str, titles: list[str], is_cut: bool) -> None:
    document = read_feed(Fetched(ADDRESS, "text/xml", body.encode()))

    assert [item.title for item in document.items] == titles
    assert document.is_cut is is_cut
