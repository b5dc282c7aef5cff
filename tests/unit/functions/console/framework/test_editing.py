"""Two people at one form, or a person and a machine: each field for itself."""

import json
from collections.abc import Mapping

import pytest

from console.framework.editing import EditedField, changed_fields, original, typed_lines
from console.framework.errors import EditConflict, FormErrors
from console.framework.form import Form
from lahetti.core.errors import Invalid

SEEN = {"title": "Otsikko", "why": "Koska", "points": "5"}


def fields(stored: Mapping[str, str]) -> list[EditedField]:
    def text(name: str) -> EditedField:
        return EditedField(name, name.title(), stored[name], stored[name], lambda form: form.text(name))

    points = EditedField(
        "points", "Points", int(stored["points"]), stored["points"], lambda form: form.number("points")
    )
    return [text("title"), text("why"), points]


def form(**typed: str) -> Form:
    """Return a form that was made from SEEN, with some fields typed anew."""
    return Form({name: (text,) for name, text in {"original": original(fields(SEEN)), **SEEN, **typed}.items()})


def test_a_form_that_is_sent_as_it_came_changes_nothing() -> None:
    assert changed_fields(form(), fields(SEEN)) == {}


def test_only_what_was_typed_is_changed() -> None:
    assert changed_fields(form(title="Uusi", points="7"), fields(SEEN)) == {"title": "Uusi", "points": 7}


def test_a_field_that_the_author_left_alone_keeps_what_others_have_stored_meanwhile() -> None:
    now = {**SEEN, "why": "Koneen muuttama", "points": "9"}

    assert changed_fields(form(title="Uusi"), fields(now)) == {"title": "Uusi"}


def test_a_field_that_both_have_changed_is_asked_about_and_no_other() -> None:
    now = {**SEEN, "title": "Heidän", "why": "Heidän syynsä"}

    with pytest.raises(EditConflict) as conflict:
        changed_fields(form(title="Oma", points="7"), fields(now))

    (difference,) = conflict.value.differences
    assert (difference.name, difference.label, difference.theirs, difference.own) == ("title", "Title", "Heidän", "Oma")
    assert conflict.value.inputs == {"title"}


def test_who_has_seen_the_difference_may_keep_their_own_and_still_overwrites_nothing_else() -> None:
    now = {**SEEN, "title": "Heidän", "why": "Heidän syynsä"}
    with pytest.raises(EditConflict) as conflict:
        changed_fields(form(title="Oma"), fields(now))

    again = form(title="Oma", original=conflict.value.original)

    assert changed_fields(again, fields(now)) == {"title": "Oma"}
    with pytest.raises(EditConflict):
        changed_fields(again, fields({**now, "title": "Taas toinen"}))


def test_who_has_typed_the_same_as_others_changes_nothing() -> None:
    assert changed_fields(form(title="Sama"), fields({**SEEN, "title": "Sama"})) == {}


def test_another_way_to_write_the_same_value_is_no_change() -> None:
    assert changed_fields(form(points="05"), fields({**SEEN, "points": "5"})) == {}


def test_all_fields_that_cannot_be_read_are_told_at_once() -> None:
    def wrong(name: str) -> EditedField:
        def read(_: Form) -> None:
            raise Invalid("wrong", field=name)

        return EditedField(name, name, "", SEEN[name], read)

    with pytest.raises(FormErrors) as errors:
        changed_fields(form(title="a", why="b"), [wrong("title"), wrong("why")])

    assert [error.field for error in errors.value.errors] == ["title", "why"]


def test_what_the_rules_refuse_is_told_with_what_cannot_be_read_and_before_any_question() -> None:
    def faults(changed: Mapping[str, object]) -> list[Invalid]:
        return [Invalid("too long", field=name) for name in changed]

    with pytest.raises(FormErrors) as errors:
        changed_fields(form(title="a", points="x"), fields({**SEEN, "title": "Heidän"}), faults)

    assert [error.field for error in errors.value.errors] == ["points", "title"]


def test_a_field_that_the_form_does_not_show_stays() -> None:
    shown = [field for field in fields(SEEN) if field.name == "title"]
    sent = Form({"original": (original(shown),), "title": ("Uusi",)})

    assert changed_fields(sent, fields(SEEN)) == {"title": "Uusi"}


@pytest.mark.parametrize("broken", ["", "{", "[]", "7", json.dumps({"title": 1})])
def test_a_form_without_its_original_changes_what_it_sends(broken: str) -> None:
    sent = Form({"original": (broken,), "title": ("Uusi",)})

    assert changed_fields(sent, fields(SEEN)) == {"title": "Uusi"}


def test_lines_and_ends_are_those_of_any_browser() -> None:
    several = {**SEEN, "why": "yksi\nkaksi"}
    sent = form(original=original(fields(several)), why="yksi\nkaksi\n", title=" Otsikko ")

    assert changed_fields(sent, fields(several)) == {}


def test_boxes_are_compared_whatever_their_order() -> None:
    field = EditedField("teams", "Teams", ["a", "b"], "a\nb", lambda form: typed_lines(form, "teams"), typed_lines)
    sent = Form({"original": (original([field]),), "teams": ("b", "a")})

    assert changed_fields(sent, [field]) == {}
