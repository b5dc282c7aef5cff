"""Confirmations that were kept without a network, in the engine that Playwright brings."""

import json
import re
import subprocess
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from http_adapter import client_files

WORLD = """
class Problem extends Error { constructor(status) { super(String(status)); this.status = status; } }
class Offline extends Error {}
class SignedOut extends Error {}
const memory = { confirmations: ["code"] };
const readLocal = (name, fallback) => memory[name] ?? fallback;
const writeLocal = (name, value) => { memory[name] = value; };
const dropOpened = () => {};
const confirmShare = async () => { throw new Problem(STATUS); };
"""


def waiting_after(status: int) -> list[str]:
    """Return the confirmations that wait on after the server has answered so."""
    node, _ = compute_driver_executable()
    module = re.sub(r"^import .*$|^export ", "", client_files.sources()["share/offline_queue.js"], flags=re.MULTILINE)
    steps = "sendQueued().then(() => console.log(JSON.stringify(memory.confirmations)));"
    script = f"const STATUS = {status};\n{WORLD}\n{module}\n{steps}"
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=60)
    waiting: Any = json.loads(done.stdout)
    return list(waiting)


@pytest.mark.parametrize(
    ("status", "waiting"), [(503, ["code"]), (500, ["code"]), (429, ["code"]), (404, []), (403, [])]
)
def test_a_confirmation_waits_on_where_the_server_has_too_much_to_do(status: int, waiting: list[str]) -> None:
    assert waiting_after(status) == waiting
