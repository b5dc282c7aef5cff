"""What a walk through everybody is, and the run of a job that goes on with it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from lahetti.core.errors import Busy


@dataclass(frozen=True)
class Run:
    """A run of a job; `seconds_left` is how long it may still go on."""

    id: str = field(default_factory=lambda: uuid4().hex)
    seconds_left: Callable[[], float] = lambda: math.inf


@dataclass(frozen=True)
class Walk:
    """A walk that is under way: of its `parts`, the first `done` are. `run` holds it until another takes it.

    `subject` is what it is for, as it was when it began: a later run goes on with the same.
    """

    name: str
    id: str
    run: str
    subject: tuple[str, ...]
    parts: int
    done: int
    expires: datetime


class Overtaken(Busy):
    """A newer run goes on with the walk; this one has nothing left to do."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Another run goes on with {name}.", retry_after=60)


class Unfinished(Busy):
    """A run's time is nearly over; the next one goes on with the walk where this one stopped."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The next run goes on with {name}.", retry_after=60)
