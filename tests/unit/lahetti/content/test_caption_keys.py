import random
from collections.abc import Callable, Iterator

from hypothesis import given
from hypothesis import strategies as some

from lahetti.content.caption_keys import CaptionTexts, draw, with_keys
from lahetti.content.model import Captions
from lahetti.networks.networks import Network

X, LINKEDIN = (Network.X, "fi"), (Network.LINKEDIN, "sv")


def drawn(*keys: str) -> Callable[[], str]:
    following: Iterator[str] = iter(keys)
    return lambda: next(following)


def test_an_unchanged_text_keeps_its_key_wherever_it_moves_and_a_changed_one_gets_a_new_one() -> None:
    stored = [Captions("c", "x", "fi", ("Yksi.", "Kaksi.", "Kolme."), ("k1", "k2", "k3"), ("old",))]

    (found,) = with_keys("c", {X: (" Kolme. ", "Kaksi!", "Yksi.")}, stored, drawn("old", "k2", "k3", "new"))

    assert found == Captions("c", "x", "fi", (" Kolme. ", "Kaksi!", "Yksi."), ("k3", "new", "k1"), ("old", "k2"))


def test_a_key_is_one_text_of_one_place_in_a_content() -> None:
    stored = [Captions("c", "x", "fi", ("Yksi.",), ("k1",)), Captions("c", "mastodon", "en", (), (), ("gone",))]

    found = with_keys("c", {X: ("Yksi.",), LINKEDIN: ("Yksi.",)}, stored, drawn("k1", "gone", "k2"))

    assert [captions.keys for captions in found] == [("k1",), ("k2",)]


def test_without_texts_the_keys_stay_spent() -> None:
    (found,) = with_keys("c", {X: ()}, [Captions("c", "x", "fi", ("Yksi.",), ("k1",))])

    assert found == Captions("c", "x", "fi", (), (), ("k1",))


def test_keys_are_four_characters_of_many() -> None:
    keys = {draw() for _ in range(200)}

    assert len(keys) > 190
    assert all(len(key) == 4 and key.isascii() and key.isalnum() for key in keys)


texts = some.lists(some.sampled_from("abcdef"), unique=True, max_size=4).map(tuple)
edits = some.lists(some.dictionaries(some.sampled_from([X, LINKEDIN, (Network.X, "sv")]), texts), max_size=8)


@given(edits, some.randoms(use_true_random=False))
def test_no_key_is_ever_used_for_another_text(edits: list[CaptionTexts], chance: random.Random) -> None:
    places: dict[tuple[str, str], Captions] = {}
    meanings: dict[str, tuple[str, str, str]] = {}
    for edit in edits:
        before = dict(places)
        for captions in with_keys("c", edit, before.values(), lambda: f"{chance.randrange(200)}"):
            place = (captions.network, captions.language)
            known = before.get(place, Captions("c", *place, ()))
            for text, key in zip(captions.texts, captions.keys, strict=True):
                assert meanings.setdefault(key, (*place, text)) == (*place, text)
                assert text not in known.texts or known.keys[known.texts.index(text)] == key
            assert {*known.keys, *known.spent} <= {*captions.keys, *captions.spent}
            places[place] = captions
