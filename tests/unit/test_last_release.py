"""The state of the last release, as a small file, under the code of this one: it starts, and it adds up.

`LAHETTI_WRITE_STATE=1` writes the file of this release's DATA_VERSION anew, once, when it is released; afterwards the
file stays as it is, however the code changes: what no longer reads it needs a migration. Until the first release it
may be written anew with every change.
"""

import copy
import gzip
import json
import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from lahetti.dynamodb.data_version import DATA_VERSION
from lahetti.dynamodb.models import ProgrammeItem, StoredItem, TrafficItem, TransientItem
from lahetti.people import items as people_items
from lahetti.personal_data.kinds import OF_NOBODY, OF_PEOPLE
from lahetti.points import confirming
from lahetti.races.reconciliation import reconcile
from lahetti.records import items as records_items
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.whole_programme import (
    ZONE,
    WholeProgramme,
    _known,
    api_answer,
    api_readings,
    console_answer,
    console_readings,
    some_weeks,
)
from tools.upgrade import MIGRATIONS, upgrade

FOLDER = Path(__file__).parents[1] / "releases"
TABLES: dict[str, type[StoredItem]] = {
    "programme": ProgrammeItem,
    "traffic": TrafficItem,
    "transient": TransientItem,
}
KINDS = {kind.__name__ for kind in (*OF_PEOPLE, *OF_NOBODY)}


def newest_file() -> Path:
    """The state of the release before the newest migration, or of the first release while there is none."""
    return FOLDER / f"state-{max(1, DATA_VERSION - 1)}.json.gz"


def write_state(file: Path) -> None:
    programme = some_weeks()
    tables = {
        name: [states[-1] for _, states in sorted(getattr(programme.memory, name).states.items()) if states[-1]]
        for name in TABLES
    }
    told = {
        "now": programme.now.isoformat(),
        "people": {name: person.id for name, person in programme.people.items()},
        "contents": programme.contents,
        "codes": [[*pair, code] for pair, code in programme.codes.items()],
        "rewards": programme.rewards,
        "others": programme.others,
        "numbers": programme._numbers,
        "tables": tables,
    }
    text = json.dumps(told, default=lambda value: {"bytes": value.hex()}, sort_keys=True, separators=(",", ":"))
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def read_state(file: Path) -> Any:
    return json.loads(
        gzip.decompress(file.read_bytes()),
        object_hook=lambda found: bytes.fromhex(found["bytes"]) if found.keys() == {"bytes"} else found,
    )


@cache
def kept() -> Any:
    if os.environ.get("LAHETTI_WRITE_STATE"):
        write_state(newest_file())
    return read_state(newest_file())


@pytest.fixture
def upgraded() -> Iterator[WholeProgramme]:
    """The last release's programme, in the new release's hands: its data brought to the new shape."""
    state, memory = copy.deepcopy(kept()), MemoryDynamoDb()
    for name in TABLES:
        table = getattr(memory, name)
        for item in state["tables"][name]:
            table.write(table.key_of(item), item)
    programme = WholeProgramme(
        memory,
        now=datetime.fromisoformat(state["now"]),
        contents=state["contents"],
        codes={(name, content): code for name, content, code in state["codes"]},
        rewards=state["rewards"],
        others=state["others"],
        _numbers=state["numbers"],
    )
    with programme.lived():
        upgrade(cast("Any", memory), memory.programme.name)
        for name, person in state["people"].items():
            found = people_items.find_person(person)
            assert found is not None
            programme.people[name] = found
        yield programme


def test_the_state_is_small() -> None:
    assert newest_file().stat().st_size < 60_000


def test_every_item_of_the_last_release_is_read_by_a_model_that_knows_all_its_attributes(
    upgraded: WholeProgramme,
) -> None:
    unknown = set()
    seen = set()
    for name, base in TABLES.items():
        for states in getattr(upgraded.memory, name).states.values():
            if (item := states[-1]) is None:
                continue
            model = type(base.from_raw_data(item))
            seen.add(model.__name__)
            stored = {attribute.attr_name for attribute in model.get_attributes().values()}
            unknown |= {f"{model.__name__}.{attribute}" for attribute in item.keys() - stored}

    assert unknown == set(), "say in a migration what becomes of it (tools/upgrade.py), and raise DATA_VERSION"
    assert len(seen) > 40
    assert seen <= KINDS


def test_every_page_and_route_answers_an_admin_from_it(upgraded: WholeProgramme) -> None:
    upgraded.named = _known(upgraded)
    anni = upgraded.people["anni"].id
    broken = []
    for readings, answer in ((api_readings(upgraded), api_answer), (console_readings(upgraded), console_answer)):
        for reading in readings:
            upgraded._forget()
            status = int(answer(anni, reading)["statusCode"])
            if status >= 500 or status == 400:
                broken.append((reading, status))

    assert broken == []


def test_it_adds_up_and_goes_on(upgraded: WholeProgramme) -> None:
    upgraded.deliver()
    assert reconcile(upgraded.now, ZONE, lambda _: upgraded.deliver()) == []

    sharer = upgraded.people["pohjoinen0"].id
    upgraded.open("pohjoinen0", "uutinen 23 4")
    code = upgraded.codes["pohjoinen0", "uutinen 23 4"]
    confirming.confirm_share(sharer, code, upgraded.judged, upgraded.now)
    upgraded.deliver()
    upgraded.night("2026-11-30")

    assert reconcile(upgraded.now, ZONE, lambda _: upgraded.deliver()) == []


def test_its_data_is_of_this_release_afterwards(upgraded: WholeProgramme) -> None:
    assert records_items.find_data_version() == (DATA_VERSION, DATA_VERSION)
    assert upgrade(cast("Any", upgraded.memory), upgraded.memory.programme.name) == 0
    assert len(MIGRATIONS) == DATA_VERSION - 1
