"""Long lists a page at a time: a cursor holds the keys of the last item shown, so that nothing is shown twice."""

import base64
import binascii
import json
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from lahetti.core.errors import Invalid
from lahetti.core.json_texts import read_json
from lahetti.dynamodb.models import Gsi1, Gsi2, ProgrammeItem

_LONGEST_KEY = 1024
"""Bytes of a sort key (quotas of DynamoDB)."""
Kind = TypeVar("Kind", bound=ProgrammeItem)


class Span(NamedTuple):
    """What part of a list is wanted: from behind a cursor, at most so many."""

    cursor: str | None = None
    most: int = 50


def page_of_table(
    kind: type[Kind], partition: str, span: Span, *, newest_first: bool = True
) -> tuple[list[Kind], str | None]:
    """Return items of a partition by their sort key, and the next page's cursor."""
    begin = None
    if span.cursor is not None:
        (sort,) = _read(span.cursor, 1)
        begin = {"pk": {"S": partition}, "sk": {"S": sort}}
    found = kind.query(partition, scan_index_forward=not newest_first, limit=span.most + 1, last_evaluated_key=begin)
    items = list(islice(found, span.most + 1))
    more = len(items) > span.most
    return items[: span.most], _written(items[span.most - 1].sk) if more else None


def page_of_index(
    index: Gsi1 | Gsi2, partition: str, span: Span, *, begins: str = "", newest_first: bool = True
) -> tuple[list[ProgrammeItem], str | None]:
    """Return items of a partition of an index by their sort key there, and the next page's cursor."""
    name = type(index).Meta.index_name
    sort_key: Any = getattr(ProgrammeItem, f"{name}sk")
    begin = None
    if span.cursor is not None:
        pk, sk, sort = _read(span.cursor, 3)
        begin = {"pk": {"S": pk}, "sk": {"S": sk}, f"{name}pk": {"S": partition}, f"{name}sk": {"S": sort}}
    found = index.query(
        partition,
        sort_key.startswith(begins) if begins else None,
        scan_index_forward=not newest_first,
        limit=span.most + 1,
        last_evaluated_key=begin,
    )
    items = list(islice(found, span.most + 1))
    if len(items) <= span.most:
        return items, None
    last = items[span.most - 1]
    return items[: span.most], _written(last.pk, last.sk, getattr(last, f"{name}sk"))


def _written(*keys: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def _read(cursor: str, count: int) -> list[str]:
    try:
        keys = read_json(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise Invalid("There is no such page.", field="cursor") from error
    if not isinstance(keys, list) or len(keys) != count or not all(_is_key(key) for key in keys):
        raise Invalid("There is no such page.", field="cursor")
    return keys


def _is_key(key: object) -> bool:
    return isinstance(key, str) and 0 < len(key) <= _LONGEST_KEY
