"""Nothing that is kept of a person is forgotten: each kind of item goes along in an export and goes in an erasure."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import lahetti
from lahetti.dynamodb.models import ProgrammeItem, StoredItem, TrafficItem, TransientItem
from lahetti.personal_data.kinds import OF_NOBODY, OF_PEOPLE, Fate
from lahetti.records import ceilings


def kinds() -> set[type[StoredItem]]:
    """Return every kind of item that any module of the package declares."""
    for module in pkgutil.walk_packages(lahetti.__path__, "lahetti."):
        if module.name.endswith("items"):
            importlib.import_module(module.name)
    return {kind for base in (ProgrammeItem, TrafficItem, TransientItem) for kind in _below(base)}


def _below(base: type[StoredItem]) -> Iterator[type[StoredItem]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("lahetti."):
            yield kind
        yield from _below(kind)


def test_every_kind_of_item_is_exported_and_erased_or_named_with_a_reason() -> None:
    unknown = {kind.__name__ for kind in kinds()} - {kind.__name__ for kind in (*OF_PEOPLE, *OF_NOBODY)}

    assert unknown == set(), "say in personal_data/kinds.py what becomes of it where a person leaves"
    assert set(OF_PEOPLE) & set(OF_NOBODY) == set()
    assert all(OF_NOBODY.values())


def test_every_daily_ceiling_is_among_those_that_are_looked_for() -> None:
    declared = [value for value in vars(ceilings).values() if isinstance(value, ceilings.DailyCeiling)]

    assert list(ceilings.DAILY) == declared
    assert list(ceilings.PAUSES) == [one for one in vars(ceilings).values() if isinstance(one, ceilings.Pause)]


@pytest.mark.parametrize("kind", OF_PEOPLE, ids=lambda kind: kind.__name__)
def test_what_is_of_a_person_is_exported_or_left_out_for_a_reason(kind: type[StoredItem]) -> None:
    declared = OF_PEOPLE[kind]

    assert (declared.exported_as is None) != (declared.left_out == "")
    assert declared.naming or declared.fate is not Fate.NAMES_NOBODY
    assert set(declared.naming) <= set(kind.get_attributes())
