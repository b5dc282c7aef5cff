"""Generated requests to every route as each role: none is a fault of ours, and every answer is as described.

`make soak` sends them by the thousand; what was found stands as a test of its own beside the subject.
"""

import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lahetti.people.model import Role
from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import BLOG, Cast, accepted
from tools import api_clients, openapi

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
)
"""Whether a body that the schema takes is done stays out: what is there and who asks decide, too."""
EXAMPLES = int(os.environ.get("LAHETTI_EXAMPLES", "60"))
"""Of an operation and role in each phase; three roles and sixty operations make some 25,000 requests."""


@pytest.mark.soak
@pytest.mark.parametrize("role", Role)
def test_no_generated_request_finds_a_fault(role: Role, cloud: RunningCloud, cast: Cast, tmp_path: Path) -> None:
    site = urlsplit(cloud.web_origin)
    somebody = accepted(cast.invite(f"Arpoja {role}", role, channels=(BLOG,) if role is Role.EDITOR else ()))

    done = subprocess.run(
        [
            *(str(api_clients.ENVIRONMENT / "schemathesis"), "run", str(openapi.FILE)),
            *("--url", f"http://127.0.0.1:{site.port}", "--header", f"Host: {site.netloc}"),
            *("--header", f"Authorization: Bearer {cast.tokens(somebody.email).id}"),
            *("--checks", ",".join(CHECKS), "--max-examples", str(EXAMPLES), "--phases", "examples,coverage,fuzzing"),
            # Whoever pauses is refused everything else.
            *("--exclude-operation-id", "update_me", "--suppress-health-check", "all", "--warnings", "off"),
            *("--continue-on-failure", "--no-color", "--request-timeout", "60"),
        ],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=3000,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
