"""What files and forms bring a campaign: looked at first, then stored, each row under a key that stays the same.

So a file that comes again adds nothing, and one that was cut off in the middle is completed by bringing it once more.
What cannot be counted is named by its line, and nothing of that line is stored.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from lahetti.campaigns import items, rules
from lahetti.campaigns.files import paid as paid_files
from lahetti.campaigns.files.baseline import read_baseline
from lahetti.campaigns.files.conversions import read_conversions
from lahetti.campaigns.files.lines import wrong
from lahetti.campaigns.files.model import BaselineFile, ConversionFile, LineProblem, PaidFile
from lahetti.campaigns.model import Baseline, Campaign, Count, Paid
from lahetti.core.errors import Conflict, Invalid, NotFound
from lahetti.dynamodb import keys
from lahetti.dynamodb.transactions import transact
from lahetti.networks.networks import Network
from lahetti.records import audit
from lahetti.records.audit import AuditAction

Row = TypeVar("Row", Paid, Count, Baseline)

TYPED = "typed"
"""The key of rows that were typed: of one network and first day there is one."""
MOST_DAYS = paid_files.MOST_DAYS
NETWORKS = tuple(paid_files.NETWORKS)
"""Where advertisements are bought."""
_SOURCES = {word: name for name, words in paid_files.NETWORKS.items() for word in words} | {
    network.value: network.value for network in Network
}
"""What web analytics call a network, with its id."""


@dataclass(frozen=True)
class Looked:
    """What a file would do: rows that are new or differ from what is stored, how many are stored already, problems."""

    new: int
    changed: int
    same: int
    problems: tuple[LineProblem, ...]


@dataclass(frozen=True)
class PaidLook(Looked):
    """A file of paid rows, looked at."""

    file: PaidFile
    rows: tuple[Paid, ...]


@dataclass(frozen=True)
class CountLook(Looked):
    """A file of conversions, looked at; `others` are conversions that it gives to other campaigns."""

    file: ConversionFile
    rows: tuple[Count, ...]
    others: int


@dataclass(frozen=True)
class BaselineLook(Looked):
    """A file of last year's counts, looked at."""

    file: BaselineFile
    rows: tuple[Baseline, ...]


# --- paid rows


def look_at_paid(campaign: Campaign, content: bytes) -> PaidLook:
    """Return what a file of paid rows would do; raise TooLarge or Invalid where it cannot be read at all."""
    file = paid_files.read_paid(content, campaign.plan.currency)
    stored = items.paid_of(campaign.campaign)
    problems = list(file.problems)
    rows: list[Paid] = []
    for row in file.rows:
        paid = Paid(
            first=row.first,
            last=row.last,
            network=row.network,
            key=row.key,
            spend_cents=row.spend_cents,
            impressions=row.impressions,
            clicks=row.clicks,
            conversions=row.conversions,
            label=row.campaign,
        )
        fault = _fault(campaign, paid, stored)
        if fault is not None:
            problems.append(LineProblem(row.line, fault))
        else:
            rows.append(paid)
    new, changed, same = _compared(rows, stored, lambda one: (one.first, one.network, one.key))
    in_order = tuple(sorted(problems, key=lambda problem: problem.line))
    return PaidLook(new, changed, same, in_order, file, tuple(rows))


def store_paid(campaign: Campaign, content: bytes, editor: str, now: datetime) -> PaidLook:
    """Store what a file of paid rows brings; return what it did. Raise TooLarge, Invalid, Conflict or Busy."""
    _require_live(campaign)
    looked = look_at_paid(campaign, content)
    _log(campaign, AuditAction.PAID_FIGURES_STORED, editor, now, rows=len(looked.rows), source=looked.file.source.value)
    items.put_paid(campaign.campaign, looked.rows)
    return looked


def type_paid(campaign: Campaign, row: Paid, editor: str, now: datetime) -> None:
    """Store a paid row that was typed, in place of the one of its network and first day; raise Invalid or Conflict."""
    _require_live(campaign)
    if row.network not in NETWORKS:
        text = f"{row.network[:40]!r} is not a network of advertisements."
        raise Invalid(text, field="network", value=row.network[:40], limit=list(NETWORKS), reason="missing")
    if row.last < row.first:
        raise Invalid("The last day is before the first.", field="last", reason="before_first")
    days = (row.last - row.first).days + 1
    if days > MOST_DAYS:
        text = f"A row is of at most {MOST_DAYS} days."
        raise Invalid(text, field="last", value=days, limit=MOST_DAYS, reason="typed_too_many_days")
    for name in ("spend_cents", "impressions", "clicks", "conversions"):
        value = getattr(row, name)
        if value is not None and not 0 <= value <= rules.MOST_CENTS:
            text = f"{name} is {value}; 0 to {rules.MOST_CENTS} is allowed."
            raise Invalid(text, field=name, value=value, limit=[0, rules.MOST_CENTS])
    fault = _fault(campaign, row, items.paid_of(campaign.campaign))
    if fault is not None:
        raise fault
    _log(campaign, AuditAction.PAID_FIGURES_STORED, editor, now, rows=1, source=TYPED)
    items.put_paid(campaign.campaign, [row])


def remove_paid(campaign: Campaign, place: str, editor: str, now: datetime) -> None:
    """Take a paid row away, by its `place_of`; raise NotFound."""
    found = next((row for row in items.paid_of(campaign.campaign) if place_of(row) == place), None)
    if found is None:
        raise NotFound("There is no such row.", field="row", value=place[:100])
    _log(campaign, AuditAction.PAID_FIGURES_REMOVED, editor, now, row=place)
    items.delete_paid(campaign.campaign, [found])


def place_of(row: Paid) -> str:
    """Return what tells a paid row of a campaign from all others."""
    return f"{row.first.isoformat()}#{row.network}#{row.key}"


def _fault(campaign: Campaign, row: Paid, stored: Iterable[Paid]) -> Invalid | None:
    """Return what keeps a paid row out: days outside the campaign, or days that another row of the same ad has."""
    plan = campaign.plan
    if row.first < plan.first or row.last > plan.last:
        return _outside("first", row.first, campaign)
    for other in stored:
        is_other = (other.first, other.key) != (row.first, row.key) and other.network == row.network
        of_same_ad = not other.label or not row.label or other.label.casefold() == row.label.casefold()
        if is_other and of_same_ad and other.first <= row.last and row.first <= other.last:
            return wrong("first", row.first.isoformat(), "overlap_stored", other.first.isoformat())
    return None


def _outside(column: str, day: date, campaign: Campaign) -> Invalid:
    plan = campaign.plan
    return wrong(column, day.isoformat(), "outside", f"{plan.first.isoformat()} – {plan.last.isoformat()}")


# --- conversions by file


def look_at_counts(campaign: Campaign, content: bytes) -> CountLook:
    """Return what a file of conversions would do; raise TooLarge or Invalid where it cannot be read at all."""
    file, plan = read_conversions(content), campaign.plan
    problems = list(file.problems)
    total: Counter[tuple[date, str | None]] = Counter()
    others = 0
    for row in file.rows:
        if row.campaign not in ("", plan.utm_campaign):
            others += row.number
        elif not plan.first <= row.day <= plan.last:
            problems.append(LineProblem(row.line, _outside("day", row.day, campaign)))
        else:
            network = _SOURCES.get(row.source) if row.campaign else None
            total[row.day, network if network in set(Network) else None] += row.number
    rows = [Count(day, network, number) for (day, network), number in total.items()]
    new, changed, same = _compared(rows, items.counts_of(campaign.campaign), lambda one: (one.on, one.network))
    in_order = tuple(sorted(problems, key=lambda problem: problem.line))
    return CountLook(new, changed, same, in_order, file, tuple(rows), others)


def store_counts(campaign: Campaign, content: bytes, editor: str, now: datetime) -> CountLook:
    """Store what a file of conversions brings; return what it did. Raise TooLarge, Invalid, Conflict or Busy."""
    _require_live(campaign)
    looked = look_at_counts(campaign, content)
    _log(campaign, AuditAction.CONVERSIONS_STORED, editor, now, rows=len(looked.rows))
    items.put_counts(campaign.campaign, looked.rows)
    return looked


# --- last year's counts


def look_at_baseline(campaign: Campaign, content: bytes) -> BaselineLook:
    """Return what a file of last year's counts would do; raise TooLarge or Invalid where it cannot be read at all."""
    file = read_baseline(content)
    stored = items.baseline_of(campaign.campaign)
    problems = list(file.problems)
    rows = []
    for row in file.rows:
        known = Baseline(row.first, row.days, row.number)
        other = next((one for one in stored if one.first != row.first and _overlap(one, known)), None)
        if other is not None:
            fault = wrong("day", row.first.isoformat(), "overlap_stored", other.first.isoformat())
            problems.append(LineProblem(row.line, fault))
        else:
            rows.append(known)
    new, changed, same = _compared(rows, stored, lambda one: one.first)
    in_order = tuple(sorted(problems, key=lambda problem: problem.line))
    return BaselineLook(new, changed, same, in_order, file, tuple(rows))


def store_baseline(campaign: Campaign, content: bytes, editor: str, now: datetime) -> BaselineLook:
    """Store what a file of last year's counts brings; return what it did. Raise TooLarge, Invalid, Conflict or Busy."""
    _require_live(campaign)
    looked = look_at_baseline(campaign, content)
    _log(campaign, AuditAction.BASELINE_STORED, editor, now, rows=len(looked.rows))
    items.put_baseline(campaign.campaign, looked.rows)
    return looked


def _overlap(one: Baseline, other: Baseline) -> bool:
    return one.first < other.end and other.first < one.end


def _compared(rows: Sequence[Row], stored: Iterable[Row], key_of: Callable[[Row], Hashable]) -> tuple[int, int, int]:
    """Return how many rows are new, differ from the stored one of their key, and are stored as they are."""
    known = {key_of(row): row for row in stored}
    new = sum(key_of(row) not in known for row in rows)
    same = sum(known.get(key_of(row)) == row for row in rows)
    return new, len(rows) - new - same, same


def _log(campaign: Campaign, what: AuditAction, editor: str, now: datetime, **after: object) -> None:
    """Log what is about to be stored, first: a file that is cut off is brought again, and logged again."""
    transact(audit.entry(editor, what, keys.campaign(campaign.campaign), now, after=after))


def _require_live(campaign: Campaign) -> None:
    if campaign.deleted_on is not None:
        raise Conflict("This campaign is deleted.", field="campaign", value=campaign.campaign, reason="deleted")
