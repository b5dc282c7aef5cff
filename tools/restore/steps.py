"""The steps of a restore, in their order. Killed between any two and started again, it ends the same.

The copy beside the live table is the mark of a restore that is under way: it goes once everything stands, and what was
stopped runs again at the very end.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tools.cloud.report import say, step
from tools.repeat_erasures import repeat_erasures
from tools.restore import settling
from tools.restore.backups import Backups
from tools.restore.copying import Changes, Copying
from tools.restore.settling import Tables
from tools.restore.wanted import Key, Wanted

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Surroundings:
    """Where a restore works, and how the application is stopped and started."""

    database: "DynamoDBClient"
    backups: Backups
    tables: Tables
    zone: ZoneInfo
    folder: Path
    now: Callable[[], datetime]
    pause: Callable[[], None]
    resume: Callable[[], None]
    wait: Callable[[float], None]
    sign_ins: Callable[[], Mapping[str, str]]
    """Whoever can sign in, by id, with their address."""


@dataclass
class Restored:
    """What a restore has brought, for whoever has to tell the others."""

    changes: Changes = field(default_factory=Changes)
    erased_again: int = 0
    mails_not_sent: int = 0
    digests_moved: int = 0
    clicks_counted: int = 0
    differences: int = 0
    links_lost: int = 0
    people_lost: list[str] = field(default_factory=list)


def list_newer(wanted: Wanted, around: Surroundings) -> Path:
    """Bring the moment's table beside the live one and write down what it does not have; nothing stands still yet."""
    with step(f"bringing {wanted.table} as it was at {wanted.at:%Y-%m-%dT%H:%M:%SZ} beside it (20 minutes to hours)"):
        around.backups.bring(wanted.table, wanted.at, wanted.copy)
    with step("comparing both"):
        newer = _copying(wanted, around).newer()
    file = around.folder / f"{wanted.copy}.newer.jsonl"
    _write(file, newer)
    say(_counted("Newer than that moment, and lost unless you keep them", Counter(newer.values())))
    return file


def restore(wanted: Wanted, around: Surroundings) -> Restored:
    """Bring the table back, into the live stacks; return what was lost and done. Raise Failure, or what AWS says."""
    if wanted.keeps is None:
        raise ValueError("what is kept has to be said")
    done = Restored()
    with step(f"bringing {wanted.table} as it was at {wanted.at:%Y-%m-%dT%H:%M:%SZ} beside it (20 minutes to hours)"):
        around.backups.bring(wanted.table, wanted.at, wanted.copy)
    with step("letting the application stand still, but for the links (some minutes)"):
        around.pause()
    with step("copying back"):
        settling.list_erasures_under_way()
        done.changes = _copying(wanted, around).copy(wanted.keeps)
        _remember(wanted, around, done.changes)
    with step("letting nothing go out again"):
        done.mails_not_sent = settling.settle_mails(around.now())
        done.digests_moved = settling.settle_digests(wanted.at, around.now(), around.zone)
        settling.finish_fan_outs(around.tables, wanted.table, wanted.at, around.now())
    with step("erasing anew who was erased since"):
        done.erased_again = repeat_erasures()
    with step("forgetting what is remembered for moments, counting clicks, making standings anew"):
        settling.empty_transient(around.tables)
        settling.clear_standings(around.tables)
        done.clicks_counted = settling.count_clicks(around.tables, around.now(), around.zone)
        settling.write_standings(around.now(), around.zone)
    with step("reconciling until ledger, cards and standings agree"):
        done.differences = settling.make_clean(around.now(), around.zone, around.wait)
    done.links_lost = settling.links_lost(around.tables)
    done.people_lost = settling.people_lost(around.sign_ins())
    settling.log(wanted.at, around.now())
    with step("deleting the copy beside"):
        around.backups.drop(wanted.copy)
    with step("letting the application go on (some minutes)"):
        around.resume()
    return done


def report(wanted: Wanted, around: Surroundings, done: Restored) -> str:
    """Say what was lost and what was done; a run that went on after a kill counts its own part, the files know all."""
    changes, keeps = done.changes, wanted.keeps or (lambda _: False)
    lost = Counter(kind for key, kind in changes.newer.items() if not keeps(key))
    kept = Counter(kind for key, kind in changes.newer.items() if keeps(key))
    lines = [
        f"{wanted.table} is as it was at {wanted.at:%Y-%m-%dT%H:%M:%SZ}.",
        _counted("Came back", changes.came_back),
        _counted("Set back", changes.set_back),
        _counted("Lost (newer than that moment)", lost),
        *_gone_without_a_list(wanted, done),
        _counted("Kept though newer", kept),
        _counted("Stayed as they are, because they happened outside", changes.stayed),
        f"Not sent again: {done.mails_not_sent} mails; digests of {done.digests_moved} people told as sent.",
        f"Erased again: {done.erased_again} people. Clicks counted again: {done.clicks_counted}.",
        f"Put right by reconciling: {done.differences}.",
        *(f"Another role or state again, look at it first: {moved}" for moved in changes.roles),
        f"Which items were lost: {_list_of(wanted, around)} (it names people by id and address: delete it when done).",
    ]
    return "\n".join(line for line in lines if line)


def _gone_without_a_list(wanted: Wanted, done: Restored) -> list[str]:
    """Say what is known, by what lies outside the table, of items that were gone from it before this."""
    lines = []
    if done.changes.came_back:
        lines.append(
            f"{done.changes.came_back.total()} items had gone from the table. Whatever was written after "
            f"{wanted.at:%Y-%m-%dT%H:%M:%SZ} and went with them is lost as well, and no list has it."
        )
    if done.links_lost:
        lines.append(f"Lost with it: {done.links_lost} links that were visited in the last days.")
    return lines + [
        f"Lost with it: {email}, who can sign in and is nobody; invite them again." for email in done.people_lost
    ]


def _copying(wanted: Wanted, around: Surroundings) -> Copying:
    now = int(around.now().timestamp())
    return Copying(around.database, wanted.copy, wanted.table, settling.closed_races(), now, around.wait)


def _list_of(wanted: Wanted, around: Surroundings) -> Path:
    return around.folder / f"{wanted.copy}.lost.jsonl"


def _remember(wanted: Wanted, around: Surroundings, changes: Changes) -> None:
    """Add to the list of what was lost: a run before that was killed has its part there."""
    keeps = wanted.keeps or (lambda _: False)
    file = _list_of(wanted, around)
    before = _read(file) if file.exists() else {}
    _write(file, before | {key: kind for key, kind in changes.newer.items() if not keeps(key)})


def _read(file: Path) -> dict[Key, str]:
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {(line["pk"], line["sk"]): line["kind"] for line in lines}


def _write(file: Path, items: dict[Key, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"kind": kind, "pk": pk, "sk": sk}) for (pk, sk), kind in sorted(items.items())]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as output:
        output.write("".join(f"{line}\n" for line in lines))


def _counted(what: str, kinds: Counter[str]) -> str:
    if not kinds:
        return f"{what}: nothing."
    return f"{what}: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) + "."
