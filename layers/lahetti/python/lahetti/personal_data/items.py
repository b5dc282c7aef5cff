"""Everything that the tables hold of one person, whatever its kind; and items as they are without somebody."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from lahetti.analytics.items import SeenItem
from lahetti.campaigns.items import CampaignItem
from lahetti.content.comments import items as comments
from lahetti.content.items import ContentHeadItem
from lahetti.content.model import ContentState
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_delete, batch_get, batch_get_by_pk
from lahetti.dynamodb.models import ProgrammeItem, StoredItem, TrafficItem, TransientItem
from lahetti.dynamodb.transactions import save_if_current
from lahetti.people.directory.items import DirectoryTokenItem
from lahetti.people.guidelines.items import GuidelinesDraftItem, GuidelinesItem
from lahetti.people.items import ScoreCardItem
from lahetti.people.waiting_list.items import WaitingItem
from lahetti.personal_data.kinds import OF_PEOPLE
from lahetti.points.items import EntryItem, HeldClicksItem, LedgerOpeningItem
from lahetti.races.items import StandingItem, TeamTablesItem
from lahetti.records import ceilings
from lahetti.records.audit import AuditAction
from lahetti.records.items import AuditItem, CeilingItem, MailItem, PauseItem
from lahetti.records.model import KEPT
from lahetti.settings.items import SettingsItem
from lahetti.sharing.items import OwnDevicesItem, ShareItem
from lahetti.sharing.model import Tally
from lahetti.surveys.items import SurveyTokenItem

_PLACING = {"pk", "sk", "gsi1pk", "gsi1sk", "view1", "gsi2pk", "gsi2sk", "view2", "kind", "version", "expires"}
"""Where an item lies and how lists show it: nothing that its other attributes do not say."""
_DAYS_KEPT = 4
"""Days for which what is kept for a few days may still be there: longer than any of it expires."""
_TALLY = tuple(one.name for one in fields(Tally))
_GONE = "–"
"""What stands where a name or an address stood."""

Kind = TypeVar("Kind", bound=StoredItem)

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}[+]0000")


@dataclass(frozen=True)
class Whose:
    """Whose items are wanted, by all that may name them; `alias` is the id that some of them may have already."""

    person: str
    name: str
    email: str
    joined: datetime
    alias: str | None = None

    def words(self) -> re.Pattern[str]:
        """Return what finds the person in a text: id and address anywhere, the name where it stands as words."""
        name = rf"(?<!\w){re.escape(self.name)}(?!\w)"
        return re.compile("|".join((re.escape(self.person), re.escape(self.email), name)), re.IGNORECASE)

    def without(self, text: str) -> str:
        """Return a text in which the alias stands for the person's id, and nothing for name and address."""
        return self.words().sub(lambda found: (self.alias or "") if found[0] == self.person else _GONE, text)


def everything_of(whose: Whose, now: datetime) -> Iterator[StoredItem]:
    """Walk all that the tables hold of a person: what export takes along, and what erasing removes.

    First what follows from the ledger and the shares, then these, then what others' items say of the person.
    """
    own = list(_own_items(whose.person))
    shares = [item for item in own if isinstance(item, ShareItem)]
    yield from _standings(whose, own)
    yield from _held_clicks(shares)
    yield from _of_days(whose.person, now)
    yield from own
    yield from mentions(whose, now)


def _own_items(person: str) -> Iterator[ProgrammeItem]:
    """Walk a person's own partition, and what both indexes have of them: shares, awards, posts, notes, mails."""
    own = keys.person(person)
    yield from ProgrammeItem.query(own, consistent_read=True)
    listed = [*ProgrammeItem.gsi1.query(own), *ProgrammeItem.gsi2.query(own)]
    yield from batch_get(ProgrammeItem, ((item.pk, item.sk) for item in listed), consistent=True)


def _standings(whose: Whose, own: Sequence[ProgrammeItem]) -> Iterator[TrafficItem]:
    """Walk the rows of a person, and the tables of teams that name them, in the races that their entries belong to."""
    entries = [item for item in own if isinstance(item, EntryItem)]
    if whose.alias is not None:
        entries += EntryItem.query(keys.person(whose.alias), EntryItem.sk.startswith("ENTRY#"), consistent_read=True)
    races = sorted({race for entry in entries for race in entry.races})
    yield from batch_get(StandingItem, ((keys.race(race), whose.person) for race in races), consistent=True)
    tables = batch_get(TeamTablesItem, ((keys.race(race), keys.TEAMS) for race in races), consistent=True)
    yield from (table for table in tables if whose.person in json.dumps(table.tables))


def _held_clicks(shares: Sequence[ShareItem]) -> list[HeldClicksItem]:
    """Return the clicks of some shares that wait for an admin; those that were released name nobody."""
    codes = {share.code for share in shares}
    waiting = [item.pk for item in ProgrammeItem.gsi1.query("HELD")]
    return batch_get(HeldClicksItem, ((pk, "HELD") for pk in waiting if pk.split("#")[1] in codes))


def _of_days(person: str, now: datetime) -> list[TransientItem]:
    """Return what is kept of a person for some days: what they have seen, their devices, how often they did a thing."""
    days = [f"{now - timedelta(days=back):%Y-%m-%d}" for back in range(-1, _DAYS_KEPT + 1)]
    counted = [keys.ceiling(ceiling.name, day, person) for ceiling in ceilings.DAILY for day in days]
    kept = [key(day, person) for key in (keys.seen, keys.own_devices) for day in days]
    pauses = [keys.pause(pause.name, person) for pause in ceilings.PAUSES]
    return batch_get_by_pk(TransientItem, (*kept, *counted, *pauses), consistent=True)


def mentions(whose: Whose, now: datetime) -> Iterator[ProgrammeItem]:
    """Walk others' items that name a person: audit lines, contents with comments, settings, guidelines, who waits."""
    lines = [line for month in _months(whose.joined, now) for line in _audit_naming(whose, month)]
    opened = {line.subject for line in lines if line.who == whose.person and line.what == AuditAction.LEDGER_OPENED}
    for ledger in sorted(opened):
        openings = LedgerOpeningItem.query(ledger, LedgerOpeningItem.sk.startswith("OPENING#"), consistent_read=True)
        yield from _naming(whose, openings)
    yield from lines
    heads = [item for state in ContentState for item in ProgrammeItem.gsi1.query(keys.contents(state))]
    contents = batch_get(ContentHeadItem, ((item.pk, item.sk) for item in heads), consistent=True)
    yield from _naming(whose, contents)
    yield from _naming(whose, comments.items_of(item.content for item in contents if item.comments))
    campaigns = [(item.pk, item.sk) for item in ProgrammeItem.gsi1.query(keys.CAMPAIGNS)]
    yield from _naming(whose, batch_get(CampaignItem, campaigns, consistent=True))
    yield from _naming(whose, SettingsItem.query("SETTINGS", consistent_read=True))
    yield from _naming(whose, GuidelinesItem.query("GUIDELINES", consistent_read=True))
    yield from _naming(whose, GuidelinesDraftItem.query(keys.GUIDELINES_DRAFT, consistent_read=True))
    yield from _naming(whose, DirectoryTokenItem.query(keys.DIRECTORY_TOKENS, consistent_read=True))
    waiting = [(item.pk, item.sk) for item in ProgrammeItem.gsi2.query("QUEUE")]
    yield from _naming(whose, batch_get(WaitingItem, waiting, consistent=True))


def mails_about(whose: Whose, now: datetime) -> Iterator[MailItem]:
    """Walk the mails to others that tell of a person, as the admins' of a claim: their keys name them."""
    months = _months(now - KEPT - timedelta(days=31), now + timedelta(days=1))
    for listed in ("MAILS#DUE", *(f"MAILS#{month}" for month in months)):
        found = [item for item in ProgrammeItem.gsi1.query(listed) if whose.person in item.pk]
        mails = batch_get(MailItem, ((item.pk, item.sk) for item in found), consistent=True)
        yield from (mail for mail in mails if mail.person != whose.person)


def _audit_naming(whose: Whose, month: str) -> Iterator[AuditItem]:
    return _naming(whose, AuditItem.query(keys.audit(month), consistent_read=True))


def save_without(item: ProgrammeItem, whose: Whose) -> bool:
    """Store somebody else's item as it is without a person; return False where it was changed meanwhile."""
    raw = item.serialize()
    for name in OF_PEOPLE[type(item)].naming:
        if name in raw:
            raw[name] = _without(raw[name], whose)
    changed = type(item).from_raw_data(raw)
    saved = save_if_current(changed)
    if changed.sk != item.sk:
        batch_delete([item])
    return saved


def delete(items: Sequence[StoredItem]) -> None:
    """Delete items of any table, whatever became of them since they were read."""
    for table in (ProgrammeItem, TrafficItem, TransientItem):
        batch_delete(item for item in items if isinstance(item, table))


def plain(item: StoredItem) -> dict[str, Any]:
    """Return an item as JSON holds it, without its keys; every moment as `…T10:00:00+00:00`, every number by its name.

    What only its key says, as the day of what was seen, is added.
    """
    raw = item.serialize()
    sets = {name: sorted(value["SS"]) for name, value in raw.items() if "SS" in value}  # PynamoDB writes none as JSON
    without = type(item).from_raw_data({name: value for name, value in raw.items() if name not in sets})
    simple: dict[str, Any] = without.to_simple_dict() | sets
    match item:
        case ScoreCardItem():
            simple["races"] = {race: _race(*score) for race, score in simple["races"].items()}
            simple["days"] = {
                day: dict(zip(("shares", "points"), of, strict=True)) for day, of in simple["days"].items()
            }
        case ShareItem():
            simple["tally"] = {day: dict(zip(_TALLY, of, strict=False)) for day, of in simple["tally"].items()}
        case StandingItem():
            simple["race"] = item.pk.removeprefix(keys.race(""))
            simple.pop("place", None)
        case SeenItem() | OwnDevicesItem():
            simple["day"] = item.pk.split("#")[1]
        case CeilingItem():
            simple |= dict(zip(("what", "day"), item.pk.split("#")[1:3], strict=True))
        case PauseItem():
            simple["what"] = item.pk.split("#")[1]
        case SurveyTokenItem():
            simple["survey"] = item.pk.split("#")[1]
    return {name: _with_moments(value) for name, value in simple.items() if name not in _PLACING}


def _race(points: int, shares: int, clicks: int, last: int) -> dict[str, Any]:
    at = datetime.fromtimestamp(last, UTC).isoformat() if last else None
    return {"points": points, "shares": shares, "clicks": clicks, "last_entry": at}


def _with_moments(value: Any) -> Any:
    """Return a value with its moments as all else writes them; PynamoDB has a form of its own."""
    match value:
        case str() if _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value).isoformat()
        case dict():
            return {name: _with_moments(inside) for name, inside in value.items()}
        case list():
            return [_with_moments(inside) for inside in value]
    return value


def _naming(whose: Whose, items: Iterable[Kind]) -> Iterator[Kind]:
    words = whose.words()
    for item in items:
        raw = item.serialize()
        if any(words.search(text) for name in OF_PEOPLE[type(item)].naming for text in _texts(raw.get(name))):
            yield item


def _texts(value: Any) -> Iterator[str]:
    """Walk the texts of an attribute as DynamoDB writes it."""
    match value:
        case {"S": str(text)}:
            yield text
        case {"L": list(parts)}:
            for part in parts:
                yield from _texts(part)
        case {"M": parts}:
            for name, part in parts.items():
                yield name
                yield from _texts(part)


def _without(value: Any, whose: Whose) -> Any:
    """Return an attribute as DynamoDB writes it, in whose texts nothing names the person."""
    match value:
        case {"S": str(text)}:
            return {"S": whose.without(text)}
        case {"L": list(parts)}:
            return {"L": [_without(part, whose) for part in parts]}
        case {"M": parts}:
            return {"M": {whose.without(name): _without(part, whose) for name, part in parts.items()}}
    return value


def _months(first: datetime, last: datetime) -> list[str]:
    """Return the months (`2026-11`) from one moment to another, in UTC."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
