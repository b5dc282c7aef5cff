"""What a Query reads: the partition and range that its conditions name, from where on, and how much in one page."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.memory_dynamodb.expressions import Item, WrongRequest, condition
from tests.memory_dynamodb.tables import Table, is_larger, kept

Parameters = Mapping[str, Any]

LARGEST_PAGE = 1024 * 1024
"""Bytes that one Query reads (quotas of DynamoDB)."""


def placeholders(parameters: Parameters, *expressions: str) -> tuple[dict[str, str], Item]:
    """Return names and values of expressions; every one must be used."""
    names, values = parameters.get("ExpressionAttributeNames", {}), parameters.get("ExpressionAttributeValues", {})
    used = set(re.findall(r"[#:]\w+", " ".join(parameters.get(expression, "") for expression in expressions)))
    if used != {*names, *values}:
        raise WrongRequest(f"placeholders that are unused or not defined: {used ^ {*names, *values}}")
    return names, kept(values)


def key_conditions(
    parameters: Parameters, table: Table, index: str | None
) -> tuple[str, Callable[..., bool], dict[str, str], Item]:
    """Return a query's partition, its condition for keys, names and values."""
    names, values = placeholders(parameters, "KeyConditionExpression", "FilterExpression", "ProjectionExpression")
    schema, text = table.indexes[index], parameters["KeyConditionExpression"]
    equal = re.match(r"\(?(#\w+) = (:\w+)", text)
    asked = {names[name] for name in re.findall(r"#\w+", text)}
    if equal is None or names[equal[1]] != schema.partition or not asked <= set(schema.names):
        raise WrongRequest("query condition missed key schema element")
    if re.search(r"<>|\b(OR|NOT|IN|contains|size|attribute_\w+)\b", text):
        raise WrongRequest("invalid operator used in KeyConditionExpression")
    filtered = {names[name] for name in re.findall(r"#\w+", parameters.get("FilterExpression", ""))}
    if filtered & set(schema.names):
        raise WrongRequest("filter expression can only contain non-primary key attributes")
    return values[equal[2]]["S"], condition(text, names), names, values


def items_after(
    table: Table, index: str | None, start: Item, items: list[Item], partition: str, *, forward: bool
) -> list[Item]:
    names = {*table.schema.names, *table.indexes[index].names}
    if start.keys() != names or start[table.indexes[index].partition] != {"S": partition}:
        raise WrongRequest("the provided starting key is invalid")
    begin = table.position(index, start)
    if forward:
        return [item for item in items if table.position(index, item) > begin]
    return [item for item in items if table.position(index, item) < begin]


def page(items: list[Item], limit: int | None) -> tuple[list[Item], bool]:
    """Return what one request reads, and whether it ended before it had looked whether there is more."""
    end = len(items) if limit is None else min(limit, len(items))
    while is_larger(items[:end], LARGEST_PAGE) and is_larger(items[: end - 1], LARGEST_PAGE):
        end -= 1
    return items[:end], end < len(items) or end == limit or is_larger(items[:end], LARGEST_PAGE)
