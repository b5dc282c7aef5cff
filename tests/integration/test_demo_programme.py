"""The demo programme, loaded into a cloud of its own so that the races of the other tests stay theirs.

What is stored is held against what the simulated events come to by the pure rules alone. The loader has by then
switched the clicks' consumer on again, and it has been through all that its stream held.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest

from lahetti.core.days import day_of
from lahetti.settings.model import Settings
from tests.expected_ledger import expected_ledgers
from tools.events import marks_event
from tools.programme.cast import read_cast
from tools.programme.loader import BEGUN
from tools.programme.simulation import Event, Seen, Shared, Visited, simulate

pytestmark = pytest.mark.own_cloud

HELSINKI = ZoneInfo("Europe/Helsinki")
TELL_AND_WAIT = "import json, os, sys; print(json.dumps(dict(os.environ)), flush=True); sys.stdin.read()"
Item = dict[str, Any]


@dataclass(frozen=True)
class Loaded:
    """The cloud with the programme, by the variables that lead to it."""

    environment: dict[str, str]

    def items(self, table: str = "PROGRAMME", **equal: object) -> list[Item]:
        """Read all items of a table whose attributes equal these."""
        found = self._resource().Table(self.environment[f"LAHETTI_{table}_TABLE"])
        pages: list[Item] = []
        more: Item = {}
        while True:
            page = found.scan(ConsistentRead=True, **more)
            pages += page["Items"]
            if "LastEvaluatedKey" not in page:
                break
            more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        return [item for item in pages if all(item.get(name) == value for name, value in equal.items())]

    def invoke(self, function: str, event: Item) -> Item:
        """Call a function and return its answer."""
        name = self.environment[f"LAHETTI_{function}_FUNCTION"]
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
        said: Item = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, said
        return said

    def run(self, *module: str) -> subprocess.CompletedProcess[str]:
        """Run one of the tools against it."""
        command = [sys.executable, "-m", *module]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def client(self, service: str) -> Any:
        return self._session().client(service, endpoint_url=self.environment["AWS_ENDPOINT_URL"])  # type: ignore[call-overload]

    def _resource(self) -> Any:
        return self._session().resource("dynamodb", endpoint_url=self.environment["AWS_ENDPOINT_URL"])

    def _session(self) -> boto3.Session:
        return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="eu-north-1")


@pytest.fixture(scope="module")
def loaded() -> Iterator[Loaded]:
    command = ["tools.cloud", "run", "programme", "--programme", "--", sys.executable, "-c", TELL_AND_WAIT]
    with subprocess.Popen(
        [sys.executable, "-m", *command], env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said: list[str] = []
        for line in process.stdout:
            if line.startswith("{"):
                yield Loaded(json.loads(line))
                break
            said.append(line)
        process.communicate()
    assert process.returncode == 0, "".join(said)


def facts(loaded: Loaded) -> tuple[list[Item], list[Item]]:
    """What no event may change once it has been taken: ledgers and cards."""
    by_key: Callable[[Item], tuple[str, str]] = lambda item: (item["pk"], item["sk"])  # noqa: E731
    return sorted(loaded.items(kind="entry"), key=by_key), sorted(loaded.items(kind="card"), key=by_key)


def loaded_at(loaded: Loaded) -> datetime:
    """Return the moment at which the programme's story ends."""
    begun = next(item for item in loaded.items(kind="audit") if item["what"] == BEGUN)
    return datetime.fromisoformat(begun["sk"].partition("#")[0])


def test_facts_are_what_the_story_tells(loaded: Loaded) -> None:
    cast, now = read_cast(), loaded_at(loaded)
    channels = {content.id: content.channel for content in cast.contents}
    told = told_by_channel(simulate(cast, now, HELSINKI), channels, now)

    assert stored_by_channel(loaded) == told


def stored_by_channel(loaded: Loaded) -> Counter[tuple[str, str, str]]:
    """Return what the facts of days add up to, by (day, channel, what)."""
    channel_of = {item["content"]: item["channel"] for item in loaded.items(kind="content")}
    counted: Counter[tuple[str, str, str]] = Counter()
    for item in loaded.items(kind="fact"):
        period, content = item["sk"].split("#")[:2]
        if item["pk"] == f"FACTS#{period[:7]}":
            for what in ("seen", "opened", "confirmed", "clicks", "sharers"):
                counted[period, channel_of[content], what] += int(item.get(what, 0))
    return +counted


def told_by_channel(
    story: Iterable[Event], channel_of: Mapping[str, str], now: datetime
) -> Counter[tuple[str, str, str]]:
    """Return what happened by (day, channel, what), from events alone; what is seen today is counted at night."""
    told: Counter[tuple[str, str, str]] = Counter()
    confirmed: dict[tuple[str, str, str], str] = {}
    visitors: set[tuple[str, str, str]] = set()
    for event in story:
        day = day_of(event.at, HELSINKI)
        if isinstance(event, Seen) and day < day_of(now, HELSINKI):
            told[day, channel_of[event.content], "seen"] += 1
        elif isinstance(event, Shared):
            told[day, channel_of[event.content], "opened"] += 1
            if event.confirmed is not None and event.confirmed <= now:
                confirmed[event.share] = day_of(event.confirmed, HELSINKI)
        elif isinstance(event, Visited):
            confirmed.setdefault(event.share, day)  # by its first click, in the evening of its day
            visitor = (day, "#".join(event.share), event.visitor)
            told[day, channel_of[event.share[1]], "clicks"] += visitor not in visitors
            visitors.add(visitor)
    first: dict[tuple[str, str], str] = {}
    for (email, content, _), day in confirmed.items():
        told[day, channel_of[content], "confirmed"] += 1
        first[email, content] = min(day, first.get((email, content), day))
    for (_, content), day in first.items():
        told[day, channel_of[content], "sharers"] += 1
    return told


def test_the_ledgers_are_what_the_deeds_come_to(loaded: Loaded) -> None:
    cast, now = read_cast(), loaded_at(loaded)
    emails = {item["person"]: item["email"] for item in loaded.items(kind="person")}
    ids = {content.title: content.id for content in (*cast.contents, *cast.coming)}
    contents = {item["content"]: ids[item["title"]] for item in loaded.items(kind="content")}
    codes = {
        (emails[item["person"]], contents[item["content"]], item["network"]): item["code"]
        for item in loaded.items(kind="share")
    }
    rules = replace(Settings(), version=max(int(item["number"]) for item in loaded.items(kind="settings")))

    story = simulate(cast, now, HELSINKI)
    right = {
        (email, entry.cause): (entry.activity, entry.points, entry.shares, entry.clicks, entry.day, entry.reasons)
        for email, entries in expected_ledgers(story, now, rules, HELSINKI, codes.__getitem__).items()
        for entry in entries
    }
    stored = {
        (emails[item["person"]], item["cause"]): (
            item["activity"],
            int(item["points"]),
            int(item["shares"]),
            int(item["clicks"]),
            item["day"],
            tuple(item["reasons"]),
        )
        for item in loaded.items(kind="entry")
    }

    assert len(emails) == len(cast.people)
    assert len(stored) <= 3000
    assert stored == right


def test_the_clicks_consumer_is_on_again_and_found_nothing_to_do_in_its_stream(loaded: Loaded) -> None:
    function = loaded.environment["LAHETTI_CLICKS_FUNCTION"]
    mapping = loaded.client("lambda").list_event_source_mappings(FunctionName=function)["EventSourceMappings"][0]
    before = facts(loaded)
    marks = [(*item["pk"].split("#")[1:], item["sk"]) for item in loaded.items("TRAFFIC", kind="mark")]

    for start in range(0, len(marks), 100):
        loaded.invoke("CLICKS", marks_event(marks[start : start + 100]))

    assert mapping["State"] == "Enabled"
    # The last mark of the stream is somebody's look at their own link, which a consumer counts and nobody scores.
    assert sum(int(item["own"]) for item in loaded.items(kind="share")) == 1
    assert len(marks) > 1000
    assert facts(loaded) == before


def test_ledgers_cards_and_standings_agree(loaded: Loaded) -> None:
    assert loaded.invoke("RECONCILE", {}) == {"differences": []}


def test_no_key_of_a_past_day_is_left(loaded: Loaded) -> None:
    today = day_of(datetime.now(HELSINKI), HELSINKI)

    kept = {item["pk"] for item in loaded.items("TRANSIENT", kind="key")}

    assert kept <= {f"KEY#{today}"}


def test_loading_again_changes_nothing_and_says_so(loaded: Loaded) -> None:
    before = facts(loaded)

    again = loaded.run("tools.programme", "load")

    assert (again.returncode, again.stdout) == (0, "The demo programme is loaded already.\n")
    assert facts(loaded) == before


def test_the_walk_can_be_walked(loaded: Loaded) -> None:
    walked = loaded.run("tools.walk")

    assert walked.returncode == 0, walked.stdout + walked.stderr


@pytest.mark.soak
def test_the_walk_can_be_walked_twice(loaded: Loaded) -> None:
    for _ in range(2):
        test_the_walk_can_be_walked(loaded)
