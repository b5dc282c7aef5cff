"""The processes of a local cloud: MiniStack leads a process group, the functions' workers belong to it."""

import os
import signal
import time
from pathlib import Path


def members(group: int) -> list[int]:
    """List the living processes of a group (zombies left out)."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = _stat(folder)
            if fields and int(fields[2]) == group and fields[0] != "Z":
                found.append(int(folder.name))
    return found


def processor_seconds(group: int) -> float:
    """Add up what a group's processes have used of the processor."""
    ticks = 0
    for pid in members(group):
        fields = _stat(Path("/proc") / str(pid))
        ticks += int(fields[11]) + int(fields[12]) if fields else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def end(group: int, *, patience: float = 3.0) -> None:
    """End what is left of a group: politely, then for good."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if members(group):
            os.killpg(group, number)
            wait_until_gone(group, patience)


def wait_until_gone(group: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while members(group):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def leads(pid: int, mark: str) -> bool:
    """Return whether a process is alive and `mark` stands in its environment: process ids are used again."""
    try:
        return mark.encode() in (Path("/proc") / str(pid) / "environ").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def _stat(folder: Path) -> list[str]:
    """Fields of /proc/<pid>/stat from the third on (proc(5)): state, parent, group, …"""
    try:
        text = (folder / "stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text[text.rindex(")") + 2 :].split()
