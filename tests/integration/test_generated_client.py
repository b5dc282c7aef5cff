"""A client that a generator makes of the description does the main job untouched, on the deployed API."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.integration.conftest import RunningCloud
from tests.integration.people_fixtures import Cast
from tools import api_clients

JOB = Path(__file__).with_name("generated_client_job.py")


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both clients, made without a warning; `make test` brings the generators."""
    return api_clients.made_anew(tmp_path_factory.mktemp("clients") / "made")


def test_a_stranger_signs_in_shares_and_looks_at_the_race(
    clients: Path, cloud: RunningCloud, cast: Cast, publish: Callable[..., str]
) -> None:
    newcomer = cast.invite("Oma Ohjelma")
    contents = [publish(), publish()]
    site = urlsplit(cloud.web_origin)

    done = subprocess.run(
        [str(api_clients.ENVIRONMENT / "python"), "-W", "error", str(JOB)],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(clients / "lahetti-client"),
            "SITE": f"http://127.0.0.1:{site.port}",
            "HOST": site.netloc,
            "TOKEN": cast.tokens(newcomer.email).id,
            "CONTENT": contents[1],
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(done.stdout)

    code = seen.pop("code")
    prize = seen.pop("prize")
    assert prize[0] == "quarter"
    assert prize[1] in range(1, 5)
    assert seen == {
        "person": newcomer.id,
        "refused": ["guidelines_first", "/api/v1/guidelines"],
        "pages": contents[::-1],
        "title": seen["title"],
        "statuses": [201, 200],
        "location": f"/api/v1/me/shares/{code}",
        "state": "confirmed",
        "points": [5, 5, 5],
        "shares": [code],
        "table": seen["table"],
        "place": True,
        "unset": True,
    }
