"""Mails as they are to read; LAHETTI_WRITE_GOLDEN=1 writes them anew, for people to look at."""

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "mails"


def compare_with_golden(file: Path, written: str) -> None:
    """Fail unless a golden file holds what was written."""
    if os.environ.get("LAHETTI_WRITE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written, encoding="utf-8")
    assert written == file.read_text(encoding="utf-8")
