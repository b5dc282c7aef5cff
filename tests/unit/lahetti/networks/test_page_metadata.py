import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.networks.model import Fetched
from lahetti.networks.page_metadata import Page, read_page
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
    "picture", ["http://x.example/a.jpg", "data:image/png;base64,xx", "javascript:alert(1)", "//[::1", ""]
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
