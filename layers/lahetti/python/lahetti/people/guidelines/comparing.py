"""How two texts differ, by lines and, within a line that was rewritten, by words; and how a text is laid out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_TOKEN = re.compile(r"\S+|\s+")
_RULE = re.compile(r"(\d+)\.\s+(.*?[.!?])(?:\s+(.*))?", re.DOTALL)
"""As the client reads a line: a number, a first sentence that stands out, the rest."""


class PieceKind(StrEnum):
    """Of a piece of a comparison."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A part of a text that is in both, was taken out, or came in."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class Rule:
    """A numbered line of the guidelines."""

    number: str
    first: str
    rest: str


def compared(before: str, after: str) -> list[Piece]:
    """Return the pieces of two texts in the order in which they are read; what is removed stands before what came."""
    pieces = _compared(before.splitlines(keepends=True), after.splitlines(keepends=True), by_words=True)
    together = groupby(pieces, key=lambda piece: piece.kind)
    return [Piece(kind, "".join(piece.text for piece in group)) for kind, group in together]


def laid_out(text: str) -> tuple[list[str], list[Rule]]:
    """Return the lines of a text, and its rules where each line is one: as ambassadors see it, by the client's rule."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = [_RULE.fullmatch(line) for line in lines]
    rules = [Rule(match[1], match[2], match[3] or "") for match in found if match is not None]
    return lines, rules if len(rules) == len(lines) else []


def _compared(before: Sequence[str], after: Sequence[str], *, by_words: bool) -> Iterator[Piece]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        was, became = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            yield Piece(PieceKind.SAME, was)
        elif by_words and was and became:
            yield from _compared(_TOKEN.findall(was), _TOKEN.findall(became), by_words=False)
        else:
            yield from (Piece(PieceKind.REMOVED, was),) if was else ()
            yield from (Piece(PieceKind.ADDED, became),) if became else ()
