"""The consumers of the streams while the demo programme is loaded: one is switched off, both are waited for."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import boto3

from lahetti.people import items as people_items
from lahetti.periods import calendar
from lahetti.races import items as races_items
from lahetti.sharing import items as sharing_items
from tools.cloud.report import Failure

_PATIENCE = 60
"""Seconds that consumers may take to catch up."""


@contextmanager
def clicks_consumer_off() -> Iterator[None]:
    """Switch the click consumer's mapping off, and on again however it ends."""
    client = boto3.client("lambda")
    function = os.environ["LAHETTI_CLICKS_FUNCTION"]
    mapping = client.list_event_source_mappings(FunctionName=function)["EventSourceMappings"][0]["UUID"]

    def switch(state: str) -> None:
        client.update_event_source_mapping(UUID=mapping, Enabled=state == "Enabled")
        _wait("mapping", lambda: client.get_event_source_mapping(UUID=mapping)["State"] == state)

    switch("Disabled")
    try:
        yield
    finally:
        switch("Enabled")


def wait_for_consumers(own_visit: str, people: Iterable[str]) -> None:
    """Wait until the own visit of this share is taken and each person's newest card stands in the standings."""
    _wait("clicks", partial(_is_own_visit_taken, own_visit))
    for person in people:
        _wait("standings", partial(_stands, person))


def _is_own_visit_taken(code: str) -> bool:
    share = sharing_items.find_share(code, consistent=True)
    return share is not None and share.own > 0


def _stands(person: str) -> bool:
    """Return whether a person's row of all time is that of their newest card."""
    card = people_items.find_card(person, consistent=True)
    if card is None or calendar.ALL_TIME not in card.totals.races:
        return True
    row = races_items.find_standing(calendar.ALL_TIME, person, consistent=True)
    return row is not None and int(row.version) >= card.version


def _wait(what: str, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not until():
        if time.monotonic() > deadline:
            raise Failure(f"The consumer did not catch up within {_PATIENCE} seconds ({what}).")
        time.sleep(0.2)
