import pytest

from console.framework.paging import every_item, every_page, offset, paged

NUMBERS = list(range(120))


def test_a_list_that_is_read_whole_has_pages() -> None:
    first, following = paged(NUMBERS, None)
    second, last = paged(NUMBERS, following)

    assert (first, second) == (NUMBERS[:50], NUMBERS[50:100])
    assert paged(NUMBERS, last) == (NUMBERS[100:], None)


@pytest.mark.parametrize("cursor", [None, "", "-1", "x", "1e3", "٣", "9" * 10])
def test_what_is_not_a_cursor_means_the_first_page(cursor: str | None) -> None:
    assert offset(cursor) == 0


def test_all_pages_are_walked_once() -> None:
    pages = list(every_page(lambda cursor: paged(NUMBERS, cursor)))

    assert [len(page) for page in pages] == [50, 50, 20]
    assert list(every_item(lambda cursor: paged(NUMBERS, cursor))) == NUMBERS
