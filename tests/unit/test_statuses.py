"""The plugin that holds the answers of all workers' tests against the API's description."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.integration import statuses
from tests.integration.statuses import CALLERS, UNPRODUCED, Statuses, missing

Answers = list[tuple[str, str, int]]


def ended(monkeypatch: pytest.MonkeyPatch, *workers: Answers, files: set[str] = CALLERS) -> pytest.ExitCode:
    """Return how a run ends whose workers hand this in."""
    monkeypatch.setattr(statuses, "produced", set())
    plugin, session = Statuses(), SimpleNamespace(config=SimpleNamespace(), exitstatus=pytest.ExitCode.OK)
    for answers in workers:
        plugin.pytest_testnodedown(SimpleNamespace(workeroutput={"files": sorted(files), "produced": answers}))
    leading: Any = session
    plugin.pytest_sessionfinish(leading, session.exitstatus)
    return session.exitstatus


def test_a_run_ends_well_if_its_workers_together_produce_every_documented_status(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = sorted(missing(()))
    explained = next(key for key in UNPRODUCED if isinstance(key, tuple))

    assert ended(monkeypatch, wanted[::2], wanted[1::2]) is pytest.ExitCode.OK
    assert ended(monkeypatch, wanted[1:]) is pytest.ExitCode.TESTS_FAILED
    assert ended(monkeypatch, [*wanted, explained]) is pytest.ExitCode.TESTS_FAILED


def test_a_run_of_some_files_alone_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ended(monkeypatch, [], files={"test_shares.py"}) is pytest.ExitCode.OK
