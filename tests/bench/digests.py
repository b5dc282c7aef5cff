"""Figures of a digest run with many recipients: units and SES calls a recipient, peak memory, processor time.

Processor time, all in, is measured against one SES call each for the same digests, in the same process; memory in a
process of its own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lahetti.content import drafting, publishing
from lahetti.content.model import Draft
from lahetti.core.texts import LANGUAGES
from lahetti.dynamodb.batches import batch_put
from lahetti.mail import ses
from lahetti.mail.digests import run as digests_run
from lahetti.mail.digests.run import Ses
from lahetti.mail.messages import Message
from lahetti.mail.ses import Outcome
from lahetti.people import items as people_items
from lahetti.people.model import Person, PersonState, Role
from tests.bench.figures import Figure
from tests.bench.metering import metered
from tests.bench.programme import ZONE, Measured, function_environment

RECIPIENTS = int(os.environ.get("LAHETTI_BENCH_RECIPIENTS", "5000"))
RATE = 50.0
TURN = datetime(2036, 11, 25, 6, 30, tzinfo=UTC)
"""A Tuesday, 8:30 in Helsinki, in a future in which no schedule sends anything."""
_PEAK = """
from tests.bench.digests import peak_mib
print(peak_mib())
"""


def measure(measured: Measured) -> Iterator[Figure]:
    """Take every figure."""
    _add_readers(RECIPIENTS - len(list(people_items.ids_in(PersonState.ACTIVE))))
    _publish_news(measured, TURN - timedelta(hours=2))
    taken: list[Message] = []
    calls = 0

    def take(messages: Sequence[Message]) -> list[Outcome]:
        nonlocal calls
        calls += 1
        taken[:] = messages
        return ses.send_many(messages)

    way = Ses(take, lambda: RATE, lambda _: None)
    settings = measured.programme.settings
    with metered() as meter:
        run = digests_run.send_digests(settings, ZONE, TURN, way)
    assert run.sent == RECIPIENTS, run.sent
    yield Figure("digest.read_units", meter.read_units / run.sent, "read units a recipient", 2)
    # One unit is the run's own: up to when all turns have been served.
    yield Figure("digest.write_units", (meter.write_units - 1) / run.sent, "write units a recipient", 2)
    yield Figure("digest.ses_calls", calls / run.sent, "calls a recipient", 0.02)
    _publish_news(measured, TURN + timedelta(hours=2))
    began = time.process_time()  # the meter is off: it looks at every item
    run = digests_run.send_digests(settings, ZONE, TURN + timedelta(days=2), way)
    used = time.process_time() - began
    yield Figure("digest.cpu_ratio", used / run.sent / _one_call(taken[-1]), "× one SES call", 0.3)
    _publish_news(measured, TURN + timedelta(days=2, hours=2))
    yield Figure("digest.peak_mib", float(_process(_PEAK)), "MiB", 300)


def peak_mib() -> float:
    """Send the next digests in this process and return its peak memory."""
    from lahetti.settings.versions import read_settings

    way = Ses(ses.send_many, lambda: RATE, lambda _: None)
    run = digests_run.send_digests(read_settings(), ZONE, TURN + timedelta(days=7), way)
    assert run.sent == RECIPIENTS, run.sent
    with open("/proc/self/status") as status:  # noqa: PTH123 (a file of the kernel's)
        return int(status.read().split("VmHWM:")[1].split()[0]) / 1024


def _one_call(message: Message) -> float:
    """Return the processor seconds of sending a digest by a call of its own."""
    ses.send(message)
    began = time.process_time()
    for _ in range(200):
        ses.send(message)
    return (time.process_time() - began) / 200


def _add_readers(how_many: int) -> None:
    """Put profiles as an invitation writes them, without sign-ins."""
    joined = TURN - timedelta(days=30)
    batch_put(
        people_items.put_person(
            Person(
                id=f"bench-{number}",
                email=f"lukija.{number}@virasto.example",
                name=f"Lukija {number}",
                role=Role.AMBASSADOR,
                state=PersonState.ACTIVE,
                language=LANGUAGES[number % 3],
                teams=("viestinta",),
                joined=joined,
                version=1,
            )
        ).item
        for number in range(how_many)
    )


def _publish_news(measured: Measured, at: datetime) -> None:
    for number in range(3):
        draft = Draft(
            channel="blogi",
            url=f"https://blog.virasto.example/{at:%d%H}/{number}",
            title=f"Uusi verokortti tulee joulukuussa – näin luet sen, osa {number}",
            language="fi",
            why="Moni kysyy tätä joulukuussa. " * 5,
        )
        settings = replace(measured.programme.settings)
        made = drafting.create_draft(draft, measured.admin, settings, at).row.content
        publishing.publish(made, measured.admin, settings, at)


def _process(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], env=function_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{done.stderr[-2000:]}\n{json.dumps(sorted(function_environment()))}")
    return done.stdout
