"""Makes a log for people of the local cloud's own: a line for each invocation of a function and what it logged."""

import json
import threading
import time
from pathlib import Path
from typing import Any

# Named on the line already, or the same on every line.
KNOWN_FIELDS = {"level", "message", "timestamp", "service", "location", "function_name", "function_arn"} | {
    "function_memory_size",
    "function_request_id",
    "cold_start",
    "xray_trace_id",
    "_aws",
}
_MARK = "INVOCATION "


def readable(line: str) -> list[str]:
    """Turn a line of the log into what is worth showing of it, which is often nothing.

    Threads and processes write into one log: a line that another one cut is shown as it is.
    """
    if line.startswith(_MARK):
        try:
            return _invocation(json.loads(line.removeprefix(_MARK)))
        except json.JSONDecodeError:
            return [line]
    date_and_time, _, rest = line.partition(" INFO ")
    if rest or not date_and_time[:4].isdigit():
        return []
    return [line[11:]]


def follow(log: Path, over: threading.Event) -> None:
    """Print what is added to the log until told to stop."""
    with log.open(errors="replace") as lines:
        lines.seek(0, 2)
        while not over.is_set():
            line = lines.readline()
            if line.endswith("\n"):
                for text in readable(line.rstrip()):
                    print(text, flush=True)
            else:
                over.wait(0.2)


def _invocation(told: dict[str, Any]) -> list[str]:
    name = told["function"].removeprefix("lahetti-").split("-")[0].removesuffix("Function")
    head = f"{time.strftime('%H:%M:%S')}  {name:<18} {told['milliseconds']:>5} ms"
    said = [text for line in told["text"].splitlines() if (text := _logged(line))]
    if told["error"]:
        head += "  FAILED"
    if len(said) == 1:
        return [f"{head}  {said[0]}"]
    return [head, *(f"          {text}" for text in said)]


def _logged(line: str) -> str:
    """One line that a function wrote: Powertools' structured ones as level, message and fields."""
    if not line.startswith("{"):
        return line
    try:
        entry = json.loads(line)
    except json.JSONDecodeError:
        return line
    if "_aws" in entry:  # metrics in CloudWatch's embedded format
        return ""
    fields = " ".join(f"{key}={value}" for key, value in entry.items() if key not in KNOWN_FIELDS)
    return f"{entry.get('level', '')} {entry.get('message', '')} {fields}".strip()
