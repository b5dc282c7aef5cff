"""What a restore is asked for: which table, which moment, and what of the newer items is kept."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tools.cloud.report import Failure

ALL, NONE = "all", "none"
PROGRAMME = "Programme"
_WITHOUT_BACKUP = {
    "Traffic": "it is made anew: marks of visitors live for three days, standings are written by ReconcileFunction",
    "Transient": "it holds nothing that is older than three days, and no copy of it may be kept",
}

Key = tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """The table's name, the moment, and which newer items are kept; `keeps` is None where they are only listed."""

    table: str
    at: datetime
    keeps: Callable[[Key], bool] | None

    @property
    def copy(self) -> str:
        """The table beside the live one: the same command finds it again, and nothing else is called so."""
        return f"{self.table}-restored-{self.at:%Y%m%dT%H%M%SZ}"


def read_wanted(given: Mapping[str, str], tables: Mapping[str, str], now: datetime) -> Wanted:
    """Read TABLE, AT and KEEP; `tables` are the deployed ones' names by their output. Raise Failure that says what."""
    return Wanted(_table(given.get("TABLE") or PROGRAMME, tables), _moment(given.get("AT", ""), now), _keeps(given))


def _table(asked: str, tables: Mapping[str, str]) -> str:
    for name, reason in _WITHOUT_BACKUP.items():
        if asked in (name, f"{name}Table", tables[f"{name}Table"]):
            raise Failure(f"TABLE={asked}: the table {name} has no backup, {reason}.")
    table = tables["ProgrammeTable"]
    if asked not in (PROGRAMME, "ProgrammeTable", table):
        raise Failure(f"TABLE={asked}: there is no such table; the one with backups is called {PROGRAMME} ({table}).")
    return table


def _moment(asked: str, now: datetime) -> datetime:
    how = "a moment with its zone, to the second, as in AT=2026-11-30T09:15:00+02:00"
    try:
        moment = datetime.fromisoformat(asked)
    except ValueError:
        raise Failure(f"AT={asked}: say {how}.") from None
    if moment.tzinfo is None:
        raise Failure(f"AT={asked}: the zone is missing; say {how}.")
    if moment >= now:
        raise Failure(f"AT={asked} is not over yet: it is {now:%Y-%m-%dT%H:%M:%S%z}.")
    return moment.astimezone(UTC).replace(microsecond=0)


def _keeps(given: Mapping[str, str]) -> Callable[[Key], bool] | None:
    match given.get("KEEP", ""):
        case "":
            return None
        case "all":
            return lambda _: True
        case "none":
            return lambda _: False
        case file:
            kept = read_keys(Path(file))
            return lambda key: key in kept


def read_keys(file: Path) -> frozenset[Key]:
    """Return the keys of a list of items, one JSON object a line. Raise Failure where it is no such list."""
    try:
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        return frozenset((line["pk"], line["sk"]) for line in lines)
    except OSError as error:
        raise Failure(
            f"KEEP={file}: {error.strerror}. Say {NONE}, {ALL}, or the file with the lines that stay."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(
            f"KEEP={file}: a line is not one of the list of newer items; take lines away, change none."
        ) from error
