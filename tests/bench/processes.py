"""Figures of whole processes: cold starts as ratios to a bare boto3 GetItem in the same run, peak memory, sizes."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from lahetti.core import clock
from lahetti.people import own_sessions
from lahetti.security.sign_ins import Method, SignIn, in_milliseconds
from tests.bench.figures import Figure
from tests.bench.programme import deployed_environment, table_name

ROUNDS = 11

_BARE = """
import boto3, os
boto3.client("dynamodb").get_item(TableName=os.environ["TABLE"], Key={"pk": {"S": "none"}, "sk": {"S": "none"}})
"""
_REDIRECT = """
import os
from redirect.handler import lambda_handler
event = {"requestContext": {"http": {"method": "GET", "sourceIp": "192.0.2.9"}}, "rawPath": "/" + os.environ["CODE"],
         "headers": {"user-agent": "LinkedInBot/1.0"}}
assert lambda_handler(event, None)["statusCode"] == 302
"""
_API = """
import os
from api.handler_people import lambda_handler
class Context:
    function_name, memory_limit_in_mb, invoked_function_arn, aws_request_id = "api", 1024, "arn", "request"
event = {"resource": "/api/v1/me", "path": "/api/v1/me", "httpMethod": "GET", "headers": {}, "multiValueHeaders": {},
         "queryStringParameters": None, "multiValueQueryStringParameters": None, "body": None, "isBase64Encoded": False,
         "requestContext": {"resourcePath": "/api/v1/me", "httpMethod": "GET", "path": "/api/v1/me",
                            "identity": {"sourceIp": "192.0.2.9"},
                            "authorizer": {"claims": {"token_use": "id", "cognito:username": os.environ["PERSON"],
                                                      "signed_in": os.environ["SIGNED_IN"], "session": "bench",
                                                      "aud": os.environ["LAHETTI_USER_POOL_CLIENT"]}}}}
assert lambda_handler(event, Context())["statusCode"] == 200
"""
_TRIGGERS = """
from sign_in_triggers.handler import lambda_handler
event = {"triggerSource": "VerifyAuthChallengeResponse_Authentication", "userName": "somebody", "response": {},
         "request": {"challengeAnswer": "none.of.ours", "session": []}}
assert lambda_handler(event, None)["response"] == {"answerCorrect": False}
"""
_JOB = """
import importlib, os
class Context:
    function_name, memory_limit_in_mb, invoked_function_arn, aws_request_id = "job", 512, "arn", "request"
    get_remaining_time_in_millis = staticmethod(lambda: 300_000)
handler = importlib.import_module("jobs." + os.environ["JOB"]).lambda_handler
handler({"time": "2020-01-01T00:00:00Z"}, Context())
"""
# Not reconcile and turn_contents: they run at night, over everybody, and have work at every time.
_JOBS = (
    "close_races",
    "collect_metrics",
    "delete_visitor_keys",
    "deliver_due_mails",
    "import_feeds",
    "refresh_clicks",
    "send_digests",
)
# A start ends with the first answer; taking a process apart again is no part of it, and on Lambda never happens.
_ANSWERED = "\nimport os; os._exit(0)\n"
# Not ru_maxrss: a child starts with its parent's.
_PEAK = "\nprint(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])\n"


def measure(code: str, person: str) -> Iterator[Figure]:
    """Time whole processes in turn, so that a change of the machine's speed meets all alike."""
    now = clock.now()
    own_sessions.keep(SignIn(person, now, Method.PASSKEY, "bench"), "", now)
    signed_in = str(in_milliseconds(now))
    environment = {
        **deployed_environment(),
        "TABLE": table_name(),
        "CODE": code,
        "PERSON": person,
        "SIGNED_IN": signed_in,
    }
    seconds: dict[str, list[float]] = {name: [] for name in ("bare", "redirect", "api", "triggers", *_JOBS)}
    scripts = {"bare": _BARE, "redirect": _REDIRECT, "api": _API, "triggers": _TRIGGERS}
    for _ in range(ROUNDS):
        for name, script in scripts.items():
            seconds[name].append(_timed(script, environment))
        for job in _JOBS:
            seconds[job].append(_timed(_JOB, {**environment, "JOB": job}))
    bare = seconds["bare"][1:]  # the first round compiles bytecode and fills the file cache
    ratios = {
        name: statistics.median(a / b for a, b in zip(taken[1:], bare, strict=True)) for name, taken in seconds.items()
    }
    ratios["jobs"] = max(ratios[job] for job in _JOBS)
    for name, budget in (("redirect", 0.3), ("api", 1.6), ("triggers", 1.2), ("jobs", 1.2)):
        yield Figure(f"{name}.cold_ratio", ratios[name], "× bare boto3 GetItem", budget)
    yield Figure("bare.cold_ms", statistics.median(bare) * 1000, "ms", None)
    peak = int(_python(_REDIRECT + _PEAK, environment).split()[-1])
    yield Figure("redirect.peak_mib", peak / 1024, "MiB", 32)


def ratio_to_bare(script: str, environment: dict[str, str]) -> float:
    """Time a process of its own against the bare one, in turn; return the median of the ratios."""
    ratios = []
    for _ in range(ROUNDS):
        bare, taken = (_timed(each, environment) for each in (_BARE, script))
        ratios.append(taken / bare)
    return statistics.median(ratios[1:])  # the first round compiles bytecode and fills the file cache


def layer_size(layer: Path) -> Figure:
    """Measure the layer of third-party packages as it is unpacked in a function."""
    size = sum(file.stat().st_size for file in layer.rglob("*") if file.is_file())
    return Figure("layer.mib", size / 2**20, "MiB", 120)


def starts(folder: Path, root: Path) -> Iterator[Figure]:
    """Clone the repository into an empty folder and time `make up` there, twice."""
    subprocess.run(["git", "clone", "--quiet", root, folder], check=True)  # noqa: S607 (as a newcomer types it)
    for name, budget in (("up.first_seconds", 240), ("up.again_seconds", 30)):
        yield Figure(name, _up(folder), "s", budget)


def _up(folder: Path) -> float:
    """Return the seconds until Lähetti is ready; then end it as Ctrl-C does."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "up", "PORT=4650"],  # noqa: S607
        cwd=folder,
        env={**clean, "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Lähetti is ready" in line:
            break
    else:
        raise RuntimeError("make up ended before it was ready:\n" + "".join(said[-20:]))
    seconds = time.perf_counter() - started
    os.killpg(process.pid, 2)
    process.communicate(timeout=120)
    return seconds


def _timed(script: str, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    _python(script + _ANSWERED, environment)
    return time.perf_counter() - started


def _python(script: str, environment: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{done.stderr[-2000:]}\n{json.dumps(sorted(environment))}")
    return done.stdout
