"""What holds for all tests: how Hypothesis draws, and that those marked `soak` run when asked for alone."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

# How long an example takes says how busy the machine is, and nothing of what is tested.
set_hypothesis_home_dir(Path(__file__).parents[1] / "build" / "cache" / "hypothesis")
settings.register_profile("lahetti", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("lahetti")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soak tests out unless LAHETTI_SOAK=1; put first what takes ever longer, the more people there are."""
    items.sort(key=lambda item: item.get_closest_marker("early") is None)
    if os.environ.get("LAHETTI_SOAK"):
        return
    left_out = [item for item in items if item.get_closest_marker("soak")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
