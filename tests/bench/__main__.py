"""`make bench`: take every figure, print the table, write build/bench.json; exit 1 where a budget does not hold.

`ARGS=--quick` leaves out the two starts of `make up`, `ARGS=--web` everything but the client's figures, and the file.
"""

import sys
import tempfile
from pathlib import Path

from lahetti.core import clock
from lahetti.sharing import items as sharing_items
from tests.bench import (
    analytics,
    campaigns,
    console,
    counting,
    digests,
    directory,
    feeds,
    figures,
    processes,
    programme,
    rewards,
    scale,
    sign_in,
    units,
    web,
)
from tests.bench.figures import Figure

ROOT = Path(__file__).parents[2]
LAYER = ROOT / "build" / "cloud" / "bench" / "stage" / "built" / "DependenciesLayer"


def main(arguments: list[str]) -> int:
    """Take the figures."""
    if "--web" in arguments:
        taken = _of_the_client()
    else:
        taken = _all(with_starts="--quick" not in arguments)
        figures.write(taken, ROOT / "build" / "bench.json")
    print(figures.table(taken))
    return 0 if all(figure.within for figure in taken) else 1


def _of_the_client() -> list[Figure]:
    measured = programme.set_up(clock.now(), how_many=25)
    return web.measure(measured.people[0], measured.contents[-1])


def _all(*, with_starts: bool) -> list[Figure]:
    now = clock.now()
    empty = console.measure_empty(programme.invite_admin(now))
    measured = programme.set_up(now, how_many=25)
    taken = [*units.measure(measured, now), *rewards.measure(measured, now), *campaigns.measure(measured, now)]
    code = sharing_items.shares_of(measured.people[0].id)[0].code
    taken += processes.measure(code, measured.people[0].id)
    taken += feeds.measure(measured.admin, now)
    taken.append(processes.layer_size(LAYER))
    taken += digests.measure(measured)
    taken += counting.measure()
    taken += directory.measure()
    taken += analytics.measure(measured, now)
    taken += sign_in.measure(measured.people[1:20])
    taken += scale.measure()
    taken += web.measure(measured.people[0], measured.contents[-1])
    taken += console.measure(measured, empty)
    if with_starts:
        with tempfile.TemporaryDirectory() as folder:
            taken += processes.starts(Path(folder) / "clone", ROOT)
    return taken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
