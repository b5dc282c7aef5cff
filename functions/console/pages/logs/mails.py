"""Mails: how many of each kind, by month; and the few mails to one address that tell nothing of taking part."""

from collections.abc import Iterator

from console.framework.context import PageContext
from console.framework.export import Line
from console.framework.page import page
from console.framework.rendering import Values
from console.pages.logs.months import month_of, months
from lahetti.mail import mail_log
from lahetti.people.model import Role


@page("logs/mails.html", Role.ADMIN)
def mails(context: PageContext) -> Values:
    """Return the counts of a month, or the mails to the address that is searched for."""
    search, month = _search(context), month_of(context)
    return {
        "search": search,
        "mails": mail_log.mails_to(search) if search else (),
        "counts": () if search else mail_log.counts_of_month(month),
        "shown_kinds": sorted(kind.value for kind in mail_log.ONE_BY_ONE),
        **months(context, month),
    }


@mails.export("mails")
def exported_mails(context: PageContext) -> Iterator[Line]:
    """Yield what the page shows: counts, or the mails to an address."""
    texts, search = context.texts, _search(context)
    if search:
        for mail in mail_log.mails_to(search):
            yield {
                "at": mail.at,
                "kind": texts(f"mails.kind.{mail.kind.value}"),
                "state": texts(f"mails.state.{mail.step.value}"),
            }
        return
    for counted in mail_log.counts_of_month(month_of(context)):
        yield {
            "kind": texts(f"mails.kind.{counted.kind.value}"),
            "settled": texts("number.few") if counted.settled is None else counted.settled,
            "waiting": texts("number.few") if counted.waiting is None else counted.waiting,
            "why": [texts(f"mails.reason.{reason}") for reason in counted.failures],
        }


def _search(context: PageContext) -> str:
    return context.query.get("q", "").strip()
