"""What was done and what was sent: the audit log by month or by what was changed, mails by month, person, or due."""

import re
from collections.abc import Iterator
from datetime import date

from chalice.app import Blueprint

from console.asking import Asking
from console.exports import Line
from console.pages import page
from console.rendering import Values
from console.words import change_in_words
from lahetti.analytics import audit_log
from lahetti.mail import mail_log
from lahetti.mail.mail_log import Logged
from lahetti.people import members
from lahetti.people.model import Role

pages = Blueprint(__name__)
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
_LONGEST_SUBJECT = 200


@page(pages, "/console/audit", "audit.html", Role.ADMIN)
def audit(ask: Asking) -> Values:
    """Return a page of a month's changes, or of one thing's."""
    subject, month = _subject(ask), _month(ask)
    found, following = audit_log.changes_of(subject, ask.cursor) if subject else audit_log.changes_in(month, ask.cursor)
    return {
        "subject": subject,
        "of": found[0].of if subject and found else "",
        "changes": [change_in_words(ask, change) for change in found],
        "next": following,
        **_months(ask, month),
    }


@audit.export("changes")
def exported_changes(ask: Asking) -> Iterator[Line]:
    """Yield every change of the month, or of the thing."""
    for change in audit_log.all_changes(_month(ask), _subject(ask)):
        words = change_in_words(ask, change)
        details = [f"{label}: {before} → {after}" for label, before, after in words["details"]]
        yield {
            "at": change.at,
            "who": words["who"],
            "what": words["what"],
            "of": change.of or change.subject,
            "changed": "; ".join(details),
        }


@page(pages, "/console/mails", "mails.html", Role.ADMIN)
def mails(ask: Asking) -> Values:
    """Return a page of the mails of a month, of a person, or that are still to go."""
    found, following = _mails(ask, ask.cursor)
    person = ask.query.get("person", "")
    return {
        "mails": found,
        "person_id": person,
        "of": members.names_of([person]).get(person, ("", ""))[0] if person else "",
        "due": not person and "month" not in ask.query,
        "next": following,
        **_months(ask, _month(ask)),
    }


@mails.export("mails")
def exported_mails(ask: Asking) -> Iterator[Line]:
    """Yield every mail of the list."""
    cursor = None
    while True:
        found, cursor = _mails(ask, cursor)
        for mail in found:
            yield {
                "at": mail.at,
                "name": mail.name,
                "kind": ask.texts(f"mails.kind.{mail.kind.value}"),
                "state": ask.texts(f"mails.state.{mail.state}"),
                "why": reason_in_words(ask, mail),
            }
        if cursor is None:
            return


def reason_in_words(ask: Asking, mail: Logged) -> str:
    """Return why a mail did not go, never SES's own words: an address may stand in them."""
    if mail.reason is None:
        return ""
    key = f"mails.reason.{mail.reason.replace(' ', '_')}"
    return ask.texts(key) if key in ask.texts else ask.texts("mails.reason.refused")


def _mails(ask: Asking, cursor: str | None) -> tuple[list[Logged], str | None]:
    person = ask.query.get("person", "")
    if person:
        return mail_log.mails_of_person(person[:64], cursor)
    return mail_log.mails_of_month(_month(ask), cursor) if "month" in ask.query else mail_log.mails_waiting(cursor)


def _subject(ask: Asking) -> str:
    return ask.query.get("subject", "")[:_LONGEST_SUBJECT]


def _month(ask: Asking) -> str:
    wanted = ask.query.get("month", "")
    return wanted if _MONTH.fullmatch(wanted) else f"{ask.now:%Y-%m}"


def _months(ask: Asking, month: str) -> dict[str, str | None]:
    """Return a month in words, the one before it, and the one after it, where that has begun."""
    first = date.fromisoformat(f"{month}-01")
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    after = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    return {
        "month": month,
        "month_words": ask.texts("logs.month", month=ask.texts(f"logs.month.{first.month}"), year=first.year),
        "month_before": f"{before:%Y-%m}",
        "month_after": f"{after:%Y-%m}" if after <= ask.now.date() else None,
    }
