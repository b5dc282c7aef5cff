import gzip
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from http_adapter import client_files
from tools.templates import ROOT

PATHS = [str(ROOT / "layers" / "lahetti" / "python")]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the functions, as a deployment takes it."""
    for name in ("http_adapter", "web"):
        shutil.copytree(ROOT / "functions" / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def said(folder: Path, script: str) -> str:
    program = f"import sys; sys.path[:0] = {[str(folder), *PATHS]}; from http_adapter import client_files; {script}"
    done = subprocess.run([sys.executable, "-B", "-I", "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_version_that_was_written_ahead_is_the_one_that_would_be_hashed(copied: Path) -> None:
    said(copied, "client_files.write_ahead()")

    (copied / "web" / "client" / "lahetti.css").write_text("changed after the deployment")
    assert said(copied, "print(client_files.VERSION)") == client_files.VERSION


def test_without_one_the_files_are_hashed_as_they_are(copied: Path) -> None:
    assert said(copied, "print(client_files.VERSION)") == client_files.VERSION

    (copied / "web" / "client" / "lahetti.css").write_text("changed")
    assert said(copied, "print(client_files.VERSION)") != client_files.VERSION


@pytest.mark.parametrize("name", [*client_files.NAMES, client_files.SERVICE_WORKER])
def test_a_file_that_was_written_ahead_is_the_one_that_would_be_made_of_the_sources(copied: Path, name: str) -> None:
    said(copied, "client_files.write_ahead()")

    shutil.rmtree(copied / "web" / "client" / "core")
    digest = f"import hashlib; print(hashlib.sha256(client_files.packed({name!r})).hexdigest())"
    assert said(copied, digest) == hashlib.sha256(client_files.packed(name)).hexdigest()
    assert gzip.decompress(client_files.packed(name)).decode() == client_files.text(name)
