"""The service worker in the engine that Playwright brings, with a cache and a network of ten lines."""

import json
import subprocess
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from web import client_page

WORLD = """
const kept = new Map();
const cache = {
  delete: async (address) => kept.delete(address),
  put: async (address, answer) => {
    if (FULL) throw new DOMException("full", "QuotaExceededError");
    kept.set(address, answer);
  },
  keys: async () => [...kept.keys()],
};
globalThis.caches = { open: async () => cache, match: async (address) => kept.get(address) };
globalThis.location = { origin: "https://lahetti.example" };
const heard = {};
globalThis.addEventListener = (name, deed) => (heard[name] = deed);
let isCut = false;
let hangs = false;
globalThis.fetch = async () => {
  if (hangs) return new Promise(() => {});
  if (isCut) throw new TypeError("cut");
  return new Response(JSON.stringify(SENT));
};
const asked = async () => {
  let answer;
  const request = { method: "GET", url: "https://lahetti.example/api/v1/me/awards", mode: "cors", signal: {} };
  heard.fetch({ request, respondWith: (given) => (answer = given) });
  return (await answer).json();
};
"""
STEPS = """
(async () => {
  const online = await asked();
  isCut = true;
  const offline = await asked().catch(() => null);
  console.log(JSON.stringify({ online, offline }));
})();
"""
NAVIGATION = """
(async () => {
  let answer;
  const request = { method: "GET", url: `https://lahetti.example${PATH}`, mode: "navigate", signal: {} };
  const preloadResponse = Promise.resolve(new Response("asked early"));
  heard.fetch({ request, preloadResponse, respondWith: (given) => (answer = given) });
  console.log(JSON.stringify(answer ? await (await answer).text() : "left to the browser, which asks again"));
})();
"""
HANGING = """
(async () => {
  await asked();
  hangs = true;
  const wait = setTimeout;
  globalThis.setTimeout = (done) => wait(done, 1);
  console.log(JSON.stringify(await asked()));
  process.exit();
})();
"""
AWARDS = {"items": [{"name": "Elokuvalippu", "code": "LIPPU-1"}, {"name": "Termospullo", "code": None}], "next": None}


def run(steps: str, *, full: bool = False, path: str = "/") -> Any:
    """Return what the steps print beside the service worker."""
    node, _ = compute_driver_executable()
    given = "".join(
        f"const {name} = {json.dumps(value)};\n" for name, value in {"FULL": full, "SENT": AWARDS, "PATH": path}.items()
    )
    script = given + WORLD + client_page.service_worker("fi") + steps
    done = subprocess.run([node, "-"], input=script, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def seen(*, full: bool = False) -> dict[str, Any]:
    """Return what a page gets of its awards with a network, and without one."""
    answers: dict[str, Any] = run(STEPS, full=full)
    return answers


@pytest.mark.parametrize("path", ["/", "/me", "/signed-in?code=1&state=2", "/signin", "/console/rewards?format=csv"])
def test_a_page_is_asked_for_once(path: str) -> None:
    assert run(NAVIGATION, path=path) == "asked early"


def test_the_code_of_a_voucher_is_not_kept_on_the_device() -> None:
    answers = seen()

    assert answers["online"] == AWARDS
    assert [award["code"] for award in answers["offline"]["items"]] == ["", None]
    assert [award["name"] for award in answers["offline"]["items"]] == ["Elokuvalippu", "Termospullo"]


def test_a_network_that_brings_nothing_gives_way_to_what_is_kept() -> None:
    kept = run(HANGING)

    assert [award["name"] for award in kept["items"]] == ["Elokuvalippu", "Termospullo"]


@pytest.mark.parametrize(("full", "is_kept"), [(False, True), (True, False)])
def test_what_a_full_device_does_not_keep_is_given_out_all_the_same(full: bool, is_kept: bool) -> None:
    answers = seen(full=full)

    assert answers["online"] == AWARDS
    assert (answers["offline"] is not None) is is_kept


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("paths.start", True),
        ("paths.contents", True),
        ("paths.shares", True),
        ("paths.content('c1')", True),
        ("paths.place('Q2026-4')", True),
        ("paths.programme", False),
        ("paths.contentsAfter('c', 20)", False),
        ("paths.content('c1') + '/captions'", False),
        ("paths.teams('Q2026-4')", False),
    ],
)
def test_the_offline_copy_has_what_a_person_reads_most_and_nothing_else(path: str, is_kept: bool) -> None:
    steps = f"const {{ paths, isKeptOffline }} = $core_paths; console.log(JSON.stringify(isKeptOffline({path})));"

    assert run(steps) is is_kept
