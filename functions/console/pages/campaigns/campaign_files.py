"""Where a campaign's other figures come from: ads and conversions from files or typed, and last year's counts."""

import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from console.framework.context import PageContext
from console.framework.errors import read_all
from console.framework.notice import Redirect
from console.framework.page import Confirm, Report, page
from console.framework.rendering import Values
from lahetti.campaigns import filing, items, planning, rules
from lahetti.campaigns.filing import BaselineLook, CountLook, Looked, PaidLook
from lahetti.campaigns.model import Campaign, Paid
from lahetti.core.error_texts import sentence
from lahetti.core.errors import Invalid, TooLarge
from lahetti.core.table_files.model import LARGEST_FILE
from lahetti.core.texts import Texts

LARGEST_KEPT = 700 * 1024
"""Bytes of a file, packed, that a preview carries on: in base64 it fits into a form."""
_PROBLEMS_SHOWN = 100
_LOOKS: Mapping[str, Callable[[Campaign, bytes], Looked]] = {
    "paid": filing.look_at_paid,
    "counts": filing.look_at_counts,
    "baseline": filing.look_at_baseline,
}
_STORES: Mapping[str, Callable[[Campaign, bytes, str, datetime], Looked]] = {
    "paid": filing.store_paid,
    "counts": filing.store_counts,
    "baseline": filing.store_baseline,
}
"""What a file can be: by the words of the form, what looks at it and what stores it."""


@page("campaigns/campaign_files.html")
def campaign_files(_: PageContext, campaign: str) -> Values:
    """Return what is stored of ads, by day and network, and what can be brought."""
    found = planning.find(campaign)
    return {
        "campaign": found,
        "paid": [(filing.place_of(row), row) for row in items.paid_of(campaign)],
        "networks": filing.NETWORKS,
        "kinds": list(_LOOKS),
        "baseline": items.baseline_of(campaign),
        "counts": items.counts_of(campaign),
    }


@campaign_files.action("look")
def look(context: PageContext, campaign: str) -> Report:
    """Show what a file would do, before anything is stored."""
    found = planning.find(campaign)
    kind = _kind(context)
    file = context.form.upload("file")
    if file is None:
        raise Invalid("No file was chosen.", field="file", reason="missing")
    packed = zlib.compress(file.content)
    if len(packed) > LARGEST_KEPT:
        raise TooLarge(f"At most {LARGEST_KEPT} bytes are taken.", field="file", value=len(packed), limit=LARGEST_KEPT)
    looked = _LOOKS[kind](found, file.content)
    values = {**_shown(context.texts, looked), "kind": kind, "name": file.name, "kept": b64encode(packed).decode()}
    return Report("campaigns/preview.html", {"campaign": found, **values})


@campaign_files.action("store")
def store(context: PageContext, campaign: str) -> Redirect:
    """Store what was looked at."""
    found = planning.find(campaign, consistent=True)
    stored = _STORES[_kind(context)](found, _kept(context.form.text("kept")), context.person.id, context.now)
    return Redirect("done.file_stored", n=stored.new + stored.changed)


@campaign_files.action("type")
def type_row(context: PageContext, campaign: str) -> Redirect:
    """Store a paid row that was typed."""
    found, form = planning.find(campaign, consistent=True), context.form
    read = read_all(
        first=lambda: form.needed_day("first"),
        last=lambda: form.day("last"),
        spend_cents=lambda: form.cents("spend_cents"),
        impressions=lambda: form.number("impressions", (0, rules.MOST_CENTS)),
        clicks=lambda: form.number("clicks", (0, rules.MOST_CENTS)),
        conversions=lambda: form.number("conversions", (0, rules.MOST_CENTS)),
    )
    last: date = read["last"] or read["first"]
    row = Paid(**{**read, "last": last, "network": form.text("network"), "key": filing.TYPED})
    filing.type_paid(found, row, context.person.id, context.now)
    return Redirect("done.paid_typed")


@campaign_files.action("remove")
def remove(context: PageContext, campaign: str) -> Redirect | Confirm:
    """Take a paid row away, after asking."""
    found = planning.find(campaign, consistent=True)
    if not context.form.confirmed:
        t = context.texts
        return Confirm(t("files.remove.question"), (t("files.remove.follows"),), t("files.remove"))
    filing.remove_paid(found, context.form.text("row"), context.person.id, context.now)
    return Redirect("done.paid_removed")


def _kind(context: PageContext) -> str:
    kind = context.form.text("kind")
    if kind not in _LOOKS:
        raise Invalid("What the file is was not chosen.", field="kind", reason="missing")
    return kind


def _kept(text: str) -> bytes:
    """Return the file that a preview carried on; raise Invalid where it is none."""
    try:
        packer = zlib.decompressobj()
        content = packer.decompress(b64decode(text, validate=True), LARGEST_FILE + 1)
    except (ValueError, zlib.error) as error:
        raise Invalid("The file is not there any more.", field="file", reason="missing") from error
    return content


def _shown(texts: Texts, looked: Looked) -> dict[str, Any]:
    """Return what a preview shows of any file."""
    problems = [(problem.line, sentence(problem.error, texts) or texts("error.other")) for problem in looked.problems]
    shown: dict[str, Any] = {
        "looked": looked,
        "rows": len(looked.problems) + looked.new + looked.changed + looked.same,
        "problems": problems[:_PROBLEMS_SHOWN],
        "more_problems": max(0, len(problems) - _PROBLEMS_SHOWN),
        "sums": [],
        "gaps": (),
        "first": looked.rows[0] if isinstance(looked, PaidLook | CountLook | BaselineLook) and looked.rows else None,
    }
    match looked:
        case PaidLook():
            shown["sums"] = _sums((row.network, row.spend_cents) for row in looked.rows)
        case CountLook():
            shown["sums"] = _sums((count.network, count.number) for count in looked.rows)
        case BaselineLook():
            shown["gaps"] = looked.file.gaps
    return shown


def _sums(numbers: Iterable[tuple[str | None, int]]) -> list[tuple[str | None, int]]:
    """Return sums by network, that of no known source last."""
    total: Counter[str | None] = Counter()
    for network, number in numbers:
        total[network] += number
    return sorted(total.items(), key=lambda pair: (pair[0] is None, str(pair[0])))
