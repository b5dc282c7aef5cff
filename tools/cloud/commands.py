"""The commands of the local cloud, each told as the steps that a person sees."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tools import inbox
from tools.cloud import deployment, log, ministack, snapshot
from tools.cloud.places import FIRST_ADMIN, ROOT, Cloud, demand_free, free_port
from tools.cloud.report import Failure, say, step

LEAST_FREE_BYTES = 1_000_000_000


def up(cloud: Cloud) -> int:
    """Start the cloud, show its addresses and its log, stay until Ctrl-C, keep its state."""
    with ministack.alone(cloud), started(cloud):
        mails = inbox.opened(cloud.endpoint, cloud.inbox_port)
        over = threading.Event()
        follower = threading.Thread(target=log.follow, args=(cloud.log, over), daemon=True)
        follower.start()
        _show_addresses(cloud)
        try:
            while not over.wait(1):
                if not ministack.is_alive(cloud):
                    raise Failure(
                        "The local cloud was killed; what was done since it was started is lost. make up starts anew."
                    )
        except KeyboardInterrupt:
            say()
        finally:
            over.set()
            mails.shutdown()
            mails.server_close()
    return 0


def demo(cloud: Cloud) -> int:
    """Walk the demonstration on the running cloud, or on one that is started and stopped for it."""
    if ministack.is_alive(cloud):
        running = Cloud(cloud.name, ministack.port_of(cloud))
        say(f"Lähetti runs already on port {running.port}: walking there.")
        return _in_project(running, "tools.walk")
    with ministack.alone(cloud), started(cloud):
        return _in_project(cloud, "tools.walk")


def run(name: str, arguments: list[str], *, programme: bool, clouds: int = 1) -> int:
    """Run a command against fresh clouds whose schedules stand still; the command's own output is the last.

    It finds the first one by its environment, and all of them in LAHETTI_CLOUDS, as a list in JSON.
    """
    snapshot.prepare()
    environments = []
    with ExitStack() as running:
        for number in range(clouds):
            cloud = Cloud(f"{name}-{number}" if number else name, free_port(name))
            running.enter_context(ministack.alone(cloud))
            ministack.drop(cloud)
            running.enter_context(started(cloud, programme=programme, keep=False))
            deployment.hold_schedules(cloud)
            environments.append(deployment.environment(cloud))
        leading = {**environments[0], "LAHETTI_CLOUDS": json.dumps(environments)}
        return _watched(subprocess.Popen(arguments, cwd=ROOT, env={**os.environ, **leading}))


def reset(cloud: Cloud) -> int:
    """Drop the cloud's state; the next start deploys and loads anew."""
    with ministack.alone(cloud):
        if ministack.is_alive(cloud):
            ministack.stop(cloud, keep=False)
        ministack.drop(cloud)
    snapshot.drop()
    say("The local cloud's state is dropped; make up starts anew.")
    return 0


def print_environment(cloud: Cloud) -> int:
    """Print the variables that let code use the running cloud's stacks, for a shell to read."""
    if not ministack.is_alive(cloud):
        raise Failure("The local cloud does not run; start it with make up.")
    for name, value in deployment.environment(Cloud(cloud.name, ministack.port_of(cloud))).items():
        say(f"export {name}='{value}'")
    return 0


@contextmanager
def started(cloud: Cloud, *, programme: bool = True, keep: bool = True) -> Iterator[None]:
    """Run the cloud, deployed and with its first admin and programme; stop it in the end, whatever happens."""
    _demand_space()
    if ministack.is_alive(cloud):
        with step("an earlier start was killed, but its cloud lives: stopping it"):
            ministack.stop(cloud)
    demand_free(cloud)
    _drop_what_is_not_whole(cloud)
    sources = f"{deployment.sources_hash()} {cloud.port}"
    complete = _complete(cloud)
    known = json.loads(complete.read_text()) if complete.exists() else {}
    try:
        is_copy = snapshot.copy_to(cloud)
        with step("starting the local cloud"):
            ministack.start(cloud)
        if known.get("sources") != sources:
            if not is_copy:
                deployment.deploy(cloud)
            known["sources"] = sources
            _in_project(cloud, "tools.programme", "invite")
        elif keep:
            with step("comparing standings with the ledger"):
                _in_project(cloud, "tools.programme", "reconcile")
        if programme and not known.get("programme"):
            with deployment.schedules_held(cloud):
                _in_project(cloud, "tools.programme", "load")
            known["programme"] = _exists("tools.programme")
        complete.write_text(json.dumps(known))
        yield
    finally:
        with _undisturbed():
            if keep:
                with step("stopping the local cloud"):
                    ministack.stop(cloud)
            else:
                ministack.stop(cloud, keep=False)
                ministack.drop(cloud)
                shutil.rmtree(cloud.folder / "stage", ignore_errors=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a second Ctrl-C pass by: it must not leave half a state."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _drop_what_is_not_whole(cloud: Cloud) -> None:
    """Never start from half a state: one that was not saved, or whose first loading was broken off."""
    if ministack.was_killed(cloud):
        say(
            "The local cloud was killed before it could save its state. What was done in it is lost: "
            "it is deployed again, and the demo programme loaded anew."
        )
        ministack.drop(cloud)
    elif (cloud.folder / "state").exists() and not _complete(cloud).exists():
        say("The first start was broken off: starting anew.")
        ministack.drop(cloud)


def _in_project(cloud: Cloud, module: str, *arguments: str) -> int:
    """Run one of the tools that act through the use cases; those still to be written are passed over."""
    if not _exists(module):
        say(f"  (python -m {module} is not there yet)")
        return 0
    code = _watched(
        subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **deployment.environment(cloud)},
        )
    )
    if code != 0 and arguments:
        raise Failure(f"python -m {module} {' '.join(arguments)} failed; what it said is above.")
    return code


def _exists(module: str) -> bool:
    """Return whether `python -m module` would run."""
    spec = importlib.util.find_spec(module)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = importlib.util.find_spec(f"{module}.__main__")
    return spec is not None


def _watched(process: subprocess.Popen[bytes]) -> int:
    """Wait for a command; when we are interrupted, let it end first."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise


def _demand_space() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < LEAST_FREE_BYTES:
        raise Failure(
            f"The disk has {free // 1_000_000} MB left and the local cloud wants 1000: free some "
            "(make reset drops the local cloud's state)."
        )


def _complete(cloud: Cloud) -> Path:
    """What of the cloud's state is whole: the sources and the port deployed, and whether the programme is loaded."""
    return cloud.folder / "complete.json"


def _show_addresses(cloud: Cloud) -> None:
    say(
        f"""
Lähetti is ready
  client and API  {cloud.web_origin}/
  console         {cloud.web_origin}/console
  short links     {cloud.link_origin}/
  inbox           {cloud.inbox}
Sign in as {FIRST_ADMIN} (admin); the code comes to the inbox. Ctrl-C stops and keeps everything.
"""
    )
