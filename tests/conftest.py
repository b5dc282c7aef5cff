"""What holds for all tests: how Hypothesis draws, which worker has which cloud, what runs first and what not at all."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

# How long an example takes says how busy the machine is, and nothing of what is tested.
set_hypothesis_home_dir(Path(__file__).parents[1] / "build" / "cache" / "hypothesis")
settings.register_profile("lahetti", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("lahetti")


def pytest_configure(config: pytest.Config) -> None:
    """Lead this worker to its own cloud: what one test changes for everybody, no other worker sees."""
    from tests.integration.statuses import Statuses

    config.pluginmanager.register(Statuses())
    worker, clouds = os.environ.get("PYTEST_XDIST_WORKER"), json.loads(os.environ.get("LAHETTI_CLOUDS", "[]"))
    if worker is not None and clouds:
        os.environ.update(clouds[int(worker.removeprefix("gw")) % len(clouds)])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soak tests out unless LAHETTI_SOAK=1; put first what must be early, then what takes longest."""
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("early", "own_cloud")])
    if os.environ.get("LAHETTI_SOAK"):
        return
    left_out = [item for item in items if item.get_closest_marker("soak")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
