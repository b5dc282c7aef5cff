"""Where the lines of a chart go. Labels and values are HTML, so that they grow with the text; only lines are drawn.

Widths of bars are percentages of the longest one; lines stand in a box of `WIDTH` × `HEIGHT` that stretches.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH, HEIGHT = 600, 240
_STEPS = 3
_NICE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Line:
    """One line: its name, a value for each label of the chart or None where there is none; `is_baseline` is dashed."""

    name: str
    values: Sequence[float | None]
    is_baseline: bool = False


@dataclass(frozen=True)
class LineChart:
    """Lines over the same labels; `finding` says in a sentence what they show: it is the drawing's name."""

    finding: str
    label: str
    labels: Sequence[str]
    lines: Sequence[Line]

    @property
    def axis(self) -> list[float]:
        """The values at the lines of the grid, the highest first."""
        top = _top([value for line in self.lines for value in line.values if value is not None])
        return [top * step / _STEPS for step in range(_STEPS, -1, -1)]

    @property
    def grid(self) -> list[float]:
        """Where the lines of the grid are."""
        return [HEIGHT * step / _STEPS for step in range(_STEPS + 1)]

    def parts(self, line: Line) -> list[str]:
        """Return the points of a line's polylines, one for each run of values; a missing value ends a run."""
        top, wide = self.axis[0], WIDTH / max(1, len(self.labels))
        points = [
            None if value is None else f"{wide * (place + 0.5):.1f},{HEIGHT * (1 - value / top):.1f}"
            for place, value in enumerate(line.values)
        ]
        parts = [list(group) for there, group in groupby(points, key=lambda point: point is not None) if there]
        return [_drawn([point for point in part if point is not None]) for part in parts]

    @property
    def marks(self) -> list[str]:
        """The labels that stand at the axis: at most about a dozen, and nothing between them."""
        every = math.ceil(len(self.labels) / 12)
        return [label if place % every == 0 else "" for place, label in enumerate(self.labels)]


def width(value: float | None, most: float) -> float:
    """Return how long a bar is in percent of the longest one."""
    return 0 if not value or most <= 0 else round(min(100.0, 100 * value / most), 1)


def _drawn(points: Sequence[str]) -> str:
    """Return the points of a polyline; a single one is drawn as a dot, twice at its place."""
    return " ".join(points if len(points) > 1 else [*points, *points])


def _top(values: Sequence[float]) -> float:
    """Return the smallest round number at or above every value; its thirds are round, too."""
    most = max(values, default=0)
    if most <= _STEPS:
        return _STEPS
    magnitude = 10.0 ** math.floor(math.log10(most / _STEPS))
    step = next(nice * magnitude for nice in _NICE if nice * magnitude * _STEPS >= most)
    return float(_STEPS * math.ceil(step))
