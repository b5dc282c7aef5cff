import json
from datetime import UTC, datetime

import pytest

from console.framework import export
from lahetti.core.texts import Texts

LINES = [
    {"title": 'Tilinumero; "kuntoon"', "written": datetime(2026, 11, 24, 6, 30, tzinfo=UTC), "state": "open"},
    {"title": '=HYPERLINK("https://paha.example")', "written": None, "state": "open"},
]


def test_csv_opens_in_excel_with_a_head_in_the_persons_words() -> None:
    text = export.as_csv(LINES, Texts("console", "fi"))

    assert text.startswith("\ufeffOtsikko;Kirjoitettu;Tila\r\n")
    assert '"Tilinumero; ""kuntoon""";2026-11-24 08:30;open\r\n' in text


UNSEEN = [
    "\u200b",
    "\ufeff",
    "\u00a0",
    "\u00ad",
    "\u2060",
    "\u202e",
    "\u3000",
    "\x00",
    "\x1f",
    "\u2028",
    "\ufe0f",
    "\u2800",
]


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+358", "-x", "@cmd", "\tx", "\rx", "\n=x", "  =1", "＝1+1", "＋358", "－x", "＠cmd", "﹦1", "−1"),
        *(f"{unseen}{begin}1" for unseen in UNSEEN for begin in ("=", "＝", " =", "\t")),
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_made_a_text(text: str) -> None:
    assert export.safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "a=1", "–viiva", "\u200bOtsikko", "1+1", "’=1", "”", "ä", "\u200b"])
def test_what_no_spreadsheet_takes_for_a_formula_stays_as_it_is(text: str) -> None:
    assert export.safe(text) == text


def test_numbers_stay_numbers_and_plain_texts_as_they_are() -> None:
    line = export.as_csv([{"title": "a-b", "text": -5, "state": 1.5}], Texts("console", "fi")).splitlines()[1]

    assert line == "a-b;-5;1,5"


def test_json_has_the_columns_names_and_moments_in_utc() -> None:
    found = json.loads(export.as_json(LINES))

    assert found[0] == {"title": LINES[0]["title"], "written": "2026-11-24T06:30:00+00:00", "state": "open"}
    assert found[1]["title"].startswith("=HYPERLINK")


def test_an_empty_list_is_an_empty_file() -> None:
    assert export.as_csv([], Texts("console", "fi")) == "\ufeff"
    assert export.as_json([]) == "[]"
