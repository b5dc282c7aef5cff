"""The redirect's cold start is what a visitor waits for: it imports Python's own library, our package, nothing else."""

import subprocess
import sys

import pytest

from tools.templates import ROOT

DEAR = (
    "boto3",
    "botocore",
    "pynamodb",
    "aws_lambda_powertools",
    "pydantic",
    "chalice",
    "requests",
    "dataclasses",
    "pathlib",
    "lahetti.dynamodb.models",
)


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Names of all modules that the handler brings, where no package is installed at all."""
    folders = [str(ROOT / "functions"), str(ROOT / "layers" / "lahetti" / "python")]
    program = f"import sys; sys.path += {folders}; import redirect.handler; print(*sys.modules)"
    # -I and -S: neither the environment's variables nor its installed packages.
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("module", DEAR)
def test_the_redirect_does_without(module: str, imported: set[str]) -> None:
    assert module not in imported


def test_the_redirect_imports_nothing_of_other_functions(imported: set[str]) -> None:
    ours = {name.partition(".")[0] for name in imported} & {path.stem for path in (ROOT / "functions").iterdir()}

    assert ours == {"redirect"}
