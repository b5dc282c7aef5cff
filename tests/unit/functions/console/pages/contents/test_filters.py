from dataclasses import replace

import pytest

from lahetti.content.filters import saving
from lahetti.core.errors import Invalid
from tests.unit.functions.console.pages.contents.conftest import Desk

PAGE = "/console/contents"
NARROWED = {"state": "draft", "q": "vero & tulot", "cursor": "abc", "unheard_of": "x"}


def test_a_filter_is_kept_under_a_name_and_leads_back_to_its_list(desk: Desk) -> None:
    saving.save_filter(desk.editor, "Omat luonnokset", NARROWED)

    page = desk.open(PAGE)

    assert '<a class="lnk" href="/console/contents?state=draft&q=vero+%26+tulot">Omat luonnokset</a>' in page


def test_a_filter_is_the_persons_own(desk: Desk) -> None:
    saving.save_filter(desk.editor, "Omat luonnokset", NARROWED)

    assert saving.filters_of(replace(desk.editor, id="p2")) == {}


def test_what_the_list_is_narrowed_down_to_is_kept_and_dropped_by_forms(desk: Desk) -> None:
    page = desk.open(PAGE, query={"state": "draft"})

    kept, _ = desk.send("keep_filter", PAGE, query={"state": "draft"}, filter_name="Luonnokset")
    filters = saving.filters_of(desk.editor)
    dropped = [desk.send("drop_filter", PAGE, name="Luonnokset")[0] for _ in range(2)]

    assert "Anna tälle rajaukselle nimi" in page
    assert kept == 303
    assert filters == {"Luonnokset": {"state": "draft"}}
    assert dropped == [303, 303]
    assert saving.filters_of(desk.editor) == {}


def test_a_list_that_is_not_narrowed_down_has_no_filter_to_keep(desk: Desk) -> None:
    assert "Anna tälle rajaukselle nimi" not in desk.open(PAGE)
    assert desk.send("keep_filter", PAGE, filter_name="Kaikki")[0] == 422


@pytest.mark.parametrize("name", ["", " ", "a" * 41, "kaksi\nriviä"])
def test_a_name_is_one_short_line(desk: Desk, name: str) -> None:
    with pytest.raises(Invalid):
        saving.save_filter(desk.editor, name, NARROWED)


def test_ten_filters_are_kept_and_one_of_them_can_be_changed(desk: Desk) -> None:
    for number in range(saving.MOST):
        saving.save_filter(desk.editor, f"Rajaus {number}", NARROWED)

    with pytest.raises(Invalid) as full:
        saving.save_filter(desk.editor, "Yksi vielä", NARROWED)
    saving.save_filter(desk.editor, "Rajaus 3", {"topic": "vero"})

    assert (full.value.reason, full.value.limit) == ("full", saving.MOST)
    assert saving.filters_of(desk.editor)["Rajaus 3"] == {"topic": "vero"}


def test_two_tabs_keep_both_of_their_filters(desk: Desk) -> None:
    def other_tab(operation: str, _: object) -> None:
        if operation == "PutItem":
            desk.shelf.memory.before = lambda *_: None
            saving.save_filter(desk.editor, "Toinen", NARROWED)

    desk.shelf.memory.before = other_tab
    saving.save_filter(desk.editor, "Ensimmäinen", NARROWED)

    assert list(saving.filters_of(desk.editor)) == ["Ensimmäinen", "Toinen"]
