import ast
import base64
from pathlib import Path

import pytest

import lahetti
from api import paging as api_paging
from lahetti.core.errors import Invalid
from lahetti.core.json_texts import read_json
from lahetti.dynamodb import paging
from tests.hostile_sizes import PUBLIC_PATH, at_most, megabyte

PACKAGE = Path(lahetti.__file__).parent
ROOT = PACKAGE.parents[3]
OURS = {
    "layers/lahetti/python/lahetti/content/feeds/apart.py",
    "layers/lahetti/python/lahetti/core/json_texts.py",
    "layers/lahetti/python/lahetti/core/texts.py",
    "layers/lahetti/python/lahetti/dynamodb/signed_requests.py",
    "layers/lahetti/python/lahetti/people/walks/items.py",
    "layers/lahetti/python/lahetti/rewards/rules.py",
    "layers/lahetti/python/lahetti/security/secrets.py",
    "functions/consumers/mail_events.py",
}
"""Modules that read JSON which we or AWS have written."""
NESTED = base64.urlsafe_b64encode(b"[" * 5000).decode()


def test_json_reads_what_is_said() -> None:
    assert read_json(b'{"a": [1, "b"]}') == {"a": [1, "b"]}


@pytest.mark.parametrize("unit", ["[", '{"a":', "1", '"\\u00', "{},", "\x00"])
def test_a_hostile_megabyte_of_json_is_refused_at_once(unit: str) -> None:
    with at_most(PUBLIC_PATH), pytest.raises(ValueError, match=r".+"):
        read_json(megabyte(unit))


def test_a_place_in_a_list_may_be_nested_without_end() -> None:
    with pytest.raises(Invalid):
        api_paging.key_in(NESTED)
    with pytest.raises(Invalid):
        paging._read(NESTED, 2)


def test_what_strangers_write_is_read_in_one_place() -> None:
    """`json.loads` raises RecursionError, which is not a ValueError, for lists in lists without end."""
    reading = {
        file.relative_to(ROOT).as_posix()
        for folder in (PACKAGE, ROOT / "functions")
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if (node.value.id, node.attr) in {("json", "loads"), ("json", "load")}
    }

    assert reading == OURS
