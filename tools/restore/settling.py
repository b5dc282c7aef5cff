"""What follows from a table that was copied back: nothing goes out again, and everything else is made from it anew.

Each of these can be repeated: what was done already is found so.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from lahetti.core import aws
from lahetti.core.configuration import configuration
from lahetti.dynamodb import keys, transactions
from lahetti.dynamodb.paging import Span
from lahetti.mail import fanouts
from lahetti.mail.digests import items as digests
from lahetti.mail.digests.model import DigestState
from lahetti.mail.digests.turns import CUT_OFF, latest_turn
from lahetti.people import items as people_items
from lahetti.people import seats
from lahetti.people.erasures import items as erasures
from lahetti.people.model import Notifications, PersonState
from lahetti.periods import challenges
from lahetti.periods import items as periods_items
from lahetti.periods.model import RaceState
from lahetti.personal_data import files
from lahetti.points import clicks
from lahetti.points.model import Programme
from lahetti.races import standings
from lahetti.races.closing import steps as closing
from lahetti.races.reconciliation import reconcile
from lahetti.records import audit
from lahetti.records import items as records_items
from lahetti.records.audit import AuditAction
from lahetti.records.model import MailStep
from lahetti.settings.versions import read_settings
from lahetti.sharing import items as sharing_items
from tools.cloud.report import Failure
from tools.restore.copying import NOT_SENT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BY, SUBJECT = "restore", "PROGRAMME"
_EVER = timedelta(days=3650)
_BETWEEN_LOOKS = timedelta(minutes=30)
_LONGEST = timedelta(days=35)
"""How far back point-in-time recovery goes."""
_UNDER_WAY = timedelta(hours=1)
"""How long a fan-out may take: one that began within it before the moment may have left links as they were."""
_STAYS_IN_TRANSIENT = ("KEY#", "DEVICES#", "SEEN#", "ANSWER#")
"""What the Programme table knows nothing of: without the day's key and devices, visits of today would count twice, and
answers to a survey are nowhere else."""
_MOST_ROUNDS = 3


@dataclass(frozen=True)
class Tables:
    """Tables that are walked whole, which no function does; `database` is boto3's client."""

    database: "DynamoDBClient"
    traffic: str
    transient: str

    def walk(self, table: str, begins: str = "") -> Iterator[dict[str, Any]]:
        """Walk all items of a table whose partition begins so."""
        start: dict[str, Any] = {}
        while True:
            answer = self.database.scan(TableName=table, ConsistentRead=True, **start)
            yield from (item for item in answer["Items"] if item["pk"]["S"].startswith(begins))
            if not answer.get("LastEvaluatedKey"):
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def delete(self, table: str, item: dict[str, Any]) -> None:
        """Delete an item by its key."""
        self.database.delete_item(TableName=table, Key={name: item[name] for name in ("pk", "sk") if name in item})


def closed_races() -> frozenset[str]:
    """Return the races that are closed now: what was won in them stays."""
    return frozenset(periods_items.ids_in(RaceState.CLOSED))


def list_erasures_under_way() -> int:
    """Put on the list of erasures whoever is leaving right now: the table that comes back has them whole again."""
    people = list(erasures.people_under_way())
    for person in people:
        files.list_erasure(person)
    return len(people)


def settle_mails(now: datetime) -> int:
    """Let no mail that came back be sent; return how many would have been."""
    settled = 0
    for key in records_items.mails_due(now + _EVER):
        mail = records_items.find_mail(key)
        if mail is not None and not mail.is_settled:
            settled += records_items.save_mail(mail.settled(MailStep.DROPPED, now, NOT_SENT))
    return settled


def settle_digests(at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Let nobody be told anew of what a digest may have told since the moment; return of how many that was changed."""
    settings, changed = read_settings(), 0
    served: dict[Notifications, datetime | None] = {}

    def last_turn(wished: Notifications) -> datetime | None:
        moments = _moments(max(at, now - _LONGEST), now)
        turns = [turn for moment in moments if (turn := latest_turn(wished, settings, zone, moment)) is not None]
        return max((turn for turn in turns if turn > at), default=None)

    for row in people_items.rows_in(PersonState.ACTIVE):
        if row.notifications not in served:
            served[row.notifications] = last_turn(row.notifications)
        state = digests.find_digest_state(row.id) or DigestState(row.id)
        known = state.announced() if state.claim is not None else state
        turn = served[row.notifications]
        if turn is not None:
            known = replace(known, until=max(turn - CUT_OFF, known.until or turn - CUT_OFF))
        if known != state:
            changed += digests.save_state(known)
    digests.set_digests_done(now)
    return changed


def _moments(first: datetime, last: datetime) -> Iterator[datetime]:
    while first < last:
        yield first
        first += _BETWEEN_LOOKS
    yield last


def finish_fan_outs(tables: Tables, programme: str, at: datetime, now: datetime) -> int:
    """Lead the links of what was being recalled or moved at the moment where they should; nobody is told."""
    finished = 0
    for item in tables.walk(programme, "FANOUT#"):
        began = records_items.find_fan_out(item["pk"]["S"].removeprefix("FANOUT#"))
        if began is not None and began.at >= at - _UNDER_WAY:
            fanouts.expand(began.key, read_settings(), now)
            finished += 1
    return finished


def links_lost(tables: Tables) -> int:
    """Count the links that were visited lately and are no more: they were shared after the moment."""
    visited = {item["pk"]["S"].split("#")[1] for item in tables.walk(tables.traffic, "MARK#")}
    return len(visited - {share.code for share in sharing_items.find_shares(sorted(visited))})


def people_lost(sign_ins: Mapping[str, str]) -> list[str]:
    """Return the addresses of whoever can sign in and is nobody any more: they were invited after the moment."""
    known = {person for state in PersonState for person in people_items.ids_in(state)}
    return sorted(email for person, email in sign_ins.items() if person not in known)


def sign_ins() -> dict[str, str]:
    """Return the addresses of the pool's own users by the person's id; those of the work account have none of ours."""
    pages = aws.client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=configuration().user_pool)
    found = {}
    for user in (user for page in pages for user in page["Users"]):
        emails = [attribute["Value"] for attribute in user["Attributes"] if attribute["Name"] == "email"]
        if emails and user["UserStatus"] != "EXTERNAL_PROVIDER":
            found[user["Username"]] = emails[0]
    return found


def empty_transient(tables: Tables) -> int:
    """Forget what was remembered of deeds that the table does not know any more; return how many items."""
    gone = [item for item in tables.walk(tables.transient) if not item["pk"]["S"].startswith(_STAYS_IN_TRANSIENT)]
    for item in gone:
        tables.delete(tables.transient, item)
    return len(gone)


def clear_standings(tables: Tables) -> int:
    """Delete the rows of races that are not closed; return how many."""
    closed = closed_races()
    gone = [
        item
        for item in tables.walk(tables.traffic, "RACE#")
        if item["pk"]["S"].removeprefix("RACE#") not in closed and item["sk"]["S"] != keys.ROSTER
    ]
    for item in gone:
        tables.delete(tables.traffic, item)
    return len(gone)


def write_standings(now: datetime, zone: ZoneInfo) -> int:
    """Write the rows of races that are not closed from everybody's card; return how many."""
    challenges.forget_lists()
    people = (person for state in PersonState for person in people_items.ids_in(state))
    cards = people_items.find_cards(people, consistent=True)
    return standings.take_cards(cards, lambda race: closing.takes_rows(race, now, zone))


def count_clicks(tables: Tables, now: datetime, zone: ZoneInfo) -> int:
    """Count the visits of the last days whose links came back: the marks of visitors were never lost."""
    places = {item["pk"]["S"] for item in tables.walk(tables.traffic, "MARK#")}
    touched = [(code, day) for _, code, day in (place.split("#") for place in sorted(places))]
    return clicks.tally_clicks(touched, Programme(read_settings(), zone), now, put_off=False)


def make_clean(now: datetime, zone: ZoneInfo, wait: Callable[[float], None] = time.sleep) -> int:
    """Reconcile until a round finds no difference; return how many were repaired. Raise Failure where none does."""
    repaired = 0
    for _ in range(_MOST_ROUNDS):
        differences = reconcile(now, zone, wait)
        if not differences and seats.repair(wait) is None:
            return repaired
        repaired += len(differences)
    raise Failure("Ledger, cards and standings do not add up after three rounds: look at what reconcile says.")


def log(at: datetime, now: datetime) -> None:
    """Say in the audit log that the programme was set back, once a moment."""
    restored = {"restored_to": at.isoformat()}
    known, _ = records_items.audit_about(SUBJECT, Span(most=500))
    if not any(one.what == AuditAction.TABLE_RESTORED and one.after == restored for one in known):
        transactions.transact(audit.entry(BY, AuditAction.TABLE_RESTORED, SUBJECT, now, after=restored))


def logged(at: datetime) -> datetime | None:
    """Return when the programme was set back to this very moment, or None."""
    known, _ = records_items.audit_about(SUBJECT, Span(most=500))
    done = [one.at for one in known if one.what == AuditAction.TABLE_RESTORED]
    same = [one.at for one in known if one.after == {"restored_to": at.isoformat()} and one.at in done]
    return max(same, default=None)
