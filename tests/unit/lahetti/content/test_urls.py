from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.content.urls import canonical_key, checked_url, with_ascii_host, without_click_ids
from lahetti.core.errors import Invalid

ADDRESS = "https://www.vero.fi/uutiset?id=3&sivu=2"
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs"]), min_size=1, max_size=8)


@pytest.mark.parametrize(
    "same",
    [
        "https://WWW.Vero.fi/uutiset?id=3&sivu=2",
        "https://www.vero.fi:443/uutiset?id=3&sivu=2",
        "https://www.vero.fi./uutiset?id=3&sivu=2",
        "https://www.vero.fi.:443/uutiset?id=3&sivu=2",
        "https://www.vero.fi/uutiset/?id=3&sivu=2",
        "https://www.vero.fi/uutiset?sivu=2&id=3",
        "https://www.vero.fi/uutiset?id=3&sivu=2#osa",
        "https://www.vero.fi/uutiset?id=3&sivu=2&utm_source_platform=x&UTM_Source=y&MTM_campaign=z&mtm_source=w",
        "https://www.vero.fi/uutiset?id=3&sivu=2&utm_source=x&utm_medium=ambassador",
        "https://www.vero.fi/uutiset?utm_campaign=a&id=3&utm_content=b&sivu=2&utm_term=c&utm_id=d",
        "https://www.vero.fi/uutiset?fbclid=a&id=3&sivu=2&gclid=b&msclkid=c&mc_cid=d&mc_eid=e&twclid=f&igshid=g",
        "https://www.vero.fi/uutiset?id=3&sivu=2&utm_source=x&utm_source=y",
        "https://www.vero.fi/uutiset?FBCLID=a&id=3&hsCtaTracking=d&sivu=2&ScCid=e&igsh&oft_id=f&_openstat=g&__s=h",
        "https://www.vero.fi/uutiset?id=3&sfnsn=mo&sivu=2&at_medium=x&at_custom1=y&elqTrackId=z&guce_referrer=w",
        "https://www.vero.fi/./uutiset?id=3&sivu=2",
        "https://www.vero.fi/%75utiset?id=3&sivu=2",
    ],
)
def test_an_address_is_known_however_it_is_written_and_wherever_its_reader_came_from(same: str) -> None:
    assert canonical_key(same) == canonical_key(ADDRESS)


@pytest.mark.parametrize(
    "other",
    [
        "https://vero.fi/uutiset?id=3&sivu=2",
        "https://www.vero.fi:8443/uutiset?id=3&sivu=2",
        "https://www.vero.fi/Uutiset?id=3&sivu=2",
        "https://www.vero.fi/uutiset/1?id=3&sivu=2",
        "https://www.vero.fi/?id=3&sivu=2",
        "https://www.vero.fi/uutiset",
        "https://www.vero.fi/uutiset?id=3",
        "https://www.vero.fi/uutiset?id=4&sivu=2",
        "https://www.vero.fi/uutiset?ID=3&sivu=2",
        "https://www.vero.fi/uutiset?id=3&id=3&sivu=2",
        "https://www.vero.fi/uutiset?id=3&sivu=2&ref=etusivu",
        "https://www.vero.fi/uutiset?id=3&sivu=2&source=x",
        "https://www.vero.fi/uutiset?id=3&sivu=2&utm=x",
        "https://www.vero.fi/uutiset?id=3&sivu=2#!/osa",
        "https://www.vero.fi/uutiset?id=3&sivu=2#/osa",
        "https://www.vero.fi/uutiset?id=3%26sivu=2",
    ],
)
def test_what_is_read_elsewhere_is_another_address(other: str) -> None:
    assert canonical_key(other) != canonical_key(ADDRESS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://vero.fi", "https://vero.fi/"),
        ("https://vero.fi/ä", "https://vero.fi/%C3%A4"),
        ("https://hämeenlinna.fi/", "https://xn--hmeenlinna-q5a.fi/"),
        ("https://vero.fi/?q=a%20b", "https://vero.fi/?q=a+b"),
        ("https://vero.fi/?utm_source=x", "https://vero.fi/"),
        ("https://vero.fi/a", "https://vero.fi/a?mtm_campaign=x&mtm_source=y"),
        ("https://vero.fi/ä", "https://vero.fi/a\u0308"),
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://youtu.be/abcdefghijk?si=XyZ"),
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://m.youtube.com/watch?v=abcdefghijk&t=35s"),
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://youtube.com/shorts/abcdefghijk?feature=share"),
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://www.linkedin.com/posts/v_a-activity-1", "https://fi.linkedin.com/posts/v_a-activity-1?rcm=ACo&trk=x"),
        ("https://www.facebook.com/v/posts/1", "https://m.facebook.com/v/posts/1?mibextid=x&ref=share"),
        ("https://x.com/v/status/1", "https://mobile.twitter.com/v/status/1?s=20&t=x"),
        ("https://www.instagram.com/p/abc/", "https://instagram.com/p/abc?igsh=x&img_index=2"),
    ],
)
def test_two_spellings_of_an_address_are_one(one: str, other: str) -> None:
    assert canonical_key(one) == canonical_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://vero.fi/#!/uutinen/1", "https://vero.fi/#!/uutinen/2"),
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijl"),
        ("https://www.youtube.com/@virasto", "https://www.youtube.com/@toinen"),
        ("https://www.youtube.com/virastotube", "https://youtu.be/virastotube"),
        ("https://www.youtube.com/playlist?list=a", "https://www.youtube.com/playlist?list=b"),
        (
            "https://www.facebook.com/permalink.php?story_fbid=1&id=2",
            "https://www.facebook.com/permalink.php?story_fbid=3",
        ),
        ("https://www.linkedin.com/posts/a", "https://www.linkedin.com/posts/b"),
        ("https://notyoutube.com/watch?v=abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijk"),
    ],
)
def test_two_videos_posts_or_routes_are_two(one: str, other: str) -> None:
    assert canonical_key(one) != canonical_key(other)


def test_a_key_is_a_sha256_in_hexadecimal() -> None:
    assert len(canonical_key(ADDRESS)) == 64
    assert set(canonical_key(ADDRESS)) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("pasted", "left"),
    [
        ("https://vero.fi/a?fbclid=IwAR0&id=3#osa", "https://vero.fi/a?id=3#osa"),
        ("https://vero.fi/a?id=3&GCLID=x&gad_source=1", "https://vero.fi/a?id=3"),
        ("https://vero.fi/a?mc_cid=1&mc_eid=2", "https://vero.fi/a"),
        ("https://vero.fi/a?utm_id=1&utm_content=oma&utm_source=x", "https://vero.fi/a?utm_content=oma&utm_source=x"),
        (
            "https://vero.fi/a?tyhja=&pelkka&x=1;y=2&q=%C3%A4+b&_hsmi=1",
            "https://vero.fi/a?tyhja=&pelkka&x=1;y=2&q=%C3%A4+b",
        ),
        ("https://vero.fi/a?sfnsn=mo&at_medium=x&elqTrackId=z", "https://vero.fi/a?at_medium=x"),
        ("https://vero.fi/ä?q=ö&fbclid=1", "https://vero.fi/ä?q=ö"),
        ("https://vero.fi/a?ids=1&scid=2&clid=3&hs=4", "https://vero.fi/a?ids=1&scid=2&clid=3&hs=4"),
        ("https://vero.fi/a?", "https://vero.fi/a?"),
        ("HTTPS://Vero.fi/a#?fbclid=1", "HTTPS://Vero.fi/a#?fbclid=1"),
    ],
)
def test_ids_of_others_clicks_are_taken_out_and_nothing_else(pasted: str, left: str) -> None:
    assert without_click_ids(pasted) == left
    assert canonical_key(pasted) == canonical_key(left)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://äänekoski.fi/x", "https://xn--nekoski-4waa.fi/x"),
        ("https://faß.example:8443/?a=b#c", "https://xn--fa-hia.example:8443/?a=b#c"),
        ("https://例え.テスト:8443/", "https://xn--r8jz45g.xn--zckzah:8443/"),
        ("https://🙂.fi/", "https://🙂.fi/"),
        ("https://www.vero.fi/ä", "https://www.vero.fi/ä"),
    ],
)
def test_a_host_is_written_as_names_are_asked_for(url: str, asked: str) -> None:
    assert with_ascii_host(url) == asked


@given(st.lists(st.tuples(WORDS, WORDS), max_size=6, unique_by=lambda pair: pair[0]), st.randoms(), WORDS)
def test_order_of_parameters_and_tracking_change_no_key(
    parameters: list[tuple[str, str]], chance: object, source: str
) -> None:
    shuffled = [*parameters, ("utm_source", source), ("fbclid", source)]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    tracked = f"https://vero.fi/a?{urlencode(shuffled)}#{urlencode({source: source})}"

    assert canonical_key(tracked) == canonical_key(f"https://vero.fi/a?{urlencode(parameters)}")


@pytest.mark.parametrize(
    "address",
    [
        "https://vero.fi",
        "https://www.vero.fi/a?b=c#d",
        "https://vero.fi:8443/",
        "https://192.0.2.1/",
        "https://[2001:db8::1]/",
        "https://hämeenlinna.fi/ä",
        "HTTPS://vero.fi/",
    ],
)
def test_an_https_address_is_taken_as_it_is(address: str) -> None:
    assert checked_url(address, "address") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "vero.fi",
        "//vero.fi/",
        "http://vero.fi/",
        "ftp://vero.fi/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:vero.fi",
        "https:///a",
        "https://",
        "https://:443/",
        "https://aino@vero.fi/",
        "https://aino:salasana@vero.fi/",
        "https://@vero.fi/",
        "https://vero.fi:0/",
        "https://vero.fi:99999/",
        "https://vero.fi:ab/",
        "https://[vero.fi/",
        "https://vero.fi/a b",
        "https://vero.fi/\n",
        "\thttps://vero.fi/",
        "https://vero.fi/\x7f",
        "https://vero.fi/a\x00b",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid) as error:
        checked_url(address, "picture")

    assert (error.value.field, error.value.value) == ("picture", address)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_every_address_that_is_taken_has_a_key(rest: str) -> None:
    address = f"https://{rest}"
    try:
        checked_url(address, "address")
    except Invalid:
        return

    assert canonical_key(address) == canonical_key(address.replace("https://", "HTTPS://", 1))


@pytest.mark.parametrize(
    "host", [f"{'a' * 64}.fi", "a..fi", ".fi", f"{'ä' * 60}.fi", "xn--a.fi", "a_b.fi", "-a.fi", "％.fi"]
)
def test_an_odd_host_has_a_key_or_is_refused(host: str) -> None:
    try:
        checked_url(f"https://{host}/", "address")
    except Invalid:
        return

    assert canonical_key(f"https://{host}/")
