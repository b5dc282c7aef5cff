"""The console: its cold start beside a bare boto3 GetItem, and a list of 500 contents beside an empty one, warm.

The two lists are compared in the function's processor time: a query of the local cloud walks the whole table, where
DynamoDB's goes by its index, and would be most of what a clock shows.
"""

import json
import statistics
import time
from collections.abc import Iterator
from datetime import datetime

from console.handler_editors import lambda_handler
from lahetti.content import drafting, publishing, revising
from lahetti.content.model import Draft
from lahetti.core import clock
from lahetti.networks.networks import Network
from lahetti.people.model import Person
from tests.bench import processes
from tests.bench.figures import Figure
from tests.bench.programme import Measured, deployed_environment, table_name
from tests.events import Context, rest_event
from tests.sign_ins import held_console_cookie

CONTENTS = 500
ROUNDS = 11
_COLD = """
import json, os
from console.handler_editors import lambda_handler
class Context:
    function_name, memory_limit_in_mb, invoked_function_arn, aws_request_id = "console", 1024, "arn", "request"
assert lambda_handler(json.loads(os.environ["EVENT"]), Context())["statusCode"] == 200
"""


def measure_empty(admin: Person) -> float:
    """Return the processor seconds of a warm first page before there are any contents."""
    return seconds_of(event_of(admin))


def measure(measured: Measured, empty: float) -> Iterator[Figure]:
    """Fill the programme up to 500 contents and take both figures."""
    _fill(measured, clock.now())
    event = event_of(measured.admin)
    yield Figure("console.page_ratio", seconds_of(event) / empty, "× an empty list", 3)
    cold = event_of(measured.admin, "/console/contents/new")  # a page of few requests: those are not what is measured
    environment = {**deployed_environment(), "TABLE": table_name(), "EVENT": json.dumps(cold)}
    ratio = processes.ratio_to_bare(_COLD, environment)
    yield Figure("console.cold_ratio", ratio, "× bare boto3 GetItem", 1.4)


def event_of(admin: Person, path: str = "/console/contents", **query: str) -> dict[str, object]:
    """Return an admin's request for a page."""
    cookie = held_console_cookie(admin.id, clock.now())
    return rest_event("GET", path, query=query, cookies={"console": cookie})


def seconds_of(event: dict[str, object]) -> float:
    """Return the processor seconds of a warm page."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        answer = lambda_handler(event, Context())
        taken.append(time.process_time() - started)
        assert answer["statusCode"] == 200, answer["body"][-500:]
    return statistics.median(taken[1:])


def _fill(measured: Measured, now: datetime) -> None:
    rules = measured.programme.settings
    for number in range(len(measured.contents), CONTENTS):
        draft = Draft(
            channel="blogi",
            url=f"https://blog.virasto.example/{number}",
            title=f"Uusi verokortti tulee joulukuussa – näin luet sen, osa {number}",
            language="fi",
            topics=("työelämä", "verokortti"),
        )
        made = drafting.create_draft(draft, measured.admin, rules, now).row.content
        if number % 2:
            revising.set_captions(made, Network.X, "fi", ("Tämä kannattaa lukea.",), measured.admin, rules, now)
            publishing.publish(made, measured.admin, rules, now)
