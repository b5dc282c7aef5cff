"""The attack list of docs/security.md runs: every row names tests, and each of them is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tools import templates

TESTS = Path(__file__).parents[1]
TEXT = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (?!attack|--)(.+?) \| (.+) \|$", TEXT, re.MULTILINE))


@cache
def defined_in(path: str) -> frozenset[str]:
    """Return the tests that a file defines and that an ordinary run does not leave out."""
    file = TESTS / path
    if not file.is_file():
        return frozenset()
    found = (node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef))
    return frozenset(
        node.name for node in found if not any("soak" in ast.unparse(mark) for mark in node.decorator_list)
    )


@pytest.mark.parametrize("row", ROWS)
def test_an_attack_is_tried_by_tests_that_there_are(row: str) -> None:
    named = re.findall(r"`(\S+?)::(test_\w+)`", ROWS[row])

    assert named, "the row names no test"
    assert ROWS[row] == ", ".join(f"`{path}::{test}`" for path, test in named)
    assert [f"{path}::{test}" for path, test in named if test not in defined_in(path)] == []


def test_the_list_has_its_rows() -> None:
    assert len(ROWS) > 40
    assert len(ROWS) == len(re.findall(r"^\| (?!attack|--)", TEXT, re.MULTILINE))


def test_refresh_tokens_rotate_and_are_renewed_by_the_one_call_that_can() -> None:
    client = templates.foundation("AWS::Cognito::UserPoolClient")["UserPoolClient"]

    assert client["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
    assert "ALLOW_REFRESH_TOKEN_AUTH" not in client["ExplicitAuthFlows"], "AWS refuses both together"
