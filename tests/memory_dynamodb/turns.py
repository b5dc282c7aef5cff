"""Several works at once, of which one at a time goes on: who, is drawn anew at every access."""

import random
import threading
from collections.abc import Callable, Sequence

_LONGEST_WAIT = 120
"""Seconds; each turn is short, however busy the machine is."""


class Turns:
    """Lets one of several threads go on at a time."""

    def __init__(self, chance: random.Random, work: Sequence[Callable[[], None]]) -> None:
        self._chance, self._work = chance, work
        self._gates = [threading.Semaphore(0) for _ in work]
        self._there = set(range(len(work)))
        self._current = -1
        self._failures: list[BaseException] = []

    def play(self) -> None:
        """Do all of the works. The first failure is raised."""
        threads = [threading.Thread(target=self._take_part, args=(number,), daemon=True) for number in self._there]
        for thread in threads:
            thread.start()
        self._hand_to(self._draw())
        for thread in threads:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def pass_on(self) -> None:
        """Let whoever is drawn go on; return when it is the caller's turn again."""
        current, following = self._current, self._draw()
        if following != current:
            self._hand_to(following)
            self._wait_for_turn(current)

    def _take_part(self, number: int) -> None:
        try:
            self._wait_for_turn(number)
            self._work[number]()
        except BaseException as failure:  # noqa: BLE001 (raised again where the threads were started)
            self._failures.append(failure)
        finally:
            self._there.discard(number)
            if self._there:
                self._hand_to(self._draw())

    def _wait_for_turn(self, number: int) -> None:
        if not self._gates[number].acquire(timeout=_LONGEST_WAIT):
            raise RuntimeError("No turn comes: whoever goes on may wait for a lock that another holds at an access.")

    def _draw(self) -> int:
        return self._chance.choice(sorted(self._there))

    def _hand_to(self, number: int) -> None:
        self._current = number
        self._gates[number].release()
