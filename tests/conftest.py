"""What holds for all tests: those marked `soak` run when asked for, those marked `early` before all others."""

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soak tests out unless LAHETTI_SOAK=1; put first what takes ever longer, the more people there are."""
    items.sort(key=lambda item: item.get_closest_marker("early") is None)
    if os.environ.get("LAHETTI_SOAK"):
        return
    left_out = [item for item in items if item.get_closest_marker("soak")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
