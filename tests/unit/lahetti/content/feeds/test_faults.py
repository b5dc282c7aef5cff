"""Faults that feeds of real sites have, one a case: what is broken costs itself, and the feed gives the right value."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lahetti.content.feeds.choice import Skipped, sift, usable
from lahetti.content.feeds.dates import read_date
from lahetti.content.feeds.documents import Item, NotAFeed, read_feed
from lahetti.networks.model import Fetched
from tests.hostile_sizes import at_most

FEED = "https://virasto.example/syote.xml"
HOST = "https://virasto.example"
PAGE = "https://virasto.example/a"
PICTURE = "https://virasto.example/k.jpg"
CAPTION = "<media:description>Kuva: A</media:description>"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def read(body: bytes | str, kind: str = "text/xml") -> list[Item]:
    return list(read_feed(Fetched(FEED, kind, body.encode() if isinstance(body, str) else body)).items)


def rss(items: str, head: str = "") -> str:
    channel = f"<channel><title>c</title>{head}{items}</channel>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {SPACES}>{channel}</rss>'


def item(inner: str, title: str = "T") -> Item:
    (found,) = read(rss(f"<item><title>{title}</title><link>{PAGE}</link>{inner}</item>"))
    return found


def html(text: str) -> str:
    return f"<description><![CDATA[{text}]]></description>"


@pytest.mark.parametrize(
    ("inner", "picture"),
    [
        (f"<content:encoded><![CDATA[<p>x<img src='{PICTURE}'></p>]]></content:encoded>", PICTURE),
        (html("<img src='data:image/gif;base64,R0lG' data-src='/k.jpg'>x"), PICTURE),
        (html("<noscript><img src='/k.jpg'></noscript>x"), PICTURE),
        (html("<img srcset='/140.jpg 140w, /k.jpg 1200w'>"), PICTURE),
        (html("<img src='/k-300x200.jpg' srcset='/k-300x200.jpg 300w, /k.jpg 1024w'>"), PICTURE),
        (f"<media:content url='{PICTURE}?w=1&amp;amp;h=2' medium='image'/>", f"{PICTURE}?w=1&h=2"),
        (html("<img src='/pikseli.gif' width='1' height='1'><img src='/k.jpg'>"), PICTURE),
        (f"<media:content url='{PICTURE}' width='460'/>", PICTURE),
        ("".join(f"<media:content medium='image' width='{w}' url='/{w}.jpg'/>" for w in (140, 900)), f"{HOST}/900.jpg"),
        ("<media:content medium='video' url='/k.mp4'/><media:thumbnail url='/k.jpg'/>", PICTURE),
        ("<media:thumbnail url='http://cdn.example/t.jpg'/><enclosure url='/k.jpg' type='image/jpeg'/>", PICTURE),
        ("<media:thumbnail url='http://cdn.example/t.jpg'/>", "https://cdn.example/t.jpg"),
        ("<media:content url='/kuva 1.jpg' medium='image'/>", "https://virasto.example/kuva%201.jpg"),
        ("<enclosure url='/k.jpg' length='0'/>", PICTURE),
        ("<enclosure url='/jakso.mp3' length='0'/>", None),
        (f"<media:content url='https://[::1' medium='image'/><media:thumbnail url='{PICTURE}'/>", PICTURE),
    ],
)
def test_the_best_picture_that_can_be_fetched_is_found(inner: str, picture: str | None) -> None:
    assert usable(item(inner)).picture == picture


@pytest.mark.parametrize(
    ("inner", "summary"),
    [
        (html("<img src='data:image/png;base64," + "A" * 30_000 + "'>Teksti"), "Teksti"),
        (html("<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><p>Teksti</p>"), "Teksti"),
        (html('<!-- wp:html {"a":"b>c"} --><p>Teksti</p>'), "Teksti"),
        (f"<media:content url='/k.jpg'>{CAPTION}</media:content><description>Teksti</description>", "Teksti"),
        (f"<description>Teksti</description><media:content url='/k.jpg'>{CAPTION}</media:content>", "Teksti"),
        (html("<img src='/k.jpg'>") + "<content:encoded><![CDATA[<p>Teksti</p>]]></content:encoded>", "Teksti"),
        (
            html(
                f"<p>Alkaa […]</p><p>The post <a href='{PAGE}'>T</a> appeared first on <a href='https://v.example'>V</a>.</p>"
            ),
            "Alkaa […]",
        ),
        (html(f"<p>Alkaa</p><p>Tekstin <a href='{PAGE}/'>T</a> toi <a href='https://v.example'>V</a>.</p>"), "Alkaa"),
        ("<description>Alkaa. The post T appeared first on V.</description>", "Alkaa."),
        (html("<div class='sharedaddy sd-sharing'>Jaa tämä: <a>Facebook</a></div><p>Teksti</p>"), "Teksti"),
        ("<description>&amp;lt;p&amp;gt;Teksti&amp;lt;/p&amp;gt;</description>", "Teksti"),
        ("<description>&amp;lt;p&amp;gt; on kappaleen alku</description>", "<p> on kappaleen alku"),
        (html("<p>Alkaa. <a href='/a'>Lue lisää</a></p>"), "Alkaa."),
        (html("<figure><img src='/k.jpg'><figcaption>Kuva: A</figcaption></figure><p>Teksti</p>"), "Teksti"),
        (
            html(
                "<a href='#'><span class='invisible'>https://</span><span class='ellipsis'>v.example/pit</span>"
                "<span class='invisible'>ka</span></a>"
            ),
            "v.example/pit…",
        ),
        (
            html("<dl><dt>Haku</dt><dd>1.12.</dd></dl><header>Otsikko</header><main>Teksti</main>"),
            "Haku 1.12. Otsikko Teksti",
        ),
        (
            html(
                "<span class='field field--name-title'>T</span><span class='field--name-uid'>Etu Suku</span>"
                "<span class='field--name-created'>ma 23.11.2026</span>"
                "<div class='field--name-body'><p>Teksti.</p></div>"
            ),
            "Teksti.",
        ),
        ("<description>Hei &#55357;&#56842;&#8;&#56842;!</description>", "Hei 😊!"),
        (html("Hei &#xD83D;&#xDE0A;!"), "Hei 😊!"),
    ],
)
def test_a_summary_is_what_the_author_wrote(inner: str, summary: str) -> None:
    assert item(inner).summary == summary


def test_a_text_of_atom_that_is_called_plain_holds_no_markup() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>c</title><entry><title>A</title><link href="/a"/>'
        '<summary type="text">Jos x&lt;raja ja y&gt;0, toimi</summary></entry><entry><title>R&amp;amp;D</title>'
        '<link href="/b"/><summary>&lt;p&gt;Teksti&lt;/p&gt;</summary></entry></feed>'
    )

    assert [(i.title, i.summary) for i in read(feed)] == [("A", "Jos x<raja ja y>0, toimi"), ("R&D", "Teksti")]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&#8203;", "Teksti"),
        ("\u00ad\u200b", "Teksti"),
        ("Hei\x08 maailma", "Hei maailma"),
        ("Q&A: tulot&menot, A&O-päivä", "Q&A: tulot&menot, A&O-päivä"),
        ("Ä &auml; &euro; &olematon; &", "Ä ä € &olematon; &"),
    ],
)
def test_a_title_keeps_what_can_be_read(written: str, title: str) -> None:
    assert item("<description>Teksti</description>", written).title == title


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://virasto.example/?id=1&lang=fi", "https://virasto.example/?id=1&lang=fi"),
        ("<![CDATA[https://virasto.example/?id=1&#038;lang=fi]]>", "https://virasto.example/?id=1&lang=fi"),
        ("https://virasto.example/?id=1&amp;amp;lang=fi", "https://virasto.example/?id=1&lang=fi"),
        ("https://virasto.example/tiedote 3.pdf", "https://virasto.example/tiedote%203.pdf"),
        ("http://virasto.example/a", PAGE),
        ("http://www.virasto.example:80/a", "https://www.virasto.example/a"),
        ("http://muu.example/a", "http://muu.example/a"),
    ],
)
def test_a_link_is_the_address_that_is_meant(link: str, address: str) -> None:
    (found,) = read(rss(f"<item><title>T</title><link>{link}</link></item>"))

    assert found.url == address


def test_a_link_through_feedburner_is_where_it_leads() -> None:
    assert item(f"<feedburner:origLink>{PAGE}/oikea</feedburner:origLink>").url == f"{PAGE}/oikea"


def test_of_two_pages_that_of_the_feeds_language_is_taken() -> None:
    links = '<link hreflang="fi" href="/fi"/><link hreflang="sv" href="/sv"/>'
    feed = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{}"><entry><title>T</title>{}</entry></feed>'

    assert [read(feed.format(language, links))[0].url for language in ("fi", "sv")] == [
        "https://virasto.example/fi",
        "https://virasto.example/sv",
    ]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("Päätös – ohje 1".encode() + b"</title><description>cut \xc3...</description><title>", "text/xml"),
        ("Päätös – ohje 1".encode(), "text/xml; charset=iso-8859-1"),
        ("Päätös – ohje 1".encode(), "text/xml; charset=base64"),
        ("Päätös – ohje 1".encode("cp1252"), "text/xml"),
    ],
)
def test_a_broken_byte_or_a_wrong_charset_breaks_no_other_letter(fault: bytes, kind: str) -> None:
    feed = rss("<item><title>OTSIKKO</title><link>/a</link></item>").encode().replace(b"OTSIKKO", fault)

    assert read(feed, kind)[0].title.startswith("Päätös – ohje 1")


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_and_without_its_mark(charset: str) -> None:
    item = "<item><title>Ä</title></item>"
    feed = f'<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel>{item}</channel></rss>'

    assert read(feed.encode(charset))[0].title == "Ä"


def test_a_document_type_neither_breaks_nor_multiplies() -> None:
    named = f'<!DOCTYPE rss [<!ENTITY p "C:\\data"><!ENTITY q "{"x" * 90}">]>'
    item = f"<item><title>&p;</title><description>{'&q;' * 5000}</description></item>"
    feed = f'{named}<rss version="2.0"><channel>{item}</channel></rss>'

    (found,) = read(feed)

    assert found.title == "C:\\data"


DAY = datetime(2020, 11, 24, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("ti, 24 marras 2020 10:30:00 +0200", DAY),
        ("tiistai 24. marraskuuta 2020 klo 8.30", DAY),
        ("24.11.2020 8:30", DAY),
        ("24.11.2020", DAY.replace(hour=0, minute=0)),
        ("tis, 24 nov 2020 10:30:00 +0200", DAY),
        ("24 november 2020 08:30", DAY),
        ("24 maj 2020", datetime(2020, 5, 24, tzinfo=UTC)),
        ("24 mars 2020", datetime(2020, 3, 24, tzinfo=UTC)),
        ("Tue, 24 Nov 2020 08:30:00", DAY),
        ("Tue, 24 Nov 2020 10:30:00 EET", DAY),
        ("Tue, 24 Nov 20 03:30:00 EST", DAY),
        ("Tuesday, November 24, 2020 8:30 am", DAY),
        ("2020-11-24T10:30:00+02:00", DAY),
        ("2020/11/24 08:30", DAY),
        ("ti 24.11.2020 - 08:30", DAY),
        ("24/11/2020 - 08:30", DAY),
        ("11/24/2020 08:30 AM", DAY),
        ("05/11/2020 08:30", None),
        ("tiistaina 24. marraskuuta 2020 kello 8", DAY.replace(minute=0)),
        ("24.11.2020 8", None),
        ("Mon, 23 Nov 2020 24:00:00 GMT", DAY.replace(hour=0, minute=0)),
        ("32.13.2020", None),
        ("eilen", None),
    ],
)
def test_dates_are_read_as_sites_of_finland_write_them(written: str, moment: datetime | None) -> None:
    assert read_date(written) == moment


@pytest.mark.parametrize(
    ("date", "young", "skipped"),
    [
        ("Mon, 01 Jan 0001 00:00:00 Z", 1, {}),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 1, {}),
        ("Fri, 31 Dec 2150 00:00:00 GMT", 1, {}),
        ("ti, 24 marras 2020 10:30:00 +0200", 0, {}),
        ("viime viikolla", 0, {Skipped.UNREADABLE_DATE: 1}),
        ("", 1, {}),
    ],
)
def test_an_absurd_date_is_none_and_an_unreadable_one_is_never_new(
    date: str, young: int, skipped: dict[Skipped, int]
) -> None:
    sifted = sift([item(f"<pubDate>{date}</pubDate>")], {}, NOW)

    assert (len(sifted.young), sifted.skipped) == (young, skipped)
    assert all(candidate.moment == NOW for candidate in sifted.young)


@pytest.mark.parametrize(
    "items",
    [
        [f"<link>/jaksot</link><guid isPermaLink='false'>{number}</guid>" for number in range(3)],
        [f"<link>/kuulutukset#k{number}</link>" for number in range(3)],
    ],
)
def test_items_under_one_address_are_counted_as_skipped(items: list[str]) -> None:
    feed = rss("".join(f"<item><title>T{number}</title>{inner}</item>" for number, inner in enumerate(items)))

    sifted = sift(read(feed), {}, NOW)

    assert (len(sifted.young), sifted.skipped) == (1, {Skipped.SAME_URL: 2})


def test_an_item_that_stands_in_a_feed_twice_is_one() -> None:
    twice = "<item><title>T</title><link>/a</link><guid>1</guid></item>" * 2

    assert sift(read(rss(twice)), {}, NOW).skipped == {}


@pytest.mark.parametrize(
    ("whole", "own", "language"),
    [("sv", "fi", "fi"), ("sv", "", "sv"), ("und", "", None), ("sv", "mul", "sv"), ("zxx", "xx", None)],
)
def test_an_items_language_is_its_own_else_its_feeds(whole: str, own: str, language: str | None) -> None:
    inner = f"<dc:language>{own}</dc:language>" if own else ""
    feed = rss(f"<item><title>T</title><link>/a</link>{inner}</item>", f"<language>{whole}</language>")

    assert read(feed)[0].language == language


def test_five_hundred_items_of_sixty_links_take_a_second_at_most() -> None:
    links = "".join(f"<p>Katso <a href='/sivu/{number}'>sivu {number}</a> ja lue.</p>" for number in range(60))
    feed = rss("".join(f"<item><title>T{n}</title><link>/{n}</link>{html(links)}</item>" for n in range(500)))
    read(feed)  # what is imported late

    with at_most(1.0):
        assert len(read(feed)) == 500


PIECES = [
    "<item>", "</item>", "<title>", "</title>", "<link>/a</link>", "<link href='//[' />", "<description>", "<![CDATA[",
    "]]>", "<!--", "-->", "<!DOCTYPE rss [", "<!ENTITY a '\\d'>", "]>", "&a;", "&#55357;", "&#xFFFFFFFF;", "&#0;", "&",
    "<guid>", "<pubDate>99 xx 99999</pubDate>", "<pubDate>1.1.0000 99:99</pubDate>", "<dc:date>-</dc:date>",
    "<media:content url='https://['/>", "<media:thumbnail/>", "<media:group>", "<enclosure url=' '/>", "<image>",
    "<content:encoded>", "<img srcset=', 9999999999w' width='²'>", "<a href='http://[x'>", "<link>http://[</link>",
    "<link>https://a:b@c:99999999/</link>", "<geo:lat>x</geo:lat>", "xml:base='//['",
    "<itunes:duration>", "<psc:chapter start='x'/>", "<cc:license/>", "<category domain='", "<?xml encoding='idna'?>",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "\x00", "😊",
]  # fmt: skip
"""What parsers of feeds and addresses have been seen to break at."""


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25),
    st.sampled_from(['<rss version="2.0"><channel>', '<feed xmlns="http://www.w3.org/2005/Atom">', "<rdf:RDF>", ""]),
    st.sampled_from(
        ["", "text/xml; charset=idna", "text/html; charset=undefined", "application/json", "x/y; charset="]
    ),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_whatever_comes_in_only_one_error_leaves_the_reader(
    pieces: list[str], head: str, kind: str, charset: str
) -> None:
    try:
        items = read((head + "".join(pieces)).encode(charset, "ignore"), kind)
    except NotAFeed:
        return
    sift(items, {}, NOW)
    assert all(isinstance(usable(found), Item) for found in items)


@given(st.binary(max_size=300), st.sampled_from([b"", b"<rss version='2.0'><channel><item>", b"{"]))
def test_no_bytes_are_a_bug(body: bytes, head: bytes) -> None:
    with suppress(NotAFeed):
        assert all(isinstance(found, Item) for found in read(head + body, ""))


@given(st.text(max_size=40))
def test_no_date_is_a_bug(text: str) -> None:
    found = read_date(text)

    assert found is None or found.tzinfo is UTC


def test_what_a_picture_in_an_item_is_called_is_not_the_items_title() -> None:
    assert item("<image><title>Kuva</title></image>", title="Otsikko").title == "Otsikko"
    first = "<item><image><title>Kuva</title></image><title>Otsikko</title></item>"
    assert [found.title for found in read(rss(first))] == ["Otsikko"]


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<guid isPermaLink='false'>urn:uuid:5c0f</guid>", ""),
        ("<guid isPermaLink='true'>tag:blogi.example,2026:1</guid>", ""),
        (f"<guid>{PAGE}</guid>", PAGE),
        (f"<link uri='at://did:plc:abc/app.bsky.feed.post/1'>{PAGE}</link>", PAGE),
        (f'<link rel="x" uri="at://did:plc:abc/app.bsky.feed.post/1">{PAGE}</link>', PAGE),
    ],
)
def test_a_name_is_no_address_and_hides_none(inner: str, url: str) -> None:
    assert [found.url for found in read(rss(f"<item><title>T</title>{inner}</item>"))] == [url]


@pytest.mark.parametrize(
    ("before", "text"),
    [("", "&lt;!DOCTYPE ja muut"), ("", "<![CDATA[ <!DOCTYPE ]]>"), ("<!-- why <!DOCTYPE is no type -->", "Teksti")],
)
def test_a_document_type_that_is_only_written_of_is_a_text(before: str, text: str) -> None:
    items = f"<item><description>{text}</description><title>T</title></item>"
    (found,) = read(f"{before}<rss version='2.0'><channel>{items}</channel></rss>")
    assert found.title == "T"


@pytest.mark.parametrize(
    ("title", "shown"),
    [("Verot &#8211; ohje", "Verot – ohje"), ("Verot &amp; maksut", "Verot & maksut"), ("a < b & c", "a < b & c")],
)
def test_a_json_feeds_title_with_references_is_read_as_it_is_meant(title: str, shown: str) -> None:
    body = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": PAGE, "title": title}]}
    (found,) = read(json.dumps(body))
    assert found.title == shown
