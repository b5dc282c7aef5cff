import re

import pytest

from console.framework import rendering
from console.framework.charts import HEIGHT, Line, LineChart, width

TEMPLATE = """{% import "framework/charts.html" as charts with context %}"""


def chart(*lines: Line, labels: tuple[str, ...] = ("44", "45", "46")) -> LineChart:
    return LineChart("It rises.", "Week", labels, lines)


@pytest.mark.parametrize(
    ("most", "top"), [(0, 3), (3, 3), (4, 6), (7, 9), (21712, 30000), (16500, 30000), (59, 60), (61, 75)]
)
def test_an_axis_ends_at_a_round_number_above_every_value(most: int, top: float) -> None:
    axis = chart(Line("now", (most, 0, None))).axis
    assert axis[0] == top >= most
    assert axis == sorted(axis, reverse=True)
    assert axis[-1] == 0
    assert all(value == int(value) for value in axis)


def test_a_line_ends_where_there_is_no_value_and_goes_on_after_it() -> None:
    line = Line("now", (1, None, 3))
    first, last = chart(line).parts(line)
    assert len(first.split()) == len(last.split()) == 2  # a single point is drawn as a dot
    assert last.split()[0].endswith(",0.0")  # three is the axis's end


def test_nothing_lies_outside_the_drawing() -> None:
    line = Line("now", (0, 59, 60))
    (drawn,) = chart(line).parts(line)
    assert all(0 <= float(point.split(",")[1]) <= HEIGHT for point in drawn.split())


def test_half_a_year_of_weeks_is_named_at_every_third() -> None:
    labels = tuple(str(week) for week in range(1, 27))
    marks = chart(Line("now", (0,) * 26), labels=labels).marks
    assert [mark for mark in marks if mark] == ["1", "4", "7", "10", "13", "16", "19", "22", "25"]


@pytest.mark.parametrize(("value", "most", "percent"), [(None, 9, 0), (0, 9, 0), (5, 10, 50), (1, 3, 33.3), (1, 0, 0)])
def test_a_bar_is_as_long_as_its_share_of_the_longest(value: float | None, most: float, percent: float) -> None:
    assert width(value, most) == percent


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_a_chart_shows_stands_in_words_beside_it(language: str) -> None:
    drawn = _drawn(
        "{{ charts.figures([('Shares', '1 252', 'more <b>')]) }}"
        "{{ charts.bars([('Blog', 41, '41 %', none), ('Video', none, 'few', none)]) }}"
        "{{ charts.paired('own', 'paid', [('X', 10, '352', 88, '3 164'),"
        " ('LinkedIn', 36, '1 290', none, none)], 'no ads') }}"
        "{{ charts.lines(chart, 'weeks') }}",
        language,
        chart=chart(Line("2026", (9800, None, 13900)), Line("2025", (8900, 9700, 10100), is_baseline=True)),
    )
    assert "more &lt;b&gt;" in drawn
    assert re.search(r"Video</span><span class=\"s m2 no\">few", drawn)
    assert drawn.count("no ads") == 1
    assert '<title id="weeks">It rises.</title>' in drawn
    assert drawn.count("<tr") == 4
    assert drawn.count('class="dashed" points') == 1
    assert not re.search(r"style=|<script", drawn)


def _drawn(body: str, language: str, **values: object) -> str:
    environment = rendering._templates()
    made = environment.overlay(loader=environment.loader)
    template = made.from_string(TEMPLATE + body)
    texts = rendering.Texts("console", language)
    common = {"t": texts, "number": texts.number, "decimal": texts.decimal, "file": lambda name: name, "context": None}
    return template.render({**common, **values})
