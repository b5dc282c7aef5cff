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
    """Leave out what has a target of its own in the Makefile; put first what must be early, then what takes longest."""
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("early", "own_cloud")])
    others = [name for name in ("soak", "conformance") if not os.environ.get(f"LAHETTI_{name.upper()}")]
    left_out = [item for item in items if any(map(item.get_closest_marker, others))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
