"""Builds and deploys the two templates with SAM and reads their outputs: alike on AWS and on the local cloud."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.cloud.places import ENVS, ROOT
from tools.cloud.report import Failure

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_PREPARATION = """
from console.framework import rendering
from http_adapter import client_files
from lahetti.mail import layout
from lahetti.personal_data import page
rendering.compile_ahead()
layout.compile_ahead()
page.compile_ahead()
client_files.write_ahead()
"""
FOUNDATION_TEMPLATE = ROOT / "infra" / "foundation.yaml"


@dataclass(frozen=True)
class Sam:
    """Runs SAM from a folder of its own, where what it says is kept; `environment` leads to a cloud."""

    folder: Path
    environment: Mapping[str, str]
    bucket: Sequence[str] = ("--resolve-s3",)

    def build(self, *, compiler: str | None, **environment: str) -> Path:
        """Build from a copy of the sources and return the built template; `environment` is the layer's Makefile's.

        What others edit meanwhile is not torn, and no stray file gets in. Our own code is compiled in the copy by
        `compiler`; the bytecode is not checked against times, which archives do not keep.
        """
        stage = self.folder / "stage"
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True)
        shutil.copy(ROOT / "template.yaml", stage)
        for name in ("functions", "layers"):
            shutil.copytree(ROOT / name, stage / name, ignore=shutil.ignore_patterns("__pycache__"))
        _prepare(stage)
        if compiler is not None:
            _compile(compiler, stage / "functions", "/var/task")
            _compile(compiler, stage / "layers" / "lahetti", "/opt")
        built = built_in(self.folder)
        self._run(
            ["build", "--template", stage / "template.yaml", "--base-dir", stage, "--build-dir", built],
            stage,
            environment,
        )
        # SAM leaves a path in Globals as it is, and the functions as they are (SkipBuild).
        shutil.move(stage / "functions", built / "functions")
        return built / "template.yaml"

    def deploy(self, stack: str, template: Path, parameters: Mapping[str, str], *, execute: bool = True) -> None:
        """Bring a stack to what its template says; or only leave the change set that would."""
        self._run(
            [
                "deploy",
                *("--template-file", template),
                *("--stack-name", stack),
                *self.bucket,
                *("--s3-prefix", stack),
                *("--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"),
                "--no-progressbar",
                "--no-confirm-changeset",
                *(() if execute else ("--no-execute-changeset",)),
                *(("--region", region) if (region := self.environment.get("AWS_REGION")) else ()),
                "--no-fail-on-empty-changeset",
                "--parameter-overrides",
                *(f"ParameterKey={key},ParameterValue={value}" for key, value in parameters.items()),
            ],
            self.folder,
            {},
        )

    def _run(self, arguments: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> None:
        """Run SAM; what it says goes to a file and is shown only when it fails."""
        said = self.folder / f"sam-{arguments[0]}.txt"
        with said.open("wb") as output:
            result = subprocess.run(
                [ENVS / "sam" / "bin" / "sam", *arguments],
                cwd=folder,
                env={**os.environ, **self.environment, "SAM_CLI_TELEMETRY": "0", **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if result.returncode != 0:
            lines = said.read_text(errors="replace").strip().splitlines()
            raise Failure("\n".join([*lines[-25:], f"SAM failed at {arguments[0]} (all it said: {said})."]))


def built_in(folder: Path) -> Path:
    """Where a build in this folder lies, whether there is one or not."""
    return folder / "stage" / "built"


def outputs(client: "CloudFormationClient", stack: str) -> dict[str, str]:
    """Return what a deployed stack puts out. The application has a parameter for every output of the foundation."""
    described = client.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in described}


def variables(client: "CloudFormationClient", stacks: Sequence[str]) -> dict[str, str]:
    """Let code outside the functions use deployed stacks: `LAHETTI_FOO_BAR` for each output `FooBar`."""
    return {
        f"LAHETTI_{variable_name(output)}": value
        for stack in stacks
        for output, value in outputs(client, stack).items()
    }


def variable_name(output: str) -> str:
    """Spell an output as a variable is spelled: `UserPoolClient` → `USER_POOL_CLIENT`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", output).upper()


def _prepare(stage: Path) -> None:
    """Do ahead what each start would do: compile all templates, bundle the client's files."""
    paths = (stage / "functions", stage / "layers" / "lahetti" / "python")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(path) for path in paths)}
    subprocess.run([sys.executable, "-B", "-c", _PREPARATION], env=environment, check=True)


def _compile(compiler: str, folder: Path, deployed_as: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}
    subprocess.run(
        [
            compiler,
            "-m",
            "compileall",
            "-q",
            "--invalidation-mode",
            "unchecked-hash",
            "-s",
            folder,
            "-p",
            deployed_as,
            folder,
        ],
        env=environment,
        check=True,
    )
