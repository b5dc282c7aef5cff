"""A value that is read anew once it is older than its time to live."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from lahetti.core import clock

Value = TypeVar("Value")


class Cached(Generic[Value]):
    """Keeps what `read` returned for some seconds. Threads that need it at the same time read it once.

    What `read` raises is raised, and nothing is kept of it.
    """

    def __init__(self, read: Callable[[], Value], seconds: float) -> None:
        self._read = read
        self._seconds = seconds
        self._lock = Lock()
        self._kept: tuple[float, Value] | None = None

    def get(self) -> Value:
        """Return the value, at most `seconds` old."""
        with self._lock:
            now = clock.now().timestamp()
            if self._kept is None or abs(now - self._kept[0]) > self._seconds:
                self._kept = (now, self._read())
            return self._kept[1]

    def set(self, value: Value) -> None:
        """Keep a value that was just written or read elsewhere."""
        with self._lock:
            self._kept = (clock.now().timestamp(), value)

    def clear(self) -> None:
        """Forget the value: the next `get` reads it anew."""
        with self._lock:
            self._kept = None
