"""Every documented status is produced by a test of this folder, or it is said here why not.

No worker produces them all: each hands in what its tests did, and who leads them holds it against the description.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

produced: set[tuple[str, str, int]] = set()
"""(method, path, status) of every answer that the tests of this process got so far."""

CALLERS = {
    "test_bad_input.py",
    "test_challenges.py",
    "test_closing.py",
    "test_contents.py",
    "test_contents_suggested.py",
    "test_conversions.py",
    "test_erasing.py",
    "test_feeds.py",
    "test_mail_delivery.py",
    "test_notes.py",
    "test_own_passkeys.py",
    "test_people.py",
    "test_races.py",
    "test_rewards.py",
    "test_reactions.py",
    "test_role_matrix.py",
    "test_sessions.py",
    "test_sign_in_by_api.py",
    "test_shares.py",
    "test_undos.py",
}
BUG = "a bug of ours; tests/unit/functions/api holds its answer"
OVERTAKEN = "five lost races in a row; tests/unit/functions/api holds its answer, the faults' tests the races"
FULL = "a waiting list of its greatest length; tests/unit/functions/web/test_waiting.py holds its refusal"
SECOND_READER = (
    "only where the programme wants a second reader; tests/unit/functions/api/test_second_reader.py has it on"
)
MANY_COMMENTS = "after a hundred comments; tests/unit/lahetti/content/test_comments.py writes them"
MEANWHILE = "somebody else's change between our read and our write"
UNDER_WAY = "the same key while its first request is still at work"
THROTTLED = "API Gateway's own answer above 200 requests a second; the local cloud has no such limit"
UNPRODUCED = {
    429: THROTTLED,
    500: BUG,
    503: OVERTAKEN,
    ("PUT", "/api/v1/contents/{content_id}/captions/{network}/{language}", 409): MEANWHILE,
    ("POST", "/api/v1/contents/{content_id}/submit", 200): SECOND_READER,
    ("POST", "/api/v1/contents/{content_id}/send-back", 200): SECOND_READER,
    ("POST", "/api/v1/contents/{content_id}/comments", 409): MANY_COMMENTS,
    ("POST", "/api/v1/me/invitations", 409): FULL,
    ("POST", "/api/v1/rewards", 409): UNDER_WAY,
}


def missing(seen: Iterable[tuple[str, str, int]]) -> set[tuple[str, str, int]]:
    """Return what is documented, explained by nothing and not seen, and what is explained in spite of being seen."""
    from tests.integration.api_client import description  # late: unit tests need no description of the API

    documented = {
        (method.upper(), path, int(status))
        for path, operations in description()["paths"].items()
        for method, operation in operations.items()
        for status in operation["responses"]
    }
    unproduced = {key for key in documented - set(seen) if key[2] not in UNPRODUCED}
    return unproduced ^ {key for key in UNPRODUCED if isinstance(key, tuple)}


class Statuses:
    """The plugin: collects what the workers' tests produced, and fails the run for a status that no test produces."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.seen: set[tuple[str, str, int]] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.files |= {Path(item.path).name for item in session.items}

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker handed in; one that crashed has handed in nothing, which shows anyhow."""
        output = getattr(node, "workeroutput", {})
        self.files |= set(output.get("files", ()))
        self.seen |= {(method, path, status) for method, path, status in output.get("produced", ())}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Hand in, or judge; only where all the callers' files ran to their end."""
        self.seen |= produced
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output |= {"files": sorted(self.files), "produced": sorted(self.seen)}
        elif exitstatus == pytest.ExitCode.OK and self.files >= CALLERS and missing(self.seen):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.files >= CALLERS and terminalreporter._session.exitstatus in (0, 1):
            for method, path, status in sorted(missing(self.seen)):
                terminalreporter.write_line(f"FAILED {method} {path}: no test produces {status}, or statuses.py is old")
