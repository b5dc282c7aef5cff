"""The log for people, made from lines that several threads and processes write at once."""

import json
from typing import Any

import pytest

from tools.cloud import log

TOLD: dict[str, Any] = {
    "function": "lahetti-ApiFunction-B5877BCFC01F4",
    "error": False,
    "milliseconds": 12,
    "text": '{"level": "INFO", "message": "Share confirmed", "share": "aB3"}',
}
LINE = f"INVOCATION {json.dumps(TOLD)}"


def test_an_invocation_is_shown_as_one_line_with_what_it_logged() -> None:
    (shown,) = log.readable(LINE)

    assert shown[8:].split() == ["Api", "12", "ms", "INFO", "Share", "confirmed", "share=aB3"]


@pytest.mark.parametrize(
    "line",
    [
        f"INVOCATION INVOCATION {json.dumps(TOLD)} {json.dumps(TOLD)}",
        f"{LINE}{LINE}",
        LINE[:60],
        f"{LINE[:60]}2026-11-30 12:00:00 WARNING late{LINE[60:]}",
    ],
)
def test_a_line_that_others_were_written_into_is_shown_as_it_is(line: str) -> None:
    assert log.readable(line) == [line]


def test_what_the_cloud_says_of_itself_is_shown_from_warnings_on() -> None:
    assert log.readable("2026-11-30 12:00:00,123 INFO ready") == []
    assert log.readable("2026-11-30 12:00:00,123 WARNING slow") == ["12:00:00,123 WARNING slow"]
    assert log.readable("  a line of something else") == []
