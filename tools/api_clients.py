"""Makes clients of the API as strangers would, with two generators, and holds its description against the standard.

`make api` runs it; a warning of any of them is a failure, since whatever a generator leaves out no client can call.
They need an environment of their own (requirements/api.txt), which nothing else of this repository uses.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.openapi import FILE

_ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = _ROOT / "build" / "envs" / "api" / "bin"
CLIENTS = _ROOT / "build" / "clients"


class Warned(Exception):
    """A generator or the validator found something in the description."""


def made_anew(folder: Path = CLIENTS) -> Path:
    """Make both clients in a folder of their own and return it. Raise Warned."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, command in _commands(folder):
        _run(name, command)
    return folder


def _commands(folder: Path) -> Iterator[tuple[str, list[str]]]:
    yield "openapi-spec-validator", [str(FILE)]
    yield (
        "openapi-python-client",
        ["generate", "--path", str(FILE), "--output-path", str(folder / "lahetti-client"), "--fail-on-warning"],
    )
    models = folder / "lahetti_models.py"
    shape = [
        "--formatters",
        "builtin",
        "--input-file-type",
        "openapi",
        "--output-model-type",
        "pydantic_v2.BaseModel",
        "--use-annotated",
    ]
    yield (
        "datamodel-codegen",
        ["--input", str(FILE), "--output", str(models), "--target-python-version", "3.11", *shape],
    )
    yield "python", ["-W", "error", str(models)]


def _run(name: str, arguments: list[str]) -> None:
    # The first generator formats what it made by ruff, which lies in the project's environment.
    path = os.pathsep.join([str(ENVIRONMENT), str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [str(ENVIRONMENT / name), *arguments],
        env={"PATH": path, "HOME": os.environ["HOME"], "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = done.stdout + done.stderr
    if done.returncode or "warning" in said.lower() or "unable to" in said.lower():
        raise Warned(f"{name} on {FILE.name}:\n{said}")


if __name__ == "__main__":
    print(f"{made_anew().relative_to(_ROOT)}: clients of {FILE.name} by two generators, without a warning")
