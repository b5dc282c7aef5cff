"""Paid rows: exports of LinkedIn Campaign Manager, Meta Ads Manager, X Ads and Google Ads, and files of our own form.

Whose export a file is, its headings say. Each is wanted by day or by week: what runs over a longer time cannot be set
beside the weeks of a campaign, and is refused with a word on how to break it down.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from lahetti.campaigns.files.lines import Lines, column_name, currency_of, key_of, wrong
from lahetti.campaigns.files.model import LineProblem, PaidFile, PaidRow, Source
from lahetti.core.errors import Invalid
from lahetti.core.plain_texts import cut
from lahetti.core.table_files import values
from lahetti.core.table_files.headings import Columns, find_headings, names_of
from lahetti.core.table_files.model import Row, Table
from lahetti.core.table_files.values import DayOrder

NETWORKS: Final = {
    "linkedin": ("linkedin", "linkedin ads"),
    "facebook": ("facebook", "fb", "meta", "meta ads", "facebook ads", "messenger", "audience network"),
    "instagram": ("instagram", "ig", "instagram ads"),
    "x": ("x", "twitter", "x ads", "twitter ads", "x (twitter)"),
    "google": ("google", "google ads", "adwords"),
}
"""Where advertisements are bought, with the words for it; Meta's other placements count as Facebook's."""
MOST_DAYS: Final = 7
LONGEST_CAMPAIGN: Final = 200
_REPORT_END = re.compile(r"report end:?\s*([0-9./-]+)", re.IGNORECASE)
_WANTED_RESULT = re.compile(
    "conver|konver|lead|purchase|registration|contact|submit|subscri|application", re.IGNORECASE
)
"""What Meta calls a result that is a conversion; others are link clicks, reach or views."""


@dataclass(frozen=True)
class _Export:
    """The headings of one kind of export: {column: names}, the better one first, and the columns that are needed."""

    columns: Columns
    needed: tuple[str, ...]
    network: str = ""
    order: DayOrder | None = None


# The English headings, and LinkedIn's German ones, are those of exports of autumn 2026; Google's Finnish ones and all
# of X's those of their help pages. Finnish and Swedish ones of LinkedIn and Meta are the words of their own pages
# and were not seen in a file: where a file has another one, the error names the column that was looked for.
_EXPORTS: Final[Mapping[Source, _Export]] = {
    # Campaign Performance Report: a title, the report's start and end, a blank line; UTF-16 with tabulators, or UTF-8
    # with commas; days as 9/1/2026 in English, 1.10.2026 in German. Where ad sets stand under campaigns (as of 2025),
    # their rows are summed. Clicks are those that are charged; those to the landing page are the ones that compare.
    Source.LINKEDIN: _Export(
        {
            "first": ("Start Date (in UTC)", "Start Date", "Startdatum (in UTC)", "Aloituspäivä (UTC)", "Alkamispäivä"),
            "last": ("End Date (in UTC)", "End Date", "Enddatum (in UTC)", "Päättymispäivä (UTC)", "Päättymispäivä"),
            "campaign": ("Campaign Name", "Name der Kampagne", "Kampanjan nimi", "Kampanjens namn", "Kampanjnamn"),
            "spend": ("Total Spent", "Gesamtausgaben", "Käytetty yhteensä", "Kulutettu yhteensä", "Totalt spenderat"),
            "currency": ("Currency", "Währung", "Valuutta", "Valuta"),
            "impressions": ("Impressions", "Näyttökerrat", "Visningar"),
            "clicks": ("Clicks to Landing Page", "Landing Page Clicks", "Clicks", "Klicks", "Klikkaukset", "Klick"),
            "conversions": ("Conversions", "Konversiot", "Konverteringar"),
        },
        ("first", "campaign", "spend"),
        "linkedin",
        DayOrder.MONTH,
    ),
    # Table data of Ads Manager: the currency in the heading of the spend, days as 2026-11-30, a sum without a name.
    # "Link clicks" are what our own links count; "Clicks (all)" has likes among them. "Results" are conversions only
    # where "Result indicator" says so. https://sebotraining.com/meta-ads-topics/ads-manager-columns
    Source.META: _Export(
        {
            "day": ("Day", "Päivä", "Dag"),
            "first": ("Reporting starts", "Raportointi alkaa", "Raportoinnin alku", "Rapporteringen börjar"),
            "last": ("Reporting ends", "Raportointi päättyy", "Raportoinnin loppu", "Rapporteringen slutar"),
            "campaign": ("Campaign name", "Kampanjan nimi", "Kampanjnamn"),
            "spend": ("Amount spent", "Käytetty summa", "Spenderat belopp", "Använt belopp"),
            "currency": ("Currency", "Valuutta", "Valuta"),
            "platform": ("Platform", "Alusta", "Plattform"),
            "impressions": ("Impressions", "Näyttökerrat", "Impressiot", "Visningar", "Exponeringar"),
            "clicks": ("Link clicks", "Linkin klikkaukset", "Länkklick", "Clicks (all)", "Klikkaukset (kaikki)"),
            "conversions": ("Website conversions", "Conversions", "Konversiot", "Konverteringar"),
            "results": ("Results", "Tulokset", "Resultat"),
            "indicator": (
                "Result indicator",
                "Result type",
                "Tuloksen osoitin",
                "Tuloksen tyyppi",
                "Resultatindikator",
            ),
        },
        ("first", "campaign", "spend"),
        "facebook",
    ),
    Source.PLAIN: _Export(
        {
            "day": ("day", "date", "päivä", "päivämäärä", "pvm", "dag", "datum"),
            "week": ("week", "viikko", "vecka"),
            "first": ("from", "first day", "start", "alkaa", "alkaen", "ensimmäinen päivä", "från", "första dagen"),
            "last": ("to", "last day", "end", "päättyy", "asti", "viimeinen päivä", "till", "sista dagen"),
            "network": ("network", "palvelu", "verkosto", "kanava", "nätverk", "tjänst"),
            "campaign": ("campaign", "campaign name", "kampanja", "kampanjan nimi", "mainos", "kampanj"),
            "spend": ("spend", "cost", "hinta", "kulut", "kustannus", "summa", "kostnad", "belopp"),
            "currency": ("currency", "valuutta", "valuta"),
            "impressions": ("impressions", "views", "näyttökerrat", "näytöt", "impressiot", "visningar"),
            "clicks": ("clicks", "klikkaukset", "klikit", "klick"),
            "conversions": ("conversions", "konversiot", "konverteringar"),
        },
        ("network", "spend"),
    ),
    # Statistics tables and reports: a title and the period above, "Total: …" below, UTF-16 with tabulators or UTF-8
    # with commas, blank as "--". Conversions may be fractions. In Finnish Klikkaukset, Impressiot or Impr., Hinta,
    # Konversiot: https://support.google.com/google-ads/answer/2454071?hl=fi
    Source.GOOGLE: _Export(
        {
            "day": ("Day", "Date", "Päivä", "Päivämäärä", "Dag"),
            "week": ("Week", "Viikko", "Vecka"),
            "campaign": ("Campaign", "Kampanja", "Kampanj", "Campaign name"),
            "spend": ("Cost", "Hinta", "Kustannus", "Kostnad"),
            "currency": ("Currency code", "Currency", "Valuuttakoodi", "Valuutta", "Valutakod"),
            "impressions": ("Impr.", "Impressions", "Impressiot", "Näyttökerrat", "Exponeringar", "Visn."),
            "clicks": ("Clicks", "Klikkaukset", "Klick"),
            "conversions": ("Conversions", "Konversiot", "Konverteringar"),
        },
        ("campaign", "spend"),
        "google",
    ),
    # The export of a campaign dashboard by day; its headings are English in every language of the help pages.
    # https://business.twitter.com/it/help/campaign-measurement-and-analytics/export-csv-definitions.html
    # "Clicks" has clicks on the profile and likes among them, "Link clicks" has not.
    Source.X: _Export(
        {
            "day": ("Time period", "Time", "Day", "Date"),
            "campaign": ("Campaign name", "Campaign", "Kampanjan nimi", "Kampanja"),
            "spend": ("Spend", "Total spend", "Kulutus"),
            "currency": ("Currency", "Valuutta"),
            "impressions": ("Impressions", "Näyttökerrat"),
            "clicks": ("Link clicks", "URL clicks", "Clicks", "Linkin klikkaukset", "Klikkaukset"),
            "conversions": ("Conversions", "Site visits conversions", "Konversiot"),
        },
        ("day", "campaign", "spend"),
        "x",
    ),
}
_NAMES: Final = [name for export in _EXPORTS.values() for name in names_of(export.columns)]


def read_paid(content: bytes, currency: str) -> PaidFile:
    """Return what a file says of paid advertisements; raise TooLarge or Invalid where it cannot be read at all.

    `currency` is what the campaign's costs are in: lines in another one are refused, one that says none is in it.
    """
    from lahetti.core.table_files.reading import read_table  # late: few requests carry a file

    table = read_table(content, _NAMES)
    if not table.rows:
        raise Invalid("The file has no line.", field="file", reason="empty")
    source = _source(table)
    export = _EXPORTS[source]
    lines = Lines(table, export.columns, export.needed, ("day", "week", "first"), export.order)
    if not any(lines.has(column) for column in ("day", "week", "first")):
        raise Invalid("The file has no column of days.", field="file", value=source.value, reason="no_days")
    lines.shows_amounts_in("spend", "conversions", "results")
    named = currency_of(lines.taken["spend"])
    read = [row for _, row in lines.each(lambda row: _row(lines, row, export, named, currency))]
    _require_broken_down(table, lines, read)
    return PaidFile(
        rows=_without_overlaps(lines, _summed(read)),
        problems=tuple(sorted(lines.problems, key=lambda problem: problem.line)),
        taken=lines.taken,
        ignored=lines.headings.ignored,
        totals=tuple(lines.totals),
        source=source,
        states_currency=bool(read) and all(row.currency for row in read),
    )


def _source(table: Table) -> Source:
    """Return whose export it is: the first whose needed headings are all there; raise Invalid."""
    nearest = (-1, "", "")
    for source, export in _EXPORTS.items():
        places = find_headings(table, export.columns, (), named=column_name).places
        missing = next((column for column in export.needed if column not in places), None)
        if missing is None:
            return source
        nearest = max(nearest, (len(places), source.value, export.columns[missing][0]), key=lambda near: near[0])
    _, source_name, heading = nearest
    raise Invalid(
        f"The file is no export that is known; for {source_name} it lacks {heading!r}.",
        field="file",
        value=heading,
        limit=source_name,
        reason="unknown_export",
    )


def _row(lines: Lines, row: Row, export: _Export, named: str | None, wanted: str) -> PaidRow:
    first, last = _days(lines, row)
    network = _network(lines, row, export)
    campaign = cut(lines.cell(row, "campaign"), LONGEST_CAMPAIGN)
    spend, sign = lines.amount(row, "spend")
    currency = lines.cell(row, "currency").upper() or named or sign
    if currency is not None and currency != wanted:
        raise wrong("currency", currency[:10], "other_currency", wanted)
    return PaidRow(
        line=row.number,
        first=first,
        last=last,
        network=network,
        campaign=campaign,
        key=key_of(network, campaign, first.isoformat(), last.isoformat()),
        spend=spend,
        currency=currency,
        impressions=lines.count(row, "impressions"),
        clicks=lines.count(row, "clicks"),
        conversions=_conversions(lines, row),
    )


def _days(lines: Lines, row: Row) -> tuple[date, date]:
    if lines.cell(row, "day"):
        day = lines.day(row, "day")
        return day, day
    if lines.cell(row, "week"):
        monday = lines.week(row, "week")
        return monday, monday + timedelta(days=MOST_DAYS - 1)
    first = lines.day(row, "first")
    last = lines.day(row, "last") if lines.cell(row, "last") else first
    if last < first:
        raise wrong("last", last.isoformat(), "ends_before", first.isoformat())
    days = (last - first).days + 1
    if days > MOST_DAYS:
        raise wrong("last", days, "too_many_days", MOST_DAYS)
    return first, last


def _network(lines: Lines, row: Row, export: _Export) -> str:
    column = "network" if export.network == "" else "platform"
    called = lines.cell(row, column)
    if export.network and not called:
        return export.network
    word = called.casefold().replace("_", " ")
    network = next((network for network, words in NETWORKS.items() if word in words), None)
    if network is None and not export.network:
        raise wrong("network", called[:LONGEST_CAMPAIGN], "unknown_network", list(NETWORKS))
    return network or export.network


def _conversions(lines: Lines, row: Row) -> int | None:
    """Return a row's conversions; fractions of a conversion that several ads share are rounded."""
    if lines.has("conversions"):
        column = "conversions"
    elif lines.has("results") and _WANTED_RESULT.search(lines.cell(row, "indicator")):
        column = "results"
    else:
        return None
    if values.is_blank(lines.cell(row, column)):
        return None
    return int(lines.amount(row, column)[0].quantize(Decimal(1), ROUND_HALF_UP))


def _summed(rows: list[PaidRow]) -> list[PaidRow]:
    """Return one row a key: an export has one for each ad, or for each part of its audience."""
    total: dict[str, PaidRow] = {}
    for row in rows:
        known = total.get(row.key)
        if known is None:
            total[row.key] = row
            continue
        total[row.key] = replace(
            known,
            spend=known.spend + row.spend,
            currency=known.currency or row.currency,
            impressions=_sum(known.impressions, row.impressions),
            clicks=_sum(known.clicks, row.clicks),
            conversions=_sum(known.conversions, row.conversions),
        )
    return list(total.values())


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other


def _without_overlaps(lines: Lines, rows: list[PaidRow]) -> tuple[PaidRow, ...]:
    """Return the rows without those whose days another one of the same campaign has already."""
    taken: dict[tuple[str, str, date], int] = {}
    kept = []
    for row in rows:
        days = [
            (row.network, row.campaign.casefold(), row.first + timedelta(n))
            for n in range((row.last - row.first).days + 1)
        ]
        other = next((taken[day] for day in days if day in taken), None)
        if other is not None:
            lines.problems.append(LineProblem(row.line, wrong("first", row.first.isoformat(), "overlap", other)))
            continue
        taken.update(dict.fromkeys(days, row.line))
        kept.append(row)
    return tuple(kept)


def _require_broken_down(table: Table, lines: Lines, rows: list[PaidRow]) -> None:
    """Raise Invalid for a report whose one day is merely the first of a longer time, as LinkedIn's says above."""
    if lines.has("last") or len({row.first for row in rows}) != 1:
        return
    above = " ".join(cell for row in table.rows if row.number < lines.headings.row.number for cell in row.cells)
    found = _REPORT_END.search(above)
    if found is None:
        return
    try:
        end = values.read_day(found[1], lines.order)
    except ValueError:
        return
    if (end - rows[0].first).days >= MOST_DAYS:
        raise Invalid("The report is not broken down by day.", field="file", value=end.isoformat(), reason="no_days")
