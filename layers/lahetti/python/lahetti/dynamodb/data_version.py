"""Which shape the stored data has, and that no code works on data that is newer than itself.

A release that stores items in a new way raises DATA_VERSION and brings a migration of that number (`tools.upgrade`).
The migration notes its number before it changes the first item; from then on functions of an older release refuse to
work, instead of reading what they do not understand: their requests are answered with 503 and when to try again,
streams and jobs try again by themselves. The redirect alone goes on: what it reads of a share may not change.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lahetti.core import clock
from lahetti.core.configuration import configuration
from lahetti.core.errors import Busy
from lahetti.dynamodb import keys

DATA_VERSION = 1
"""The newest shape that this code knows; data without a mark is of the first."""
_FRESH_SECONDS = 60
"""How long a container may trust what it has read. It matters after a step back to an older release, whose containers
are new ones."""


class DataTooNew(Busy):
    """The data was changed by a newer release: this function is about to be replaced, or belongs to a step back."""

    def __init__(self, newest: int) -> None:
        super().__init__(
            f"Lähetti is being updated (data of version {newest}, this function knows {DATA_VERSION}).",
            retry_after=_FRESH_SECONDS,
        )


class Guard:
    """Looks at the mark before the first request for the Programme table, and once a minute."""

    def __init__(self) -> None:
        self._looked: float | None = None

    def require_known(self, request: Mapping[str, Any], read: Callable[[dict[str, Any]], Mapping[str, Any]]) -> None:
        """Raise DataTooNew where the data is newer than this code; `read` answers a GetItem."""
        table = configuration().programme_table
        now = clock.now().timestamp()
        is_fresh = self._looked is not None and abs(now - self._looked) <= _FRESH_SECONDS
        if is_fresh or request.get("TableName", table) != table:
            return
        key = {"pk": {"S": keys.DATA_VERSION}, "sk": {"S": keys.DATA_VERSION}}
        found = read({"TableName": table, "Key": key, "ConsistentRead": True}).get("Item", {})
        newest = int(found.get("newest", {}).get("N", 1))
        if newest > DATA_VERSION:
            raise DataTooNew(newest)
        self._looked = now

    def forget(self) -> None:
        """Look at the mark before the next request."""
        self._looked = None


GUARD = Guard()
