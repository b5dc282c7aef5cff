"""Figures of the first screen: how soon it answers an address, and whether the time tells who is known.

Known and unknown addresses are asked for in turn, so that a change of the machine's speed meets both alike.
"""

import os
import statistics
import time
import uuid
from collections.abc import Iterator, Sequence

from lahetti.people.model import Person
from tests.bench.figures import Figure
from tools.local_requests import Site


def measure(people: Sequence[Person]) -> Iterator[Figure]:
    """Ask for a code of each person, and of as many addresses that nobody has."""
    site = Site(os.environ["LAHETTI_WEB_ORIGIN"])
    known, unknown = list[float](), list[float]()
    _asked(site, people[0].email)  # it starts the function
    for person in people:
        known.append(_asked(site, person.email))
        unknown.append(_asked(site, f"{uuid.uuid4().hex[:12]}@virasto.example"))
    yield Figure("sign_in.answer_ms", statistics.median(known), "ms", 1500)
    difference = abs(statistics.median(known) - statistics.median(unknown))
    yield Figure("sign_in.known_or_not_ms", difference, "ms between known and unknown", 25)


def _asked(site: Site, email: str) -> float:
    """Return the milliseconds until the answer."""
    begun = time.perf_counter()
    answer = site.request("POST", "/signin", headers={"Origin": site.origin}, data={"email": email, "to": "/"})
    if answer.status_code != 303:
        raise RuntimeError(f"/signin answered {answer.status_code}.")
    return (time.perf_counter() - begun) * 1000
