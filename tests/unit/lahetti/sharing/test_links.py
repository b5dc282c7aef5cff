import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.sharing import links
from lahetti.sharing.links import Visit

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36"
KEY = bytes(range(32))
OURS = "utm_source=x&utm_medium=ambassador&utm_campaign=blog&utm_content=123456789"
BEHIND_A_LINK = [
    ".",
    ",",
    ")",
    "!",
    "?",
    ":",
    ";",
    "'",
    '"',
    "”",
    "’",
    "»",
    "…",
    ">",
    "]",
    "}",
    "*",
    "_",
    "-",
    "/",
    "\u200b",
    "\u200d",
]
BEHIND_A_LINK += ["\u2060", "\ufeff", "\u00ad", "\u00a0", "\n", " ", "\u3002", "🙂", "ä", "%"]
WORDS = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), min_size=1, max_size=20)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
QUERIES = st.lists(
    st.tuples(st.one_of(st.sampled_from(["id", "utm_source", "utm_id", "utm_content", "UTM_source"]), VALUES), VALUES)
)


@given(WORDS, WORDS, WORDS)
def test_a_code_is_ten_signs_and_always_the_same(person: str, content: str, network: str) -> None:
    code = links.code_of(KEY, person, content, network)

    assert re.fullmatch("[0-9A-Za-z]{10}", code)
    assert links.is_code(code)
    assert code == links.code_of(KEY, person, content, network)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), unique=True, max_size=30))
def test_codes_of_different_shares_differ(shares: list[tuple[str, str, str]]) -> None:
    assert len({links.code_of(KEY, *share) for share in shares}) == len(shares)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-11-25", datetime(2026, 11, 25, 22, tzinfo=UTC)),
        ("2026-03-29", datetime(2026, 3, 29, 21, tzinfo=UTC)),
        ("2026-10-25", datetime(2026, 10, 25, 22, tzinfo=UTC)),
    ],
)
def test_a_days_key_ends_an_hour_after_its_day(day: str, end: datetime) -> None:
    assert links.visitor_key_expires(day, ZoneInfo("Europe/Helsinki")) == end + timedelta(hours=1)


def test_a_code_cannot_be_found_without_the_key() -> None:
    assert links.code_of(KEY, "p", "c", "x") != links.code_of(KEY[::-1], "p", "c", "x")


def test_a_code_depends_on_where_one_part_ends_and_the_next_begins() -> None:
    assert links.code_of(KEY, "ab", "c", "x") != links.code_of(KEY, "a", "bc", "x")


def test_codes_use_all_signs_alike() -> None:
    signs = "".join(links.code_of(KEY, str(number), "c", "x") for number in range(6200))

    counts = [signs.count(sign) for sign in set(signs)]

    assert len(counts) == 62
    assert min(counts) > 850
    assert max(counts) < 1150


# What a link has been posted with must work for good: nothing may change how a code is made.
def test_a_code_once_posted_stays_as_it_was() -> None:
    assert links.code_of(b"key", "person", "content", "linkedin") == "bkkSRKxAU2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "012345678",
        "01234567890",
        "012345678-",
        "012345678_",
        "0123 56789",
        "012345678\n",
        "0123456789\n",
        "012345678ä",
        "012345678٣",
        "../../../..",
        "favicon.ico",
        "robots.txt",
    ],
)
def test_what_cannot_be_a_code_is_known_without_a_read(text: str) -> None:
    assert not links.is_code(text)


@pytest.mark.parametrize("behind", ["", *BEHIND_A_LINK])
def test_what_a_text_puts_behind_a_link_belongs_to_no_code(behind: str) -> None:
    for written in (behind, quote(behind), f"{behind}{behind}", f"{behind}a"):
        assert links.code_in(f"/0123456789{written if behind else ''}") == "0123456789"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/012345678",
        "/012345678.",
        "/012345678%39",
        "/01234/6789",
        "/0123456789a",
        "/0123456789%41",
        "/0123456789%30.",
        "/.0123456789",
        "/favicon.ico",
        "/robots.txt",
        "/apple-touch-icon.png",
    ],
)
def test_a_path_that_does_not_begin_with_a_code_has_none(path: str) -> None:
    assert links.code_in(path) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=14))
def test_a_code_in_a_path_is_its_first_ten_characters_or_none(path: str) -> None:
    assert links.code_in(f"/{path}") in (None, path.lstrip("/")[:10])


@pytest.mark.parametrize(
    ("method", "agent", "visit"),
    [
        ("GET", CHROME, Visit.PERSON),
        ("HEAD", CHROME, Visit.HEAD),
        ("HEAD", None, Visit.HEAD),
        ("GET", None, Visit.UNNAMED),
        ("GET", "", Visit.UNNAMED),
        ("GET", " \t", Visit.UNNAMED),
        ("GET", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", Visit.CRAWLER),
        ("GET", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", Visit.CRAWLER),
        ("GET", "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)", Visit.CRAWLER),
        ("GET", "Twitterbot/1.0", Visit.CRAWLER),
        ("GET", "WhatsApp/2.23.20.0", Visit.CRAWLER),
        ("GET", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", Visit.CRAWLER),
        ("GET", "curl/8.5.0", Visit.CRAWLER),
    ],
)
def test_only_a_person_leaves_a_mark(method: str, agent: str | None, visit: Visit) -> None:
    assert links.kind_of_visit(method, {} if agent is None else {"user-agent": agent}) is visit


@pytest.mark.parametrize(
    "header",
    [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("sec-purpose", "prefetch;anonymous-client-ip"),
        ("purpose", "prefetch"),
        ("purpose", "preview"),
        ("x-purpose", "Preview"),
        ("x-moz", "prefetch"),
    ],
)
def test_what_a_browser_fetches_before_anybody_looks_leaves_no_mark(header: tuple[str, str]) -> None:
    assert links.kind_of_visit("GET", {"user-agent": CHROME, header[0]: header[1]}) is Visit.PREFETCH
    assert links.kind_of_visit("GET", {"user-agent": CHROME, header[0]: "navigate"}) is Visit.PERSON


@pytest.mark.parametrize(
    ("url", "header"),
    [
        ("https://www.vero.fi/", "https://www.vero.fi/"),
        ("https://www.vero.fi", "https://www.vero.fi"),
        ("https://vero.fi:444/a%20b/%C3%A4?x=1&y=a+b%26c#d", "https://vero.fi:444/a%20b/%C3%A4?x=1&y=a+b%26c#d"),
        ("https://vero.fi/[a]/(b);c=d,e@f:g!h*i$j'k~l-m_n.o", "https://vero.fi/[a]/(b);c=d,e@f:g!h*i$j'k~l-m_n.o"),
        (
            "https://vero.fi/ääni?hakusana=yö&x=€#öljy",
            "https://vero.fi/%C3%A4%C3%A4ni?hakusana=y%C3%B6&x=%E2%82%AC#%C3%B6ljy",
        ),
        ("https://vero.fi/a b", "https://vero.fi/a%20b"),
        ("https://vero.fi/🙂", "https://vero.fi/%F0%9F%99%82"),
        ("https://äänekoski.fi/x", "https://xn--nekoski-4waa.fi/x"),
        ("https://例え.テスト:8443/", "https://xn--r8jz45g.xn--zckzah:8443/"),
        ("https://🙂.fi/", "https://xn--938h.fi/"),
        ('https://vero.fi/100%/a|b"c<d>e^f`g{h}i\\j', "https://vero.fi/100%/a%7Cb%22c%3Cd%3Ee%5Ef%60g%7Bh%7Di%5Cj"),
        ("https://äänekoski.fi:8443/ä", "https://xn--nekoski-4waa.fi:8443/%C3%A4"),
        ("https://" + "ä" * 70 + ".fi/", "https://" + "%C3%A4" * 70 + ".fi/"),
    ],
)
def test_a_url_in_a_header_is_ascii_and_leads_to_the_same(url: str, header: str) -> None:
    assert links.ascii_url(url) == header
    assert links.ascii_url(header) == header


def test_an_address_has_another_name_at_another_link_and_under_another_key() -> None:
    names = {
        links.ip_hash_of(KEY, "0123456789", "192.0.2.1"),
        links.ip_hash_of(KEY, "9876543210", "192.0.2.1"),
        links.ip_hash_of(KEY, "0123456789", "192.0.2.2"),
        links.ip_hash_of(KEY[::-1], "0123456789", "192.0.2.1"),
    }

    assert len(names) == 4
    assert all(re.fullmatch("[0-9a-f]{11}", name) for name in names)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:DB8:1:2:0:0:0:9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "nowhere", False),
    ],
)
def test_an_ipv6_address_is_its_network_of_64_bits(one: str, other: str, same: bool) -> None:
    assert (links.ip_hash_of(KEY, "0123456789", one) == links.ip_hash_of(KEY, "0123456789", other)) is same
    assert (links.visitor_of(KEY, one, CHROME) == links.visitor_of(KEY, other, CHROME)) is same


@given(WORDS, WORDS)
def test_a_visitor_has_the_same_name_all_day_and_another_under_another_key(address: str, agent: str) -> None:
    name = links.visitor_of(KEY, address, agent)

    assert name == links.visitor_of(KEY, address, agent)
    assert name != links.visitor_of(KEY[::-1], address, agent)
    assert re.fullmatch("[0-9a-f]{22}", name)


@given(st.lists(st.tuples(WORDS, WORDS), unique=True, max_size=30))
def test_visitors_that_differ_in_address_or_agent_are_told_apart(visitors: list[tuple[str, str]]) -> None:
    assert len({links.visitor_of(KEY, *visitor) for visitor in visitors}) == len(visitors)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "https://www.vero.fi/",
            f"https://www.vero.fi/?{OURS}",
        ),
        (
            "https://www.vero.fi/a?id=3&q=a%20b#osa",
            f"https://www.vero.fi/a?id=3&q=a%20b&{OURS}#osa",
        ),
        (
            "https://www.vero.fi/a?utm_source=uutiskirje&id=3&utm_medium=email&utm_id=9",
            f"https://www.vero.fi/a?id=3&utm_id=9&{OURS}",
        ),
        (
            "https://www.vero.fi/a?utm_content=eka&utm_content=toka",
            f"https://www.vero.fi/a?{OURS}",
        ),
        (
            "https://www.vero.fi/a?UTM_Source=kirje&utm%5Fmedium=email",
            f"https://www.vero.fi/a?{OURS}",
        ),
        (
            "https://www.vero.fi/a?tyhja=&pelkka&x=1;y=2",
            f"https://www.vero.fi/a?tyhja=&pelkka&x=1;y=2&{OURS}",
        ),
    ],
)
def test_a_tracked_address_says_where_its_readers_come_from(address: str, expected: str) -> None:
    assert links.tracked(address, "x", "blog", 123456789) == expected


def test_without_a_number_shares_are_not_told_apart_and_the_contents_own_parameter_stays() -> None:
    tracked = links.tracked("https://www.vero.fi/a?utm_content=oma", "x", "blog")

    assert tracked == "https://www.vero.fi/a?utm_content=oma&utm_source=x&utm_medium=ambassador&utm_campaign=blog"


def test_names_of_a_campaign_are_quoted() -> None:
    address = links.tracked("https://www.vero.fi/", "x", "kevät & kesä", 123456789)

    assert "utm_campaign=kev%C3%A4t+%26+kes%C3%A4&" in address


@given(QUERIES)
def test_each_parameter_of_web_analytics_stands_once_and_the_others_stay(query: list[tuple[str, str]]) -> None:
    tracked = links.tracked(f"https://www.vero.fi/a?{urlencode(query)}", "x", "blog", 123456789)

    after = parse_qsl(urlsplit(tracked).query, keep_blank_values=True)
    ours = ["utm_source", "utm_medium", "utm_campaign", "utm_content"]
    assert [value for name, value in after if name.lower() in ours] == ["x", "ambassador", "blog", "123456789"]
    assert [pair for pair in after if pair[0].lower() not in ours] == [p for p in query if p[0].lower() not in ours]


def test_tracking_an_address_twice_changes_nothing() -> None:
    once = links.tracked("https://www.vero.fi/a?id=3", "x", "blog", 123456789)

    assert links.tracked(once, "x", "blog", 123456789) == once


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://a.example/", "https://a.example/?lahetti=r.261126.0000000000"),
        ("https://a.example/?b=1&lahetti=old#c", "https://a.example/?b=1&lahetti=r.261126.0000000000#c"),
    ],
)
def test_a_click_id_stands_once_in_the_query_with_the_programmes_day(url: str, wanted: str) -> None:
    late = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)

    assert links.with_click_id(url, "r", late, ZoneInfo("Europe/Helsinki"), bytes(links.CLICK_ID_BYTES)) == wanted
