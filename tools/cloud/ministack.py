"""Starts and stops MiniStack, which plays AWS on this machine, and keeps its state honest.

MiniStack saves its state when it is stopped, and then only. While it runs, `running.json` stands in the cloud's
folder; found at a start, it says that the last stop was none, and that what lies there is older than the buckets
beside it. Such a state is never started from (`was_killed`).
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.cloud import processes
from tools.cloud.places import ENVS, REGION, Cloud
from tools.cloud.report import Failure

START_SECONDS = 60
STOP_SECONDS = 60
QUIET_SECONDS = 2.5  # the poller of streams wakes every second
IDLE_SHARE = 0.08  # of one core; an idle MiniStack with its sweeps uses a tenth of that
DRAIN_SECONDS = 30


_children: dict[int, subprocess.Popen[bytes]] = {}
"""What this process started itself and has to reap."""


@contextmanager
def alone(cloud: Cloud, *, wait: bool = False) -> Iterator[None]:
    """Hold the cloud's folder: two starts on one state would destroy it. Released with the process, however it ends.

    `wait` waits for whoever holds it; otherwise Failure is raised.
    """
    cloud.folder.mkdir(parents=True, exist_ok=True)
    with (cloud.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Failure(
                f"The local cloud “{cloud.name}” is in use by another command on this machine: "
                "end that first (Ctrl-C in its window)."
            ) from None
        yield


def start(cloud: Cloud) -> int:
    """Start MiniStack on the cloud's port and state; give its process id, which is its group's too."""
    for name in ("state", "s3", "tmp"):
        if name == "tmp":
            shutil.rmtree(cloud.folder / name, ignore_errors=True)
        (cloud.folder / name).mkdir(parents=True, exist_ok=True)
    _forget_stream_positions(cloud.folder / "state" / "lambda.json")
    with cloud.log.open("wb") as log:
        process = subprocess.Popen(
            [ENVS / "cloud" / "bin" / "python", "-P", Path(__file__).with_name("launcher.py")],
            cwd=cloud.folder,
            env=_environment(cloud),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _children[process.pid] = process
    _running(cloud).write_text(json.dumps({"pid": process.pid, "port": cloud.port}))
    deadline = time.monotonic() + START_SECONDS
    while not is_ready(cloud):
        if process.poll() is not None or time.monotonic() > deadline:
            processes.end(process.pid)
            raise Failure(f"The local cloud did not start; {cloud.log} says why.")
        time.sleep(0.1)
    return process.pid


def stop(cloud: Cloud, *, keep: bool = True) -> None:
    """Stop MiniStack so that its state is saved, and leave no process; `keep` waits for work under way first."""
    if not _running(cloud).exists():
        return
    group = _recorded(cloud)["pid"]
    if keep:
        _drain(group)
    saved = False
    if processes.leads(group, str(cloud.folder)):
        os.kill(group, signal.SIGTERM)
        saved = _wait_for_leader(group, STOP_SECONDS)
    processes.end(group)
    _reap(group)
    shutil.rmtree(cloud.folder / "tmp", ignore_errors=True)
    if saved:
        _running(cloud).unlink(missing_ok=True)


def is_ready(cloud: Cloud) -> bool:
    try:
        with urllib.request.urlopen(f"{cloud.endpoint}/_ministack/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def is_alive(cloud: Cloud) -> bool:
    """Return whether this cloud's own MiniStack runs, whoever started it."""
    return _running(cloud).exists() and processes.leads(_recorded(cloud)["pid"], str(cloud.folder))


def port_of(cloud: Cloud) -> int:
    """The port on which this cloud was last started."""
    return _recorded(cloud)["port"]


def was_killed(cloud: Cloud) -> bool:
    """Return whether the cloud ended, if it ended, without saving its state."""
    return _running(cloud).exists() and not is_alive(cloud)


def drop(cloud: Cloud) -> None:
    """Delete the cloud's state; ends leftovers of a killed one first."""
    if _running(cloud).exists():
        group = _recorded(cloud)["pid"]
        for pid in processes.members(group):
            if processes.leads(pid, str(cloud.folder)):
                os.kill(pid, signal.SIGKILL)
        processes.wait_until_gone(group, 3)
        _reap(group)
    for name in ("state", "s3", "tmp"):
        shutil.rmtree(cloud.folder / name, ignore_errors=True)
    for name in ("running.json", "complete.json"):
        (cloud.folder / name).unlink(missing_ok=True)


def _environment(cloud: Cloud) -> dict[str, str]:
    """All that MiniStack, and with it every function, gets to see: nothing of the caller's environment.

    AUTH enforces the functions' roles. Without BIND_HOST and IOT_MTLS_ENABLED it listens on all interfaces.
    """
    return {
        "HOME": str(cloud.folder / "tmp"),
        "TMPDIR": str(cloud.folder / "tmp"),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        "GATEWAY_PORT": str(cloud.port),
        "BIND_HOST": "127.0.0.1",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AUTH": "true",
        "MINISTACK_COGNITO_PRETOKEN_STRICT": "1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(cloud.folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(cloud.folder / "s3"),
    }


def _forget_stream_positions(state: Path) -> None:
    """Read the streams from their beginning: MiniStack saves how far it has read, but not the records."""
    if state.exists():
        document = json.loads(state.read_text())
        document.get("payload", document).pop("dynamodb_stream_positions", None)
        state.write_text(json.dumps(document))


def _drain(group: int) -> None:
    """Wait until nothing works any more: what streams and queues hold would be lost with the stop."""
    deadline = time.monotonic() + DRAIN_SECONDS
    quiet = 0.0
    while quiet < QUIET_SECONDS and time.monotonic() < deadline and processes.members(group):
        before = processes.processor_seconds(group)
        time.sleep(0.5)
        used = processes.processor_seconds(group) - before
        quiet = quiet + 0.5 if used < 0.5 * IDLE_SHARE else 0.0


def _wait_for_leader(pid: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while pid in processes.members(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _reap(pid: int) -> None:
    child = _children.pop(pid, None)
    if child is not None:
        child.wait()


def _running(cloud: Cloud) -> Path:
    return cloud.folder / "running.json"


def _recorded(cloud: Cloud) -> dict[str, int]:
    recorded: dict[str, int] = json.loads(_running(cloud).read_text())
    return recorded
