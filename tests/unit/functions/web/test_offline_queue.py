"""Answers that were kept without a network, in the engine that Playwright brings."""

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
const memory = { answers: [{ code: "code", answer: "confirm" }, { code: "other", answer: "decline" }] };
const sent = [];
const readLocal = (name, fallback) => memory[name] ?? fallback;
const writeLocal = (name, value) => { memory[name] = value; };
const dropOpened = () => {};
const timers = [];
const setTimeout = (later) => { timers.push(later); };
const document = { visibilityState: "visible" };
const answered = (state) => async (code) => {
  if (STATUS !== 200) throw new Problem(STATUS);
  sent.push([code, state]);
  return { code };
};
const [confirmShare, declineShare] = [answered("confirmed"), answered("declined")];
"""


def run(steps: str, status: int = 200) -> Any:
    """Return what the steps print, with a server that answers so."""
    node, _ = compute_driver_executable()
    module = re.sub(r"^import .*$|^export ", "", client_files.sources()["share/offline_queue.js"], flags=re.MULTILINE)
    script = f"const STATUS = {status};\n{WORLD}\n{module}\n{steps}"
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


BOTH = ["code", "other"]


@pytest.mark.parametrize(
    ("status", "waiting"), [(503, BOTH), (500, BOTH), (429, BOTH), (404, []), (403, []), (200, [])]
)
def test_an_answer_waits_on_where_the_server_has_too_much_to_do(status: int, waiting: list[str]) -> None:
    steps = "sendQueued().then(() => console.log(JSON.stringify(memory.answers.map(({ code }) => code))));"

    assert run(steps, status) == waiting


def test_each_answer_is_sent_as_it_was_given_and_confirmations_alone_are_thanked_for() -> None:
    steps = """
    let thanked = null;
    onArrival((confirmations) => { thanked = confirmations; });
    sendQueued().then(() => console.log(JSON.stringify([sent, thanked])));
    """

    assert run(steps) == [[["code", "confirmed"], ["other", "declined"]], [{"code": "code"}]]


def test_the_last_answer_about_a_share_counts_and_opening_it_once_more_drops_it() -> None:
    steps = """
    queueAnswer("code", "decline");
    const answers = [queuedAnswer("code"), queuedAnswer("other"), queuedAnswer("none")];
    dropAnswer("code");
    console.log(JSON.stringify([...answers, memory.answers]));
    """

    assert run(steps) == ["decline", "decline", None, [{"code": "other", "answer": "decline"}]]


@pytest.mark.parametrize(("status", "tries"), [(503, 1), (200, 0)])
def test_what_could_not_be_sent_is_tried_again_by_itself(status: int, tries: int) -> None:
    assert run("sendQueued().then(() => setImmediate(() => console.log(timers.length)));", status) == tries


def test_who_waits_for_a_confirmation_hears_of_it_once() -> None:
    steps = """
    const heard = [];
    onceSent("code", ({ code }) => heard.push(code));
    const again = () => queueAnswer("code", "confirm");
    sendQueued().then(again).then(sendQueued).then(() => console.log(JSON.stringify(heard)));
    """

    assert run(steps) == ["code"]
