"""A cloud that is stopped and started again goes on where it was: what came before is there, what comes after counts.

On AWS nothing is ever stopped; this is about the promise of `make up`. The cloud is one of its own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.integration.waiting import until
from tools.cloud import commands, deployment, ministack, processes
from tools.cloud.commands import started
from tools.cloud.places import Cloud, free_port, is_free
from tools.local_requests import Site
from tools.templates import ROOT

pytestmark = pytest.mark.own_cloud

FIREFOX, SAFARI, CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
)


@pytest.fixture
def own_cloud() -> Iterator[Cloud]:
    """A cloud beside the one that the other tests share."""
    cloud = Cloud("restart", free_port("restart"))
    with ministack.alone(cloud):
        ministack.drop(cloud)
        yield cloud
        ministack.drop(cloud)


def step(cloud: Cloud, *arguments: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.restart_steps", *arguments],
        cwd=ROOT,
        env={**os.environ, **deployment.environment(cloud)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, str] = json.loads(done.stdout)
    return seen


def click(cloud: Cloud, code: str, browser: str) -> None:
    answer = Site(cloud.link_origin).request("GET", f"/{code}", headers={"User-Agent": browser})
    assert answer.status_code == 302


def test_clicks_on_both_sides_of_a_restart_count(own_cloud: Cloud) -> None:
    with started(own_cloud, programme=False):
        made = step(own_cloud, "share")
        for browser in (FIREFOX, SAFARI):
            click(own_cloud, made["code"], browser)
        group = json.loads((own_cloud.folder / "running.json").read_text())["pid"]
        # Stopped at once: what the stream still holds has to be worked off first.

    assert processes.members(group) == []
    assert is_free(own_cloud.port)

    with started(own_cloud, programme=False):
        before = step(own_cloud, "clicks", made["code"], made["person"])
        click(own_cloud, made["code"], CHROME)
        click(own_cloud, made["code"], FIREFOX)
        after = until(lambda: step(own_cloud, "clicks", made["code"], made["person"]), lambda seen: seen["row"] == 3)

    assert before == {"share": 2, "card": 2, "row": 2}
    assert after == {"share": 3, "card": 3, "row": 3}


def schedules(cloud: Cloud) -> set[str]:
    scheduler = deployment._session(cloud).client("scheduler", endpoint_url=cloud.endpoint)
    return {listed["State"] for listed in scheduler.list_schedules()["Schedules"]}


def test_no_job_runs_by_itself_while_a_programme_is_loaded(own_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, set[str]] = {}
    monkeypatch.setattr(commands, "_in_project", lambda cloud, _, what: seen.update({what: schedules(cloud)}))

    with started(own_cloud):
        afterwards = schedules(own_cloud)

    assert seen["load"] == {"DISABLED"}
    assert afterwards == {"ENABLED"}


@pytest.mark.soak
def test_a_killed_cloud_is_noticed_and_never_started_from(own_cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    with started(own_cloud, programme=False):
        group = json.loads((own_cloud.folder / "running.json").read_text())["pid"]
        made = step(own_cloud, "share")
        os.killpg(group, 9)
        processes.wait_until_gone(group, 5)
    capsys.readouterr()

    with started(own_cloud, programme=False):
        said = capsys.readouterr().out
        seen = step(own_cloud, "clicks", made["code"], made["person"])

    assert "killed before it could save" in said
    assert seen == {"share": 0, "card": 0, "row": 0}
