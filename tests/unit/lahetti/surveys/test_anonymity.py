"""Whoever reads every table, stream, backup and log cannot join an answer with a person or a token.

A stream shows each state of the Programme table in its order, as a restored backup of any moment does; Transient has
neither (`tests/unit/test_structure_tables.py`). So what is left to an attacker is the order and the company in which
tokens go and answers come, the values that both have in common, what is logged, and what waits while few have answered.
"""

import json
import random
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import pytest

from lahetti.core.small_groups import FEWEST
from lahetti.dynamodb import keys
from lahetti.mail import delivery, fanouts
from lahetti.mail.delivery import MailContext
from lahetti.settings.model import Settings
from lahetti.surveys import collecting, conducting, items
from lahetti.surveys.model import STATEMENTS
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.surveys import GOOD, SURVEY, ZONE, SurveyWorld, survey_world
from tools import permissions, templates

NIGHTS = ((0, 1, 2, 3, 4, 5, 6), (12, 13, 7, 8, 9), (), (14, 15), (10, 11, 16), (17,))
"""Who answers before which night; 18 and 19 never do."""


def told(world: SurveyWorld, says: Mapping[int, dict[str, str]] = MappingProxyType({})) -> None:
    """Tell the whole story of a survey: invited, mailed, answered over days, reminded, closed, collected."""
    world.join(12, "ita")
    world.join(8, "lansi")
    world.draft()
    world.start()
    for number, answering in enumerate(NIGHTS):
        _mail(world)
        for person in answering:
            if person in says:
                world.now = world.now.replace(minute=(world.now.minute + 1) % 60)
                assert world.post(world.token(person), says[person])["statusCode"] == 200
            else:
                world.answer(person, text="Sana")
        if number == 4:
            world.now = world.now.replace(day=12)
        world.night()
        world.expand(f"survey_reminder#{SURVEY}")
    conducting.close(SURVEY, "admin", world.now)
    world.night()


def _mail(world: SurveyWorld) -> None:
    context = MailContext(Settings(), ZONE, send=lambda _: "id")
    for key in delivery.mails_due(world.now):
        delivery.deliver(key, context, world.now)


@pytest.fixture
def world(database: MemoryDynamoDb) -> Iterator[SurveyWorld]:
    with survey_world(database) as world:
        yield world


def turns(world: SurveyWorld) -> list[tuple[str, str]]:
    """Return what the stream tells in its order: ("used", token's hash) and ("moved", answer's key)."""
    found = []
    for change in world.memory.programme.stream:
        pk, sk = change.keys["pk"]["S"], change.keys["sk"]["S"]
        if pk == keys.survey(SURVEY) and change.event == "REMOVE" and sk.startswith("TOKEN#"):
            found.append(("used", sk))
        if pk == keys.survey(SURVEY) and change.event == "INSERT" and sk.startswith("ANSWER#"):
            found.append(("moved", sk))
    return found


def possible(found: list[tuple[str, str]]) -> dict[tuple[str, str], bool]:
    """Return for each used token and each answer whether it can be that one's: all others still find one, too.

    An answer is of a token that was used before it came; so of the tokens used until any moment, there must be as many
    as answers have come until then (Hall's theorem for a chain).
    """
    used = {name: at for at, (what, name) in enumerate(found) if what == "used"}
    moved = {name: at for at, (what, name) in enumerate(found) if what == "moved"}
    last = max(moved.values())
    used = {name: at for name, at in used.items() if at < last}  # those of whoever did not answer go afterwards
    assert len(used) == len(moved)

    def fits(token: str, answer: str) -> bool:
        others_used = [at for name, at in used.items() if name != token]
        others_moved = [at for name, at in moved.items() if name != answer]
        return used[token] < moved[answer] and all(
            sum(at < moment for at in others_used) >= sum(at <= moment for at in others_moved)
            for moment in others_moved
        )

    return {(token, answer): fits(token, answer) for token in used for answer in moved}


def test_by_time_every_answer_can_be_of_five_people_and_every_person_can_have_given_five(world: SurveyWorld) -> None:
    told(world)
    fitting = possible(turns(world))
    tokens, answers = {token for token, _ in fitting}, {answer for _, answer in fitting}

    assert (len(tokens), len(answers)) == (18, 18)
    assert min(sum(fitting[token, answer] for token in tokens) for answer in answers) >= FEWEST
    assert min(sum(fitting[token, answer] for answer in answers) for token in tokens) >= FEWEST


def test_whoever_reads_all_tables_while_one_person_has_answered_reads_no_answer(world: SurveyWorld) -> None:
    world.join(12, "ita")
    world.draft()
    world.start()
    said = GOOD | {"text": "Ainoa vastaus"}
    assert world.post(world.token(3), said)["statusCode"] == 200
    world.night()

    states = [state for table in world.memory.tables.values() for all_of in table.states.values() for state in all_of]
    waiting = [state for state in states if state and state["pk"]["S"].startswith("ANSWER#")]
    assert len(waiting) == 1
    assert "Ainoa" not in repr(states)
    assert not any(state and ("ratings" in state or "sums" in state) for state in states)
    opening = {
        function: grant.condition or ""
        for function in templates.functions()
        for grant in permissions.grants(f"{function}Role")
        if "kms:Decrypt" in grant.actions
    }
    kept_out = re.compile("not with .*`survey`|only with `(?!survey)")
    assert [name for name, on in opening.items() if not kept_out.match(on)] == ["RunSurveysFunction"]


def test_by_values_an_answer_has_nothing_in_common_with_anything(world: SurveyWorld) -> None:
    told(world)
    images = [change.image for table in world.memory.tables.values() for change in table.stream if change.image]
    states = [state for table in world.memory.tables.values() for all_of in table.states.values() for state in all_of]
    every = [item for item in [*images, *states] if item]
    answers = [item for item in every if item["kind"]["S"] in ("survey_answer", "waiting_answer")]
    others = json.dumps([item for item in every if item not in answers and item["kind"]["S"] != "survey"])

    assert len(answers) >= 36
    for item in answers:
        if item["kind"]["S"] == "waiting_answer":
            assert item.keys() == {"pk", "kind", "sealed", "expires"}
            continue
        assert item.keys() <= {"pk", "sk", "kind", "ratings", "text"}
        assert item["ratings"]["M"].keys() == set(STATEMENTS)
        drawn_key = item.get("sk", {"S": "ANSWER#in a place"})["S"].removeprefix("ANSWER#")
        assert drawn_key not in others
        assert item.get("text", {"S": "?"})["S"] not in others
    waiting = [item for item in answers if item["kind"]["S"] == "waiting_answer"]
    assert len({item["expires"]["N"] for item in waiting}) == 1
    assert len({len(item["sealed"]["B"]) for item in waiting}) == 1
    assert not any(pk.startswith(("IDEMPOTENCY", "CEILING")) for pk, _ in world.memory.transient.states)


def test_by_order_keys_and_places_tell_nothing(world: SurveyWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[int] = []
    kept = items.put_waiting_answer
    monkeypatch.setattr(
        items, "put_waiting_answer", lambda waiting, closes: (places.append(waiting.place), kept(waiting, closes))[1]
    )
    told(world)
    inserted = [name.removeprefix("ANSWER#") for what, name in turns(world) if what == "moved"]

    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in inserted)
    for drawn in ([int(name[:8], 16) for name in inserted], places):
        rising = sum(earlier < later for earlier, later in pairwise(drawn))
        assert 3 <= rising <= 14, "whoever draws by time draws ever greater ones"
    texts = [
        change.image["text"]["S"]
        for change in world.memory.programme.stream
        if change.image and change.image["kind"]["S"] == "survey_answer"
    ]
    as_answered = [f"Sana {person}" for answering in NIGHTS for person in answering]
    assert sorted(texts) == sorted(as_answered)
    assert texts != as_answered


@contextmanager
def drawn(places: list[int]) -> Iterator[None]:
    """Let chance be the same each time, but for the places that answers wait in: these come in a given order."""
    chance, numbers = random.Random(5), iter(range(10**6))
    with pytest.MonkeyPatch.context() as patch:
        following = iter(places)
        patch.setattr("lahetti.surveys.answering.secrets.randbelow", lambda _: next(following))
        patch.setattr("lahetti.surveys.items.secrets.token_hex", lambda _: f"{next(numbers):032x}")
        patch.setattr("uuid_utils.compat.uuid7", lambda: uuid.UUID(int=next(numbers)))
        patch.setattr(collecting, "_CHANCE", chance)
        patch.setattr(fanouts, "_WORKERS", 1)
        yield


def traces(places: list[int], says: Mapping[int, dict[str, str]], caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """Return all that a story leaves behind: tables, streams, and the lines of the log."""
    caplog.clear()
    with MemoryDynamoDb().installed() as memory, survey_world(memory) as world, drawn(places):
        told(world, says)
    tables = {
        name: {key: states[-1] for key, states in table.states.items() if states[-1]}
        for name, table in memory.tables.items()
    }
    streams = {name: table.stream for name, table in memory.tables.items()}
    return {"tables": tables, "streams": streams, "log": [record.getMessage() for record in caplog.records]}


def test_two_of_a_team_who_swap_their_answers_leave_the_very_same_traces(caplog: pytest.LogCaptureFixture) -> None:
    one, other = GOOD | {"text": "Toinen"}, dict.fromkeys(STATEMENTS, "1") | {"text": "Ensimmäinen"}
    places = list(range(40, 58))
    swapped = places.copy()
    swapped[2], swapped[5] = places[5], places[2]

    first = traces(places, {2: one, 5: other}, caplog)
    second = traces(swapped, {2: other, 5: one}, caplog)

    assert first == second
    assert first != traces(places, {2: one, 5: one}, caplog)


def test_no_line_of_a_log_has_a_token_or_a_person(
    world: SurveyWorld, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    told(world)
    world.get(world.token(18))
    world.post(world.token(18), GOOD)
    written = capsys.readouterr()
    logged = caplog.text + written.out + written.err + repr([vars(record) for record in caplog.records])

    for number, person in enumerate(world.people):
        for word in (person.id, person.email, world.token(number), world.token(number).rpartition(".")[2]):
            assert not re.search(rf"{re.escape(word)}(?![0-9])", logged)


def test_the_access_log_has_the_route_and_not_the_path() -> None:
    properties = templates.template("template.yaml")["Resources"]["ProgrammeApi"]["Properties"]
    logged = set(re.findall(r"\$context\.([A-Za-z.]+)", properties["AccessLogSetting"]["Format"]))

    assert logged == {"requestId", "resourcePath", "httpMethod", "status", "responseLatency"}
    assert not properties.get("TracingEnabled", False)


def test_a_transaction_has_no_token_of_ours(world: SurveyWorld) -> None:
    """DynamoDB keeps a request's token for ten minutes; botocore draws one at random where none is given."""
    sent: list[Mapping[str, Any]] = []
    world.join(12, "ita")
    world.draft()
    world.start()
    world.memory.before = lambda operation, parameters: (
        sent.append(parameters) if operation == "TransactWriteItems" else None
    )
    world.answer(*range(10))
    world.end()

    assert len(sent) >= 11
    assert not any("ClientRequestToken" in parameters for parameters in sent)
