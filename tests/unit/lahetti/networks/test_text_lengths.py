import subprocess
import sys
from collections.abc import Callable
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.networks.text_lengths import bluesky_length, graphemes, mastodon_length, threads_length, x_weight

FAMILY = "👨‍👩‍👧‍👦"
DASHED = "xxxxxxxxxx-"


# Weights as published in conformance/validate.yml of twitter-text (Apache-2.0), in the section
# WeightedTweetsWithDiscountedEmojiCounterTest; long repetitions are written as products.
@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Hi http://test.co", 26),
        ("http://test.co", 23),
        ("285 chars-" + DASHED * 25, 285),
        ("285 chars- http://www.twitter.com/jack " + DASHED * 24, 299),
        ("https://www.twitter.com/aloha " * 10, 240),
        ("故" * 160, 320),
        ("the" + "故" * 160, 323),
        ("😷" * 160, 320),
        ("A\u0301B", 2),
        ("H🐱☺" + FAMILY, 7),
        ("😷👾😡🔥💩", 10),
        ("🙋🏽👨‍🎤", 4),
        (FAMILY * 140, 280),
        ("1\u20e3", 2),
        ("Unicode 10.0 emoji: 🤪; 🧕; 🧕🏾; 🏴󠁧󠁢󠁥󠁮󠁧󠁿", 34),
        ("Unicode 9.0 emoji: 🤠; 💃; 💃🏾", 29),
        ("randomurl" * 7 + "s.com", 68),  # one character more than a label of a host name may have
        ("\u2066\u202ahttp://foobar.پاکستان/\u202c\u2069", 31),
    ],
)
def test_x_weighs_as_twitter_text_does(text: str, weight: int) -> None:
    assert x_weight(text) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("Hyvää päivää – “näin”…", 23),
        ("100 € 5 ™", 11),
        ("🇫🇮", 2),
        ("© 2026", 6),
        ("©\ufe0f", 2),
        ("❤\ufe0f", 2),
        ("rivi\nrivi", 9),
        ("klo 14.30", 9),
        ("etu.nimi@vero.fi", 16),
    ],
)
def test_x_weighs_everyday_text(text: str, weight: int) -> None:
    assert x_weight(text) == weight


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("https://go.example.fi/" + "a" * 200, 23),
        ("(https://vero.fi/a).", 1 + 23 + 2),
        ("HTTPS://VERO.FI", 23),
        ("https://vero.fi:8443/x?y=1,2&z=ä loppu", 23 + 6),
        ("https://vero.fi, https://vero.fi!", 23 + 2 + 23 + 1),
        ("katso www.vero.fi/henkiloasiakkaat/verokortti-ja-veroilmoitus/", 6 + 23),
        ("katso vero.fi", 6 + 23),
        ("vero.fi?", 23 + 1),
        ("https://vero.fi/a, https://vero.fi/b; https://vero.fi/?c!", 23 + 2 + 23 + 2 + 23 + 1),
        ("税務署https://vero.fi/", 6 + 23),
    ],
)
def test_x_counts_an_address_as_23_wherever_it_stands(text: str, weight: int) -> None:
    assert x_weight(text) == weight


@pytest.mark.parametrize(("first", "last"), [(0, 4351), (8192, 8205), (8208, 8223), (8242, 8247)])
def test_four_ranges_of_characters_are_light_on_x(first: int, last: int) -> None:
    weights = [x_weight(chr(point)) for point in (first, last, last + 1)]

    assert weights == [1, 1, 2]


def test_what_cannot_be_a_host_name_is_no_address_on_x() -> None:
    assert x_weight("a" * 64 + ".com/path") == 73


def test_a_long_name_that_may_be_no_address_is_not_shortened_on_x() -> None:
    assert x_weight("ylimääräinen.Veronkantolautakunta") == 33


@given(st.text(st.characters(exclude_characters=".")))
def test_without_an_address_x_weighs_a_visible_character_1_at_least_and_a_code_point_2_at_most(
    text: str,
) -> None:
    assert graphemes(text) <= x_weight(text) <= 2 * len(normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("päivä", 5),
        ("pa\u0308iva\u0308", 5),
        (FAMILY, 1),
        ("🇫🇮🇸🇪", 2),
        ("👍🏽", 1),
        ("1\ufe0f\u20e3", 1),
        ("क्षि", 1),
        ("a\r\nb", 3),
    ],
)
def test_graphemes_are_what_a_reader_sees(text: str, count: int) -> None:
    assert graphemes(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 476 + " http://" + "b" * 30 + ".com/example", 500),
        ("a" * 475 + " @alice@" + "b" * 30 + ".com", 482),
        ("@verohallinto@mastodon.social, kiitos!", 22),
        ("etu.nimi@vero.fi", 16),
        ("vero.fi", 7),
        (FAMILY, 1),
    ],
)
def test_mastodon_shortens_addresses_and_mentions(text: str, count: int) -> None:
    assert mastodon_length(text) == count


@pytest.mark.parametrize(("text", "count"), [("päivää", 6), ("👍", 4), ("Hyvä 👍🏽!", 14), ("🇫🇮", 8), ("100 €", 5)])
def test_threads_counts_the_bytes_of_an_emoji(text: str, count: int) -> None:
    assert threads_length(text) == count


@pytest.mark.parametrize("count", [x_weight, mastodon_length])
@pytest.mark.parametrize("text", ["a." * 5000, "@a" * 5000, "https://" * 2000, "a-" * 5000 + "@"])
def test_a_hostile_text_is_counted_in_good_time(count: Callable[[str], int], text: str) -> None:
    assert count(text) > 0


def test_regex_is_not_loaded_before_something_is_counted() -> None:
    program = "import sys, lahetti.networks.networks; sys.exit('regex' in sys.modules)"

    finished = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)})

    assert finished.returncode == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Hyvää päivää – “näin”…", 22),
        ("ä" * 300, 300),
        (FAMILY * 120, 300),
        (FAMILY * 121, 303),
        ("e" + "\u0301" * 1500, 301),
        ("\ud800", 1),
    ],
)
def test_bluesky_counts_what_a_reader_sees_and_bytes(text: str, count: int) -> None:
    assert bluesky_length(text) == count


@given(st.text(max_size=60))
def test_what_fits_on_bluesky_fits_in_both_ways(text: str) -> None:
    long = text * 20

    fits = graphemes(long) <= 300 and len(long.encode()) <= 3000
    assert (bluesky_length(long) <= 300) == fits
