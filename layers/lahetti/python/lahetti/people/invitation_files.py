"""Many invitations from one file: read, judged line by line, and sent; each line is done whole or not at all.

The file is CSV with a head: UTF-8 with or without its mark, `;`, `,` or tabulators, found out from the head. Columns
may stand in any order and be named in Finnish, Swedish or English; `email` and `name` must be there. Several teams or
channels of a cell are divided by `|`. The same file again invites nobody twice: an address is a natural key.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from lahetti.core.errors import Busy, Invalid, LahettiError
from lahetti.core.languages import DEFAULT, INTERFACE
from lahetti.core.plain_texts import on_one_line
from lahetti.people import inviting, items, rules, seats
from lahetti.people.model import Invitation, Role
from lahetti.people.seats import SeatsFull

MOST_LINES = 500
"""People in a file: what can be invited within a request (29 s, quota of API Gateway) with a good margin."""
_WORKERS = 8
"""Invitations that are under way at a time, well below the 50 a second of Cognito's quota for making sign-ins."""
_SHOWN = 80
COLUMNS: dict[str, tuple[str, ...]] = {
    "email": ("email", "e-mail", "sähköposti", "sähköpostiosoite", "osoite", "e-post", "e-postadress", "address"),
    "name": ("name", "nimi", "namn"),
    "language": ("language", "kieli", "språk"),
    "role": ("role", "rooli", "roll"),
    "teams": ("teams", "team", "tiimit", "tiimi", "home team", "kotitiimi", "hemteam"),
    "channels": ("channels", "channel", "kanavat", "kanava", "kanaler", "kanal"),
}
"""What each column may be called."""
_LANGUAGES = {code: (code, *language.called) for code, language in INTERFACE.items()}
_ROLES = {
    Role.AMBASSADOR: ("ambassador", "lähettiläs", "ambassadör"),
    Role.EDITOR: ("editor", "sisältövastaava", "innehållsansvarig"),
    Role.ADMIN: ("admin", "pääkäyttäjä", "huvudanvändare"),
}

Word = TypeVar("Word", bound=str)
Named = Sequence[tuple[str, str]]
"""(id, name) of teams, or of channels."""


class InvitationOutcome(StrEnum):
    """What became of a line; `later` is one that is to be sent again, as Cognito or the table had too much to do."""

    INVITED = "invited"
    KNOWN = "known"
    WRONG = "wrong"
    TWICE = "twice"
    SEATS_FULL = "seats_full"
    LATER = "later"


@dataclass(frozen=True)
class InvitationLine:
    """A line of the file: whom it invites, or what is wrong with it (or of which line it is the second)."""

    number: int
    email: str
    invitation: Invitation | None = None
    problem: LahettiError | None = None
    outcome: InvitationOutcome | None = None
    first: int | None = None


def read_invitations(text: str, teams: Named, channels: Named) -> list[InvitationLine]:
    """Read a file; raise Invalid where no line of it can be read."""
    text = text.removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        head = next((row for row in reader if any(cell.strip() for cell in row)), [])
        columns = _columns(head)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Invalid(
            f"Line {reader.line_num} cannot be read: {error}.", field="file", value=reader.line_num, reason="csv"
        ) from error
    if not rows:
        raise Invalid("The file has no line below its head.", field="file", reason="empty")
    if len(rows) > MOST_LINES:
        raise Invalid(
            f"A file has at most {MOST_LINES} people.", field="file", value=len(rows), limit=MOST_LINES, reason="lines"
        )
    return _each_once(_line(number, row, columns, teams, channels) for number, row in rows)


def invite_all(lines: list[InvitationLine], by: str, now: datetime) -> list[InvitationLine]:
    """Invite whom the lines name, several at a time; return the lines with what became of each.

    The first lines get the free seats. Killed half-way, the same lines again finish the rest.
    """
    wanted = {line.invitation.email: line for line in lines if line.invitation is not None}
    known = items.known_emails(wanted)
    new = [line for email, line in wanted.items() if email not in known]
    free = seats.seats_free()
    inside = new if free is None else new[:free]

    def invite(invitation: Invitation) -> InvitationOutcome:
        try:
            return InvitationOutcome.INVITED if inviting.admit(invitation, by, now)[1] else InvitationOutcome.KNOWN
        except SeatsFull:
            return InvitationOutcome.SEATS_FULL
        except Busy:
            return InvitationOutcome.LATER

    with ThreadPoolExecutor(_WORKERS) as workers:
        done = workers.map(invite, (line.invitation for line in inside if line.invitation is not None))
        made = dict(zip((line.number for line in inside), done, strict=True))
    full = seats.seats_full() if len(inside) < len(new) else None
    return [_settled(line, made, known, full) for line in lines]


def _settled(
    line: InvitationLine, made: dict[int, InvitationOutcome], known: set[str], full: SeatsFull | None
) -> InvitationLine:
    if line.outcome is not None or line.invitation is None:
        return line
    if line.number in made:
        return replace(line, outcome=made[line.number])
    if line.invitation.email in known:
        return replace(line, outcome=InvitationOutcome.KNOWN)
    return replace(line, outcome=InvitationOutcome.SEATS_FULL, problem=full)


def _delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=head.count)


def _columns(head: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(head):
        called = on_one_line(cell).casefold()
        if not called:
            continue
        column = next((name for name, names in COLUMNS.items() if called in names), None)
        if column is None:
            raise Invalid(
                f"{called[:_SHOWN]!r} is not a valid column; there are {', '.join(COLUMNS)}.",
                field="file",
                value=called[:_SHOWN],
                limit=list(COLUMNS),
                reason="column",
            )
        if column in columns:
            raise Invalid(f"The column {column} stands twice.", field="file", value=column, reason="column_twice")
        columns[column] = place
    for needed in ("email", "name"):
        if needed not in columns:
            raise Invalid(f"The column {needed} is missing.", field="file", value=needed, reason="column_missing")
    return columns


def _line(number: int, row: list[str], columns: dict[str, int], teams: Named, channels: Named) -> InvitationLine:
    def cell(column: str) -> str:
        place = columns.get(column)
        return on_one_line(row[place]) if place is not None and place < len(row) else ""

    email = cell("email").lower()
    try:
        wanted = Invitation(
            email=email,
            name=cell("name"),
            role=_one_of("role", cell("role"), _ROLES, Role.AMBASSADOR),
            language=_one_of("language", cell("language"), _LANGUAGES, DEFAULT),
            teams=_named("teams", cell("teams"), teams),
            channels=_named("channels", cell("channels"), channels),
        )
        return InvitationLine(number, email, rules.checked_invitation(wanted))
    except Invalid as problem:
        return InvitationLine(number, email[:_SHOWN], problem=problem, outcome=InvitationOutcome.WRONG)


def _one_of(column: str, text: str, words: Mapping[Word, tuple[str, ...]], default: Word) -> Word:
    if not text:
        return default
    for value, called in words.items():
        if text.casefold() in called:
            return value
    raise Invalid(f"{text[:_SHOWN]!r} is not a valid {column}.", field=column, value=text[:_SHOWN], limit=list(words))


def _named(column: str, text: str, known: Named) -> tuple[str, ...]:
    by_word = {word.casefold(): one for one, name in known for word in (name, one)}
    chosen: list[str] = []
    for word in filter(None, (part.strip() for part in text.split("|"))):
        one = by_word.get(word.casefold())
        if one is None:
            raise Invalid(
                f"{word[:_SHOWN]!r} is none of the {column}.",
                field=column,
                value=word[:_SHOWN],
                limit=[name for _, name in known],
            )
        chosen.append(one)
    return tuple(dict.fromkeys(chosen))


def _each_once(lines: Iterable[InvitationLine]) -> list[InvitationLine]:
    first: dict[str, int] = {}
    once: list[InvitationLine] = []
    for line in lines:
        if line.invitation is not None and line.email in first:
            line = replace(line, invitation=None, outcome=InvitationOutcome.TWICE, first=first[line.email])
        elif line.invitation is not None:
            first[line.email] = line.number
        once.append(line)
    return once
