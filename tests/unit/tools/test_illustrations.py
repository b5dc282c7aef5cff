"""The demo programme's illustrations: one for every content, small, always the same."""

from tools.programme.cast import read_cast
from tools.programme.illustrations import TOPICS, address_of, illustrator


def test_every_topic_has_a_figure() -> None:
    assert {topic.topic for topic in read_cast().topics} == TOPICS


def test_a_content_always_gets_the_same_small_picture_of_its_own() -> None:
    cast = read_cast()
    draw = illustrator(cast)
    first, second = (address_of(content.id) for content in cast.contents[:2])

    assert draw(first) == draw(first)
    assert draw(first).name != draw(second).name
    assert len(draw(first).body) < 30_000
