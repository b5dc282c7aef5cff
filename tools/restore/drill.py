"""Rehearses a restore on a local cloud of its own with the demo programme: `make drill`.

The local cloud accepts point-in-time recovery and applies none. So the table of the moment is a copy that the drill
made then (`KeptTable`, in the place of `PointInTimeRecovery`); all else is what `make restore` runs on AWS.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import boto3

from lahetti.core import clock
from lahetti.dynamodb import keys
from lahetti.people import inviting
from lahetti.people import items as people_items
from lahetti.people.model import Invitation, Person, PersonState, WayIn
from lahetti.personal_data import erasing, leaving
from lahetti.personal_data.erasing import Outside
from lahetti.settings.versions import read_settings
from lahetti.sharing import items as sharing_items
from lahetti.sharing.model import ShareState
from tools import inbox
from tools.cloud.places import REGION
from tools.cloud.report import Failure, say, step
from tools.local_requests import Site
from tools.restore import steps
from tools.restore.__main__ import surroundings
from tools.restore.backups import drop_table
from tools.restore.wanted import read_wanted

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PATIENCE = 120
"""Seconds that what follows from a change may take."""
_READER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0 drill"
_MOST_WRITTEN = 25
_KEYS = {"pk": "HASH", "sk": "RANGE"}
Item = dict[str, Any]
T = TypeVar("T")


class KeptTable:
    """Stands in for point-in-time recovery: brings the items that were kept at the moment."""

    def __init__(self, database: "DynamoDBClient", items: list[Item]) -> None:
        self._database = database
        self._items = items

    def bring(self, table: str, at: datetime, copy: str) -> None:  # noqa: ARG002
        """Make the copy as it was at the moment; one that is there already is made whole."""
        if copy in self._database.list_tables()["TableNames"]:
            missing = len(_all_items(self._database, copy)) < len(self._items)
        else:
            missing = True
            self._database.create_table(
                TableName=copy,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in _KEYS],
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            )
        self._database.get_waiter("table_exists").wait(TableName=copy)
        if missing:
            _write(self._database, copy, [{"PutRequest": {"Item": item}} for item in self._items])

    def drop(self, copy: str) -> None:
        drop_table(self._database, copy)


def drill() -> None:
    """Let a table be emptied and bring it back; raise Failure where anything is not as it has to be."""
    session = boto3.Session()
    region = session.region_name or REGION
    database: DynamoDBClient = session.client("dynamodb", region_name=region)
    table = os.environ["LAHETTI_PROGRAMME_TABLE"]

    with step("keeping the table as it is at this moment"):
        kept = _all_items(database, table)
        at = clock.now()
        time.sleep(2)  # a moment is told to the second
    sharer, code = _somebody_who_shared()
    with step("letting the programme go on: a newcomer, somebody who leaves, a click"):
        newcomer, newcomer_email = _invite("Harjoitus Uusi")
        leaver = _erased(sharer.id)
        _visit(code, sharer)
        clicks = _until("the click is counted", lambda: _clicks_more_than(code, 0))
    with step("emptying the table"):
        gone = [{name: item[name] for name in _KEYS} for item in _all_items(database, table)]
        _write(database, table, [{"DeleteRequest": {"Key": key}} for key in gone])
        same("items left", len(_all_items(database, table)), 0)
    mails = _mails_sent()

    around = surroundings(session, region, KeptTable(database, kept))
    given = {"AT": at.isoformat(), "TABLE": "Programme"}
    tables = {
        f"{name}Table": os.environ[f"LAHETTI_{name.upper()}_TABLE"] for name in ("Programme", "Traffic", "Transient")
    }
    steps.list_newer(read_wanted(given, tables, clock.now()), around)
    wanted = read_wanted({**given, "KEEP": "none"}, tables, clock.now())
    done = steps.restore(wanted, around)

    with step("holding the programme against what was kept"):
        people = {item["pk"]["S"] for item in kept if item["kind"]["S"] == "person"}
        found = {keys.person(row) for state in PersonState for row in people_items.ids_in(state)}
        same("people", found, people - {keys.person(leaver)})
        same("newcomer after the moment", people_items.find_person(newcomer), None)
        same("erased again", done.erased_again, 1)
        told = steps.report(wanted, around, done)
        same("the newcomer is named as lost", f"{newcomer_email}, who can sign in" in told, True)
        same("clicks of a link, the one after the moment among them", _clicks(code), clicks)
        same("copies left", [name for name in database.list_tables()["TableNames"] if "-restored-" in name], [])
        same("differences of the job's own run", _reconcile()["differences"], [])
        same("mails that went out", _mails_sent() - mails, 0)
    with step("seeing that it goes on: the client answers, a visit counts by the stream that was made anew"):
        same("client", Site(os.environ["LAHETTI_WEB_ORIGIN"]).request("GET", "/").status_code, 200)
        _visit(code, sharer, " once more")
        _until("a click counts again", lambda: _clicks_more_than(code, clicks))
    say()
    say(told)
    say("The drill is green.")


def same(what: str, seen: object, expected: object) -> None:
    """Raise Failure that names what differs."""
    if seen != expected:
        raise Failure(f"The drill failed: {what}: {seen!r}, not {expected!r}.")


def _all_items(database: "DynamoDBClient", table: str) -> list[Item]:
    pages = database.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return [dict(item) for page in pages for item in page["Items"]]


def _write(database: "DynamoDBClient", table: str, requests: list[Any]) -> None:
    for begin in range(0, len(requests), _MOST_WRITTEN):
        left = database.batch_write_item(RequestItems={table: requests[begin : begin + _MOST_WRITTEN]})
        same("items that the local cloud did not take", left.get("UnprocessedItems") or {}, {})


def _somebody_who_shared() -> tuple[Person, str]:
    """Return somebody with a confirmed share without clicks today, and its code."""
    for person in people_items.find_people(people_items.ids_in(PersonState.ACTIVE)):
        for row in sharing_items.shares_of(person.id):
            share = sharing_items.find_share(row.code, consistent=True)
            if share is not None and share.state is ShareState.CONFIRMED and not share.clicks:
                return person, share.code
    raise Failure("Nobody of the demo programme has a confirmed share without clicks.")


def _invite(name: str) -> tuple[str, str]:
    email = f"harjoitus.{int(time.time())}@virasto.example"
    invited, _ = inviting.invite(Invitation(email, name, came_by=WayIn.ADMIN), "drill", clock.now())
    return invited.id, email


def _erased(besides: str) -> str:
    """Let somebody leave for good, as the job does it; return their id."""
    someone = next(
        person
        for person in people_items.find_people(people_items.ids_in(PersonState.ACTIVE))
        if person.id != besides and person.role.value == "ambassador"
    )
    now = clock.now()
    leaving.leave(someone.id, now)
    for moment in (now, now + erasing.SECOND_LOOK):
        erasing.erase(someone.id, read_settings(), moment, Outside())
    return someone.id


def _visit(code: str, of: Person, more: str = "") -> None:
    answer = Site(os.environ["LAHETTI_LINK_ORIGIN"]).request(
        "GET", f"/{code}", headers={"User-Agent": f"{_READER}{more}"}
    )
    same(f"visit of a link of {of.id}", answer.status_code, 302)


def _clicks(code: str) -> int:
    share = sharing_items.find_share(code, consistent=True)
    return -1 if share is None else share.clicks


def _clicks_more_than(code: str, number: int) -> int | None:
    found = _clicks(code)
    return found if found > number else None


def _until(what: str, look: Callable[[], T | None]) -> T:
    end = clock.now() + timedelta(seconds=_PATIENCE)
    while clock.now() < end:
        found = look()
        if found is not None:
            return found
        time.sleep(1)
    raise Failure(f"The drill failed: it was not so within {_PATIENCE} seconds that {what}.")


def _reconcile() -> Any:
    answer = boto3.client("lambda").invoke(
        FunctionName=os.environ["LAHETTI_RECONCILE_FUNCTION"],
        Payload=json.dumps({"time": clock.now().isoformat()}).encode(),
    )
    same("failure of ReconcileFunction", answer.get("FunctionError"), None)
    return json.loads(answer["Payload"].read())


def _mails_sent() -> int:
    return len(inbox.captured(os.environ["AWS_ENDPOINT_URL"]))


if __name__ == "__main__":
    try:
        drill()
    except Failure as failure:
        sys.exit(f"{failure}")
