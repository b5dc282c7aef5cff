"""A table is brought back whole, nothing goes out again, and a restore that is killed anywhere ends the same."""

import copy
import hashlib
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import transact
from lahetti.mail import delivery
from lahetti.mail.digests import items as digests
from lahetti.people import items as people_items
from lahetti.people.model import Role
from lahetti.personal_data import erasing, files, leaving
from lahetti.personal_data.erasing import Outside
from lahetti.points.ledger import ledger
from lahetti.races import items as races_items
from lahetti.races.reconciliation import reconcile
from lahetti.records import items as records_items
from lahetti.records import outbox
from lahetti.records.model import FanOutKind, MailKind, MailStep
from lahetti.settings import versions
from lahetti.sharing import items as sharing_items
from lahetti.surveys import items as _surveys_items  # noqa: F401 (kinds of items are known once imported)
from tests.memory_dynamodb.client import Killed, MemoryDynamoDb
from tests.memory_dynamodb.tables import Table
from tests.whole_programme import ZONE, WholeProgramme, some_weeks
from tools import repeat_erasures
from tools.restore import settling, steps
from tools.restore.copying import NOT_SENT
from tools.restore.settling import Tables
from tools.restore.steps import Restored, Surroundings
from tools.restore.wanted import Wanted

ERASED, NEWCOMER, PROMOTED, SHARER = "ita3", "uusi", "lansi1", "ita1"
ALIAS = uuid.UUID("5b1f7a52-3333-4000-8000-000000000003")


@dataclass
class Kept:
    """The table of the moment, as AWS's recovery would bring it; a copy that is there already stays."""

    memory: MemoryDynamoDb
    moment: Table
    brought: int = 0

    def bring(self, table: str, at: datetime, copy_name: str) -> None:  # noqa: ARG002
        if copy_name not in self.memory.tables:
            self.memory.tables[copy_name] = replace(copy.deepcopy(self.moment), name=copy_name)
            self.brought += 1

    def drop(self, copy_name: str) -> None:
        self.memory.tables.pop(copy_name, None)


@dataclass
class World:
    """A programme some hours after a moment, in whose table something went wrong since."""

    programme: WholeProgramme
    moment: Table
    at: datetime
    folder: Path
    listed: set[str] = field(default_factory=set)
    running: list[str] = field(default_factory=list)

    @property
    def memory(self) -> MemoryDynamoDb:
        return self.programme.memory

    def around(self) -> Surroundings:
        memory = cast("Any", self.memory)
        return Surroundings(
            database=memory,
            backups=cast("Any", Kept(self.memory, self.moment)),
            tables=Tables(memory, self.memory.traffic.name, self.memory.transient.name),
            zone=ZONE,
            folder=self.folder,
            now=lambda: self.programme.now,
            pause=lambda: self.running.append("paused"),
            resume=lambda: self.running.append("running"),
            wait=lambda _: None,
            sign_ins=lambda: {person.id: person.email for person in self.programme.people.values()},
        )

    def wanted(self, keeps: Any = lambda _: False) -> Wanted:
        return Wanted(self.memory.programme.name, self.at, keeps)

    def restore(self, keeps: Any = lambda _: False) -> Restored:
        self.programme._forget()
        return steps.restore(self.wanted(keeps), self.around())

    def items(self) -> dict[tuple[str, str], Any]:
        return {key: states[-1] for key, states in self.memory.programme.states.items() if states[-1] is not None}


@cache
def hours_after() -> tuple[WholeProgramme, Table, datetime, frozenset[str]]:
    """Let a moment pass, and hours after it: a newcomer, an erasure, clicks, shares, a new role, mails."""
    programme = some_weeks().copied()
    listed: set[str] = set()
    with programme.lived(), outside(listed):
        promoted = programme.person(PROMOTED)
        programme.at("2026-11-24", "06:00")
        reminder = outbox.mail(MailKind.SHARE_REMINDER, promoted.id, "a-share", programme.now + timedelta(days=1))
        fan_out = outbox.fan_out(FanOutKind.GUIDELINES_CHANGED, "2", programme.now, version=2)
        transact(reminder, fan_out)
        moment = copy.deepcopy(programme.memory.programme)
        at = programme.now

        programme.at("2026-11-24", "11:00")
        programme.invite(NEWCOMER)
        programme.begin(NEWCOMER)
        programme.publish("uudempi", "eeva")
        programme.share(SHARER, "uudempi")
        programme.share(NEWCOMER, "uutinen 23 1")
        programme.visit(NEWCOMER, "uutinen 23 1", 1)
        programme.visit(SHARER, "uutinen 23 1", 2)
        programme.change(PROMOTED, role=Role.ADMIN)
        transact(outbox.mail(MailKind.WINNER, promoted.id, "newer", programme.now))
        erased = programme.person(ERASED).id
        leaving.leave(erased, programme.now)
        for moment_of_erasing in (programme.now, programme.now + erasing.SECOND_LOOK):
            erasing.erase(erased, versions.read_settings(), moment_of_erasing, Outside(*[listed.add] * 4))
        programme.deliver()
        programme.at("2026-11-24", "14:00")
    return programme, moment, at, frozenset(listed)


@contextmanager
def outside(listed: set[str]) -> Iterator[None]:
    """Let the list of erasures and the sign-in be these, and a random id the same each time."""
    with pytest.MonkeyPatch.context() as patch:
        hash_of = lambda person: hashlib.sha256(person.encode()).hexdigest()  # noqa: E731
        add = lambda person: listed.add(hash_of(person))  # noqa: E731
        patch.setattr(files, "hash_of", hash_of)
        patch.setattr(files, "list_erasure", add)
        patch.setattr(files, "erasures", lambda: iter(listed))
        patch.setattr(repeat_erasures, "Outside", lambda: Outside(add, *[lambda _: None] * 3))
        patch.setattr(leaving.uuid, "uuid4", lambda: ALIAS)
        yield


@contextmanager
def world(folder: Path, *, emptied: bool = True) -> Iterator[World]:
    """Let the hours after the moment go on; in the table everything is gone, or it only went on."""
    programme, moment, at, _ = hours_after()
    listed: set[str] = set()
    with programme.copied().lived() as going_on, outside(listed):
        listed.add(files.hash_of(programme.people[ERASED].id))
        table = going_on.memory.programme
        if emptied:
            for key in list(table.states):
                table.write(key, None)
        yield World(going_on, moment, at, folder, listed)


def shown(items: dict[tuple[str, str], Any]) -> dict[tuple[str, str], Any]:
    """Leave out what a second run writes under another id: the line of the log that says that it was restored."""
    return {key: item for key, item in items.items() if item["kind"]["S"] != "audit"}


def test_an_emptied_table_comes_back_as_it_was(tmp_path: Path) -> None:
    with world(tmp_path) as after:
        done = after.restore()

        items, moment = after.items(), {k: s[-1] for k, s in after.moment.states.items() if s[-1] is not None}
        erased, promoted = after.programme.people[ERASED].id, after.programme.people[PROMOTED].id
        untouched = {
            key: item
            for key, item in moment.items()
            if item["kind"]["S"]
            in ("head", "texts", "captions", "settings", "guidelines", "channel", "survey", "reward")
        }
        assert untouched
        assert {key: items.get(key) for key in untouched} == untouched
        over = [
            item for item in moment.values() if int(item.get("expires", {"N": "99999999999"})["N"]) < _seconds(after)
        ]
        assert over
        assert done.changes.came_back.total() == len(moment) - len(over)
        assert people_items.find_person(promoted).role is Role.AMBASSADOR  # type: ignore[union-attr]
        assert people_items.find_person(erased) is None
        assert not [key for key in items if erased in "".join(key)]
        assert done.erased_again == 1
        assert after.running == ["paused", "running"]
        assert after.wanted().copy not in after.memory.tables
        assert settling.logged(after.at) is not None


def _seconds(after: World) -> float:
    return after.programme.now.timestamp()


def test_nothing_goes_out_again(tmp_path: Path) -> None:
    with world(tmp_path) as after:
        promoted = after.programme.people[PROMOTED].id
        wished = [row.id for row in people_items.rows_in(people_items.PersonState.ACTIVE)]
        assert wished == []

        done = after.restore()

        reminder = records_items.find_mail(f"{MailKind.SHARE_REMINDER}#a-share#{promoted}")
        assert reminder is not None
        assert (reminder.step, reminder.reason) == (MailStep.DROPPED, NOT_SENT)
        assert done.mails_not_sent >= 1
        assert list(delivery.mails_due(after.programme.now + timedelta(days=40))) == []
        told = records_items.find_fan_out(f"{FanOutKind.GUIDELINES_CHANGED}#2")
        assert told is not None
        assert told.not_sent == NOT_SENT
        # Tuesday's digest left at half past eight, between the moment and the restore.
        state = digests.find_digest_state(promoted)
        assert state is not None
        assert state.until is not None
        assert state.until > after.at
        assert digests.digests_done() == after.programme.now


def test_visits_since_count_for_the_links_that_came_back(tmp_path: Path) -> None:
    with world(tmp_path) as after:
        sharer = after.programme.people[SHARER].id
        code = after.programme.codes[SHARER, "uutinen 23 1"]

        done = after.restore()

        share = sharing_items.find_share(code)
        assert share is not None
        assert share.clicks >= 2
        assert done.clicks_counted >= 2
        assert any(entry.cause.startswith(f"CLICKS#{code}#2026-11-24") for entry in ledger(sharer, consistent=True))


def test_what_was_lost_with_an_emptied_table_is_told_by_what_lies_outside_of_it(tmp_path: Path) -> None:
    with world(tmp_path) as after:
        after.programme.people.pop(ERASED)
        newcomer = after.programme.people[NEWCOMER]

        done = after.restore()
        told = steps.report(after.wanted(), after.around(), done)

        assert done.people_lost == [newcomer.email]
        assert done.links_lost == 1
        assert "is lost as well, and no list has it" in told
        assert f"{newcomer.email}, who can sign in and is nobody; invite them again" in told


def test_ledger_cards_and_standings_agree_afterwards(tmp_path: Path) -> None:
    with world(tmp_path) as after:
        newcomer = after.programme.people[NEWCOMER].id

        done = after.restore()

        assert done.differences == 0
        assert reconcile(after.programme.now, ZONE, lambda _: None) == []
        assert races_items.find_standing("W2026-48", newcomer, consistent=True) is None
        sharer = people_items.find_card(after.programme.people[SHARER].id, consistent=True)
        row = races_items.find_standing("W2026-48", after.programme.people[SHARER].id, consistent=True)
        assert sharer is not None
        assert row is not None
        assert row.points == sharer.totals.races["W2026-48"].points


def test_in_a_table_that_went_on_the_newer_is_listed_and_goes_but_for_what_happened(tmp_path: Path) -> None:
    with world(tmp_path, emptied=False) as after:
        promoted, newcomer = (after.programme.people[name].id for name in (PROMOTED, NEWCOMER))
        listed = steps.list_newer(after.wanted(None), after.around())

        assert after.running == []
        assert f"PERSON#{newcomer}" in listed.read_text(encoding="utf-8")
        assert listed.stat().st_mode & 0o077 == 0
        done = after.restore()

        assert people_items.find_person(newcomer) is None
        winner = records_items.find_mail(f"{MailKind.WINNER}#newer#{promoted}")
        assert winner is not None
        assert winner.step is MailStep.DROPPED
        assert done.changes.roles == [f"{promoted}: admin active → ambassador active"]
        told = steps.report(after.wanted(), after.around(), done)
        assert "Lost (newer than that moment)" in told
        assert "person" in told
        assert [entry.what for entry in _audit_of(newcomer)] != []


def _audit_of(person: str) -> Any:
    return records_items.audit_about(keys.person(person), settling.Span())[0]


def test_newer_items_are_kept_where_an_admin_says_so(tmp_path: Path) -> None:
    with world(tmp_path, emptied=False) as after:
        newcomer = after.programme.people[NEWCOMER]
        own = {keys.person(newcomer.id), keys.email(newcomer.email)}

        done = after.restore(lambda key: key[0] in own)

        assert people_items.find_person(newcomer.id) is not None
        assert people_items.find_person_by_email(newcomer.email) is not None
        assert sharing_items.find_share(after.programme.codes[SHARER, "uudempi"]) is None
        assert "Kept though newer" in steps.report(after.wanted(lambda key: key[0] in own), after.around(), done)


def test_what_transient_remembers_is_forgotten_but_for_what_the_table_knows_nothing_of(tmp_path: Path) -> None:
    with world(tmp_path) as after:
        for pk in (
            "KEY#2026-11-24",
            "SEEN#2026-11-24#x",
            "DEVICES#2026-11-24#x",
            "ANSWER#s#1",
            "CEILING#a#b#c",
            "COUNTED",
        ):
            after.memory.transient.write((pk, ""), {"pk": {"S": pk}, "kind": {"S": "x"}})

        after.restore()

        left = {key[0].partition("#")[0] for key, states in after.memory.transient.states.items() if states[-1]}
        assert left == {"KEY", "SEEN", "DEVICES", "ANSWER"}


STEPS = 9


@cache
def restored(folder: Path, emptied: bool) -> tuple[dict[tuple[str, str], Any], list[Any], int]:
    """Return what a restore that nobody disturbs ends in: items, rows of races, and how often it asked the tables."""
    with world(folder, emptied=emptied) as after:
        begun = len(after.memory.calls)
        after.restore()
        return shown(after.items()), _rows(after), len(after.memory.calls) - begun


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole")


@pytest.mark.parametrize("killed_before", range(1, STEPS))
def test_a_restore_that_is_killed_between_two_steps_ends_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_before: int
) -> None:
    emptied = bool(killed_before % 2)
    whole = restored(folder, emptied)
    with world(tmp_path, emptied=emptied) as after:
        begun: list[str] = []

        @contextmanager
        def killing(text: str) -> Iterator[None]:
            begun.append(text)
            if len(begun) > killed_before:
                raise Killed
            yield

        with monkeypatch.context() as patch:
            patch.setattr(steps, "step", killing)
            with pytest.raises(Killed):
                after.restore()
        assert len(begun) == killed_before + 1
        assert after.running in ([], ["paused"])

        after.restore()

        assert (shown(after.items()), _rows(after)) == whole[:2]
        assert after.running[-1] == "running"


def test_these_are_all_the_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    with world(tmp_path) as after, monkeypatch.context() as patch:
        patch.setattr(steps, "step", lambda text: _counted(begun, text))
        after.restore()

    assert len(begun) == STEPS


@contextmanager
def _counted(begun: list[str], text: str) -> Iterator[None]:
    begun.append(text)
    yield


@pytest.mark.parametrize("seed", range(4))
def test_a_restore_that_is_killed_anywhere_ends_the_same(folder: Path, tmp_path: Path, seed: int) -> None:
    emptied = bool(seed % 2)
    items, _, accesses = restored(folder, emptied)
    with world(tmp_path, emptied=emptied) as after:
        after.memory.kill_in = random.Random(seed).randrange(accesses)
        with pytest.raises(Killed):
            after.restore()

        after.restore()

        assert shown(after.items()) == items


def _rows(after: World) -> list[Any]:
    return [
        (race, row.person, row.points, row.place)
        for race in ("W2026-48", "M2026-11", "Q2026-4", "ALL")
        for row in races_items.all_rows(race)
    ]
