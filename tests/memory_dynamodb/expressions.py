"""Expressions of conditions, keys, filters and updates, as PynamoDB writes them: names and values are placeholders.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

Value = dict[str, Any]
"""A value with its type, as DynamoDB writes it: {"S": "text"}."""
Item = dict[str, Value]
Path = tuple[str | int, ...]
Operand = Callable[[Item, Mapping[str, Value]], Value | None]
Condition = Callable[[Item, Mapping[str, Value]], bool]
Change = Callable[[Item, Item, Mapping[str, Value]], Item]
"""Takes the item as it was before all changes, the item so far, and the values."""


class WrongRequest(Exception):
    """DynamoDB would answer with a ValidationException."""


class WrongChange(WrongRequest):
    """The same for the item that is to be changed; in a transaction it is a reason of its cancellation."""


def condition(text: str, names: Mapping[str, str]) -> Condition:
    """Return the predicate that an expression stands for."""
    return _parsed("condition", text, tuple(sorted(names.items())))


def update(text: str, names: Mapping[str, str]) -> Callable[[Item, Mapping[str, Value]], Item]:
    """Return the function that changes an item as an update expression says; the given item stays as it is."""
    changes: Sequence[tuple[Path, Change]] = _parsed("changes", text, tuple(sorted(names.items())))
    paths = [path for path, _ in changes]
    for number, path in enumerate(paths):
        if any(path[: len(other)] == other or other[: len(path)] == path for other in paths[:number]):
            raise WrongRequest(f"two document paths overlap with each other: {path}")

    def change(item: Item, values: Mapping[str, Value]) -> Item:
        after = dict(item)
        for _, one in changes:
            after = one(item, after, values)
        return after

    return change


def changed_names(text: str, names: Mapping[str, str]) -> set[str]:
    """Return the attributes that an update expression changes."""
    return {str(path[0]) for path, _ in _parsed("changes", text, tuple(sorted(names.items())))}


@lru_cache(maxsize=2000)
def _parsed(rule: str, text: str, names: tuple[tuple[str, str], ...]) -> Any:
    parser = _Parser(text, dict(names))
    result = getattr(parser, rule)()
    if parser.here is not None:
        raise NotImplementedError(f"{parser.here} in {text}")
    return result


_TOKEN = re.compile(r"\s*(#\w+|:\w+|\w+|<>|<=|>=|[=<>(),.+\-\[\]])")
_PLAIN_NAMES = {"pk", "hits", "ip_hash", "data_centre", "kind", "expires"}
"""What the redirect writes without placeholders; none is among DynamoDB's reserved words."""
_EXACT = Context(prec=200)
_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


class _Parser:
    """Reads one expression by recursive descent; `here` is the token that comes next."""

    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self._tokens = _tokens(text)
        self._text, self._names = text, names
        self.here: str | None = None
        self._next()

    def _next(self) -> str | None:
        token, self.here = self.here, next(self._tokens, None)
        return token

    def _take(self, *expected: str) -> str:
        if self.here not in expected:
            raise NotImplementedError(f"{self.here} instead of {expected} in {self._text}")
        return self._next() or ""

    def _at(self, token: str) -> bool:
        if self.here != token:
            return False
        self._next()
        return True

    # --- conditions

    def condition(self) -> Condition:
        either = [self._all()]
        while self._at("OR"):
            either.append(self._all())
        return either[0] if len(either) == 1 else lambda item, values: any(one(item, values) for one in either)

    def _all(self) -> Condition:
        every = [self._single()]
        while self._at("AND"):
            every.append(self._single())
        return every[0] if len(every) == 1 else lambda item, values: all(one(item, values) for one in every)

    def _single(self) -> Condition:
        if self._at("NOT"):
            inner = self._single()
            return lambda item, values: not inner(item, values)
        if self._at("("):
            inner = self.condition()
            self._take(")")
            return inner
        if self.here in _FUNCTIONS:
            function, arguments = _FUNCTIONS[self._next() or ""], self._arguments()
            return lambda item, values: function(*(one(item, values) for one in arguments))
        return self._comparison()

    def _arguments(self) -> list[Operand]:
        self._take("(")
        arguments = [self._operand()]
        while self._at(","):
            arguments.append(self._operand())
        self._take(")")
        return arguments

    def _comparison(self) -> Condition:
        left = self._operand()
        operator = self._take("=", "<>", "<", "<=", ">", ">=", "BETWEEN", "IN")
        if operator == "IN":
            choices = self._arguments()
            return lambda item, values: (
                (found := left(item, values)) is not None and found in [one(item, values) for one in choices]
            )
        right = self._operand()
        if operator == "BETWEEN":
            self._take("AND")
            upper = self._operand()
            return lambda item, values: (
                _in_order(">=", left(item, values), right(item, values))
                and _in_order("<=", left(item, values), upper(item, values))
            )
        if operator == "=":
            return lambda item, values: _equal(left(item, values), right(item, values))
        if operator == "<>":
            return lambda item, values: not _equal(left(item, values), right(item, values))
        return lambda item, values: _in_order(operator, left(item, values), right(item, values))

    # --- updates

    def changes(self) -> list[tuple[Path, Change]]:
        changes = []
        while self.here is not None:
            clause = {"SET": self._set, "REMOVE": self._remove, "ADD": self._add, "DELETE": self._delete}
            read = clause[self._take(*clause)]
            changes.append(read())
            while self._at(","):
                changes.append(read())
            if read == self._remove and any(isinstance(part, int) for path, _ in changes for part in path):
                raise NotImplementedError(f"an element of a list taken away in {self._text}")
        return changes

    def _set(self) -> tuple[Path, Change]:
        path = self._path()
        self._take("=")
        new = self._sum()

        def change(before: Item, after: Item, values: Mapping[str, Value]) -> Item:
            value = new(before, values)
            if value is None:
                raise WrongChange("the expression refers to an attribute that does not exist in the item")
            return _put(after, path, value)

        return path, change

    def _remove(self) -> tuple[Path, Change]:
        path = self._path()
        return path, lambda _, after, __: _put(after, path, None)

    def _add(self) -> tuple[Path, Change]:
        path, more = self._path(), self._operand()
        return path, lambda before, after, values: _put(after, path, _added(_look(before, path), more(before, values)))

    def _delete(self) -> tuple[Path, Change]:
        path, gone = self._path(), self._operand()
        return path, lambda before, after, values: _put(after, path, _less(_look(before, path), gone(before, values)))

    def _sum(self) -> Operand:
        left = self._operand()
        if self.here not in ("+", "-"):
            return left
        sign, right = 1 if self._next() == "+" else -1, self._operand()
        return lambda item, values: _calculated(left(item, values), right(item, values), sign)

    # --- operands

    def _operand(self) -> Operand:
        if self.here and self.here.startswith(":"):
            name = self._next() or ""
            return lambda _, values: values[name]
        if self.here in _VALUES:
            function, arguments = _VALUES[self._next() or ""], self._arguments()
            return lambda item, values: function(*(one(item, values) for one in arguments))
        path = self._path()
        return lambda item, _: _look(item, path)

    def _path(self) -> Path:
        parts: list[str | int] = [self._name()]
        while self.here in (".", "["):
            if self._next() == ".":
                parts.append(self._name())
            else:
                parts.append(int(self._next() or ""))
                self._take("]")
        return tuple(parts)

    def _name(self) -> str:
        token = self._next() or ""
        if token in _PLAIN_NAMES:
            return token
        if not token.startswith("#"):
            raise NotImplementedError(f"{token} in {self._text}: a name without a placeholder may be a reserved word")
        return self._names[token]


def _tokens(text: str) -> Iterator[str]:
    at, text = 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotImplementedError(f"{text[at:]} in {text}")
        at = found.end()
        yield found[1]


# --- what values are


def _look(item: Item, path: Path) -> Value | None:
    here: Value | None = {"M": item}
    for part in path:
        if isinstance(part, str):
            here = here.get("M", {}).get(part)
        else:
            held = here.get("L", [])
            here = held[part] if part < len(held) else None
        if here is None:
            return None
    return here


def _put(item: Item, path: Path, value: Value | None) -> Item:
    """Return the item with a value at a path; None takes away what is there."""
    changed: Item = _placed({"M": item}, path, value)["M"]
    return changed


def _placed(holder: Value, path: Path, value: Value | None) -> Value:
    part, rest = path[0], path[1:]
    if isinstance(part, str) and "M" in holder:
        fields = dict(holder["M"])
        new = _placed(_inner(fields.get(part)), rest, value) if rest else value
        if new is None:
            fields.pop(part, None)
        else:
            fields[part] = new
        return {"M": fields}
    if isinstance(part, int) and "L" in holder:
        items = list(holder["L"])
        new = _placed(_inner(items[part] if part < len(items) else None), rest, value) if rest else value
        items[part : part + 1] = [] if new is None else [new]
        return {"L": items}
    raise WrongChange("the document path provided in the update expression is invalid for update")


def _inner(holder: Value | None) -> Value:
    if holder is None:
        raise WrongChange("the document path provided in the update expression is invalid for update")
    return holder


def _kind(value: Value | None) -> str | None:
    return None if value is None else next(iter(value))


def _equal(left: Value | None, right: Value | None) -> bool:
    if left is right is None:
        raise NotImplementedError("two attributes that are both not there are compared")
    return left == right


def _in_order(operator: str, left: Value | None, right: Value | None) -> bool:
    kind = _kind(left)
    if kind is None or kind != _kind(right) or kind not in ("S", "N", "B"):
        return False
    read = Decimal if kind == "N" else lambda content: content
    return _ORDERED[operator](read((left or {})[kind]), read((right or {})[kind]))


def _begins_with(value: Value | None, prefix: Value | None) -> bool:
    kind = _kind(prefix)
    return kind in ("S", "B") and kind == _kind(value) and (value or {})[kind].startswith((prefix or {})[kind])


def _contains(value: Value | None, part: Value | None) -> bool:
    kind, content = _kind(value), next(iter((value or {"NULL": None}).values()))
    if kind == "L":
        return part in content
    if kind in ("SS", "NS", "BS"):
        return _kind(part) == kind[0] and (part or {})[kind[0]] in content
    return kind in ("S", "B") and _kind(part) == kind and (part or {})[kind] in content


def _size(value: Value | None) -> Value | None:
    kind = _kind(value)
    if kind is None:
        return None
    content = (value or {})[kind]
    # In which unit the size of a text is, DynamoDB's documentation does not say.
    if kind not in ("S", "B", "SS", "NS", "BS", "L", "M") or (kind == "S" and not content.isascii()):
        raise NotImplementedError(f"size of {value}")
    return {"N": str(len(content))}


def _calculated(left: Value | None, right: Value | None, sign: int) -> Value | None:
    if left is None or right is None:
        return None
    if _kind(left) != "N" or _kind(right) != "N":
        raise WrongChange("an operand in the update expression has an incorrect data type")
    return {"N": number(_EXACT.add(Decimal(left["N"]), _EXACT.multiply(sign, Decimal(right["N"]))))}


def _added(value: Value | None, more: Value | None) -> Value | None:
    kind = _kind(more)
    if kind not in ("N", "SS", "NS", "BS") or _kind(value) not in (None, kind):
        raise WrongChange("an operand in the update expression has an incorrect data type")
    if kind == "N":
        return _calculated(value or {"N": "0"}, more, 1)
    return {kind: sorted({*(value or {kind: []})[kind], *(more or {})[kind]})}


def _less(value: Value | None, gone: Value | None) -> Value | None:
    kind = _kind(gone)
    if kind not in ("SS", "NS", "BS") or _kind(value) not in (None, kind):
        raise WrongChange("an operand in the update expression has an incorrect data type")
    left = sorted({*(value or {kind: []})[kind]} - {*(gone or {})[kind]})
    return {kind: left} if left else None


def _appended(first: Value | None, second: Value | None) -> Value | None:
    if first is None or second is None:
        return None
    if _kind(first) != "L" or _kind(second) != "L":
        raise WrongChange("an operand in the update expression has an incorrect data type")
    return {"L": [*first["L"], *second["L"]]}


def number(value: Decimal) -> str:
    """Write a number as DynamoDB keeps it: at most 38 digits, without zeros that say nothing."""
    plain = _EXACT.normalize(value)
    if len(plain.as_tuple().digits) > 38:
        raise WrongRequest("attempting to store more than 38 significant digits in a number")
    return format(plain, "f") if value else "0"


_FUNCTIONS: dict[str | None, Callable[..., bool]] = {
    "attribute_exists": lambda value: value is not None,
    "attribute_not_exists": lambda value: value is None,
    "attribute_type": lambda value, kind: _kind(value) == kind["S"],
    "begins_with": _begins_with,
    "contains": _contains,
}
_VALUES: dict[str | None, Callable[..., Value | None]] = {
    "size": _size,
    "if_not_exists": lambda value, other: other if value is None else value,
    "list_append": _appended,
}
