"""Draws that nobody can steer and anybody can redo: commit to a seed, freeze the list, then reveal the seed.

A ticket stands for a person by a salted hash, so a list of tickets names nobody. The order of a draw is that of
SHA-256(seed ‖ list hash ‖ ticket), all three as bytes.
"""

import hashlib
from collections.abc import Iterable

ORDER = "SHA-256(seed ‖ list hash ‖ ticket)"
"""How the order of a draw is told in one line."""
SCRIPT = """\
import hashlib, json, sys
facts = json.load(open(sys.argv[1]))
sha256 = lambda data: hashlib.sha256(data).hexdigest()
seed, tickets = bytes.fromhex(facts["seed"]), sorted(facts["tickets"])
assert sha256(seed) == facts["seed_hash"], "This is not the seed that was promised."
assert sha256("\\n".join(tickets).encode()) == facts["list_hash"], "The list has been changed."
start = seed + bytes.fromhex(facts["list_hash"])
order = sorted(tickets, key=lambda ticket: sha256(start + bytes.fromhex(ticket)))
for number, ticket in enumerate(order, 1):
    print(number, ticket)
"""
"""Redoes a draw from the answer of GET /races/{race}/draw, saved in a file: the first N tickets win."""


def ticket_of(salt: bytes, person: str) -> str:
    """Return a person's ticket."""
    return hashlib.sha256(salt + person.encode()).hexdigest()


def list_hash(tickets: Iterable[str]) -> str:
    """Return the hash of a list of tickets, whatever order they come in."""
    return hashlib.sha256("\n".join(sorted(tickets)).encode()).hexdigest()


def draw_order(seed: bytes, tickets: Iterable[str]) -> list[str]:
    """Return the tickets in the order of the draw; it depends on the seed and the list alone."""
    listed = sorted(tickets)
    start = seed + bytes.fromhex(list_hash(listed))
    return sorted(listed, key=lambda ticket: hashlib.sha256(start + bytes.fromhex(ticket)).hexdigest())
