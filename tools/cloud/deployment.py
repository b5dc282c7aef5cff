"""Deploys both templates to a local cloud, as on AWS, and tells what the deployed stacks are called.

Nothing is done where nothing changed: a hash over everything that is deployed is kept beside the state.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import boto3

from tools.cloud.places import ENVS, FIRST_ADMIN, REGION, ROOT, Cloud
from tools.cloud.report import step
from tools.stacks import FOUNDATION_TEMPLATE, Sam, built_in, outputs, variables

FOUNDATION = "lahetti-foundation"
APPLICATION = "lahetti"
BUCKET = "lahetti-deployments"
SENDER = "lahetti@lahetti.example"
SOURCES = ("template.yaml", "infra/foundation.yaml", "functions", "layers", "requirements/cloud.txt")


def sources_hash() -> str:
    """Hash all that a deployment consists of, but for the port in its origins."""
    digest = hashlib.sha256()
    for source in SOURCES:
        path = ROOT / source
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def deploy(cloud: Cloud) -> None:
    """Bring both stacks of a running cloud to what the sources say."""
    sam = Sam(cloud.folder, {**cloud.environment(), "SAM_CLI_POLL_DELAY": "0.5"}, bucket=("--s3-bucket", BUCKET))
    python = str(ENVS / "cloud" / "bin" / "python")
    with step("building functions and layers"):
        built = sam.build(compiler=python, UV=str(ENVS / "uv" / "bin" / "uv"), PYTHON=python)
    with step("deploying tables, keys and sign-in"):
        _make_bucket(cloud)
        sam.deploy(FOUNDATION, FOUNDATION_TEMPLATE, _foundation_parameters(cloud))
    with step("deploying functions and addresses"):
        sam.deploy(APPLICATION, built, _application_parameters(cloud))


def hold_schedules(cloud: Cloud) -> None:
    """Let no job run by itself any more: what a test sees is then what it asked for."""
    _set_schedules(cloud, "DISABLED")


@contextmanager
def schedules_held(cloud: Cloud) -> Iterator[None]:
    """Let no job run by itself meanwhile: a programme that is loaded begins weeks ago, and a job would archive it."""
    hold_schedules(cloud)
    try:
        yield
    finally:
        _set_schedules(cloud, "ENABLED")


def _set_schedules(cloud: Cloud, state: Literal["ENABLED", "DISABLED"]) -> None:
    scheduler = _session(cloud).client("scheduler", endpoint_url=cloud.endpoint)
    kept = ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    for page in scheduler.get_paginator("list_schedules").paginate():
        for listed in page["Schedules"]:
            known = scheduler.get_schedule(Name=listed["Name"], GroupName=listed["GroupName"])
            scheduler.update_schedule(**{name: known[name] for name in kept}, State=state)


def environment(cloud: Cloud) -> dict[str, str]:
    """Let code outside the functions use the deployed stacks, and find what was built for them."""
    return {
        **cloud.environment(),
        **variables(_session(cloud).client("cloudformation", endpoint_url=cloud.endpoint), (FOUNDATION, APPLICATION)),
        "LAHETTI_BUILT": str(built_in(cloud.folder)),
    }


def _foundation_parameters(cloud: Cloud) -> dict[str, str]:
    return {
        "Local": "true",
        "Sender": SENDER,
        "WebOrigin": cloud.web_origin,
        "DeletionProtection": "false",
    }


def _application_parameters(cloud: Cloud) -> dict[str, str]:
    return {
        **outputs(_session(cloud).client("cloudformation", endpoint_url=cloud.endpoint), FOUNDATION),
        "WebDomain": "lahetti.localhost",
        "LinkDomain": "go.lahetti.localhost",
        "WebOrigin": cloud.web_origin,
        "LinkOrigin": cloud.link_origin,
        "CodesAnHour": "100000",  # all of a machine's tests come from one address
        "UnknownAnHour": "1000",  # of a set that one item holds
        "FirstAdmin": FIRST_ADMIN,
        "FetchAllowedHost": cloud.fetch_allowed_host,
    }


def _make_bucket(cloud: Cloud) -> None:
    client = _session(cloud).client("s3", endpoint_url=cloud.endpoint)
    if BUCKET not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})


def _session(cloud: Cloud) -> boto3.Session:
    """AWS's SDK with the local cloud's keys, whatever this machine has of its own."""
    keys = cloud.environment()
    return boto3.Session(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], region_name=REGION)
