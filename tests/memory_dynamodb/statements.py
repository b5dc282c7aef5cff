"""Statements in PartiQL, of the two kinds that `lahetti.dynamodb.batches` writes: a new item, one over its version."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.memory_dynamodb.expressions import Item, Value
from tests.memory_dynamodb.tables import kept_value

_INSERT = re.compile(r"""INSERT INTO "([^"]+)" VALUE \{((?:'[^']+': \?(?:, |(?=\})))+)\}""")
_UPDATE = re.compile(
    r"""UPDATE "([^"]+)" ((?:(?:SET "[^"]+" = \?|REMOVE "[^"]+") )+)WHERE pk = \? AND sk = \? AND version = \?"""
)


@dataclass(frozen=True)
class Statement:
    """What is to be changed of an item, where it has this version; without one, it must not be there."""

    table: str
    key: Item
    changed: Item
    removed: frozenset[str] = frozenset()
    version: Value | None = None


def read_statement(text: str, parameters: Sequence[Value]) -> Statement:
    """Return what a statement says. Raise NotImplementedError for any of another form."""
    values = [kept_value(value) for value in parameters]
    if found := _INSERT.fullmatch(text):
        item = dict(zip(re.findall("'([^']+)'", found[2]), values, strict=True))
        return Statement(found[1], item, item)
    if found := _UPDATE.fullmatch(text):
        *new, pk, sk, version = values
        changed = dict(zip(re.findall('SET "([^"]+)"', found[2]), new, strict=True))
        removed = frozenset(re.findall('REMOVE "([^"]+)"', found[2]))
        key = {"pk": pk, "sk": sk}
        return Statement(found[1], key, {**key, **changed}, removed, version)
    raise NotImplementedError(text)
