"""Builds and deploys both templates with SAM, as on AWS, and tells what the deployed stacks are called.

Nothing is done where nothing changed: a hash over everything that is deployed is kept beside the state.
"""

import compileall
import hashlib
import os
import py_compile
import re
import shutil
import subprocess
import sys
from pathlib import Path

import boto3

from tools.cloud.places import ENVS, FIRST_ADMIN, REGION, ROOT, Cloud
from tools.cloud.report import Failure, step

FOUNDATION = "lahetti-foundation"
APPLICATION = "lahetti"
BUCKET = "lahetti-deployments"
SENDER = "lahetti@lahetti.example"
SOURCES = ("template.yaml", "infra/foundation.yaml", "functions", "layers", "requirements/cloud.txt")


def sources_hash(cloud: Cloud) -> str:
    """Hash all that a deployment consists of; the port is part of the origins."""
    digest = hashlib.sha256(f"{cloud.port}\n".encode())
    for source in SOURCES:
        path = ROOT / source
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def deploy(cloud: Cloud) -> None:
    """Bring both stacks of a running cloud to what the sources say."""
    with step("building functions and layers"):
        built = _build(cloud)
    with step("deploying tables, keys and sign-in"):
        _make_bucket(cloud)
        _sam_deploy(
            cloud,
            FOUNDATION,
            ROOT / "infra" / "foundation.yaml",
            Local="true",
            SignInPrefix="lahetti",
            Sender=SENDER,
            WebOrigin=cloud.web_origin,
            MailVerified="true",
            DeletionProtection="false",
        )
    with step("deploying functions and addresses"):
        _sam_deploy(
            cloud,
            APPLICATION,
            built,
            Foundation=FOUNDATION,
            WebDomain="lahetti.localhost",
            LinkDomain="go.lahetti.localhost",
            WebOrigin=cloud.web_origin,
            LinkOrigin=cloud.link_origin,
            SignInOrigin=cloud.sign_in_origin,
            FirstAdmin=FIRST_ADMIN,
        )


def environment(cloud: Cloud) -> dict[str, str]:
    """Let code outside the functions use the deployed stacks: `LAHETTI_FOO_BAR` for each output `FooBar`."""
    variables = cloud.environment()
    client = boto3.client(
        "cloudformation",
        endpoint_url=cloud.endpoint,
        region_name=variables["AWS_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    for stack in (FOUNDATION, APPLICATION):
        for output in client.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", []):
            name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", output["OutputKey"]).upper()
            variables[f"LAHETTI_{name}"] = output["OutputValue"]
    variables["LAHETTI_BUILT"] = str(_built(cloud))
    return variables


def _build(cloud: Cloud) -> Path:
    """Build from a copy of the sources: what others edit meanwhile is not torn, and no stray file gets in.

    Our own code is compiled in the copy; the bytecode is not checked against times that archives do not keep.
    """
    stage = cloud.folder / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    shutil.copy(ROOT / "template.yaml", stage)
    for name in ("functions", "layers"):
        shutil.copytree(ROOT / name, stage / name, ignore=shutil.ignore_patterns("__pycache__"))
    _compile(stage / "functions", "/var/task")
    _compile(stage / "layers" / "lahetti", "/opt")
    built = _built(cloud)
    _sam(
        cloud,
        ["build", "--template", stage / "template.yaml", "--base-dir", stage, "--build-dir", built],
        stage,
    )
    # SAM leaves a path in Globals as it is, and the functions as they are (SkipBuild).
    shutil.move(stage / "functions", built / "functions")
    return built / "template.yaml"


def _built(cloud: Cloud) -> Path:
    return cloud.folder / "stage" / "built"


def _compile(folder: Path, deployed_as: str) -> None:
    prefix, sys.pycache_prefix = sys.pycache_prefix, None
    compileall.compile_dir(
        folder,
        quiet=1,
        stripdir=folder,
        prependdir=deployed_as,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    sys.pycache_prefix = prefix


def _make_bucket(cloud: Cloud) -> None:
    variables = cloud.environment()
    client = boto3.client(
        "s3",
        endpoint_url=cloud.endpoint,
        region_name=variables["AWS_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )
    if BUCKET not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})


def _sam_deploy(cloud: Cloud, stack: str, template: Path, **parameters: str) -> None:
    _sam(
        cloud,
        [
            "deploy",
            *("--template-file", template),
            *("--stack-name", stack),
            *("--s3-bucket", BUCKET),
            *("--s3-prefix", stack),
            *("--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"),
            "--no-progressbar",
            "--no-confirm-changeset",
            "--no-fail-on-empty-changeset",
            "--parameter-overrides",
            *(f"ParameterKey={key},ParameterValue={value}" for key, value in parameters.items()),
        ],
        cloud.folder,
    )


def _sam(cloud: Cloud, arguments: list[str | Path], folder: Path) -> None:
    """Run SAM; what it says goes to a file and is shown only when it fails."""
    said = cloud.folder / f"sam-{arguments[0]}.txt"
    with said.open("ab") as output:
        result = subprocess.run(
            [ENVS / "sam" / "bin" / "sam", *arguments],
            cwd=folder,
            env={
                **os.environ,
                **cloud.environment(),
                "SAM_CLI_TELEMETRY": "0",
                "SAM_CLI_POLL_DELAY": "0.5",
                "UV": str(ENVS / "uv" / "bin" / "uv"),
                "PYTHON": str(ENVS / "cloud" / "bin" / "python"),
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode != 0:
        lines = said.read_text(errors="replace").strip().splitlines()
        raise Failure("\n".join([*lines[-25:], f"SAM failed at {arguments[0]} (all it said: {said})."]))
