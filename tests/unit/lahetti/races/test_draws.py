"""Draws: anybody can redo them, nobody can steer them."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lahetti.periods.seeds import seed_hash
from lahetti.races.draws import SCRIPT, draw_order, list_hash, ticket_of

SEEDS = st.binary(min_size=32, max_size=32)
PEOPLE = st.sets(st.text(min_size=1, max_size=36), max_size=30)
SALT = b"salt" * 8


def redone(folder: Path, seed: bytes, tickets: list[str], /, **changed: object) -> subprocess.CompletedProcess[str]:
    """Run the script of the page on what is public."""
    facts = {"seed": seed.hex(), "seed_hash": seed_hash(seed), "list_hash": list_hash(tickets), "tickets": tickets}
    (folder / "draw.json").write_text(json.dumps({**facts, **changed}))
    (folder / "redo.py").write_text(SCRIPT)
    return subprocess.run(
        [sys.executable, "-I", "-W", "ignore", "redo.py", "draw.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_script_of_ten_lines_gives_the_same_order(tmp_path: Path) -> None:
    assert len(SCRIPT.splitlines()) == 10

    for number in range(8):
        seed = hashlib.sha256(f"seed {number}".encode()).digest()
        tickets = [ticket_of(SALT, f"person {n}") for n in range(number * 7)]
        answer = redone(tmp_path, seed, tickets)
        assert answer.stdout.split()[1::2] == draw_order(seed, tickets), answer.stderr


def test_the_script_refuses_another_seed_and_another_list(tmp_path: Path) -> None:
    seed, tickets = b"s" * 32, [ticket_of(SALT, f"person {n}") for n in range(5)]

    other_seed = redone(tmp_path, seed, tickets, seed_hash=seed_hash(b"t" * 32))
    other_list = redone(tmp_path, seed, tickets, tickets=tickets[1:])

    assert "not the seed that was promised" in other_seed.stderr
    assert "The list has been changed" in other_list.stderr


@given(SEEDS, PEOPLE, st.data())
def test_the_order_depends_on_seed_and_list_alone(seed: bytes, people: set[str], data: st.DataObject) -> None:
    tickets = [ticket_of(SALT, person) for person in people]
    shuffled = data.draw(st.permutations(tickets))

    order = draw_order(seed, tickets)

    assert draw_order(seed, shuffled) == order
    assert list_hash(shuffled) == list_hash(tickets)
    assert sorted(order) == sorted(tickets)


@given(SEEDS, st.sets(st.text(min_size=1), min_size=1, max_size=10))
def test_a_list_with_one_ticket_less_has_another_hash(seed: bytes, people: set[str]) -> None:
    tickets = [ticket_of(SALT, person) for person in people]

    assert list_hash(tickets[1:]) != list_hash(tickets)


def test_everybody_is_drawn_first_about_equally_often() -> None:
    tickets = [ticket_of(SALT, f"person {n}") for n in range(4)]
    firsts = [draw_order(hashlib.sha256(bytes([n % 256, n // 256])).digest(), tickets)[0] for n in range(2000)]

    assert all(430 < firsts.count(ticket) < 570 for ticket in tickets)


@given(st.binary(min_size=1), st.binary(min_size=1), st.text(min_size=1))
def test_a_ticket_tells_nothing_without_the_salt(salt: bytes, other: bytes, person: str) -> None:
    assert len(ticket_of(salt, person)) == 64
    if salt != other:
        assert ticket_of(salt + b"|", person) != ticket_of(other + b"||", person)
