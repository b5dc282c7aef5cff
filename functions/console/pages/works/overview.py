"""What works: the programme's figures of a period, beside those before, and what they are made of."""

from collections.abc import Iterator
from functools import partial

from console.framework.charts import Line as ChartLine
from console.framework.charts import LineChart, width
from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.works.selection import choices, selection_of
from console.pages.works.shown import cell, change, in_words, name_of, way
from lahetti.analytics import periods
from lahetti.analytics.figures import Figures, HoursOfSharing, Row, Unavailable
from lahetti.analytics.overview import Overview
from lahetti.analytics.overview import overview as figures_of_period
from lahetti.analytics.sums import Dimension
from lahetti.core.texts import Texts

_FOUR = ("active", "confirmed", "clicks", "share_rate")
_COLUMNS = ("seen", "sharers", "share_rate", "confirmed", "clicks", "clicks_a_share")


@page("works/overview.html")
def overview(context: PageContext) -> Values:
    """Return the figures of the chosen period, each with its change."""
    selection = selection_of(context)
    found = figures_of_period(selection.period, selection.filters)
    chosen = choices(context, selection, found.topics)
    texts = context.texts
    return {
        **chosen,
        "found": found,
        "before": periods.label(found.before.period, texts),
        "four": [_figure(name, found, texts) for name in _FOUR],
        "way": way(found.now.figures, texts),
        "weeks": None if isinstance(found.weeks, Unavailable) else _weeks(found.weeks, texts),
        "tables": [(dimension, _named(dimension, rows, chosen, texts)) for dimension, rows in found.rows.items()],
        "rates": _rates(_named(Dimension.CHANNEL, found.rows[Dimension.CHANNEL], chosen, texts), texts),
        "hours": _hours(found.hours, texts) if isinstance(found.hours, HoursOfSharing) else None,
        "weekdays": _weekdays(found.hours, texts) if isinstance(found.hours, HoursOfSharing) else None,
        "in_words": partial(in_words, texts=texts),
    }


@overview.export("what-works")
def exported(context: PageContext) -> Iterator[Line]:
    """Yield every row of the page: of the whole, by week, and by what contents are told apart."""
    selection = selection_of(context)
    found = figures_of_period(selection.period, selection.filters)
    chosen = choices(context, selection, found.topics)
    texts = context.texts
    for one in (found.now, found.before, found.year_before):
        if one is not None:
            yield _line("", periods.label(one.period, texts), one.figures, texts)
    for row in [] if isinstance(found.weeks, Unavailable) else found.weeks:
        yield _line(texts("works.by.week"), name_of(Dimension.WEEK, row.key, chosen, texts), row.figures, texts)
    for dimension, rows in found.rows.items():
        for name, row in _named(dimension, rows, chosen, texts):
            yield _line(texts(f"works.by.{dimension.value}"), name, row.figures, texts)


def _line(block: str, name: str, figures: Figures, texts: Texts) -> Line:
    return {"by": block, "name": name, **{column: cell(getattr(figures, column), texts) for column in _COLUMNS}}


def _figure(name: str, found: Overview, texts: Texts) -> tuple[str, str, str]:
    """Return a figure in words, and how it has changed."""

    def of(one: object) -> object:
        return getattr(one.people if name == "active" else one.figures, name)  # type: ignore[attr-defined]

    now = of(found.now)
    below = [change(now, of(found.before), texts, "works.change")]
    if found.year_before is not None:
        below.append(change(now, of(found.year_before), texts, "works.change_of_year"))
    if name == "active":
        below.insert(
            0,
            texts(
                "works.participation",
                rate=in_words(found.now.people.participation, texts, per_cent=True, of_people=True),
            ),
        )
    shown = in_words(now, texts, per_cent=name == "share_rate", of_people=name == "active")
    return texts(f"works.figure.{name}"), shown, " · ".join(line for line in below if line)


def _weeks(rows: list[Row], texts: Texts) -> LineChart:
    clicks = [row.figures.clicks if isinstance(row.figures.clicks, int) else None for row in rows]
    labels = [str(int(row.key[6:])) if row.key else "" for row in rows]
    known = [(value, label) for value, label in zip(clicks, labels, strict=True) if value is not None]
    most = max(known, default=(0, ""))
    finding = texts("works.weeks_finding", week=most[1], n=most[0]) if known else texts("works.weeks_none")
    return LineChart(
        finding,
        texts("works.by.week"),
        labels,
        [ChartLine(texts("works.figure.clicks"), clicks)],
    )


def _rates(rows: list[tuple[str, Row]], texts: Texts) -> list[tuple[str, float | None, str, str | None]]:
    """Return share rates as bars, the best first and those that may not be shown last."""
    known = [(name, row.figures.share_rate) for name, row in rows]
    most = max((rate for _, rate in known if isinstance(rate, float)), default=0.0)
    known.sort(key=lambda found: -found[1] if isinstance(found[1], float) else 1)
    return [
        (name, width(rate, most) if isinstance(rate, float) else None, in_words(rate, texts, per_cent=True), None)
        for name, rate in known
    ]


def _named(dimension: Dimension, rows: list[Row], chosen: Values, texts: Texts) -> list[tuple[str, Row]]:
    return [(name_of(dimension, row.key, chosen, texts), row) for row in rows]


def _hours(hours: HoursOfSharing, texts: Texts) -> LineChart:
    best = max(range(24), key=lambda hour: hours.hours[hour])
    return LineChart(
        texts("works.hours_finding", hour=best),
        texts("works.by.hour"),
        [str(hour) for hour in range(24)],
        [ChartLine(texts("works.figure.confirmed"), hours.hours)],
    )


def _weekdays(hours: HoursOfSharing, texts: Texts) -> list[tuple[str, float | None, str, str | None]]:
    most = max(hours.weekdays)
    return [
        (texts(f"weekday.{day}"), width(number, most), texts.number(number), None)
        for day, number in enumerate(hours.weekdays, 1)
    ]
