from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lahetti.content.captions import blocked_word, checked_captions, checked_words, with_disclosure
from lahetti.core.errors import Invalid
from lahetti.networks.networks import Network
from lahetti.settings.model import Settings

SETTINGS = Settings(blocked_words=("karhu", "verokarhu", "Ilmainen raha"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Verokarhu tulee", "verokarhu"),
        ("VEROKARHU!", "verokarhu"),
        ("Varo verokarhuja.", "verokarhu"),
        ("verokarhuista puhutaan", "verokarhu"),
        ("Karhu", "karhu"),
        ("#karhu", "karhu"),
        ("(karhu)", "karhu"),
        ("pikku-karhu", "karhu"),
        ("Ilmainen raha houkuttaa", "Ilmainen raha"),
        ("ilmainen rahansa", "Ilmainen raha"),
        ("Superkarhu on eri sana", None),
        ("Karju", None),
        ("ilmainen palvelu, raha", None),
        ("", None),
    ],
)
def test_a_blocked_word_is_found_in_any_case_and_inflection(text: str, word: str | None) -> None:
    assert blocked_word(text, SETTINGS.blocked_words) == word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a\u0308ika\u0308", "äikä"),
        ("STRASSE", "straße"),
        ("ﬁrma", "firma"),
        ("C++-kurssi", "c++"),
        ("İstanbul", "i̇stan"),
    ],
)
def test_a_blocked_word_is_found_however_its_letters_are_written(text: str, word: str) -> None:
    assert blocked_word(text, (word,)) == word


def test_of_two_blocked_words_the_first_of_the_list_is_named() -> None:
    assert blocked_word("verokarhu ja karhu", SETTINGS.blocked_words) == "karhu"


@given(st.text(max_size=30), st.text(max_size=30))
def test_without_blocked_words_no_word_is_blocked(before: str, after: str) -> None:
    assert blocked_word(before + after, ()) is None


def test_the_blocked_word_is_named() -> None:
    with pytest.raises(Invalid, match="“verokarhu”") as error:
        checked_words(Network.X, "Tapaa verokarhut", "", replace(SETTINGS, blocked_words=("verokarhu",)), "words")

    assert (error.value.field, error.value.value) == ("words", "verokarhu")


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_empty_caption_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="words is empty"):
        checked_words(Network.LINKEDIN, text, "", SETTINGS, "words")


# X counts the link as 23 and puts a space before it; the others count the link's 37 characters where it is text.
@pytest.mark.parametrize(
    ("network", "longest"),
    [
        (Network.X, 280 - 24),
        (Network.BLUESKY, 300 - 38),
        (Network.MASTODON, 500 - 24),
        (Network.THREADS, 500 - 38),
        (Network.LINKEDIN, 3000),
        (Network.INSTAGRAM, 2200 - 38),
        (Network.FACEBOOK, 5000),
        (Network.WHATSAPP, 5000 - 38),
        (Network.EMAIL, 5000 - 38),
        (Network.LINK, 5000 - 38),
    ],
)
def test_a_caption_fits_the_network_with_a_link(network: Network, longest: int) -> None:
    assert checked_words(network, "a" * longest, "", SETTINGS, "words")
    with pytest.raises(Invalid, match=f"1 characters too long for {network.value}") as error:
        checked_words(network, "a" * (longest + 1), "", SETTINGS, "words")
    assert error.value.value == error.value.limit + 1  # type: ignore[operator]


def test_the_disclosure_counts_in_the_limit() -> None:
    disclosure = "Työnantajani"

    assert checked_words(Network.LINKEDIN, "a" * (3000 - 14), disclosure, SETTINGS, "words")
    with pytest.raises(Invalid):
        checked_words(Network.LINKEDIN, "a" * (3000 - 13), disclosure, SETTINGS, "words")


@pytest.mark.parametrize(
    ("text", "disclosure", "whole"),
    [
        ("Teksti", "", "Teksti"),
        (" Teksti\n", "  ", "Teksti"),
        ("Teksti", "Työnantajani", "Teksti\n\nTyönantajani"),
        ("Teksti ", " Työnantajani\n", "Teksti\n\nTyönantajani"),
    ],
)
def test_the_disclosure_is_a_paragraph_of_its_own(text: str, disclosure: str, whole: str) -> None:
    assert with_disclosure(text, disclosure) == whole


@pytest.mark.parametrize(("number", "taken"), [(0, False), (1, True), (2, True), (15, True), (16, False)])
def test_there_are_1_to_15_captions(number: int, taken: bool) -> None:
    texts = tuple(f"Teksti {n}" for n in range(number))

    if taken:
        assert checked_captions(Network.X, texts, "", SETTINGS) == texts
    else:
        with pytest.raises(Invalid) as error:
            checked_captions(Network.X, texts, "", SETTINGS)
        assert (error.value.field, error.value.value, error.value.limit) == ("captions", number, [1, 15])


def test_the_caption_that_does_not_fit_is_named() -> None:
    with pytest.raises(Invalid) as error:
        checked_captions(Network.X, ("Sopii", "a" * 300, "Sopii myös"), "", SETTINGS)

    assert error.value.field == "captions.1"


@pytest.mark.parametrize("texts", [("Sama", "Sama"), ("Sama", "Toinen", " Sama\n")])
def test_no_two_captions_are_the_same(texts: tuple[str, ...]) -> None:
    with pytest.raises(Invalid, match="Two captions are the same"):
        checked_captions(Network.X, texts, "", SETTINGS)
