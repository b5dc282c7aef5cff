"""How long the organisation's directory waits for a warm answer of the deployed function (docs/performance.md)."""

import json
import statistics
import time
import uuid
from collections.abc import Iterator

from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.people.directory import tokens
from tests.bench.figures import Figure
from tests.directory import PATCH, user
from tools.local_requests import Site

_TIMES = 15


def measure() -> Iterator[Figure]:
    """Take the slowest of what a directory asks for one person: looking for them, making, changing and reading them."""
    made, told = tokens.make_token("Bench", "bench", clock.now())
    site, taken = Site(configuration().web_origin), dict[str, list[float]]()

    def ask(what: str, method: str, path: str, body: object = None, **query: str) -> str:
        headers = {"Authorization": f"Bearer {told}", "Content-Type": "application/scim+json"}
        data = None if body is None else json.dumps(body).encode()
        began = time.perf_counter()
        answer = site.request(method, f"/scim/v2{path}", headers=headers, data=data, params=query)
        taken.setdefault(what, []).append((time.perf_counter() - began) * 1000)
        assert answer.ok, answer.text
        return str(answer.json().get("id", ""))

    for _ in range(_TIMES + 1):
        name = f"bench-{uuid.uuid4().hex[:12]}"
        ask("find", "GET", "/Users", filter=f'userName eq "{name}@vero.fi"')
        id_ = ask("create", "POST", "/Users", user(name))
        operation = {"op": "Replace", "path": "active", "value": "False"}
        ask("change", "PATCH", f"/Users/{id_}", {"schemas": [PATCH], "Operations": [operation]})
        ask("read", "GET", f"/Users/{id_}")
    tokens.revoke_token(made.digest, "bench", clock.now())
    slowest = max(statistics.median(times[1:]) for times in taken.values())
    yield Figure("scim.warm_ms", slowest, "ms", 600)
