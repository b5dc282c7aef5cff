"""Values of what people saw and were told of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ScoredClicks:
    """Clicks on somebody's links, those past the cap of a share left out, and the points that they brought."""

    clicks: int = 0
    points: int = 0
