"""Pytest plugin for tests in a browser: finds the system's Chromium; without it they are left out, loudly.

LAHETTI_DEMAND_CHROMIUM=1 (continuous integration) makes its absence a failure.
"""

import os
import shutil
from typing import Any

import pytest

NAMES = ("chromium-headless-shell", "chromium")
"""The shell is the same engine without windows, which take half of the processor's time."""
REMEDY = "apt-get install chromium-headless-shell"


def path() -> str | None:
    found = (shutil.which(name) or shutil.which(name, path="/usr/bin") for name in NAMES)
    return next(filter(None, found), None)


def arguments() -> list[str]:
    """Return what the browser is started with: the administrator of a machine starts it without its sandbox."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Hand the system's Chromium to Playwright, which would look for one of its own."""
    return {"executable_path": path(), "args": arguments()}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if path() is None and not os.environ.get("LAHETTI_DEMAND_CHROMIUM"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=f"no Chromium: {REMEDY}"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and path() is None:
        pytest.fail(f"Chromium is demanded and not there: {REMEDY}", pytrace=False)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if path() is None:
        terminalreporter.write_line(f"Tests in a browser did not run: no Chromium found ({REMEDY}).")
