"""Many invitations from one file: read, shown, judged line by line, and sent; each line is done whole or not at all.

The file is any that `core.table_files` reads, with headings as systems of personnel and people write them, in Finnish,
Swedish or English; `email` and a name (one column, or first and last) must be there. Other columns are left aside and
named. Several teams or channels of a cell are divided by `|`. Between what is shown and what is sent the lines travel
with the form, and are judged again. The same file again invites nobody twice: an address is a natural key.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from lahetti.core.errors import Busy, Invalid, LahettiError
from lahetti.core.json_texts import read_json
from lahetti.core.languages import DEFAULT, INTERFACE
from lahetti.core.names import LocalisedName
from lahetti.core.plain_texts import on_one_line
from lahetti.core.table_files.headings import Headings, find_headings, names_of, normalised, rows_below
from lahetti.core.table_files.model import Row, Table
from lahetti.people import inviting, items, rules, seats
from lahetti.people.model import Invitation, Role, WayIn
from lahetti.people.seats import SeatsFull
from lahetti.settings import versions as settings_versions

MOST_LINES = 500
"""People in a file; where a request (29 s, quota of API Gateway) has no time for all, the next one goes on."""
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_WORKERS = 8
"""Invitations that are under way at a time, well below the 50 a second of Cognito's quota for making sign-ins."""
_SHOWN = 80
_LONGEST_CELL = 4200
"""Characters; more than any field takes: an editor may have 50 channels, whose names have up to 80."""
COLUMNS: dict[str, tuple[str, ...]] = {
    "email": (
        *("email", "e-mail", "email address", "e-mail address", "work email", "mail", "sähköposti", "sähköpostiosoite"),
        *("työsähköposti", "työsähköpostiosoite", "s-posti", "e-post", "e-postadress", "mejladress"),
    ),
    "name": (
        *("name", "full name", "display name", "nimi", "koko nimi", "henkilön nimi", "namn", "fullständigt namn"),
        *("etunimi sukunimi", "etunimi ja sukunimi", "etu- ja sukunimi", "för- och efternamn", "first and last name"),
        *("työntekijän nimi", "employee name", "den anställdas namn"),
    ),
    "first_name": (
        *("kutsumanimi", "tilltalsnamn", "preferred name", "etunimi", "förnamn", "first name", "given name"),
        *("etunimet", "förnamnen"),
    ),
    "last_name": ("sukunimi", "efternamn", "last name", "surname", "family name"),
    "language": ("language", "kieli", "asiointikieli", "språk"),
    "role": ("role", "rooli", "roll"),
    "teams": (
        *("teams", "team", "tiimit", "tiimi", "home team", "kotitiimi", "hemteam"),
        *("yksikkö", "osasto", "unit", "department", "enhet", "avdelning"),
    ),
    "channels": ("channels", "channel", "kanavat", "kanava", "kanaler", "kanal"),
}
"""What each column may be called."""
_ONCE = ("email", "name", "last_name", "role")
_LANGUAGES = {code: (code, *language.called) for code, language in INTERFACE.items()}
_ROLES = {
    Role.AMBASSADOR: ("ambassador", "lähettiläs", "ambassadör"),
    Role.EDITOR: ("editor", "sisältövastaava", "innehållsansvarig"),
    Role.ADMIN: ("admin", "pääkäyttäjä", "huvudanvändare"),
}

Word = TypeVar("Word", bound=str)
Named = Sequence[tuple[str, LocalisedName | str]]
"""(id, name) of teams, or of channels."""


class NameOrder(StrEnum):
    """How names with a comma are read, which say nothing of it themselves: `Mäkelä, Päivi`."""

    LAST_FIRST = "last_first"
    AS_WRITTEN = "as_written"


class InvitationOutcome(StrEnum):
    """What becomes of a line, as the preview says (`new`), or became of it.

    `asked` is one whose name could be read in two ways; `outside` one of a domain that the programme does not invite;
    `later` one that is to be sent again, as Cognito or the table
    had too much to do.
    """

    NEW = "new"
    INVITED = "invited"
    KNOWN = "known"
    WRONG = "wrong"
    TWICE = "twice"
    ASKED = "asked"
    OUTSIDE = "outside"
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


@dataclass(frozen=True)
class PersonLine:
    """A line of a file as it was written: its number and its cells. `cells_over` is how many cells it has too many."""

    number: int
    email: str
    name: str
    language: str
    role: str
    teams: str
    channels: str
    cells_over: int = 0


@dataclass(frozen=True)
class PeopleFile:
    """A file's people, the form that it was found in, and its headings that nobody knows."""

    people: tuple[PersonLine, ...]
    table: Table
    ignored: tuple[str, ...]


def read_people(content: bytes) -> PeopleFile:
    """Read a file; raise TooLarge or Invalid where no line of it can be read."""
    from lahetti.core.table_files.reading import read_table  # late: few requests carry a file

    table = read_table(content, names_of(COLUMNS))
    needed = ["email"]
    headings = find_headings(table, COLUMNS, needed, once=_ONCE, named=_named_heading)
    if not {"first_name", "last_name"} <= set(headings.places):
        headings = find_headings(table, COLUMNS, [*needed, "name"], once=_ONCE, named=_named_heading)
    rows = rows_below(table, headings)
    _require_number(len(rows))
    return PeopleFile(tuple(_person(row, headings) for row in rows), table, headings.ignored)


def _named_heading(heading: str) -> str:
    """Return what a heading is compared by: what it adds in brackets says which of somebody's addresses it is."""
    return normalised(_IN_BRACKETS.sub("", heading))


def in_language(people: Iterable[PersonLine], language: str) -> tuple[PersonLine, ...]:
    """Return the lines with a language for those that name none; raise Invalid."""
    if language not in INTERFACE:
        raise Invalid(
            f"{language[:40]!r} is not a language of the programme.",
            field="file_language",
            value=language[:40],
            limit=list(INTERFACE),
        )
    return tuple(person if person.language.strip() else replace(person, language=language) for person in people)


def to_text(people: Iterable[PersonLine]) -> str:
    """Return lines as a form carries them on."""
    return json.dumps([astuple(person) for person in people], ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> tuple[PersonLine, ...]:
    """Return the lines that a form carried; raise Invalid."""
    try:
        people = tuple(_carried(*cells) for cells in read_json(text))
    except (TypeError, ValueError) as error:
        raise Invalid("The lines of the file did not come along.", field="file", reason="missing") from error
    _require_number(len(people))
    return people


def judge(
    people: Iterable[PersonLine], teams: Named, channels: Named, names: NameOrder | None = None
) -> list[InvitationLine]:
    """Return whom the lines invite, or what is wrong with each. Names with a comma are asked about without `names`."""
    return _each_once(_line(person, teams, channels, names) for person in people)


def foresee(lines: list[InvitationLine]) -> list[InvitationLine]:
    """Return the lines with what would become of each now: new, known already, or without a seat."""
    lines, known, _, inside = _with_seats(lines)
    made = {line.number: InvitationOutcome.NEW for line in inside}
    return [_settled(line, made, known, None) for line in lines]


def invite_all(
    lines: list[InvitationLine], by: str, now: datetime, is_over: Callable[[], bool] = lambda: False
) -> list[InvitationLine]:
    """Invite whom the lines name, several at a time; return the lines with what became of each.

    The first lines get the free seats. Once the time `is_over`, nobody more is begun with: those are for later. Killed
    half-way or with some for later, the same lines again finish the rest.
    """
    lines, known, new, inside = _with_seats(lines)

    def invite(invitation: Invitation) -> InvitationOutcome:
        if is_over():
            return InvitationOutcome.LATER
        try:
            _, new = inviting.admit(replace(invitation, came_by=WayIn.FILE), by, now)
        except SeatsFull:
            return InvitationOutcome.SEATS_FULL
        except Busy:
            return InvitationOutcome.LATER
        return InvitationOutcome.INVITED if new else InvitationOutcome.KNOWN

    with ThreadPoolExecutor(_WORKERS) as workers:
        done = workers.map(invite, (line.invitation for line in inside if line.invitation is not None))
        made = dict(zip((line.number for line in inside), done, strict=True))
    full = seats.seats_full() if len(inside) < len(new) else None
    return [_settled(line, made, known, full) for line in lines]


def _with_seats(
    lines: list[InvitationLine],
) -> tuple[list[InvitationLine], set[str], list[InvitationLine], list[InvitationLine]]:
    """Return the lines, those outside marked; the addresses that are known; new ones; those of them that get a seat."""
    wanted = {line.invitation.email: line for line in lines if line.invitation is not None}
    known = items.known_emails(wanted)
    domains = settings_versions.read_settings().mail_domains
    lines = [_outside(line, domains) if line.email not in known else line for line in lines]
    new = [line for line in lines if line.outcome is None and line.email not in known]
    free = seats.seats_free()
    return lines, known, new, new if free is None else new[:free]


def _outside(line: InvitationLine, domains: Collection[str]) -> InvitationLine:
    """Return a line as it is, or as one of an address whose domain the programme does not invite."""
    if line.invitation is None:
        return line
    try:
        rules.require_inside(line.email, domains)
    except Invalid as problem:
        return replace(line, problem=problem, outcome=InvitationOutcome.OUTSIDE)
    return line


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


def _carried(number: int, *cells: object) -> PersonLine:
    *texts, over = cells
    email, name, language, role, teams, channels = (on_one_line(str(text))[:_LONGEST_CELL] for text in texts)
    return PersonLine(int(number), email, name, language, role, teams, channels, int(str(over)))


def _require_number(lines: int) -> None:
    if not lines:
        raise Invalid("The file has no line below its head.", field="file", reason="empty")
    if lines > MOST_LINES:
        raise Invalid(
            f"A file has at most {MOST_LINES} people.", field="file", value=lines, limit=MOST_LINES, reason="lines"
        )


def _person(row: Row, headings: Headings) -> PersonLine:
    row, over = _with_name_joined(row, headings)

    def cell(column: str) -> str:
        return headings.cell(row, column)[:_LONGEST_CELL]

    name = cell("name") or " ".join(filter(None, (cell("first_name"), cell("last_name"))))
    return PersonLine(
        row.number, cell("email"), name, cell("language"), cell("role"), cell("teams"), cell("channels"), over
    )


def _with_name_joined(row: Row, headings: Headings) -> tuple[Row, int]:
    """Return a row, and how many cells it has too many. A name written `Mäkelä, Päivi` without quotes is one of two."""
    over = len(_filled(row.cells)) - len(_filled(headings.row.cells))
    place = headings.places.get("name")
    if over != 1 or place is None or "first_name" in headings.places:
        return row, max(over, 0)
    joined = f"{row.cells[place].strip()}, {row.cells[place + 1].strip()}"
    return Row(row.number, (*row.cells[:place], joined, *row.cells[place + 2 :])), 0


def _filled(cells: Sequence[str]) -> Sequence[str]:
    """Return cells without the blank ones at the end."""
    return cells[: max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)]


def _line(person: PersonLine, teams: Named, channels: Named, names: NameOrder | None) -> InvitationLine:
    email = rules.bare_email(person.email)
    try:
        _require_cells(person)
        wanted = Invitation(
            email=email,
            name=_name(person.name, names),
            role=_one_of("role", person.role, _ROLES, Role.AMBASSADOR),
            language=_one_of("language", person.language, _LANGUAGES, DEFAULT),
            teams=_named("teams", person.teams, teams),
            channels=_named("channels", person.channels, channels),
        )
        checked = rules.checked_invitation(wanted)
    except Invalid as problem:
        return InvitationLine(person.number, email[:_SHOWN], problem=problem, outcome=InvitationOutcome.WRONG)
    if names is None and "," in person.name:
        asked = Invalid("The name has a comma.", field="name_order", value=person.name[:_SHOWN])
        return InvitationLine(person.number, email, problem=asked, outcome=InvitationOutcome.ASKED)
    return InvitationLine(person.number, email, checked)


def _require_cells(person: PersonLine) -> None:
    over = person.cells_over
    if over:
        raise Invalid(f"The line has {over} cells more than there are headings.", field="line", value=over)


def _name(text: str, names: NameOrder | None) -> str:
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and names is NameOrder.LAST_FIRST else text


def _one_of(column: str, text: str, words: Mapping[Word, tuple[str, ...]], default: Word) -> Word:
    if not text:
        return default
    for value, called in words.items():
        if text.casefold() in called:
            return value
    raise Invalid(f"{text[:_SHOWN]!r} is not a valid {column}.", field=column, value=text[:_SHOWN], limit=list(words))


def _named(column: str, text: str, known: Named) -> tuple[str, ...]:
    by_word = {word.casefold(): one for one, name in known for word in (*_words(name), one)}
    chosen: list[str] = []
    for word in filter(None, (part.strip() for part in text.split("|"))):
        one = by_word.get(word.casefold())
        if one is None:
            raise Invalid(
                f"{word[:_SHOWN]!r} is none of the {column}.",
                field=column,
                value=word[:_SHOWN],
                limit=[_words(name)[0] for _, name in known],
            )
        chosen.append(one)
    return tuple(dict.fromkeys(chosen))


def _words(name: LocalisedName | str) -> tuple[str, ...]:
    """Return what a file may call what has this name: its name in any language."""
    return (name,) if isinstance(name, str) else tuple(text for _, text in name.texts)


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
