import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.networks import page_metadata
from lahetti.networks.model import CannotFetch, Fetched, FetchRefused, Limits, WrongKind
from lahetti.networks.page_metadata import Page, fetch_page, is_aside, read_page
from tests.hostile_sizes import PUBLIC_PATH, at_most, megabyte

ADDRESS = "https://verona.virasto.example/blogi/verokortti"


def read(body: str | bytes, kind: str = "text/html; charset=utf-8") -> Page:
    return read_page(Fetched(ADDRESS, kind, body.encode() if isinstance(body, str) else body))


def test_open_graph_comes_before_all_else() -> None:
    page = read("""<!doctype html><html lang="fi-FI"><head><title>Verokortti – Virasto</title>
        <meta name="description" content="Kuvaus hakukoneelle.">
        <meta name="twitter:title" content="Twitterin otsikko">
        <meta property="og:title" content="  Näin luet &amp; ymmärrät
          verokorttisi ">
        <meta property="og:description" content="Yksi minuutti riittää.">
        <meta property="og:image" content="/kuvat/kortti.jpg">
        </head><body><h1>Verokortti</h1></body></html>""")

    assert page == Page(
        ADDRESS,
        "Näin luet & ymmärrät verokorttisi",
        "Yksi minuutti riittää.",
        "https://verona.virasto.example/kuvat/kortti.jpg",
        "fi",
    )


@pytest.mark.parametrize(
    ("head", "title", "summary"),
    [
        ('<title>Otsikko</title><meta name="description" content="Kuvaus.">', "Otsikko", "Kuvaus."),
        ('<meta name="twitter:title" content="T"><meta name="twitter:description" content="K">', "T", "K"),
        ('<meta name="og:title" content="Nimellä">', "Nimellä", ""),
        ('<meta property="og:title" content=""><title>Otsikko</title>', "Otsikko", ""),
        ("<title></title>", "", ""),
        ("", "", ""),
    ],
)
def test_what_a_page_lacks_comes_from_the_next_place_or_stays_empty(head: str, title: str, summary: str) -> None:
    page = read(f"<html><head>{head}</head><body><svg><title>Kuvake</title></svg></body></html>")

    assert (page.title, page.summary) == (title, summary)


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="sv">', "sv"),
        ('<html lang="en-GB">', "en"),
        ('<html lang="">', None),
        ("<html>", None),
        ('<html lang="suomi">', None),
        ('<html><head><meta property="og:locale" content="fi_FI"></head>', "fi"),
    ],
)
def test_the_language_is_the_pages_own(html: str, language: str | None) -> None:
    assert read(html + "<body><p>x").language == language


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<title>Äyri</title>".encode(), "text/html"),
        ("<title>Äyri</title>".encode("cp1252"), "text/html"),
        ("<title>Äyri</title>".encode("iso-8859-1"), "text/html; charset=iso-8859-1"),
        ("<meta charset=iso-8859-1><title>Äyri</title>".encode("iso-8859-1"), "text/html"),
        ('<?xml version="1.0" encoding="utf-8"?><html><head><title>Äyri</title></head></html>'.encode(), "text/html"),
        ("<title>Äyri</title>".encode("utf-8-sig"), "text/html"),
    ],
)
def test_letters_come_out_right_whatever_the_charset(body: bytes, kind: str) -> None:
    assert read(body, kind).title == "Äyri"


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- -->", b"\0", b"%PDF-1.7", b"<" * 50_000, b"<div>" * 200_000])
def test_a_page_that_says_nothing_is_no_fault(body: bytes) -> None:
    assert read(body).picture is None


@pytest.mark.parametrize(
    "picture", ["ftp://x.example/a.jpg", "data:image/png;base64,xx", "javascript:alert(1)", "//[::1", ""]
)
def test_a_picture_that_cannot_be_fetched_is_left_out(picture: str) -> None:
    assert read(f'<meta property="og:image" content="{picture}">').picture is None


def test_long_texts_are_cut_after_a_word() -> None:
    page = read(f'<title>{"sana " * 200}</title><meta name="description" content="{"lause. " * 900}">')

    assert len(page.title) <= 200
    assert page.title.endswith("sana…")
    assert len(page.summary) <= 1000


@given(st.binary(max_size=200), st.sampled_from(["", "text/html", "text/html; charset=utf-16", "text/html; charset=x"]))
def test_no_page_is_a_bug(body: bytes, kind: str) -> None:
    assert read(b"<html><head><title>" + body, kind).url == ADDRESS


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        (f"<article><p>{'sana ' * 440}</p></article><footer><p>{'sana ' * 900}</p></footer>", 3),
        (f"<main><p>{'sana ' * 100}</p><p>{'sana ' * 60}</p></main>", 1),
        ("<p>Kolme lyhyttä sanaa.</p>", 1),
        ("<h1>Otsikko</h1>", None),
        (f"<p>{'a ' * 10**5}</p>", 240),
    ],
)
def test_the_articles_paragraphs_tell_how_long_it_takes_to_read(body: str, minutes: int | None) -> None:
    assert read(f"<html><body>{body}</body></html>").minutes == minutes


@pytest.mark.parametrize(
    "unit",
    ["<p>", "<p></p>", "<b><p>x", "<div>", "<style", "<", "<!--", "&#", "<title>", "<table><tr><td>", "<meta name=a>"],
)
def test_a_hostile_megabyte_of_a_page_is_read_at_once(unit: str) -> None:
    with at_most(PUBLIC_PATH):
        read(megabyte(unit))


def test_a_hostile_megabyte_of_attributes_is_read_at_once() -> None:
    with at_most(PUBLIC_PATH):
        read("<html lang=fi><body " + " ".join(f"a{n}=b" for n in range(100_000)) + "><p>Teksti.</p>")


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        ("<p>{many}</p><article><p>{some}</p></article>", 2),
        ("<main><p>{some}</p></main><p>{many}</p>", 2),
        ("<main><p>{many}</p><article><p>{some}</p></article></main>", 2),
        ("<article><p>{some}</p></article><article><p>{many}</p></article>", 2),
        ("<article><p>{half}</p><article><p>{half}</p></article></article>", 2),
        ("<p>{half}<ins>{half}</ins></p>", 2),
        ("<div>{many}</div>", None),
    ],
)
def test_only_paragraphs_of_the_first_article_are_counted(body: str, minutes: int | None) -> None:
    words = {"half": "sana " * 150, "some": "sana " * 300, "many": "sana " * 900}

    assert read(body.format(**words)).minutes == minutes


OG = '<meta property="og:{}" content="{}">'


@pytest.mark.parametrize(
    ("head", "picture"),
    [
        (OG.format("image", "https://x.example/kuva 1.jpg"), "https://x.example/kuva%201.jpg"),
        (OG.format("image", "http://x.example/k.jpg"), "https://x.example/k.jpg"),
        (
            OG.format("image", "http://x.example/k.jpg")
            + '<meta name="twitter:image" content="https://x.example/t.jpg">',
            "https://x.example/t.jpg",
        ),
        (OG.format("image", "//[::1") + '<link rel="image_src" href="/k.jpg">', "https://verona.virasto.example/k.jpg"),
        (f'<base href="/sivusto/">{OG.format("image", "k.jpg")}', "https://verona.virasto.example/sivusto/k.jpg"),
        (
            '<script type="application/ld+json">{"@graph":[{"headline":"T","image":[{"url":"/k.jpg"}]}]}</script>',
            "https://verona.virasto.example/k.jpg",
        ),
    ],
)
def test_the_first_picture_that_can_be_fetched_is_the_pages(head: str, picture: str) -> None:
    assert read(f"<html><head>{head}</head><body><p>x</p></body></html>").picture == picture


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ('<html lang="fi"><head><img src="/p" width=1><title>Otsikko</title></head><body><p>x', "Otsikko"),
        ('<br>Notice: x\n<!doctype html><html lang="fi"><head><title>Otsikko</title></head><body><p>x', "Otsikko"),
        ('<html lang="fi"><body><svg><title>Kuvake</title></svg><h1>Otsikko</h1><h1>Toinen</h1>', "Otsikko"),
        ('<html lang="fi"><script type="application/ld+json">[{"headline":"Otsikko"}]</script><h1>Muu', "Otsikko"),
        ('<html lang="fi"><script type="application/ld+json">{"headline":[</script><h1>Otsikko</h1>', "Otsikko"),
    ],
)
def test_a_title_is_the_documents_wherever_it_stands(body: str, title: str) -> None:
    page = read(body)

    assert (page.title, page.language) == (title, "fi")


@pytest.mark.parametrize("charset", ["base64", "idna", "undefined", "zip", "rot13", "x", ""])
def test_an_encoding_that_is_none_of_texts_is_none(charset: str) -> None:
    assert read(f'<meta charset="{charset}"><title>Äyri</title>', f"text/html; charset={charset}").title == "Äyri"


@pytest.mark.parametrize(("tag", "language"), [("und", None), ("mul", None), ("zxx", None), ("sv-FI", "sv")])
def test_a_tag_that_names_no_language_is_none(tag: str, language: str | None) -> None:
    assert read(f'<html lang="{tag}"><title>T</title>').language == language


def test_a_summary_is_without_markup() -> None:
    assert (
        read(OG.format("description", "&lt;p&gt;Teksti &lt;strong&gt;x&lt;/strong&gt;&lt;/p&gt;")).summary == "Teksti x"
    )


def test_a_teaser_before_the_text_is_not_the_text() -> None:
    text = f"<main><p>{'sana ' * 600}</p></main>"

    assert read(f"<aside><article><p>nosto</p></article></aside>{text}").minutes == 4
    assert read(f"<section><article><p>nosto</p></article></section>{text}").minutes == 4


@pytest.mark.parametrize(
    ("asked", "answered", "aside"),
    [
        ("https://www.youtube.com/@v", "https://consent.youtube.com/m?continue=x", True),
        ("https://v.example/a", "https://login.microsoftonline.com/common", True),
        ("https://www.linkedin.com/posts/a", "https://www.linkedin.com/authwall?x", True),
        ("https://v.example/a", "https://v.example/wp-login.php?redirect_to=a", True),
        ("https://v.example/a", "https://www.v.example/a/", False),
        ("https://bit.ly/a", "https://v.example/uutinen", False),
        ("https://v.example/login", "https://v.example/login", False),
    ],
)
def test_what_asks_for_consent_or_a_sign_in_is_not_the_page(asked: str, answered: str, aside: bool) -> None:
    assert is_aside(asked, answered) is aside


class Web:
    """Pages by their URL, as they answer: where from, of what type, what."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Fetched]) -> None:
        self.asked: list[str] = []
        self._answers = answers
        monkeypatch.setattr(page_metadata, "fetch", self.fetch)

    def fetch(self, url: str, limits: Limits) -> Fetched:
        assert limits.seconds > 0
        self.asked.append(url)
        if (found := self._answers.get(url.partition("?")[0])) is None:
            raise FetchRefused(404, value=url)
        return found


def html_at(url: str, body: str, kind: str = "text/html") -> Fetched:
    return Fetched(url, kind, body.encode())


def test_a_page_that_leads_on_is_the_page_it_leads_to_and_a_ring_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    refresh = '<meta http-equiv="refresh" content="0; url={}"><title>Siirrytään</title>'
    web = Web(
        monkeypatch,
        {
            "https://v.example/a": html_at("https://v.example/a", refresh.format("/b")),
            "https://v.example/b": html_at("https://v.example/b", "<title>Oikea</title>"),
            "https://v.example/x": html_at("https://v.example/x", refresh.format("/y")),
            "https://v.example/y": html_at("https://v.example/y", refresh.format("/x")),
        },
    )

    assert fetch_page("https://v.example/a").title == "Oikea"
    fetch_page("https://v.example/x")
    assert len(web.asked) == 5
    assert read('<meta http-equiv="refresh" content="600; url=/b"><title>T</title>').leads_to is None


def test_a_consent_page_is_refused_and_a_video_tells_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    consent = html_at("https://consent.youtube.com/m", "<title>Before you continue</title>")
    said = b'{"title": "Video", "thumbnail_url": "https://i.ytimg.com/vi/a/hq.jpg"}'
    answers = {"https://www.youtube.com/watch": consent}
    Web(monkeypatch, answers)

    with pytest.raises(CannotFetch):
        fetch_page("https://www.youtube.com/watch?v=abcdefghijk")

    answers["https://www.youtube.com/oembed"] = Fetched("https://www.youtube.com/oembed", "application/json", said)
    video = fetch_page("https://www.youtube.com/watch?v=abcdefghijk")
    assert (video.title, video.picture) == ("Video", "https://i.ytimg.com/vi/a/hq.jpg")


def test_what_a_page_is_its_body_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = "application/octet-stream"
    Web(
        monkeypatch,
        {
            "https://v.example/a": html_at("https://v.example/a", "<!doctype html><title>T</title>", kind),
            "https://v.example/b": html_at("https://v.example/b", "%PDF-1.7", kind),
        },
    )

    assert fetch_page("https://v.example/a").title == "T"
    with pytest.raises(WrongKind):
        fetch_page("https://v.example/b")


@given(
    st.lists(
        st.sampled_from(
            (
                *("<title>", "</title>", "<svg>", "</svg>", "<aside>", "</aside>", "<article>", "</article>", "<main>"),
                *("<h1>", "</h1>", "<base href='//['>", "<meta http-equiv=refresh content='0;url=//['>", "</script>"),
                *(
                    "<script type=application/ld+json>",
                    "{}",
                    "[1,",
                    '{"headline":"x","image":[[]]}',
                    "<meta charset=idna>",
                ),
                *("<meta property=og:image content='http://[x'>", "&#xD800;", "&#99999999999;", "<html lang=x", "\x00"),
            )
        )
        | st.text(max_size=4),
        max_size=25,
    ),
    st.sampled_from(["", "text/html; charset=idna", "text/html; charset=undefined", "x; charset="]),
)
def test_no_page_whatever_it_is_made_of_is_a_bug(pieces: list[str], kind: str) -> None:
    page = read("".join(pieces), kind)

    assert len(page.title) <= 200
    assert page.picture is None or page.picture.startswith("https://")
