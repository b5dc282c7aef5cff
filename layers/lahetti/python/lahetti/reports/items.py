"""Reports as they are stored: one item each, whose figures are a text that is never made anew."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import JSONAttribute, MapAttribute, UnicodeAttribute, UTCDateTimeAttribute, VersionAttribute

from lahetti.analytics.figures import Unavailable
from lahetti.core.small_groups import Hidden
from lahetti.dynamodb import keys
from lahetti.dynamodb.batches import batch_get
from lahetti.dynamodb.models import ProgrammeItem
from lahetti.dynamodb.transactions import Delete, Put
from lahetti.reports.model import CampaignLine, Goal, Report, ReportFigures, Shared, SurveyLine, Value


class ReportItem(ProgrammeItem, discriminator="report"):
    """pk = "REPORT#<id>", sk = "HEAD"; gsi1: REPORTS / <when it was made>#<id>. `goals` is {goal: number}."""

    report = UnicodeAttribute()
    name = UnicodeAttribute()
    period = UnicodeAttribute()
    first = UnicodeAttribute()
    last = UnicodeAttribute()
    created = UTCDateTimeAttribute()
    goals: MapAttribute[str, int] = MapAttribute(default=dict)
    promised = UTCDateTimeAttribute(null=True)
    written = UTCDateTimeAttribute(null=True)
    learned = UnicodeAttribute(null=True)
    decided = UnicodeAttribute(null=True)
    figures = JSONAttribute(null=True)
    version = VersionAttribute()


def find_report(report: str, *, consistent: bool = False) -> Report | None:
    """Return a report, or None."""
    item = ReportItem.find(keys.report(report), keys.HEAD, consistent=consistent)
    return _to_report(item) if item is not None else None


def reports() -> list[Report]:
    """Return all reports, those that were made last first."""
    listed = [item.pk for item in ProgrammeItem.gsi1.query(keys.REPORTS, scan_index_forward=False)]
    found = {item.pk: _to_report(item) for item in batch_get(ReportItem, ((pk, keys.HEAD) for pk in listed))}
    return [found[pk] for pk in listed if pk in found]


def put_report(report: Report) -> Put:
    """Return the write of a report over the version that was read; a new one must not be there."""
    return Put(_from_report(report))


def delete_report(report: Report) -> Delete:
    """Return the write that takes a report away in the version that was read."""
    return Delete(_from_report(report))


def _from_report(report: Report) -> ReportItem:
    return ReportItem(
        keys.report(report.id),
        keys.HEAD,
        gsi1pk=keys.REPORTS,
        gsi1sk=f"{report.created.isoformat()}#{report.id}",
        report=report.id,
        name=report.name,
        period=report.period,
        first=report.first.isoformat(),
        last=report.last.isoformat(),
        created=report.created,
        goals={goal.value: number for goal, number in report.goals.items()},
        promised=report.promised,
        written=report.written,
        learned=report.learned or None,
        decided=report.decided or None,
        figures=None if report.figures is None else _plain(report.figures),
        version=report.version or None,
    )


def _to_report(item: ReportItem) -> Report:
    return Report(
        id=item.report,
        name=item.name,
        period=item.period,
        first=date.fromisoformat(item.first),
        last=date.fromisoformat(item.last),
        created=item.created,
        goals={Goal(goal): int(number) for goal, number in item.goals.as_dict().items()},
        promised=item.promised,
        written=item.written,
        learned=item.learned or "",
        decided=item.decided or "",
        figures=None if item.figures is None else _to_figures(item.figures),
        version=int(item.version or 0),
    )


# --- figures: numbers as they are, what is hidden by its word, days and moments as ISO 8601


def _plain(value: Any) -> Any:
    match value:
        case date():  # a moment is one, too
            return value.isoformat()
        case Mapping():
            return {name: _plain(part) for name, part in value.items()}
        case tuple():
            return [_plain(part) for part in value]
        case Shared() | CampaignLine() | SurveyLine() | ReportFigures():
            return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def _to_figures(stored: Mapping[str, Any]) -> ReportFigures:
    return ReportFigures(
        people=_values(stored["people"]),
        contents=_values(stored["contents"]),
        without_price=tuple(stored["without_price"]),
        channels=_shared(stored["channels"]),
        best=_shared(stored["best"]),
        worst=_shared(stored["worst"]),
        campaigns=tuple(_to_campaign(line) for line in stored["campaigns"]),
        before=_to_survey(stored["before"]),
        after=_to_survey(stored["after"]),
        prizes=stored["prizes"],
        prizes_cents=stored["prizes_cents"],
        texts=tuple(stored["texts"]),
        counted=_moment(stored["counted"]),
        people_counted=_moment(stored["people_counted"]),
    )


_WHY_NOT: Mapping[str, Hidden | Unavailable] = {reason.value: reason for reason in (*Hidden, *Unavailable)}


def _value(stored: Any) -> Value:
    return _WHY_NOT[stored] if isinstance(stored, str) else stored


def _values(stored: Mapping[str, Any]) -> dict[str, Value]:
    return {name: _value(value) for name, value in stored.items()}


def _shared(stored: list[dict[str, Any]]) -> tuple[Shared, ...]:
    figures = ("rate", "confirmed", "clicks")
    return tuple(
        Shared(line["name"], line["language"], *(_value(line[figure]) for figure in figures)) for line in stored
    )


def _to_campaign(stored: dict[str, Any]) -> CampaignLine:
    days = {name: date.fromisoformat(stored[name]) for name in ("first", "last")}
    figures = ("clicks", "conversions", "paid_clicks", "paid_conversions")
    return CampaignLine(**{**stored, **days, **{name: _value(stored[name]) for name in figures}})


def _to_survey(stored: dict[str, Any] | None) -> SurveyLine | None:
    if stored is None:
        return None
    return SurveyLine(stored["name"], _value(stored["answers"]), _value(stored["rate"]), stored["means"])


def _moment(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)
