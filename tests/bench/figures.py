"""A figure, its unit and its budget: one JSON line each in build/bench.json, and a table for people."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """A measured value; it is within its budget where it is not above it. None: measured for its own sake."""

    name: str
    value: float
    unit: str
    budget: float | None

    @property
    def within(self) -> bool:
        """Return whether the budget holds."""
        return self.budget is None or self.value <= self.budget


def write(figures: Iterable[Figure], file: Path) -> None:
    """Write one JSON line a figure."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({**asdict(figure), "value": round(figure.value, 3)}) for figure in figures]
    file.write_text("\n".join(lines) + "\n")


def table(figures: Iterable[Figure]) -> str:
    """Return a table of all figures."""
    rows = [("figure", "value", "budget", "unit", "")]
    for figure in figures:
        budget = "–" if figure.budget is None else f"{figure.budget:g}"
        rows.append((figure.name, f"{figure.value:.3g}", budget, figure.unit, "" if figure.within else "OVER"))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
