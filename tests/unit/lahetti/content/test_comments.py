from dataclasses import replace
from datetime import timedelta

import pytest

from lahetti.content.comments import writing
from lahetti.content.comments.model import LONGEST, MOST
from lahetti.core.errors import Conflict, Invalid, NotAllowed
from lahetti.people import items as people_items
from tests.contents import Shelf
from tests.unit.lahetti.content.test_second_reader import LATER, NOW, READER, STRANGER, WRITER, drafted, shelf

__all__ = ["shelf"]


def test_comments_stand_in_their_order_with_the_present_names(shelf: Shelf) -> None:
    content = drafted()
    for person in (WRITER, READER):
        people_items.put_person(person).item.save()

    writing.comment(content, WRITER, "Onko luku oikein?", NOW)
    writing.comment(content, READER, "  On.\r\nTarkistin.  ", LATER)
    people_items.put_person(replace(READER, name="Leena Uusi", version=1)).item.save()

    lines = writing.comments_for(content, READER)
    assert [(line.number, line.name, line.text, line.written) for line in lines] == [
        (1, "Eeva", "Onko luku oikein?", NOW),
        (2, "Leena Uusi", "On.\nTarkistin.", LATER),
    ]
    assert shelf.audit == ["draft written", "content commented", "content commented"]


def test_a_repeated_comment_is_there_once(shelf: Shelf) -> None:
    content = drafted()

    lines = [writing.comment(content, WRITER, "Katso.", NOW + timedelta(seconds=second)) for second in range(2)]

    assert [(line.number, line.written) for line in lines] == [(1, NOW), (1, NOW)]
    assert writing.comment(content, READER, "Katso.", LATER).number == 2


def test_two_who_comment_at_once_are_both_heard(shelf: Shelf) -> None:
    content = drafted()

    def comment(operation: str, _: object) -> None:
        if operation == "TransactWriteItems":
            shelf.memory.before = lambda *_: None
            writing.comment(content, READER, "Toinen.", NOW)

    shelf.memory.before = comment
    writing.comment(content, WRITER, "Ensimmäinen.", NOW)

    assert [line.text for line in writing.comments_for(content, WRITER)] == ["Toinen.", "Ensimmäinen."]


@pytest.mark.parametrize("text", ["", " \n ", "a" * (LONGEST + 1)])
def test_a_comment_has_1_to_1000_characters(shelf: Shelf, text: str) -> None:
    with pytest.raises(Invalid) as error:
        writing.comment(drafted(), WRITER, text, NOW)

    assert (error.value.field, error.value.limit) == ("comment", LONGEST)


def test_a_content_takes_a_hundred_comments_of_those_who_may_edit_it(shelf: Shelf) -> None:
    content = drafted()
    for number in range(MOST):
        writing.comment(content, WRITER, f"{number}", NOW)

    with pytest.raises(Conflict) as error:
        writing.comment(content, WRITER, "Vielä", NOW)
    assert (error.value.reason, error.value.limit) == ("full", MOST)
    for deed in (
        lambda: writing.comment(content, STRANGER, "Hei", NOW),
        lambda: writing.comments_for(content, STRANGER),
    ):
        with pytest.raises(NotAllowed):
            deed()
